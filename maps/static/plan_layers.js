// Turns the plan's columns into strands, group by group, from the ground up.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  const ROADS = [
    { size: 4, color: "#d3d8df", cap: "round" },
    { size: 7, color: "#c6cdd6", cap: "round" },
    { size: 10, color: "#b9c2cd", cap: "round" },
  ];
  const JOINT = { size: 7, color: "#1d2746", casing: 1 };
  const SOLO = { size: 4, color: "#7b8699", casing: 1 };

  // The looks of the layers that the legend has to show too.
  cotrench.LOOKS = {
    shared: { size: 8, color: "#ffc21a", opacity: 0.5 },
    moratoria: { size: 9, color: "#a3154f", dash: [3, 4] },
    blackouts: { size: 13, color: "#6d3fc0", opacity: 0.3 },
    closures: { size: 14, color: "#d9480f", opacity: 0.4 },
    added: { size: 17, color: "#15803d", opacity: 0.75 },
    moved: { size: 17, color: "#e0861a", opacity: 0.8 },
    regrouped: { size: 17, color: "#7b3fb5", opacity: 0.7 },
    dropped: { size: 6, color: "#b3122b", dash: [7, 4] },
  };
  // One of them, as wide as so many lanes more.
  const named = (name, lanes) => cotrench.look(`${name} ${lanes}`, () => ({ ...cotrench.LOOKS[name], lanes }));

  // Drawn when they are first looked at.
  cotrench.RULES = ["blackouts", "moratoria", "closures"];
  cotrench.CHANGES = ["added", "moved", "regrouped", "dropped"];

  cotrench.Layers = class {
    constructor(data) {
      this.data = data;
      this.sections = data.roads.line.map((steps) => new cotrench.Measured(cotrench.decoded(steps)));
      this.lanes = this.widest();
      this.ground = { roads: this.roads(), shared: this.shared(), blackouts: [], moratoria: [], closures: [] };
      this.works = this.bands();
      this.plan = { ...this.changes(), glow: [], solo: [], joint: [] };
      this.works.forEach((bands, work) => this.plan[data.works.kind[work] === "joint" ? "joint" : "solo"].push(...bands));
      data.services.forEach((service) => { this.plan[service.key] = []; });
      this.stretches();
      this.plan.unmatched = this.unmatched();
      this.plan.crossings = this.crossings();
    }

    cut(section, from, to) {
      const length = this.data.roads.length[section] || 1;
      return this.sections[section].cut(from / length, to > length - 0.06 ? 1 : to / length);
    }

    widest() {
      const { section, slot } = this.data.stretches, widest = {};
      section.forEach((on, row) => { widest[on] = Math.max(widest[on] || 1, 2 * Math.abs(slot[row]) + 1); });
      return widest;
    }

    // Narrow roads first, so that wide ones cover their ends.
    roads() {
      const { rank, line } = this.data.roads;
      const order = line.map((_, row) => row).sort((a, b) => rank[a] - rank[b] || a - b);
      const look = (row) => cotrench.look(`road ${rank[row]}`, () => ROADS[rank[row]]);
      return order.map((row) => new cotrench.Strand(this.sections[row].line, { kind: "road", row }, look(row)));
    }

    shared() {
      const { shared } = this.data;
      return shared.section.map((section, row) => {
        const look = named("shared", this.lanes[section]);
        return new cotrench.Strand(this.cut(section, shared.from[row], shared.to[row]), { kind: "shared", row }, look);
      });
    }

    bands() {
      return this.data.bands.map((bands, work) => bands.map(([section, from, to, slot, count]) => {
        const joint = this.data.works.kind[work] === "joint";
        const look = cotrench.look(`${joint} ${count}`, () => ({ ...(joint ? JOINT : SOLO), lanes: count - 1 + (joint ? 0.6 : 0.4) }));
        return new cotrench.Strand(this.cut(section, from, to), { kind: "work", row: work }, look, slot);
      }));
    }

    stretches() {
      const { stretches, projects, services } = this.data;
      stretches.section.forEach((section, row) => {
        const service = services[projects.service[stretches.project[row]]];
        const scheduled = projects.status[stretches.project[row]] === "scheduled";
        const uncertain = stretches.uncertain[row];
        const look = cotrench.look(`${service.key} ${scheduled} ${uncertain}`, () => ({
          size: 3.2, casing: 1.2, color: scheduled ? service.ink : "#fff", casingColor: scheduled ? "#fff" : service.ink,
          dash: uncertain ? [7, 4] : null,
        }));
        const line = this.cut(section, stretches.from[row], stretches.to[row]);
        this.plan[service.key].push(new cotrench.Strand(line, { kind: "stretch", row }, look, stretches.slot[row]));
      });
    }

    ink(project) {
      return this.data.services[this.data.projects.service[project]].ink;
    }

    unmatched() {
      const { unmatched } = this.data;
      return unmatched.line.map((steps, row) => {
        const color = this.ink(unmatched.project[row]), look = cotrench.look(`off ${color}`, () => ({ size: 2.4, color, dash: [3, 4] }));
        return new cotrench.Strand(cotrench.decoded(steps), { kind: "unmatched", row }, look);
      });
    }

    crossings() {
      const { crossings } = this.data;
      return crossings.section.map((section, row) => {
        const color = this.ink(crossings.project[row]), look = cotrench.look(`dot ${color}`, () => ({ size: 3, dot: true, color }));
        const place = this.sections[section].point(crossings.at[row] / (this.data.roads.length[section] || 1));
        return new cotrench.Strand([place], { kind: "crossing", row }, look);
      });
    }

    changes() {
      const { changes } = this.data, drawn = { added: [], moved: [], regrouped: [], dropped: [] };
      if (!changes) return {};
      const around = (name, work) => {
        this.works[work].forEach((band) => {
          const look = named(name, band.look.lanes);
          drawn[name].push(new cotrench.Strand(band.line, { kind: "work", row: work }, look, band.slot));
        });
      };
      changes.added.forEach((work) => around("added", work));
      changes.moved.forEach(([work]) => around("moved", work));
      changes.regrouped.forEach(([work]) => around("regrouped", work));
      changes.dropped.forEach((gone, row) => gone.bands.forEach(([section, from, to]) => {
        drawn.dropped.push(new cotrench.Strand(this.cut(section, from, to), { kind: "dropped", row }, named("dropped", 0)));
      }));
      return drawn;
    }

    // The layers of the rules, drawn when they are first shown.
    rule(name) {
      return this[`rule_${name}`]();
    }

    rule_moratoria() {
      return this.data.rules.moratoria.section.map((section, row) =>
        new cotrench.Strand(this.sections[section].line, { kind: "moratorium", row }, named("moratoria", 0)));
    }

    // A section once, with all the blackouts that hold for it.
    rule_blackouts() {
      return this.blackoutsOf().map((rules, section) => rules.length
        && new cotrench.Strand(this.sections[section].line, { kind: "blackout", row: section, rules }, named("blackouts", 0))).filter(Boolean);
    }

    blackoutsOf() {
      const on = this.sections.map(() => []);
      this.data.rules.blackouts.forEach((rule, row) => {
        if (rule.sections) rule.sections.forEach((section) => on[section].push(row));
        else on.forEach((rules) => rules.push(row));
      });
      return on;
    }

    rule_closures() {
      const closed = new Map();
      this.data.bands.forEach((bands, work) => bands.forEach(([section]) => {
        if (!closed.has(section)) closed.set(section, new Set());
        closed.get(section).add(work);
      }));
      return [...closed].map(([section, works]) => {
        const look = named("closures", (this.lanes[section] || 1) - 1);
        return new cotrench.Strand(this.sections[section].line, { kind: "closure", row: section, works: [...works] }, look);
      });
    }
  };
})();
