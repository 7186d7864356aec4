// Tiles beneath the plan, asked for only once they are chosen; over tiles in GCJ-02 the plan is shifted to fit.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  cotrench.Bases = class {
    // moved(shift) is told how positions are shifted from now on, null for not at all.
    constructor(map, data, moved) {
      this.map = map;
      this.data = data;
      this.moved = moved;
      this.shift = null;
      this.layers = [];
      this.note = cotrench.element("p", "", { role: "status", class: "base-note" });
      const { note } = this, Note = L.Control.extend({ options: { position: "bottomleft" }, onAdd: () => note });
      new Note().addTo(map);
    }

    choose(number) {
      this.layers.forEach((layer) => layer.remove());
      const base = this.data.bases[number];
      this.layers = base ? base.urls.map((url) => this.tiles(url, base)) : [];
      const shift = base && base.shifted ? cotrench.gcj02 : null;
      this.note.textContent = [base ? base.credit : "", shift ? this.data.words.shifted : ""].filter(Boolean).join(" · ");
      if (shift !== this.shift) {
        this.shift = shift;
        this.moved(shift);
      }
    }

    tiles(url, { subdomains, zoom }) {
      const layer = L.tileLayer(url, { subdomains, maxNativeZoom: zoom, maxZoom: this.map.getMaxZoom() });
      return layer.addTo(this.map);
    }

    // Where a position of the plan lies on the map now.
    place(position) {
      return this.shift ? this.shift(position) : position;
    }
  };
})();
