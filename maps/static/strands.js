// Lines of the plan: drawn beside each other by lanes of the screen, wider as the map comes nearer, hidden without
// being taken off the map. They stand on Leaflet's canvas renderer, at the version pinned in maps/assets.
(function () {
  "use strict";
  const cotrench = (window.cotrench = window.cotrench || {});

  const LANE = 5; // pixels from lane to lane at scale 1

  cotrench.scaleAt = (zoom) => Math.min(1.7, Math.max(0.4, Math.pow(2, (zoom - 15.5) / 2)));

  // Moves a line of screen points sideways; positive is to its right. Bends are mitred, sharp ones cut short.
  function shifted(points, distance) {
    const line = points.filter((p, i) => i === 0 || !p.equals(points[i - 1]));
    if (line.length < 2) return points;
    const normals = line.slice(1).map((p, i) => {
      const dx = p.x - line[i].x, dy = p.y - line[i].y, size = Math.hypot(dx, dy);
      return [-dy / size, dx / size];
    });
    return line.map((p, i) => {
      const a = normals[Math.max(0, i - 1)], b = normals[Math.min(normals.length - 1, i)];
      const stretch = distance / Math.max(0.35, 1 + a[0] * b[0] + a[1] * b[1]);
      return L.point(p.x + (a[0] + b[0]) * stretch, p.y + (a[1] + b[1]) * stretch);
    });
  }

  // options: size and casing in pixels at scale 1; lanes adds that many lanes to the size; slot moves sideways.
  cotrench.Strand = L.Polyline.extend({
    // idle: not drawn and not clickable, as nothing of it is open in the chosen week
    options: { size: 3, lanes: 0, slot: 0, casing: 0, casingColor: "#fff", dash: null, lineCap: "butt" },

    _projectLatlngs: function (latlngs, result, bounds) {
      const scale = cotrench.scaleAt(this._map.getZoom());
      this.options.weight = Math.max(1, (this.options.size + this.options.lanes * LANE) * scale);
      L.Polyline.prototype._projectLatlngs.call(this, latlngs, result, bounds);
      if (!this.options.slot) return;
      result[0] = shifted(result[0], this.options.slot * LANE * scale);
      result[0].forEach((p) => bounds.extend(p));
    },

    _updatePath: function () {
      if (this.idle) return;
      const options = this.options, kept = { color: options.color, weight: options.weight };
      if (options.casing) {
        options._dashArray = null;
        options.color = options.casingColor;
        options.weight = kept.weight + 2 * options.casing;
        this._renderer._updatePoly(this);
        Object.assign(options, kept);
      }
      options._dashArray = options.dash;
      this._renderer._updatePoly(this);
    },

    _containsPoint: function (point, closed) {
      return !this.idle && L.Polyline.prototype._containsPoint.call(this, point, closed);
    },
  });

  cotrench.Dot = L.CircleMarker.extend({
    _project: function () {
      const scale = cotrench.scaleAt(this._map.getZoom());
      this._radius = Math.max(1.2, this.options.size * scale);
      this.options.weight = Math.max(0.8, 1.5 * scale);
      L.CircleMarker.prototype._project.call(this);
    },
    _updatePath: function () {
      if (!this.idle) L.CircleMarker.prototype._updatePath.call(this);
    },
    _containsPoint: function (point) {
      return !this.idle && L.CircleMarker.prototype._containsPoint.call(this, point);
    },
  });

  // Draws the whole canvas once, after many lines were hidden or shown.
  cotrench.redraw = function (map) {
    const renderer = map.getRenderer(map);
    renderer._redrawBounds = null;
    renderer._redraw();
  };

  // Integers of 1e-6 degree, each vertex as a step from the one before -> [[lat, lon], ...].
  cotrench.decoded = function (steps) {
    const line = [];
    for (let i = 0, lat = 0, lon = 0; i < steps.length; i += 2) {
      lat += steps[i];
      lon += steps[i + 1];
      line.push([lat / 1e6, lon / 1e6]);
    }
    return line;
  };

  // A section as a measured line: cut(from, to) returns the part between two shares of its length.
  cotrench.Measured = class {
    constructor(line) {
      this.line = line;
      const shrink = Math.cos((line[0][0] * Math.PI) / 180);
      this.at = [0];
      for (let i = 1; i < line.length; i += 1) {
        const dy = line[i][0] - line[i - 1][0], dx = (line[i][1] - line[i - 1][1]) * shrink;
        this.at.push(this.at[i - 1] + Math.hypot(dx, dy));
      }
      this.length = this.at[this.at.length - 1] || 1;
    }

    point(share) {
      const distance = Math.min(1, Math.max(0, share)) * this.length;
      let i = 1;
      while (i < this.at.length - 1 && this.at[i] < distance) i += 1;
      const step = this.at[i] - this.at[i - 1] || 1, t = (distance - this.at[i - 1]) / step;
      const a = this.line[i - 1], b = this.line[i];
      return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
    }

    cut(from, to) {
      const first = from * this.length, last = to * this.length;
      const inside = this.line.filter((_, i) => this.at[i] > first && this.at[i] < last);
      return [this.point(from), ...inside, this.point(to)];
    }
  };
})();
