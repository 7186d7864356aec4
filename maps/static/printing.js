// The page for paper: while it prints, the map has the size of the sheet, and shows what the screen showed.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  // inks are drawn at once: a page being printed gets no further frames.
  cotrench.printing = function (map, inks, labels) {
    const root = document.documentElement;
    const resize = (printing) => {
      const bounds = map.getBounds();
      root.classList.toggle("printing", printing);
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(bounds, { animate: false });
      inks.forEach((ink) => ink._update());
      labels.place();
    };
    window.addEventListener("beforeprint", () => resize(true));
    window.addEventListener("afterprint", () => resize(false));
    return () => window.print();
  };
})();
