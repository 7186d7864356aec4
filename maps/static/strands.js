// What is drawn: lines beside each other by lanes of the screen, and dots; each knows what it stands for.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  const LANE = 5; // pixels from lane to lane at scale 1

  cotrench.scaleAt = (zoom) => Math.min(1.7, Math.max(0.4, Math.pow(2, (zoom - 15.5) / 2)));

  // look: size and casing in pixels at scale 1; lanes adds that many lanes to the size.
  const PLAIN = { size: 3, lanes: 0, casing: 0, color: "#000", casingColor: "#fff", dash: null, opacity: 1, cap: "butt", dot: false };

  const looks = new Map();

  // A look, the same object for the same key: strands of one look are drawn in one stroke. make() is asked once.
  cotrench.look = function (key, make) {
    if (!looks.has(key)) looks.set(key, { ...PLAIN, ...make() });
    return looks.get(key);
  };

  cotrench.Strand = class {
    // of: {kind, row}, what it stands for. slot moves it sideways by lanes, positive to its right.
    constructor(line, of, look, slot) {
      this.line = line;
      this.of = of;
      this.look = look;
      this.slot = slot || 0;
      this.idle = false; // not drawn and not clickable
      this.project(null);
    }

    // shift(position) moves every vertex: for tiles of another datum.
    project(shift) {
      const flat = cotrench.world(this.line, shift);
      let [west, north] = flat, east = west, south = north;
      for (let i = 2; i < flat.length; i += 2) {
        if (flat[i] < west) west = flat[i];
        else if (flat[i] > east) east = flat[i];
        if (flat[i + 1] < north) north = flat[i + 1];
        else if (flat[i + 1] > south) south = flat[i + 1];
      }
      this.flat = flat;
      this.box = [west, north, east, south];
    }

    width(scale) {
      return Math.max(1, (this.look.size + this.look.lanes * LANE) * scale);
    }

    // The vertices on the screen: world units by k, less the origin; vertices that fall together are left out.
    points(k, origin, scale) {
      const { flat } = this, xs = [], ys = [], end = flat.length - 2;
      for (let i = 0; i <= end; i += 2) {
        const x = flat[i] * k - origin.x, y = flat[i + 1] * k - origin.y, last = xs.length - 1;
        const near = last >= 0 && Math.abs(x - xs[last]) + Math.abs(y - ys[last]) < 0.6;
        if (near && i === end && last > 0) {
          xs[last] = x;
          ys[last] = y;
        } else if (!near || i === end) {
          xs.push(x);
          ys.push(y);
        }
      }
      return this.slot ? shifted(xs, ys, this.slot * LANE * scale) : [xs, ys];
    }

    // Whether a point of the screen lies on it, or within `reach` pixels beside it.
    meets(x, y, k, origin, scale, reach) {
      const [xs, ys] = this.points(k, origin, scale), limit = this.width(scale) / 2 + this.look.casing + reach;
      if (xs.length === 1 || this.look.dot) return Math.hypot(x - xs[0], y - ys[0]) <= limit + 3;
      for (let i = 1; i < xs.length; i += 1) {
        const dx = xs[i] - xs[i - 1], dy = ys[i] - ys[i - 1], long = dx * dx + dy * dy || 1;
        const t = Math.min(1, Math.max(0, ((x - xs[i - 1]) * dx + (y - ys[i - 1]) * dy) / long));
        if (Math.hypot(x - xs[i - 1] - t * dx, y - ys[i - 1] - t * dy) <= limit) return true;
      }
      return false;
    }
  };

  // Moves a line of screen points to its right. Bends are mitred, sharp ones cut short.
  function shifted(xs, ys, distance) {
    const last = xs.length - 1, outX = [], outY = [];
    if (last < 1) return [xs, ys];
    let beforeX = 0, beforeY = 0;
    for (let i = 0; i <= last; i += 1) {
      let nextX = beforeX, nextY = beforeY;
      if (i < last) {
        const dx = xs[i + 1] - xs[i], dy = ys[i + 1] - ys[i], size = Math.hypot(dx, dy) || 1;
        nextX = -dy / size;
        nextY = dx / size;
      }
      if (i === 0) {
        beforeX = nextX;
        beforeY = nextY;
      }
      const stretch = distance / Math.max(0.35, 1 + beforeX * nextX + beforeY * nextY);
      outX.push(xs[i] + (beforeX + nextX) * stretch);
      outY.push(ys[i] + (beforeY + nextY) * stretch);
      beforeX = nextX;
      beforeY = nextY;
    }
    return [outX, outY];
  }
})();
