// Layers, legend, filters and bases in one panel that folds.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  // A swatch shows how a thing is drawn: stripes from the widest to the narrowest.
  function swatch(...stripes) {
    const svg = cotrench.drawing("svg", { width: 26, height: 14, "aria-hidden": "true" });
    stripes.forEach(({ color, width, dash, opacity }) => {
      const look = { d: "M1 7h24", stroke: color, "stroke-width": width, "stroke-opacity": opacity || 1 };
      if (dash) look["stroke-dasharray"] = dash;
      svg.append(cotrench.drawing("path", look));
    });
    return svg;
  }

  function dot(color) {
    const svg = cotrench.drawing("svg", { width: 26, height: 14, "aria-hidden": "true" });
    svg.append(cotrench.drawing("circle", { cx: 13, cy: 7, r: 4, fill: "#fff", stroke: color, "stroke-width": 1.5 }));
    return svg;
  }

  const stripeOf = (look) => ({ color: look.color, width: Math.min(10, look.size), dash: look.dash && look.dash.join(" "), opacity: look.opacity });

  cotrench.Panel = class {
    // act: {show(name, on), filter(name, value), clear(), base(number)}
    constructor(map, data, filters, act) {
      this.data = data;
      this.words = data.words;
      this.filters = filters;
      this.act = act;
      this.body = cotrench.element("div", null, { class: "leaflet-control-layers-list" });
      this.box = cotrench.element("section", null, { class: "leaflet-control-layers leaflet-control-layers-expanded", "aria-label": this.words.legend });
      this.box.append(this.head(), this.body);
      this.layers();
      this.filterBox();
      if (data.bases.length) this.bases();
      this.add(map);
    }

    add(map) {
      const { box } = this;
      const Control = L.Control.extend({ options: { position: "topright" }, onAdd: () => box });
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      new Control().addTo(map);
    }

    // The head folds the panel; on a narrow page it starts folded, so that the map is seen.
    head() {
      const head = cotrench.element("h2"), button = cotrench.element("button", this.words.legend, { type: "button" });
      this.fold = (closed) => {
        this.box.classList.toggle("closed", closed);
        button.setAttribute("aria-expanded", String(!closed));
      };
      button.append(cotrench.icon("M2 11l6-6 6 6"));
      button.addEventListener("click", () => this.fold(!this.box.classList.contains("closed")));
      head.append(button);
      this.fold(cotrench.narrow());
      return head;
    }

    group(title, kind, open) {
      const box = cotrench.element("details", null, { class: kind });
      box.open = open;
      box.append(cotrench.element("summary", title));
      this.body.append(box);
      return box;
    }

    layers() {
      const { words: w, data } = this, list = cotrench.element("div", null, { class: "leaflet-control-layers-overlays" });
      this.body.append(list);
      const into = (box) => (name, text, sign, on) => this.layer(box, name, text, sign, on);
      const main = into(list);
      main("joint", w.layer_joint, swatch({ color: "#1d2746", width: 8 }), true);
      main("solo", w.layer_solo, swatch({ color: "#7b8699", width: 6 }), true);
      data.services.forEach((service) => {
        const sign = swatch({ color: service.colour, width: 10 }, { color: service.ink, width: 4 });
        main(service.key, cotrench.fill(w.layer_service, { service: service.name }), sign, true);
      });
      main("shared", w.layer_shared, swatch(stripeOf(cotrench.LOOKS.shared)), false);
      main("crossings", w.layer_crossings, dot("#5a6577"), true);
      main("unmatched", w.layer_unmatched, swatch({ color: "#5a6577", width: 2.4, dash: "3 4" }), true);
      main("roads", w.layer_roads, swatch({ color: "#c6cdd6", width: 8 }), true);
      this.note(list, swatch({ color: "#5a6577", width: 6 }, { color: "#fff", width: 3 }), w.legend_unscheduled);
      this.note(list, swatch({ color: "#5a6577", width: 4, dash: "6 3" }), w.legend_uncertain);
      const rules = into(this.group(w.rules, "rules", !cotrench.narrow()));
      cotrench.RULES.forEach((name) => rules(name, w[`layer_${name}`], swatch(stripeOf(cotrench.LOOKS[name])), false));
      if (data.changes) this.changes();
    }

    changes() {
      const { words: w, data } = this, box = this.group(cotrench.fill(w.changes, { date: data.changes.as_of }), "changes", true);
      cotrench.CHANGES.forEach((name) => {
        const text = cotrench.fill(w[`layer_${name}`], { count: data.changes[name].length });
        this.layer(box, name, text, swatch(stripeOf(cotrench.LOOKS[name])), true);
      });
      box.append(cotrench.element("p", cotrench.fill(w.kept, { count: data.changes.kept })));
    }

    layer(box, name, text, sign, on) {
      const label = cotrench.element("label"), input = cotrench.element("input", null, { type: "checkbox", "data-layer": name });
      input.checked = on;
      input.addEventListener("change", () => this.act.show(name, input.checked));
      label.append(input, sign, cotrench.element("span", text));
      box.append(label);
      if (!on) this.act.show(name, false);
    }

    note(box, sign, text) {
      const note = cotrench.element("p");
      note.append(sign, cotrench.element("span", text));
      box.append(note);
    }

    filterBox() {
      const { data, words: w } = this, box = this.group(w.filters, "filters", false);
      const choices = {
        utility: data.utilities.map((name, row) => [name, row]),
        service: data.services.map((service, row) => [service.name, row]),
        status: ["scheduled", "unscheduled", "unmatched"].map((status) => [w[status], status]),
        month: this.filters.months.map(([text], row) => [text, row]),
      };
      this.selects = Object.entries(choices).map(([name, rows]) => this.select(box, name, rows));
      const clear = cotrench.element("button", w.clear_filters, { type: "button" });
      clear.addEventListener("click", () => this.reset());
      this.told = cotrench.element("p", "", { role: "status" });
      box.append(clear, this.told);
    }

    reset() {
      this.selects.forEach((select) => { select.value = ""; });
      this.act.clear();
    }

    select(box, name, rows) {
      const label = cotrench.element("label"), select = cotrench.element("select", null, { "data-filter": name });
      select.append(cotrench.element("option", this.words.any, { value: "" }));
      rows.forEach(([text, value]) => select.append(cotrench.element("option", text, { value })));
      select.addEventListener("change", () => this.act.filter(name, select.value));
      label.append(cotrench.element("span", this.words[name === "month" ? "month_open" : name]), select);
      box.append(label);
      return select;
    }

    // Says how much is left to see.
    tell() {
      const { projects, all } = this.filters.counts();
      this.told.textContent = this.filters.any() ? cotrench.fill(this.words.filtered, { shown: projects, all }) : "";
      this.box.classList.toggle("filtering", this.filters.any());
    }

    bases() {
      const { words: w, data } = this, box = this.group(w.bases, "bases", false);
      [w.base_none, ...data.bases.map((base) => base.name)].forEach((name, row) => {
        const label = cotrench.element("label"), input = cotrench.element("input", null, { type: "radio", name: "base" });
        input.checked = row === 0;
        input.addEventListener("change", () => this.act.base(row - 1));
        label.append(input, cotrench.element("span", name));
        box.append(label);
      });
    }
  };
})();
