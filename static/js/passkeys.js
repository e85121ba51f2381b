/* allauth's scripts call the browser's passkeys and send an event when that fails: show it on the page. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-error").hidden = false;
});
