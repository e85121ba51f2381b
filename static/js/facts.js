/* Figures that show their fact in a card. A click opens the card without this script. Here hover and keyboard focus open
   it, too. Escape closes it.

   A clicked card stays open until another figure is clicked. A hovered card closes when the pointer leaves figure and
   card. A focused card closes when the focus leaves. A pointer that rests while the page scrolls opens and closes
   nothing: the browser reports what is under it as if it had moved. */
"use strict";

(() => {
  if (!HTMLElement.prototype.showPopover) return;
  const PATIENCE = 150; // ms: time to cross the gap between a figure and its card
  let wait = 0;
  let chosen = null;
  let pointerAt = "";

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

  /* on a small screen the card covers the bottom of the page: scroll its figure out from under it */
  function uncover(figure) {
    const [here, there] = [figure.getBoundingClientRect(), cardOf(figure).getBoundingClientRect()];
    const isBeside = here.right <= there.left || here.left >= there.right || here.bottom <= there.top;
    if (!isBeside && here.top < there.bottom) window.scrollBy(0, here.bottom - there.top + 12);
  }

  function hasFocus(card) {
    return card.figure === document.activeElement || card.contains(document.activeElement);
  }

  function leave() {
    const card = openCard();
    if (card && card !== chosen && !hasFocus(card)) card.hidePopover();
  }

  function hasMoved(event) {
    const before = pointerAt;
    pointerAt = `${event.screenX} ${event.screenY}`;
    return pointerAt !== before;
  }

  /* One tab stop for each paragraph and each table. Arrow keys move between its figures. */
  const GROUP = "table, p, dl, li, h2, h3, figcaption";
  const groupOf = (figure) => figure.closest("table") || figure.closest(GROUP);

  function rove(root) {
    const seen = new Set();
    for (const figure of root.querySelectorAll("button.fact")) {
      const group = groupOf(figure);
      figure.tabIndex = seen.has(group) ? -1 : 0;
      seen.add(group);
    }
  }
  rove(document);
  document.addEventListener("htmx:load", (event) => rove(event.target));

  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const figure = step && figureAt(event.target);
    if (!figure) return;
    const figures = [...groupOf(figure).querySelectorAll("button.fact")];
    const next = figures[figures.indexOf(figure) + step];
    if (!next) return;
    event.preventDefault();
    figure.tabIndex = -1;
    next.tabIndex = 0;
    next.focus({ focusVisible: true });
  });

  /* a link to a section opens it */
  function openTarget() {
    const section = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = section && (section.querySelector("details.fold") || section.closest("details.fold"));
    if (fold) fold.open = true;
  }
  openTarget();
  window.addEventListener("hashchange", openTarget);
  document.addEventListener("htmx:load", openTarget);

  document.addEventListener("pointermove", hasMoved);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || !hasMoved(event)) return;
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
    if (event.target.closest?.("button.fact, .fact-card")) setTimeout(leave); // once the focus has arrived
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
