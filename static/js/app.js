/* The little that HTML cannot do alone. Everything is declared in attributes and works after an HTMX swap, too:

   data-confirm="Question?"          on a form: asked before it is sent (hx-confirm is asked the same way)
   data-output="ID"                  on an input: its value is written into <output id="ID">
   data-split                        on a fieldset: [data-split-total] shows the sum of its inputs, a canvas in it is
                                     redrawn; "linked": of the first two, the other one takes what is left of 100
   data-money                        on a text input: thousands get their commas when the field is left
   data-filter="ID"                  on a search input: rows of the table ID that do not contain the words are hidden
   [data-print]                      a button that prints the page
*/
"use strict";

document.documentElement.classList.add("scripted");

/* confirmation in a dialog of ours */

function ask(question, label) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-question").textContent = question;
  document.getElementById("confirm-yes").textContent = label || "Continue";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  const button = event.submitter;
  if (await ask(form.dataset.confirm, button && button.textContent.trim())) {
    form.dataset.confirmed = "yes";
    form.requestSubmit(button);
    delete form.dataset.confirmed;
  }
});

document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, event.target.textContent.trim())) event.detail.issueRequest(true);
});

/* a form is sent once: the button says that it is on its way */

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  const button = event.submitter;
  if (button && !event.target.matches("[hx-post], [hx-get]")) setTimeout(() => button.setAttribute("aria-disabled", "true"));
});
document.addEventListener("click", (event) => {
  if (event.target.closest('button[aria-disabled="true"]')) event.preventDefault();
});
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll('button[aria-disabled="true"]')) button.removeAttribute("aria-disabled");
});

/* menus made of <details> close on Escape and on a click elsewhere */

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* inputs that speak to each other */

document.addEventListener("input", (event) => {
  const input = event.target;
  if (input.dataset.output) document.getElementById(input.dataset.output).value = input.value;
  if (input.dataset.filter) filterRows(document.getElementById(input.dataset.filter), input.value);
  const split = input.closest("[data-split]");
  if (split) balance(split, input);
});

function balance(split, changed) {
  const inputs = [...split.querySelectorAll("input")];
  const pair = inputs.slice(0, 2);
  if (split.dataset.split === "linked" && pair.includes(changed)) {
    const other = pair.find((input) => input !== changed);
    const taken = inputs.reduce((sum, input) => (input === other ? sum : sum + (Number(input.value) || 0)), 0);
    other.value = Math.max(0, Math.min(100, Math.round((100 - taken) * 100) / 100));
  }
  const values = inputs.map((input) => Number(input.value) || 0);
  for (const input of inputs) if (input.dataset.output) document.getElementById(input.dataset.output).value = input.value;
  const total = split.querySelector("[data-split-total]");
  if (total) total.textContent = Math.round(values.reduce((sum, value) => sum + value, 0) * 100) / 100;
  const canvas = split.querySelector("canvas");
  if (canvas && window.redrawChart) window.redrawChart(canvas, values);
}

function filterRows(table, words) {
  const wanted = words.trim().toLowerCase();
  for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
}

document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.dataset.money === undefined) return;
  const plain = input.value.replace(/[$,\s]/g, "");
  if (plain && /^\d+(\.\d+)?$/.test(plain)) {
    const [whole, cents] = plain.split(".");
    input.value = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (cents ? "." + cents : "");
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

/* a table wider than its place scrolls; only then is it a stop for the keyboard */

function reachable() {
  for (const wrap of document.querySelectorAll(".table-wrap")) {
    if (wrap.scrollWidth > wrap.clientWidth || wrap.scrollHeight > wrap.clientHeight) wrap.tabIndex = 0;
    else wrap.removeAttribute("tabindex");
  }
}
window.addEventListener("resize", reachable);
document.addEventListener("htmx:load", reachable);
document.addEventListener("toggle", reachable, true);
reachable();

/* a request that failed is said, never swallowed */

function complain(text) {
  const notice = document.createElement("p");
  notice.className = "notice error";
  notice.textContent = text;
  document.getElementById("messages").replaceChildren(notice);
}
document.addEventListener("htmx:sendError", () => complain("The server cannot be reached. Check your connection; this page tries again where it can."));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 403 || event.detail.xhr.status === 401) complain("You were signed out. Reload the page to sign in again.");
  else complain("That did not work. Reload the page and try once more.");
});
