/* The plan: sentences that follow their inputs, the years that follow the ages, the bar of a mix, and how many answers
   changed. Without a script the page says the same after it is saved. */
"use strict";

(() => {
  const form = () => document.querySelector("[data-plan]");
  const field = (name) => form()?.elements.namedItem(name);
  const whole = (input) => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : null);
  let rounded = null; // made when a key is pressed: to load what it needs blocks a phone for some time

  function amount(number) {
    rounded ||= new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
    return form().dataset.currency === "USD" ? "$" + rounded.format(number) : `${rounded.format(number)} ${form().dataset.currency}`;
  }

  const show = (name, text) => { form().querySelector(`[data-${name}]`).textContent = text; };
  const reveal = (name, shown) => { form().querySelector(`[data-${name}]`).hidden = !shown; };

  function link(changed) {
    const born = whole(field("birth_year")), year = Number(form().dataset.year);
    const age = born && born > 1900 && born < year ? year - born : null;
    const [retire, years, slider] = [field("retirement_age"), field("years_until_retirement"), document.getElementById("years-slider")];
    if (changed === slider) years.value = slider.value;
    if (age !== null && (changed === slider || changed === years) && whole(years) !== null && retire.value) retire.value = age + whole(years);
    if (age !== null && (changed === retire || changed.name === "birth_year") && whole(retire) !== null) years.value = Math.max(0, whole(retire) - age);
    if (changed !== slider && whole(years) !== null) slider.value = years.value;
    reveal("known-age", age !== null);
    if (age !== null) show("age", age);
    if (whole(years) !== null) show("retirement-year", year + whole(years));
  }

  function tellMonth() {
    const goal = Number(field("target_retirement_income").value.replace(/[^0-9.]/g, ""));
    reveal("known-month", goal > 0);
    if (goal > 0) show("month", amount(goal / 12));
    if (document.body.classList.contains("hide-amounts")) markAmounts();
  }

  function drawMix(split) {
    let begin = 0;
    for (const part of split.querySelectorAll(".mix-bar rect")) {
      const share = Math.max(0, Number(document.getElementById(part.dataset.of).value) || 0);
      part.setAttribute("x", `${begin}%`);
      part.setAttribute("width", `${Math.min(share, Math.max(0, 100 - begin))}%`);
      begin += share;
    }
  }

  function countChanges() {
    const changed = changedInputs(form());
    form().querySelector("[data-dock]").classList.toggle("changed", changed.length > 0);
    show("changed", changed.length ? `${changed.length} answer${changed.length === 1 ? "" : "s"} changed.` : "Saving confirms what you changed, and nothing else.");
  }

  document.addEventListener("input", (event) => {
    if (!form()?.contains(event.target)) return;
    if (["birth_year", "retirement_age", "years_until_retirement"].includes(event.target.name) || event.target.id === "years-slider") link(event.target);
    if (event.target.name === "target_retirement_income") tellMonth();
    const split = event.target.closest("[data-split]");
    if (split) drawMix(split);
    countChanges();
  });

  function start() {
    if (!form()) return;
    for (const split of form().querySelectorAll("[data-split]")) drawMix(split);
    form().querySelector('[aria-invalid="true"]')?.focus();
  }
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target.id === "plan-form") start(); });
  start();
})();
