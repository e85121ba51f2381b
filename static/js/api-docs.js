/* Swagger UI has its own main landmark, leaves the rest outside of landmarks, and begins headings at the third level. */
"use strict";

const drawn = document.getElementById("swagger-ui");
const levels = { "h3.opblock-tag": 2, ".opblock h4": 3, ".opblock h5": 4, "section.models h4": 2 };
const regions = {
  ".information-container": "About the API", ".scheme-container": "Sign-in", "section.models": "Shapes of answers",
};

function describe() {
  for (const [headings, level] of Object.entries(levels)) {
    drawn.querySelectorAll(`${headings}:not([aria-level])`).forEach((one) => one.setAttribute("aria-level", level));
  }
  drawn.querySelectorAll(".highlight-code pre:not([tabindex])").forEach((one) => { one.tabIndex = 0; });
  for (const [places, label] of Object.entries(regions)) {
    drawn.querySelectorAll(`${places}:not([aria-label])`).forEach((one) => {
      if (one.closest("main")) return;
      one.setAttribute("role", "region");
      one.setAttribute("aria-label", label);
    });
  }
}

new MutationObserver(describe).observe(drawn, { childList: true, subtree: true });
describe();
