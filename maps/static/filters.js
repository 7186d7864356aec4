// What is to be seen: the chosen week or month, and projects of a utility, a service, a status.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  // The months in which works are open, as [text, first day, last day].
  function monthsOf({ works }) {
    if (!works.open.length) return [];
    const first = new Date(Math.min(...works.open.map((days) => days[0])) * 864e5);
    const last = Math.max(...works.open.map((days) => days[1])), months = [];
    for (let month = first.getUTCMonth(); ; month += 1) {
      const begin = Date.UTC(first.getUTCFullYear(), month, 1) / 864e5, end = Date.UTC(first.getUTCFullYear(), month + 1, 0) / 864e5;
      if (begin > last) return months;
      months.push([cotrench.iso(begin).slice(0, 7), begin, end]);
    }
  }

  cotrench.Filters = class {
    constructor(data) {
      this.data = data;
      this.months = monthsOf(data);
      this.chosen = { utility: "", service: "", status: "", month: "" };
      this.week = null;
      this.worksOf = data.projects.key.map(() => []);
      data.works.members.forEach((members, work) => members.forEach((project) => this.worksOf[project].push(work)));
      this.reckon();
    }

    choose(name, value) {
      this.chosen[name] = value;
      this.reckon();
    }

    clear() {
      Object.keys(this.chosen).forEach((name) => { this.chosen[name] = ""; });
      this.reckon();
    }

    at(week) {
      this.week = week;
      this.reckon();
    }

    any() {
      return Object.values(this.chosen).some(Boolean);
    }

    periods() {
      const month = this.chosen.month !== "" && this.months[this.chosen.month];
      return [this.week && [this.week.first, this.week.last], month && month.slice(1)].filter(Boolean);
    }

    reckon() {
      const { projects, works } = this.data, { utility, service, status } = this.chosen;
      const periods = this.periods();
      this.timed = periods.length > 0;
      this.within = (first, last) => periods.every(([from, to]) => first <= to && last >= from);
      this.project = projects.key.map((_, row) => (utility === "" || projects.utility[row] === Number(utility))
        && (service === "" || projects.service[row] === Number(service)) && (status === "" || projects.status[row] === status));
      this.work = works.open.map(([first, last], row) => this.within(first, last) && works.members[row].some((project) => this.project[project]));
      // A project that is not scheduled is in no week; one that is, while one of its works is open.
      this.shown = this.project.map((passes, row) => passes && (!this.timed || this.worksOf[row].some((work) => this.work[work])));
    }

    counts() {
      const count = (flags) => flags.reduce((sum, flag) => sum + (flag ? 1 : 0), 0);
      const joint = this.work.reduce((sum, flag, row) => sum + (flag && this.data.works.kind[row] === "joint" ? 1 : 0), 0);
      return { works: count(this.work), joint, projects: count(this.shown), all: this.shown.length };
    }

    passes({ kind, row, rules, works }) {
      const { data } = this;
      switch (kind) {
        case "work": return this.work[row];
        case "stretch": return this.stretch(row);
        case "unmatched": return this.shown[data.unmatched.project[row]];
        case "crossing": return this.shown[data.crossings.project[row]];
        case "shared": return data.shared.members[row].some((project) => this.project[project]);
        case "moratorium": return !this.timed || this.within(-Infinity, data.rules.moratoria.until[row] - 1);
        case "blackout": return rules.some((rule) => this.forbids(data.rules.blackouts[rule]));
        case "closure": return works.some((work) => this.work[work]);
        case "dropped": return this.within(...data.changes.dropped[row].open);
        default: return true;
      }
    }

    // A blackout that only warns closes no road; the popup tells of it.
    forbids({ severity, windows }) {
      return severity === "block" && windows.some(([first, last]) => this.within(first, last));
    }

    stretch(row) {
      const { project, works } = this.data.stretches;
      return this.project[project[row]] && (!this.timed || works[row].some((work) => this.work[work]));
    }
  };
})();
