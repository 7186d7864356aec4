// Names of roads and ids of works, as many as find room in view: works first, none over another.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const FROM_ZOOM = { work: 13.5, road: 14.5 };
  const APART = 260; // pixels between two labels of one road

  function widthOf(text) {
    return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? 12 : 7), 0);
  }

  // Where a strand can bear its name: the middle of what is in view, and its slope there, never upside down.
  function placeOn(strand, { k, origin, scale, view }) {
    const [xs, ys] = strand.points(k, origin, scale), points = [];
    xs.forEach((x, i) => { if (view.contains([x, ys[i]])) points.push({ x, y: ys[i] }); });
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
    constructor(map, data, layers, [ground, plan]) {
      this.map = map;
      this.data = data;
      this.layers = layers;
      this.ground = ground;
      this.plan = plan;
      this.pane = map.createPane("labels");
      this.pane.classList.add("leaflet-zoom-hide");
      this.pane.setAttribute("aria-hidden", "true");
      map.on("moveend zoomend", () => this.later());
    }

    later() {
      window.cancelAnimationFrame(this.asked);
      this.asked = window.requestAnimationFrame(() => this.place());
    }

    place() {
      this.taken = [];
      this.pane.replaceChildren();
      if (!this.plan._map) return;
      const size = this.map.getSize(), min = this.map.containerPointToLayerPoint([30, 10]);
      this.at = { ...this.plan.view(), view: L.bounds(min, min.add(size).subtract([60, 20])) };
      if (this.map.getZoom() >= FROM_ZOOM.work) this.works();
      if (this.map.getZoom() >= FROM_ZOOM.road && this.ground.groups.get("roads").shown) this.roads();
    }

    // Those that reach into view; only they are looked at closely.
    near({ box }) {
      const { k, origin, view: { min, max } } = this.at;
      return box[0] * k - origin.x <= max.x && box[2] * k - origin.x >= min.x && box[1] * k - origin.y <= max.y && box[3] * k - origin.y >= min.y;
    }

    works() {
      if (!this.plan.groups.get("joint").shown) return;
      this.layers.works.forEach((bands, work) => {
        if (this.data.works.kind[work] !== "joint" || !bands.length || bands[0].idle) return;
        const places = bands.filter((band) => this.near(band)).map((band) => placeOn(band, this.at)).filter(Boolean);
        if (!places.length) return;
        const place = places.reduce((a, b) => (b.size > a.size ? b : a));
        place.slope = 0;
        place.y -= 16;
        this.write(place, this.data.works.id[work], "work-label", 14);
      });
    }

    roads() {
      const { roads } = this.data, seen = {};
      this.layers.ground.roads.filter((road) => this.near(road)).forEach((road) => {
        const name = roads.names[roads.name[road.of.row]];
        const place = name && placeOn(road, this.at);
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
      label.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px) translate(-50%, -50%) rotate(${place.slope.toFixed(3)}rad)`;
      this.pane.append(label);
      return true;
    }
  };
})();
