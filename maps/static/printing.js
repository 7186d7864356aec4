// The page for paper: while it prints, the map has the size of the sheet, and shows what the screen showed.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  // inks are drawn at once: a page being printed gets no further frames. On paper a canvas covers what lies beneath it, so
  // the upper ink draws the lower one too.
  cotrench.printing = function (map, inks, labels) {
    const root = document.documentElement;
    let before = null;
    const resize = (printing, look) => {
      root.classList.toggle("printing", printing);
      inks[1].under = printing ? inks[0] : null;
      map.invalidateSize({ animate: false, pan: false });
      look();
      inks.forEach((ink) => ink._update());
      labels.place();
    };
    window.addEventListener("beforeprint", () => {
      const bounds = map.getBounds();
      before = { center: map.getCenter(), zoom: map.getZoom() };
      map.closePopup();
      resize(true, () => map.fitBounds(bounds, { animate: false }));
    });
    window.addEventListener("afterprint", () => resize(false, () => map.setView(before.center, before.zoom, { animate: false })));
    return () => window.print();
  };
})();
