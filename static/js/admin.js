/* Django's admin: the help signs of a list of choices are images with a name. */
"use strict";

addEventListener("load", () => setTimeout(() => {
  for (const sign of document.querySelectorAll(".help-tooltip[aria-label]")) sign.setAttribute("role", "img");
}));
