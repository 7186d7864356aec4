// Names of roads and ids of works, as many as find room in view: works first, none over another.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const FROM_ZOOM = { work: 13.5, road: 14.5 };
  const APART = 260; // pixels between two labels of one road

  function widthOf(text) {
    return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? 12 : 7), 0);
  }

  // Where a drawn line can bear its name: the middle of what is in view, and its slope there, never upside down.
  function placeOn(map, line, view) {
    const points = line.map((p) => map.latLngToContainerPoint(p)).filter((p) => view.contains(p));
    if (points.length < 2) return null;
    const size = Math.hypot(points[points.length - 1].x - points[0].x, points[points.length - 1].y - points[0].y);
    const i = Math.max(1, Math.floor(points.length / 2)), a = points[i - 1], b = points[i];
    let slope = Math.atan2(b.y - a.y, b.x - a.x);
    if (Math.abs(slope) > Math.PI / 2) slope -= Math.sign(slope) * Math.PI;
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, slope, size };
  }

  function boxOf(place, width) {
    const cos = Math.abs(Math.cos(place.slope)), sin = Math.abs(Math.sin(place.slope));
    const w = width * cos + 16 * sin, h = width * sin + 16 * cos;
    return L.bounds([place.x - w / 2, place.y - h / 2], [place.x + w / 2, place.y + h / 2]);
  }

  cotrench.Labels = class {
    constructor(map, data, drawn) {
      this.map = map;
      this.data = data;
      this.drawn = drawn;
      this.pane = map.createPane("labels");
      this.pane.classList.add("leaflet-zoom-hide");
      this.pane.setAttribute("aria-hidden", "true");
      map.on("moveend zoomend layeradd layerremove", () => this.later());
    }

    later() {
      window.cancelAnimationFrame(this.asked);
      this.asked = window.requestAnimationFrame(() => this.place());
    }

    place() {
      this.taken = [];
      this.pane.replaceChildren();
      const size = this.map.getSize();
      this.view = L.bounds([30, 10], [size.x - 30, size.y - 10]);
      if (this.map.getZoom() >= FROM_ZOOM.work) this.works();
      if (this.map.getZoom() >= FROM_ZOOM.road) this.roads();
    }

    works() {
      this.drawn.works.forEach((bands, work) => {
        const shown = bands.filter((band) => !band.idle && this.map.hasLayer(band));
        const places = shown.map((band) => placeOn(this.map, band.getLatLngs(), this.view)).filter(Boolean);
        if (!places.length || this.data.works.kind[work] !== "joint") return;
        const place = places.reduce((a, b) => (b.size > a.size ? b : a));
        place.slope = 0;
        place.y -= 16;
        this.write(place, this.data.works.id[work], "work-label", 14);
      });
    }

    roads() {
      const { roads } = this.data, seen = {};
      this.drawn.groups.roads.filter((road) => this.map.hasLayer(road)).forEach((road) => {
        const name = roads.names[roads.name[road.of.row]];
        const place = name && placeOn(this.map, road.getLatLngs(), this.view);
        if (!place || place.size < widthOf(name)) return;
        const others = seen[name] || (seen[name] = []);
        if (others.some((p) => Math.hypot(p.x - place.x, p.y - place.y) < APART)) return;
        if (this.write(place, name, "road-label", 4)) others.push(place);
      });
    }

    write(place, text, kind, padding) {
      const box = boxOf(place, widthOf(text) + padding);
      if (this.taken.some((other) => other.overlaps(box))) return false;
      this.taken.push(box);
      const label = cotrench.element("span", text, { class: kind });
      const at = this.map.containerPointToLayerPoint([place.x, place.y]);
      label.style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px) translate(-50%, -50%) rotate(${place.slope.toFixed(3)}rad)`;
      this.pane.append(label);
      return true;
    }
  };
})();
