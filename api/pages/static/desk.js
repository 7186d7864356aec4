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
// What is wrong with a field leads to it, and is told there again by whatever reads the field aloud.
addEventListener("DOMContentLoaded", () => {
  for (const [at, told] of document.querySelectorAll(".problem [data-field]").entries()) {
    const { field } = told.dataset;
    const names = [field, field.replaceAll(".", "_"), field.split(".").at(-1)];
    const boxes = names.flatMap((name) => [...document.querySelectorAll(`main [name="${CSS.escape(name)}"]`)]);
    const box = boxes.find((each) => each.type !== "hidden" && each.checkVisibility());
    if (!box) continue;
    told.id ||= `wrong-${at}`;
    box.id ||= `wrong-${at}-at`;
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") ?? ""} ${told.id}`.trim());
    const way = document.createElement("a");
    way.href = `#${box.id}`;
    way.append(...told.childNodes);
    told.append(way);
  }
});
