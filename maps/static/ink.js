// A canvas on the map that draws strands by groups, many of one look in one stroke. It stands on Leaflet's renderer,
// which moves the canvas with the map, at the version pinned in maps/assets.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const AT_ONCE = 60; // strands of one stroke: a path of too many crossing lines is slow to fill

  const DOTS_FROM = 0.5; // scale
  const FINE = 2.2; // pixels; what is thinner is drawn plainly

  function batchesOf(strands) {
    const batches = new Map();
    strands.forEach((strand) => {
      const batch = batches.get(strand.look);
      if (batch) batch.push(strand);
      else batches.set(strand.look, [strand]);
    });
    return [...batches.values()];
  }

  cotrench.Ink = L.Renderer.extend({
    // groups: {name: strands} in the order they are drawn.
    initialize: function (groups, name) {
      L.Renderer.prototype.initialize.call(this, { padding: 0.1 });
      this.className = name;
      this.under = null; // another ink that is drawn here first
      this.filled = 0; // how often a group was filled anew
      this.whole = true; // whether nothing is hidden by a week or a filter
      this.groups = new Map(Object.entries(groups).map(([group, strands]) => [group, this.grouped(strands)]));
    },

    grouped: function (strands) {
      return { strands, batches: batchesOf(strands), shown: true };
    },

    fill: function (name, strands) {
      this.filled += 1;
      this.groups.set(name, this.grouped(strands));
      this.later();
    },

    show: function (name, shown) {
      this.groups.get(name).shown = shown;
      this.later();
    },

    each: function (act) {
      this.groups.forEach((group) => group.strands.forEach(act));
    },

    later: function () {
      if (this.asked) return;
      this.asked = window.requestAnimationFrame(() => {
        this.asked = 0;
        if (this._map) this.draw();
      });
    },

    _initContainer: function () {
      this._container = cotrench.element("canvas", null, { class: this.className });
      this.pen = this._container.getContext("2d");
    },

    _destroyContainer: function () {
      window.cancelAnimationFrame(this.asked);
      this._container.remove();
      delete this._container;
    },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize(), fine = L.Browser.retina ? 2 : 1, canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = fine * size.x;
      canvas.height = fine * size.y;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      this.fine = fine;
      this.draw();
    },

    // What a strand needs to find its place on the screen.
    view: function () {
      const zoom = this._map.getZoom();
      return { k: Math.pow(2, zoom), origin: this._map.getPixelOrigin(), scale: cotrench.scaleAt(zoom) };
    },

    // Going back from a week to the whole plan is a step like any other, so its picture is kept while the view stays.
    draw: function () {
      const pen = this.pen, key = this.whole && !this.under && this.signature();
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.globalAlpha = 1;
      pen.clearRect(0, 0, this._container.width, this._container.height);
      if (key && key === this.kept) return pen.drawImage(this.picture, 0, 0);
      this.drawAnew();
      return key && this.keep(key);
    },

    signature: function () {
      const { min, max } = this._bounds, shown = [...this.groups.values()].map((group) => Number(group.shown));
      return [this._map.getZoom(), min, max, this.fine, this.filled, ...shown].join();
    },

    keep: function (key) {
      this.picture = this.picture || document.createElement("canvas");
      this.picture.width = this._container.width;
      this.picture.height = this._container.height;
      this.picture.getContext("2d").drawImage(this._container, 0, 0);
      this.kept = key;
    },

    drawAnew: function () {
      const { min, max } = this._bounds, { k, origin, scale } = this.view(), pen = this.pen, reach = 40;
      pen.setTransform(this.fine, 0, 0, this.fine, -this.fine * min.x, -this.fine * min.y);
      const west = (min.x + origin.x - reach) / k, east = (max.x + origin.x + reach) / k;
      const north = (min.y + origin.y - reach) / k, south = (max.y + origin.y + reach) / k;
      const seen = ({ idle, box }) => !idle && box[0] <= east && box[2] >= west && box[1] <= south && box[3] >= north;
      const beneath = this.under ? [...this.under.groups.values()] : [];
      [...beneath, ...this.groups.values()].forEach(({ shown, batches }) => {
        if (shown) batches.forEach((batch) => this.stroke(batch.filter(seen), k, origin, scale));
      });
    },

    stroke: function (strands, k, origin, scale) {
      for (let from = 0; from < strands.length; from += AT_ONCE) {
        const some = strands.slice(from, from + AT_ONCE), { look } = some[0];
        this.pen.globalAlpha = look.opacity;
        // From afar dots would only hide the lines they lie on.
        if (look.dot && scale < DOTS_FROM) return;
        if (look.dot) this.dots(some, k, origin, scale);
        else this.lines(some, k, origin, scale);
      }
    },

    lines: function (strands, k, origin, scale) {
      const pen = this.pen, { look } = strands[0], width = strands[0].width(scale);
      pen.beginPath();
      strands.forEach((strand) => {
        const [xs, ys] = strand.points(k, origin, scale);
        pen.moveTo(xs[0], ys[0]);
        for (let i = 1; i < xs.length; i += 1) pen.lineTo(xs[i], ys[i]);
      });
      pen.lineCap = look.cap;
      // From afar a white edge and a round bend are only work.
      const fine = width > FINE;
      pen.lineJoin = fine ? "round" : "bevel";
      if (look.casing && (fine || look.casingColor !== "#fff")) {
        pen.setLineDash([]);
        pen.strokeStyle = look.casingColor;
        pen.lineWidth = width + 2 * look.casing;
        pen.stroke();
      }
      pen.setLineDash(look.dash || []);
      pen.strokeStyle = look.color;
      pen.lineWidth = width;
      pen.stroke();
    },

    dots: function (strands, k, origin, scale) {
      const pen = this.pen, { look } = strands[0], radius = Math.max(1.2, look.size * scale);
      pen.beginPath();
      strands.forEach(({ flat }) => {
        const x = flat[0] * k - origin.x, y = flat[1] * k - origin.y;
        pen.moveTo(x + radius, y);
        pen.arc(x, y, radius, 0, 2 * Math.PI);
      });
      pen.setLineDash([]);
      pen.fillStyle = "#fff";
      pen.strokeStyle = look.color;
      pen.lineWidth = Math.max(0.8, 1.5 * scale);
      pen.fill();
      pen.stroke();
    },

    // The topmost strand at a layer point, of the groups that `wanted` lets through.
    at: function (point, reach, wanted) {
      const { k, origin, scale } = this.view(), x = (point.x + origin.x) / k, y = (point.y + origin.y) / k, near = 60 / k;
      const close = ({ idle, box }) =>
        !idle && box[0] <= x + near && box[2] >= x - near && box[1] <= y + near && box[3] >= y - near;
      for (const [name, group] of [...this.groups].reverse()) {
        if (!group.shown || !wanted(name)) continue;
        for (let i = group.strands.length - 1; i >= 0; i -= 1) {
          const strand = group.strands[i];
          if (close(strand) && strand.meets(point.x, point.y, k, origin, scale, reach)) return strand;
        }
      }
      return null;
    },
  });
})();
