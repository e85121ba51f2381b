/* Behavior that HTML lacks. Attributes declare it, and it also works after an HTMX swap:

   data-confirm="Question?"          on a form: asked before it is sent (hx-confirm is asked the same way);
                                     data-keep="Label" replaces "Cancel"
   data-output="ID"                  on an input: its value is written into <output id="ID">
   data-split                        on a fieldset: of its first two inputs the other one takes what is left of 100,
                                     [data-split-total] shows the sum, a canvas in it is redrawn
   data-money                        on a text input: thousands get their commas when the field is left
   data-combobox="ID"                on a text input: links in a list in the element ID are its suggestions, chosen by
                                     arrow keys and Enter, closed by Escape; the element ID-said tells how many there are
   data-unsaved="stays|leaves"       on a form: what is typed in it is not lost unasked; "leaves" if saving it loads a page;
                                     data-typed: it comes back from the server with what was typed
   [data-discard]                    a link that leaves without that question
   [data-print]                      a button that prints the page
*/
"use strict";

document.documentElement.classList.add("scripted");

/* confirmation in our own dialog */

function ask(question, label, keep) {
  const dialog = document.getElementById("confirm");
  document.getElementById("confirm-question").textContent = question;
  document.getElementById("confirm-yes").textContent = label || "Continue";
  document.getElementById("confirm-no").textContent = keep || "Cancel";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  const button = event.submitter;
  if (await ask(form.dataset.confirm, button && button.textContent.trim(), form.dataset.keep)) {
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

/* what is typed but not saved: asked before another form of the page loads a page, and by the browser before it leaves */

let isLeaving = false; // what is not saved may be lost
let sent = null;

function isChanged(input) {
  if (input.type === "checkbox" || input.type === "radio") return input.checked !== input.defaultChecked;
  if (input instanceof HTMLSelectElement) return input.selectedIndex !== Math.max(0, [...input.options].findIndex((option) => option.defaultSelected));
  return input.value !== input.defaultValue;
}

const changedInputs = (form) => [...form.elements].filter((input) => input.name && input.type !== "hidden" && isChanged(input));
const hasChanges = (form) => "typed" in form.dataset || changedInputs(form).length > 0;
const unsaved = (but) => [...document.querySelectorAll("form[data-unsaved]")].filter((form) => form !== but && hasChanges(form));

/* the other forms whose changes are lost once this one is saved: all if that loads a page, else those in what it swaps */
function endangered(form) {
  if (form.dataset.unsaved === "leaves") return unsaved(form);
  const target = form.closest("[hx-target]")?.getAttribute("hx-target") ?? "";
  const swapped = target.startsWith("#") ? document.querySelector(target) : form.closest(target.replace("closest ", "") || "form");
  return unsaved(form).filter((one) => swapped?.contains(one));
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  sent = form;
  if (isLeaving || !endangered(form).length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  isLeaving = await ask("Something else that you typed on this page is not saved yet. Continue without it?");
  if (isLeaving) form.requestSubmit(button);
}, true);
document.addEventListener("click", (event) => { if (event.target.closest("[data-discard]")) isLeaving = true; });
document.addEventListener("input", () => {
  isLeaving = false;
  sent = null;
});
window.addEventListener("beforeunload", (event) => { if (!isLeaving && unsaved(sent).length) event.preventDefault(); });

/* what looks again by itself waits for an open question, whose form it may replace, and leaves no field being typed in */

const looksAgain = (element) => element.matches("[hx-trigger^='every']");

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (!looksAgain(requestConfig.elt)) return;
  const field = document.activeElement, isTyping = field instanceof HTMLInputElement && isChanged(field);
  const leaves = xhr.getResponseHeader("HX-Redirect") || xhr.getResponseHeader("HX-Refresh");
  if (document.getElementById("confirm").open || (leaves && isTyping)) event.preventDefault();
});

/* a form is sent once: its button is disabled */

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

/* menus made of <details> close on Escape, on a click elsewhere and once a link of them is chosen */

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* the switches of theme and amounts: the page changes at once, and the form keeps the choice in a cookie */

