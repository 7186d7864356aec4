// What a click says. Every word of the data is written as text, never as markup.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  cotrench.iso = (day) => new Date(day * 864e5).toISOString().slice(0, 10);

  cotrench.fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  cotrench.element = function (tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };

  const SVG = "http://www.w3.org/2000/svg";

  cotrench.drawing = function (tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };

  // A line drawing on a 16 by 16 field.
  cotrench.icon = function (path) {
    const svg = cotrench.drawing("svg", { viewBox: "0 0 16 16", width: 16, height: 16, class: "icon", "aria-hidden": "true" });
    svg.append(cotrench.drawing("path", { d: path }));
    return svg;
  };

  cotrench.Popups = class {
    // open(work) shows another work's popup.
    constructor(data, open) {
      this.data = data;
      this.words = data.words;
      this.open = open;
    }

    of(thing) {
      const box = cotrench.element("div", null, { class: "said" });
      this[thing.kind](box, thing.row);
      return box;
    }

    work(box, row) {
      const { works } = this.data, w = this.words;
      this.head(box, works.id[row], w[works.kind[row]]);
      const rows = this.rows(box);
      this.row(rows, w.road, works.road[row] || w.unnamed);
      this.row(rows, w.mode, Object.entries(works.modes[row]).map(([mode, m]) => `${w[mode]} ${this.metres(m)}`).join(w.joiner));
      const [opened, separate] = works.opened[row], [closure, closures] = works.closure[row];
      this.row(rows, w.opened, this.beside(this.metres(opened), this.metres(separate)));
      this.row(rows, w.closure, this.beside(this.days(closure), this.days(closures)));
      const [low, high] = works.reinstated[row].map(Math.round);
      this.row(rows, w.reinstated, cotrench.fill(w.m2, { low, high }));
      this.list(box, w.members, works.members[row].map((project) => this.member(project, project === works.lead[row])));
      this.phases(box, row);
      this.reasons(box, works.reasons[row]);
      this.cuts(box, works.cuts[row]);
    }

    // Place by place how the road is cut and why; folded, as it is for those who ask.
    cuts(box, cuts) {
      if (!cuts.length) return;
      const { roads, texts, sections } = this.data, w = this.words;
      const details = cotrench.element("details");
      details.append(cotrench.element("summary", cotrench.fill(w.cuts, { count: cuts.length })));
      cuts.forEach(([section, from, to, mode, [low, high], reasons, drawing]) => {
        const width = cotrench.fill(w.width, { low: low.toFixed(2), high: high.toFixed(2) });
        details.append(cotrench.element("h4", `${roads.id[section]} ${from}–${this.metres(to)}`));
        details.append(cotrench.element("p", [w[mode], width].join(w.joiner)));
        if (drawing >= 0) details.append(this.drawn(sections, drawing));
        const list = cotrench.element("ul");
        reasons.forEach((number) => list.append(cotrench.element("li", texts[number])));
        if (reasons.length) details.append(list);
      });
      box.append(details);
    }

    // As an image, a drawing can do nothing but be looked at. Signs stand for what is between its numbers.
    drawn({ drawn, signs, fragments }, row) {
      const svg = drawn[row].replace(/[^0-9.]/g, (sign) => fragments[signs.indexOf(sign)]);
      const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      return cotrench.element("img", null, { src: address, alt: this.words.cross_section, class: "cross-section" });
    }

    stretch(box, row) {
      const { stretches, roads } = this.data, w = this.words;
      const rows = this.project(box, stretches.project[row]);
      this.onRoad(rows, stretches.section[row]);
      this.row(rows, w.chainage, this.chainage(stretches.from[row], stretches.to[row], roads.length[stretches.section[row]]));
      const side = { 1: w.left, 0: w.centre, "-1": w.right }[stretches.side[row]];
      this.row(rows, w.offset, `${side} ${this.metres(stretches.offset[row])}`);
      this.row(rows, w.confidence, `${Math.round(stretches.confidence[row] * 100)} %`);
      this.links(rows, stretches.works[row]);
      this.reasons(box, this.data.projects.reasons[stretches.project[row]]);
    }

    shared(box, row) {
      const { shared, roads } = this.data, w = this.words;
      this.head(box, w.shared, this.metres(Math.round((shared.to[row] - shared.from[row]) * 10) / 10));
      const rows = this.rows(box);
      this.onRoad(rows, shared.section[row]);
      this.row(rows, w.chainage, this.chainage(shared.from[row], shared.to[row], roads.length[shared.section[row]]));
      this.list(box, w.members, shared.members[row].map((project) => this.member(project, false)));
    }

    crossing(box, row) {
      const { crossings } = this.data, w = this.words;
      const rows = this.project(box, crossings.project[row], w.crossing);
      this.onRoad(rows, crossings.section[row]);
      this.row(rows, w.chainage, this.metres(crossings.at[row]));
    }

    unmatched(box, row) {
      const { unmatched, projects } = this.data, w = this.words;
      const rows = this.project(box, unmatched.project[row], w.off_road);
      this.row(rows, w.length, this.metres(unmatched.length[row]));
      this.reasons(box, projects.reasons[unmatched.project[row]]);
    }

    project(box, row, badge) {
      const { projects, utilities, services } = this.data, w = this.words;
      this.head(box, projects.key[row], badge || services[projects.service[row]].name, services[projects.service[row]].ink);
      if (projects.name[row]) box.append(cotrench.element("p", projects.name[row], { class: "name" }));
      const rows = this.rows(box);
      this.row(rows, w.utility, utilities[projects.utility[row]]);
      if (badge) this.row(rows, w.service, services[projects.service[row]].name);
      this.row(rows, w.window, this.span(projects.window[row]));
      this.row(rows, w.status, w[projects.status[row]]);
      return rows;
    }

    head(box, title, badge, ink) {
      const head = cotrench.element("h2", title);
      const mark = cotrench.element("span", badge, { class: "badge" });
      if (ink) mark.style.background = ink;
      head.append(mark);
      box.append(head);
    }

    rows(box) {
      const list = cotrench.element("dl");
      box.append(list);
      return list;
    }

    row(list, name, value) {
      list.append(cotrench.element("dt", name), cotrench.element("dd", value));
    }

    onRoad(rows, section) {
      const { roads } = this.data, w = this.words;
      this.row(rows, w.road, roads.names[roads.name[section]] || w.unnamed);
      this.row(rows, w.section, roads.id[section]);
    }

    links(rows, works) {
      if (!works.length) return;
      const cell = cotrench.element("dd");
      works.forEach((work) => {
        const link = cotrench.element("button", this.data.works.id[work], { type: "button", class: "link" });
        link.addEventListener("click", (event) => {
          // The link is gone from the popup when the map hears of the click, and would take it for one beside it.
          event.stopPropagation();
          this.open(work);
        });
        cell.append(link);
      });
      rows.append(cotrench.element("dt", this.words.works), cell);
    }

    list(box, title, items) {
      if (!items.length) return;
      const list = cotrench.element("ul");
      items.forEach((item) => list.append(typeof item === "string" ? cotrench.element("li", item) : item));
      box.append(cotrench.element("h3", title), list);
    }

    member(row, leads) {
      const { projects, utilities, services } = this.data, service = services[projects.service[row]];
      const item = cotrench.element("li", null, { class: "member" });
      const swatch = cotrench.element("i", null, { class: "swatch" });
      swatch.style.background = service.ink;
      const text = `${projects.key[row]} · ${utilities[projects.utility[row]]} · ${service.name}`;
      item.append(swatch, cotrench.element("span", leads ? `${text} · ${this.words.lead}` : text));
      return item;
    }

    phases(box, row) {
      const { works, projects } = this.data, w = this.words;
      const [survey, approval, excavation, backfill, reinstatement, acceptance] = works.phases[row];
      const installed = works.installation[row].map(([project, first, last]) => [`${w.installation} ${projects.key[project]}`, [first, last]]);
      const lines = [[w.survey, survey], [w.approval, approval], [w.excavation, excavation], ...installed,
        [w.backfill, backfill], [w.reinstatement, reinstatement], [w.acceptance, acceptance]];
      const rows = cotrench.element("dl");
      lines.forEach(([name, window]) => this.row(rows, name, this.span(window)));
      box.append(cotrench.element("h3", w.phases), rows);
    }

    reasons(box, numbers) {
      this.list(box, this.words.why, numbers.map((number) => this.data.texts[number]));
    }

    span([first, last]) {
      return first === last ? cotrench.iso(first) : cotrench.fill(this.words.span, { first: cotrench.iso(first), last: cotrench.iso(last) });
    }

    chainage(from, to, length) {
      return `${from}–${to} / ${this.metres(length)}`;
    }

    metres(value) {
      return cotrench.fill(this.words.m, { value });
    }

    days(value) {
      return cotrench.fill(this.words.days, { value });
    }

    beside(value, separate) {
      return value === separate ? value : cotrench.fill(this.words.beside, { value, separate });
    }
  };
})();
