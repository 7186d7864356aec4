// What a click says. Every word of the data is written as text, never as markup.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  cotrench.Popups = class {
    // open(work) shows another work's popup.
    constructor(data, open) {
      this.data = data;
      this.words = data.words;
      this.open = open;
    }

    of(thing) {
      const box = cotrench.element("div", null, { class: "said" });
      this[thing.kind](box, thing.row, thing);
      return box;
    }

    work(box, row) {
      const { works } = this.data, w = this.words;
      this.head(box, works.id[row], w[works.kind[row]]);
      this.change(box, row);
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
      this.address(box, this.data.links.work, works.id[row]);
    }

    // What became of a work since the earlier plan.
    change(box, row) {
      const { changes } = this.data, w = this.words;
      if (!changes) return;
      const say = (text) => box.append(cotrench.element("p", text, { class: "change" }));
      if (changes.added.includes(row)) say(w.was_added);
      changes.moved.filter(([work]) => work === row).forEach(([, before, after, days]) =>
        say(cotrench.fill(w.was_moved, { before: this.span(before), after: this.span(after), days: (days > 0 ? "+" : "") + days })));
      changes.regrouped.filter(([work]) => work === row).forEach(([, before]) => say(cotrench.fill(w.was_regrouped, { before: before.join(w.joiner) })));
    }

    address(box, template, id) {
      if (!template) return;
      const line = cotrench.element("p", null, { class: "more" });
      line.append(cotrench.element("a", this.words.more, { href: template.replace("{id}", encodeURIComponent(id)), target: "_top" }));
      box.append(line);
    }

    dropped(box, row) {
      const gone = this.data.changes.dropped[row], w = this.words;
      this.head(box, gone.id, w.was_dropped);
      const rows = this.rows(box);
      this.row(rows, w.road, gone.road || w.unnamed);
      this.row(rows, w.members, gone.members.join(w.joiner));
      this.row(rows, w.closed, this.span(gone.open));
    }

    moratorium(box, row) {
      const { moratoria } = this.data.rules, w = this.words;
      this.head(box, w.moratorium, cotrench.iso(moratoria.until[row]));
      const rows = this.rows(box);
      this.onRoad(rows, moratoria.section[row]);
      this.row(rows, w.paved, `${cotrench.iso(moratoria.paved[row])} ${w[`paved_${moratoria.kind[row]}`] || w.paved_unknown}`);
      this.row(rows, w.free_from, cotrench.iso(moratoria.until[row]));
    }

    blackout(box, section, { rules }) {
      const { services, rules: { blackouts } } = this.data, w = this.words;
      this.head(box, w.blackout, String(rules.length));
      this.onRoad(this.rows(box), section);
      rules.forEach((number) => {
        const rule = blackouts[number];
        box.append(cotrench.element("h3", `${rule.name} · ${w[`severity_${rule.severity}`]}`));
        const rows = this.rows(box);
        this.row(rows, w.period, rule.windows.map((window) => this.span(window)).join(w.joiner));
        if (rule.services.length) this.row(rows, w.service, rule.services.map((service) => services[service].name).join(w.joiner));
        // Titles of laws stay in the language they are in force in.
        this.row(rows, w.basis, `${rule.basis} [${rule.status}]`, { lang: "zh-CN" });
      });
    }

    closure(box, section, { works }) {
      const w = this.words, { id, open } = this.data.works;
      this.head(box, w.closure_of, this.data.roads.id[section]);
      const rows = this.rows(box);
      this.onRoad(rows, section);
      works.slice().sort((a, b) => open[a][0] - open[b][0]).forEach((work) => this.row(rows, id[work], this.span(open[work])));
      this.links(rows, works);
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
      this.address(box, this.data.links.project, this.data.projects.key[stretches.project[row]]);
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

    row(list, name, value, attributes) {
      list.append(cotrench.element("dt", name), cotrench.element("dd", value, attributes));
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

    span(days) {
      return cotrench.span(this.words, days);
    }

    chainage(from, to, length) {
      return `${from}–${to} / ${this.metres(length)}`;
    }

    metres(value) {
      return cotrench.metres(this.words, value);
    }

    days(value) {
      return cotrench.fill(this.words.days, { value });
    }

    beside(value, separate) {
      return value === separate ? value : cotrench.fill(this.words.beside, { value, separate });
    }
  };
})();
