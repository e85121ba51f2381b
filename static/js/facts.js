/* Figures that lead to their facts. A browser opens a card when its figure is chosen, without any of this; here it is
   opened by pointing at the figure or by reaching it with the keyboard, too. Escape closes it.

   A card that was chosen stays until something else is; a card that was pointed at goes with the pointer, unless that
   moves onto the card. */
"use strict";

(() => {
  if (!HTMLElement.prototype.showPopover) return;
  const PATIENCE = 150; // ms: time to cross the gap between a figure and its card
  let wait = 0;
  let chosen = null;

  const figureAt = (target) => target.closest?.("button.fact");
  const cardOf = (figure) => document.getElementById(figure.getAttribute("popovertarget"));
  const openCard = () => document.querySelector(".fact-card:popover-open");

  function show(figure) {
    clearTimeout(wait);
    const card = cardOf(figure);
    if (card.matches(":popover-open") && card.figure === figure) return;
    if (card.matches(":popover-open")) card.hidePopover();
    card.figure = figure;
    card.showPopover({ source: figure });
    if (card.scrollHeight > card.clientHeight) card.tabIndex = 0; // the keyboard scrolls what it can reach
    else card.removeAttribute("tabindex");
  }

  /* on a small screen a card lies over the foot of the page: what it is about must not lie under it */
  function uncover(figure) {
    const [here, there] = [figure.getBoundingClientRect(), cardOf(figure).getBoundingClientRect()];
    const isBeside = here.right <= there.left || here.left >= there.right || here.bottom <= there.top;
    if (!isBeside && here.top < there.bottom) window.scrollBy(0, here.bottom - there.top + 12);
  }

  function leave() {
    const card = openCard();
    if (card && card !== chosen) card.hidePopover();
  }

  function isHeld(card) {
    return card && (card.figure === document.activeElement || card.contains(document.activeElement));
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const figure = figureAt(event.target);
    clearTimeout(wait);
    if (figure && (!chosen || !openCard())) wait = setTimeout(show, PATIENCE, figure);
    else if (!event.target.closest(".fact-card")) wait = setTimeout(leave, PATIENCE);
  });

  document.addEventListener("focusin", (event) => {
    const figure = figureAt(event.target);
    if (!figure?.matches(":focus-visible")) return;
    show(figure);
    uncover(figure);
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.closest?.("button.fact, .fact-card")) setTimeout(() => isHeld(openCard()) || leave()); // once the focus has arrived
  });

  document.addEventListener("click", (event) => {
    const figure = figureAt(event.target);
    if (!figure) return;
    show(figure);
    uncover(figure);
    chosen = cardOf(figure);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target === chosen && event.newState === "closed") chosen = null;
  }, true);
})();
