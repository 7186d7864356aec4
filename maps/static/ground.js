// Positions: degrees as they travel, sections as measured lines, the square world of Web Mercator, and the shift of
// GCJ-02 for tiles that have it. The shift is the approximation in public use: good for looking, never for setting-out.
(function () {
  "use strict";
  const cotrench = window.cotrench;

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
      if (from <= 0 && to >= 1) return this.line;
      const first = from * this.length, last = to * this.length;
      const inside = this.line.filter((_, i) => this.at[i] > first && this.at[i] < last);
      return [this.point(from), ...inside, this.point(to)];
    }
  };

  // The world as a square of 256 units; a position on the screen is this by 2^zoom.
  cotrench.world = function (line, shift) {
    const flat = new Float64Array(2 * line.length);
    line.forEach((position, i) => {
      const [lat, lon] = shift ? shift(position) : position;
      const sine = Math.sin((lat * Math.PI) / 180);
      flat[2 * i] = (lon / 360 + 0.5) * 256;
      flat[2 * i + 1] = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 256;
    });
    return flat;
  };

  const AXIS = 6378245, ECCENTRICITY = 0.00669342162296594323;
  const ripple = (x, terms) => terms.reduce((sum, [high, often]) => sum + high * Math.sin(x * often * Math.PI), 0) * (2 / 3);

  cotrench.gcj02 = function ([lat, lon]) {
    if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lat, lon];
    const x = lon - 105, y = lat - 35, root = Math.sqrt(Math.abs(x)), common = ripple(x, [[20, 6], [20, 2]]);
    let east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common;
    let north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common;
    east += ripple(x, [[20, 1], [40, 1 / 3], [150, 1 / 12], [300, 1 / 30]]);
    north += ripple(y, [[20, 1], [40, 1 / 3], [160, 1 / 12], [320, 1 / 30]]);
    const phi = (lat * Math.PI) / 180, magic = 1 - ECCENTRICITY * Math.sin(phi) ** 2;
    const up = ((AXIS * (1 - ECCENTRICITY)) / magic ** 1.5) * (Math.PI / 180);
    const along = (AXIS / Math.sqrt(magic)) * Math.cos(phi) * (Math.PI / 180);
    return [lat + north / up, lon + east / along];
  };
})();