document.addEventListener("click", (event) => {
  const root = document.documentElement;
  const theme = event.target.closest("[data-theme-switch]");
  if (theme) {
    const now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = theme.value = now === "dark" ? "light" : "dark";
    document.dispatchEvent(new Event("themechange"));
  }
  const amounts = event.target.closest("[data-amounts]");
  if (amounts) {
    const hidden = document.body.classList.toggle("hide-amounts");
    if (hidden) markAmounts();
    amounts.value = hidden ? "hidden" : "shown";
    amounts.setAttribute("aria-pressed", hidden);
  }
}, true);

/* the server marks amounts in the text of a page for a browser that hides them; this one has loaded already */

const CODES = "USD|EUR|GBP|CHF|CAD|JPY|AUD|BRL|CNY|CZK|DKK|HKD|HUF|IDR|ILS|INR|ISK|KRW|MXN|MYR|NOK|NZD|PHP|PLN|RON|SEK|SGD|THB|TRY|TWD|ZAR|AED|SAR";
const AMOUNT = new RegExp(
  String.raw`[-+−]?\$\s?[0-9][0-9,]*(?:\.[0-9]+)?(?:\s?(?:[KM]|million|billion)\b)?` +
  String.raw`|(?<![0-9,.])(?:(?<!\w)[-+−])?[0-9][0-9,]*(?:\.[0-9]+)?(?:[KMk]|\smillion)?\s(?:${CODES})\b`, "g");

function markAmounts() {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (node.textContent.search(AMOUNT) >= 0 && !node.parentElement.closest("script, style, option, textarea, svg, .money")) found.push(node);
  }
  for (const node of found) {
    const pieces = document.createDocumentFragment();
    let last = 0;
    for (const amount of node.textContent.matchAll(AMOUNT)) {
      const mark = document.createElement("span");
      mark.className = "money";
      mark.textContent = amount[0];
      pieces.append(node.textContent.slice(last, amount.index), mark);
      last = amount.index + amount[0].length;
    }
    pieces.append(node.textContent.slice(last));
    node.replaceWith(pieces);
  }
}

/* inputs that change other elements */

document.addEventListener("input", (event) => {
  const input = event.target;
  if (input.dataset.output) document.getElementById(input.dataset.output).value = input.value;
  const split = input.closest("[data-split]");
  if (split) balance(split, input);
});

function balance(split, changed) {
  const inputs = [...split.querySelectorAll("input")];
  const pair = inputs.slice(0, 2);
  if (pair.includes(changed)) {
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

document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.dataset.money === undefined) return;
  const plain = input.value.replace(/[$,\s]/g, "");
  if (plain && /^\d+(\.\d+)?$/.test(plain)) {
    const [whole, cents] = plain.split(".");
    input.value = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (cents ? "." + cents : "");
  }
});

/* suggestions: without a script links in a list, here the options of a combobox (ARIA 1.2) */

const comboboxes = () => document.querySelectorAll("[data-combobox]");
const suggestionsOf = (input) => document.querySelector(`#${input.dataset.combobox} ul`);
const optionsOf = (input) => [...(suggestionsOf(input)?.querySelectorAll("a") ?? [])];
const isOpen = (input) => input.getAttribute("aria-expanded") === "true";

