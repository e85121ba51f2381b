/* The what-if panel: each slider and its number follow each other, moved levers are marked, and the box says while a
   result is computed or that it was not. htmx asks for the result when a value is changed. Without a script the numbers
   are typed and a button calculates. */
"use strict";

(() => {
  const form = document.getElementById("what-if");
  if (!form) return;
  const out = document.getElementById("what-if-out");
  const plain = (text) => text.replace(/[$,%\s]/g, "").replace("−", "-");
  const grouped = (number) => number.replace(/\B(?=(\d{3})+$)/g, ",");
  const partsOf = (element) => {
    const lever = element.closest("[data-lever]");
    return { lever, slider: lever.querySelector('input[type="range"]'), number: lever.querySelector('input[type="text"]') };
  };

  function mark({ lever, number }) {
    lever.classList.toggle("moved", Number(plain(number.value)) !== Number(plain(lever.dataset.planned)));
  }

  function follow(changed) {
    const parts = partsOf(changed);
    if (changed === parts.slider) {
      const value = parts.slider.value;
      parts.number.value = "money" in parts.lever.dataset ? grouped(value) : value;
    } else parts.slider.value = plain(parts.number.value);
    mark(parts);
  }

  form.addEventListener("input", (event) => { if (event.target.closest("[data-lever]")) follow(event.target); });
  form.addEventListener("click", (event) => {
    const reset = event.target.closest("[data-reset]");
    if (!reset) return;
    const { lever, number } = partsOf(reset);
    number.value = lever.dataset.planned;
    follow(number);
    number.focus();
    number.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* what would use the last result, which is not that of the sliders while a result is awaited or failed */
  function hold(isHeld) {
    for (const name of ["tried", "take", "bar"]) document.getElementById(`what-if-${name}`).inert = isHeld;
  }

  form.addEventListener("htmx:beforeRequest", () => {
    out.ariaBusy = "true";
    hold(true);
  });
  out.addEventListener("htmx:afterSwap", (event) => { if (event.target === out) hold(false); });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status !== 0 || !event.detail.failed) out.ariaBusy = "false";
  });
  const failures = {
    "htmx:sendError": "The connection was lost, so this is not your last change.",
    "htmx:responseError": "Something went wrong, so this is not your last change.",
  };
  for (const [failure, text] of Object.entries(failures)) {
    form.addEventListener(failure, () => {
      const notice = document.createElement("div");
      notice.className = "out failed";
      notice.innerHTML = `<p><strong>Not calculated</strong></p><p>${text} <button class="linkish" type="button">Try again</button></p>`;
      notice.querySelector("button").addEventListener("click", () => form.requestSubmit());
      out.replaceChildren(notice);
      out.ariaBusy = "false";
    });
  }
  document.addEventListener("htmx:afterSettle", () => {
    for (const error of form.querySelectorAll(".error")) {
      const number = error.closest("[data-lever]").querySelector('input[type="text"]');
      if (error.textContent) number.setAttribute("aria-invalid", "true");
      else number.removeAttribute("aria-invalid");
    }
  });
  for (const slider of form.querySelectorAll('input[type="range"]')) slider.value = plain(partsOf(slider).number.value);
})();
