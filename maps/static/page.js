// Puts the page together: strands, popups, slider, filters, search and tools on the map.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const CLICKS = ["solo", "joint", "unmatched", "crossings", "shared", ...cotrench.RULES, ...cotrench.CHANGES];

  class Page {
    constructor(map, data) {
      this.map = map;
      this.data = data;
      this.words = data.words;
      this.layers = new cotrench.Layers(data);
      this.filters = new cotrench.Filters(data);
      this.ground = new cotrench.Ink(this.layers.ground, "ground-ink");
      this.plan = new cotrench.Ink(this.layers.plan, "plan-ink");
      this.inks = [this.ground, this.plan];
      this.bases = new cotrench.Bases(map, data, (shift) => this.shifted(shift));
      this.labels = new cotrench.Labels(map, data, this.layers, this.inks);
      const narrow = cotrench.narrow(), [left, above, right] = narrow ? [8, 54, 8] : [56, 12, 250];
      // Room for the controls: beside the map, or above and below it where the page is narrow.
      this.whole = { paddingTopLeft: [left, above], paddingBottomRight: [right, 30], animate: false };
      this.chosen = { paddingTopLeft: [left + 20, map.getSize().y / 4], paddingBottomRight: [right, 40], maxZoom: 17, animate: false };
      const pads = { autoPanPaddingTopLeft: [left, above], autoPanPaddingBottomRight: [right, 12] };
      this.popup = L.popup({ minWidth: 250, ...pads });
      this.popups = new cotrench.Popups(data, (work) => this.openWork(work));
      this.clicks = new Set([...CLICKS, ...data.services.map((service) => service.key)]);
      this.controls();
      this.view();
      this.inks.forEach((ink) => ink.addTo(map));
      this.listen();
      this.named();
    }

    controls() {
      const { map, data, words, filters } = this;
      // The keyboard should come to the head of the page before the map.
      document.body.prepend(document.getElementById("bar"));
      this.slider = new cotrench.TimeSlider(document.getElementById("timeline"), data, filters, () => this.refresh());
      const act = {
        show: (name, on) => this.show(name, on),
        filter: (name, value) => this.filter(() => filters.choose(name, value)),
        clear: () => this.filter(() => filters.clear()),
        base: (number) => this.bases.choose(number),
      };
      this.panel = new cotrench.Panel(map, data, filters, act);
      this.tools();
    }

    tools() {
      const { map, words } = this, corner = cotrench.narrow() ? "bottomright" : "topleft";
      if (cotrench.narrow()) map.zoomControl.setPosition("bottomright");
      const button = (icon, text, act) => cotrench.button(map, corner, icon, text, act);
      map.zoomControl.getContainer().querySelectorAll("a").forEach((link, i) => {
        link.title = i ? words.zoom_out : words.zoom_in;
        link.setAttribute("aria-label", link.title);
      });
      button("M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", words.full_screen, fullScreen);
      button("M2 8l6-5.5L14 8M4 7v6h8V7", words.whole_plan, () => this.whole_plan());
      const ruler = button("M1 11L11 1l4 4L5 15zM4 8l1.6 1.6M6.5 5.5l1.6 1.6M9 3l1.6 1.6", words.measure, () => this.measure.toggle());
      this.measure = new cotrench.Measure(map, words, ruler);
      button("M4 6V2h8v4M4 12H2V6h12v6h-2M4 10h8v4H4z", words.print, cotrench.printing(map, this.inks, this.labels));
      L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
      map.getContainer().setAttribute("aria-label", words.map);
    }

    view() {
      this.map.fitBounds(L.latLngBounds(this.data.bounds.map((corner) => this.bases.place(corner))), this.whole);
    }

    whole_plan() {
      this.view();
    }

    listen() {
      const { map } = this;
      map.on("click", (event) => this.click(event));
      map.on("popupclose", () => this.plan.fill("glow", []));
      if (window.matchMedia("(hover: hover)").matches) {
        this.tip = L.tooltip({ sticky: true, direction: "right", offset: [12, 0] });
        map.on("mousemove", (event) => this.hover(event));
        map.on("mouseout", () => this.tip.remove());
      }
      window.addEventListener("hashchange", () => this.named());
      this.filter(() => {});
      document.documentElement.dataset.ready = "true";
    }

    show(name, on) {
      const ink = this.ground.groups.has(name) ? this.ground : this.plan;
      if (on && cotrench.RULES.includes(name) && !ink.groups.get(name).strands.length) {
        const strands = this.layers.rule(name);
        strands.forEach((strand) => {
          if (this.bases.shift) strand.project(this.bases.shift);
          strand.idle = !this.filters.passes(strand.of);
        });
        ink.fill(name, strands);
      }
      ink.show(name, on);
      this.labels.later();
    }

    filter(change) {
      change();
      this.panel.tell();
      this.slider.told();
      this.refresh();
    }

    // Draws anew after a filter or the week changed; a canvas on which nothing changed is left as it is.
    refresh() {
      this.inks.forEach((ink) => {
        let changed = false;
        ink.whole = !this.filters.week && !this.filters.any();
        ink.each((strand) => {
          const idle = !this.filters.passes(strand.of);
          changed = changed || idle !== strand.idle;
          strand.idle = idle;
        });
        if (changed) ink.later();
      });
      this.labels.later();
    }

    shifted(shift) {
      this.inks.forEach((ink) => {
        ink.each((strand) => strand.project(shift));
        ink.fill(...[...ink.groups].map(([name, group]) => [name, group.strands])[0]);
      });
      this.map.closePopup();
      this.view();
    }

    hit(event, wanted) {
      const reach = window.matchMedia("(pointer: coarse)").matches ? 9 : 2;
      return this.plan.at(event.layerPoint, reach, wanted) || this.ground.at(event.layerPoint, reach, wanted);
    }

    click(event) {
      if (this.measure.on) return this.measure.add(event.latlng);
      const strand = this.hit(event, (name) => this.clicks.has(name));
      if (!strand) return null;
      const { of } = strand, glow = { work: () => this.layers.works[of.row], crossing: () => [] };
      this.say(of, event.latlng);
      return this.glow(glow[of.kind] ? glow[of.kind]() : [strand]);
    }

    hover(event) {
      window.cancelAnimationFrame(this.looked);
      this.looked = window.requestAnimationFrame(() => {
        const strand = this.hit(event, (name) => name === "roads" || this.clicks.has(name));
        const road = strand && strand.of.kind === "road";
        this.map.getContainer().classList.toggle("over", Boolean(strand && !road));
        if (!road) return this.tip.remove();
        const { names, name } = this.data.roads;
        return this.tip.setContent(cotrench.element("span", names[name[strand.of.row]] || this.words.unnamed)).setLatLng(event.latlng).addTo(this.map);
      });
    }

    glow(strands) {
      const look = ({ lanes }) => cotrench.look(`glow ${lanes}`, () => ({ size: 18, lanes, color: "#ffb700", opacity: 0.75 }));
      const glows = strands.map((strand) => new cotrench.Strand(strand.line, { kind: "glow" }, look(strand.look), strand.slot));
      if (this.bases.shift) glows.forEach((strand) => strand.project(this.bases.shift));
      this.plan.fill("glow", glows);
    }

    say(of, at) {
      if (cotrench.narrow()) this.panel.fold(true);
      const size = this.map.getSize();
      this.popup.options.maxWidth = Math.min(400, size.x - 60);
      this.popup.options.maxHeight = Math.max(180, Math.min(420, size.y * 0.62));
      this.popup.setLatLng(at).setContent(this.popups.of(of)).openOn(this.map);
      this.tell(of);
    }

    // Lets a page around the map follow what is chosen.
    tell({ kind, row }) {
      const project = { stretch: "stretches", unmatched: "unmatched", crossing: "crossings" }[kind];
      if (kind !== "work" && !project) return;
      const id = kind === "work" ? this.data.works.id[row] : this.data.projects.key[this.data[project].project[row]];
      const detail = { kind: kind === "work" ? "work" : "project", id };
      document.dispatchEvent(new CustomEvent("cotrench:chosen", { detail }));
      if (window.parent !== window && window.location.origin !== "null") {
        window.parent.postMessage({ type: "cotrench:chosen", ...detail }, window.location.origin);
      }
    }

    // Shows strands whole and lights them up; returns whether there was anything to show.
    go(strands) {
      const positions = strands.flatMap((strand) => strand.line.map((position) => this.bases.place(position)));
      if (positions.length) this.map.fitBounds(L.latLngBounds(positions), this.chosen);
      this.glow(strands);
      return positions.length > 0;
    }

    // The highest point of strands as they are drawn.
    top(strands) {
      const { k, origin, scale } = this.plan.view();
      let best = null;
      strands.forEach((strand) => {
        const [xs, ys] = strand.points(k, origin, scale);
        ys.forEach((y, i) => { if (!best || y < best.y) best = L.point(xs[i], y); });
      });
      return this.map.layerPointToLatLng(best);
    }

    // Clears what would hide the thing somebody asked for.
    uncover(hidden) {
      if (!hidden()) return;
      this.slider.set(0);
      if (hidden()) this.panel.reset();
    }

    openWork(work) {
      this.uncover(() => !this.filters.work[work]);
      this.map.closePopup();
      if (this.go(this.layers.works[work])) this.say({ kind: "work", row: work }, this.top(this.layers.works[work]));
    }

    openProject(project) {
      this.slider.set(0);
      this.uncover(() => !this.filters.project[project]);
      this.map.closePopup();
      const { stretches, unmatched } = this.data, strands = [];
      this.plan.each((strand) => {
        const { kind, row } = strand.of;
        if (kind === "stretch" && stretches.project[row] === project) strands.push(strand);
        if (kind === "unmatched" && unmatched.project[row] === project) strands.push(strand);
      });
      if (!this.go(strands)) return;
      const span = ({ box }) => Math.hypot(box[2] - box[0], box[3] - box[1]);
      this.say(strands.reduce((a, b) => (span(b) > span(a) ? b : a)).of, this.top(strands));
    }

    openRoad(name) {
      this.map.closePopup();
      this.go(this.layers.ground.roads.filter((road) => this.data.roads.name[road.of.row] === name));
    }

    // Opens the work or project that the address names.
    named() {
      const id = decodeURIComponent(window.location.hash.slice(1));
      const work = id ? this.data.works.id.indexOf(id) : -1, project = id ? this.data.projects.key.indexOf(id) : -1;
      if (work >= 0) this.openWork(work);
      else if (project >= 0) this.openProject(project);
    }
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  cotrench.start = function (map, data) {
    const page = new Page(map, data);
    const open = { work: (row) => page.openWork(row), project: (row) => page.openProject(row), road: (row) => page.openRoad(row) };
    cotrench.page = page;
    new cotrench.Search(document.getElementById("search"), data, ({ kind, row }) => open[kind](row));
    return page;
  };
})();
