// Measures along points: clicked, or with the keyboard the middle of the map. Escape ends.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  cotrench.Measure = class {
    constructor(map, words, button) {
      this.map = map;
      this.words = words;
      this.button = button;
      this.points = [];
      this.line = L.polyline([], { color: "#1769e0", weight: 3, dashArray: "6 4", interactive: false, renderer: L.svg() });
      this.dots = L.layerGroup();
      this.told = cotrench.element("div", null, { class: "measured", role: "status" });
      const { told } = this, Told = L.Control.extend({ options: { position: "bottomleft" }, onAdd: () => told });
      new Told().addTo(map);
      button.setAttribute("aria-pressed", "false");
      map.getContainer().addEventListener("keydown", (event) => this.key(event));
    }

    toggle() {
      return this.on ? this.end() : this.begin();
    }

    begin() {
      this.on = true;
      this.points = [];
      this.map.closePopup();
      this.line.setLatLngs([]).addTo(this.map);
      this.dots.clearLayers().addTo(this.map);
      this.state();
      this.map.getContainer().focus();
    }

    end() {
      this.on = false;
      this.line.remove();
      this.dots.remove();
      this.state();
    }

    state() {
      this.button.setAttribute("aria-pressed", String(Boolean(this.on)));
      this.map.getContainer().classList.toggle("measuring", Boolean(this.on));
      this.map.doubleClickZoom[this.on ? "disable" : "enable"]();
      this.tell();
    }

    add(position) {
      this.points.push(position);
      this.line.setLatLngs(this.points);
      L.circleMarker(position, { radius: 4, color: "#1769e0", fillColor: "#fff", fillOpacity: 1, interactive: false, renderer: this.line.options.renderer }).addTo(this.dots);
      this.tell();
    }

    back() {
      this.points.pop();
      const dots = this.dots.getLayers();
      if (dots.length) this.dots.removeLayer(dots[dots.length - 1]);
      this.line.setLatLngs(this.points);
      this.tell();
    }

    key(event) {
      if (!this.on || event.target !== this.map.getContainer()) return;
      if (event.key === "Escape") this.end();
      if (event.key === "Enter" || event.key === " ") this.add(this.map.getCenter());
      if (event.key === "Backspace") this.back();
      if (["Enter", " ", "Backspace"].includes(event.key)) event.preventDefault();
    }

    length() {
      return this.points.slice(1).reduce((sum, point, i) => sum + this.map.distance(this.points[i], point), 0);
    }

    tell() {
      const metres = this.length();
      const value = metres < 1000 ? metres.toFixed(1) : Math.round(metres);
      this.told.textContent = !this.on ? "" : this.points.length < 2 ? this.words.measure_how : cotrench.fill(this.words.measured, { value });
    }
  };
})();