function prepareCombobox(input) {
  const list = suggestionsOf(input);
  const name = input.dataset.combobox;
  for (const [key, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", `${name}-list`]]) input.setAttribute(key, value);
  if (list) {
    list.id = `${name}-list`;
    list.role = "listbox";
    list.ariaLabel = "Suggestions";
    for (const item of list.children) item.role = "presentation";
    optionsOf(input).forEach((option, place) => {
      option.id = `${name}-${place}`;
      option.role = "option";
      option.tabIndex = -1;
    });
  }
  openSuggestions(input, document.activeElement === input);
}

function openSuggestions(input, open) {
  const list = suggestionsOf(input);
  if (list) list.hidden = !open;
  input.setAttribute("aria-expanded", Boolean(list) && open);
  pick(input, null);
}

function pick(input, chosen) {
  for (const option of optionsOf(input)) option.ariaSelected = option === chosen;
  if (chosen) {
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function moveChoice(input, step) {
  const options = optionsOf(input);
  if (!isOpen(input)) openSuggestions(input, true);
  const now = options.findIndex((option) => option.ariaSelected === "true");
  const next = now < 0 && step < 0 ? options.length - 1 : now + step;
  pick(input, options[(next + options.length) % options.length]);
}

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (input.dataset?.combobox === undefined || event.isComposing || !suggestionsOf(input)) return;
  const chosen = optionsOf(input).find((option) => option.ariaSelected === "true");
  if (event.key === "ArrowDown") moveChoice(input, 1);
  else if (event.key === "ArrowUp") moveChoice(input, -1);
  else if (event.key === "Enter" && isOpen(input) && chosen) chosen.click();
  else if (event.key === "Escape" && isOpen(input)) openSuggestions(input, false);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.dataset?.combobox !== undefined) openSuggestions(event.target, true);
});
document.addEventListener("focusout", (event) => {
  if (event.target.dataset?.combobox !== undefined) openSuggestions(event.target, false);
});
document.addEventListener("mousedown", (event) => {
  if (event.target.closest('[role="option"]')) event.preventDefault(); // the input keeps the focus, so that the list stays
});

document.addEventListener("htmx:afterSwap", (event) => {
  for (const input of comboboxes()) {
    if (event.detail.target.id !== input.dataset.combobox) continue;
    prepareCombobox(input);
    const found = optionsOf(input).length;
    const words = event.detail.target.textContent.trim();
    document.getElementById(`${input.dataset.combobox}-said`).textContent = found ? `${found} suggestion${found === 1 ? "" : "s"}, by the arrow keys` : words;
  }
});
document.addEventListener("htmx:load", (event) => {
  for (const input of comboboxes()) if (event.target.contains(input)) prepareCombobox(input);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

/* A table wider than its place scrolls; only then is it a stop for the keyboard. All are measured once for each frame,
   before anything changes, as each change would lay out the page again. What is folded or not laid out yet is measured
   when it is. */

const scrolls = (wrap) => wrap.scrollWidth > wrap.clientWidth || wrap.scrollHeight > wrap.clientHeight;
let measuring = 0;

function reachable() {
  measuring ||= requestAnimationFrame(() => {
    measuring = 0;
    const open = [...document.querySelectorAll(".table-wrap")].filter((one) => one.checkVisibility({ contentVisibilityAuto: true }));
    for (const [wrap, isStop] of open.map((one) => [one, scrolls(one)])) {
      if (isStop) wrap.tabIndex = 0;
      else wrap.removeAttribute("tabindex");
    }
  });
}
window.addEventListener("resize", reachable);
document.addEventListener("htmx:load", reachable);
document.addEventListener("toggle", reachable, true);
reachable();

/* A long page is shown before all of it is laid out. The rest follows piece by piece, one in a frame, so that none blocks.
   For a link into the page it is laid out at once. */

function layOutNext() {
  const pieces = document.querySelectorAll(".deferred");
  for (const piece of location.hash ? pieces : [...pieces].slice(0, 1)) piece.classList.remove("deferred");
  if (!pieces.length) return;
  reachable();
  requestAnimationFrame(() => setTimeout(layOutNext));
}
document.addEventListener("htmx:load", () => requestAnimationFrame(() => setTimeout(layOutNext)));

/* a message of success leaves by itself, also where nothing may move */

if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
  const leave = (message) => message.matches(":hover, :focus-within") ? setTimeout(leave, 2000, message) : message.remove();
  for (const message of document.querySelectorAll(".messages > .success:only-child")) setTimeout(leave, 6000, message);
}

/* a failed request shows a message */

const complaint = document.createElement("p");
complaint.className = "notice error complaint";

function complain(text) {
  sent = null; // what was sent is not saved
  complaint.textContent = text;
  document.getElementById("messages").replaceChildren(complaint);
}
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) complaint.remove(); });
document.addEventListener("htmx:sendError", () => complain("Can't reach the server. Check your connection."));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 404 && looksAgain(event.detail.elt)) location.reload(); // deleted in another tab
  else if (event.detail.xhr.status === 403 || event.detail.xhr.status === 401) complain("You are signed out. Reload the page to sign in again.");
  else complain("Something went wrong. Reload the page and try again.");
});
