/* The elapsed time of a run. The server says how long it has run; the page counts on until the next answer. */
"use strict";

(() => {
  let shown = null;
  let from = 0;

  function format(seconds) {
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }

  setInterval(() => {
    const output = document.querySelector("[data-elapsed]");
    if (!output) return;
    if (output !== shown) {
      shown = output;
      from = performance.now();
    }
    output.textContent = format(Number(output.dataset.elapsed) + Math.floor((performance.now() - from) / 1000));
  }, 1000);
})();
