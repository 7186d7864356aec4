"use strict";
// What every page does with a script; each page works without it.

// A form that is on its way is not sent twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button) setTimeout(() => { button.disabled = true; button.setAttribute("aria-busy", "true"); });
});
// Coming back by the browser's own button, the form can be sent again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
});
// A table too wide for the screen is scrolled with the keyboard too.
addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll(".table")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
});
