/* Update the sum of a split while the user types: [data-shares] has the inputs, [data-shares-total] the sum,
   [data-shares-words] the rest. The first input is invalid unless the sum is 100 or all inputs are empty. The server
   checks the same. */
"use strict";

const TOLERANCE = 0.01;

function addUp(shares) {
  const inputs = [...shares.querySelectorAll("input")];
  const filled = inputs.filter((input) => Number(input.value));
  const total = inputs.reduce((sum, input) => sum + (Number(input.value) || 0), 0);
  const rest = Math.round((100 - total) * 10000) / 10000;
  const right = !filled.length || Math.abs(rest) <= TOLERANCE + 1e-9;
  const words = right ? (filled.length ? ": all of it." : ": not known.") : rest > 0 ? `: ${rest} missing.` : `: ${-rest} too much.`;
  shares.querySelector("[data-shares-total]").textContent = Math.round(total * 10000) / 10000;
  shares.querySelector("[data-shares-words]").textContent = words;
  shares.classList.toggle("wrong", !right);
  inputs[0].setCustomValidity(right ? "" : `These add up to ${100 - rest}, not to 100.`);
}

document.addEventListener("input", (event) => {
  const shares = event.target.closest("[data-shares]");
  if (shares) addUp(shares);
});
document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-shares]").forEach(addUp));
