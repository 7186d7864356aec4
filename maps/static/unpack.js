// Undoes maps/packing.py: the plan's columns as the rest of the page reads them.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const MODES = ["same_trench", "same_closure", "single"];
  const STATUSES = ["scheduled", "unscheduled", "unmatched"];

  function texts({ templates, rows }) {
    const pieces = templates.map((template) => template.split("\u0001"));
    return rows === "" && !templates.length ? [] : rows.split("\n").map((row) => {
      const [template, ...numbers] = row.split(" ");
      return pieces[template].reduce((text, piece, i) => text + numbers[i - 1] + piece);
    });
  }

  const tenths = (values) => values.map((value) => value / 10);

  function bandsOf(flat) {
    const bands = [];
    for (let i = 0; i < flat.length; i += 5) bands.push([flat[i], flat[i + 1] / 10, flat[i + 2] / 10, flat[i + 3] / 2, flat[i + 4]]);
    return bands;
  }

  function inThrees(flat, make) {
    const rows = [];
    for (let i = 0; i < flat.length; i += 3) rows.push(make(flat[i], flat[i + 1], flat[i + 2]));
    return rows;
  }

  function cutsOf(kinds, flat) {
    const cuts = [];
    for (let i = 0; i < flat.length; i += 4) cuts.push([flat[i], flat[i + 1] / 10, flat[i + 2] / 10, ...kinds[flat[i + 3]]]);
    return cuts;
  }

  function windowsOf(steps) {
    const windows = [];
    for (let i = 0, day = 0; i < steps.length; i += 2) {
      const first = day + steps[i];
      day = first + steps[i + 1];
      windows.push([first, day]);
    }
    return windows;
  }

  // The metres by mode; a number names the one mode of all that is opened.
  function modesOf(packed) {
    return packed.modes.map((each, work) => (typeof each === "number" ? { [MODES[each]]: packed.opened[work][0] } : each));
  }

  function works(packed) {
    const cuts = packed.cuts.rows.map((flat) => cutsOf(packed.cuts.kinds, flat));
    const installation = packed.installation.map((flat, work) => {
      const opened = packed.open[work][0];
      return inThrees(flat, (project, after, long) => [project, opened + after, opened + after + long]);
    });
    return { ...packed, cuts, installation, modes: modesOf(packed), phases: packed.phases.map(windowsOf) };
  }

  function stretches(packed) {
    const uncertain = new Array(packed.section.length).fill(0);
    packed.uncertain.forEach((row) => { uncertain[row] = 1; });
    return {
      ...packed, uncertain,
      from: tenths(packed.from), to: tenths(packed.to), offset: tenths(packed.offset),
      slot: packed.slot.map((halves) => halves / 2),
      confidence: packed.confidence.map((hundredths) => hundredths / 100),
      project: packed.project.flatMap((count, project) => new Array(count).fill(project)),
      works: packed.works.map((each) => (Array.isArray(each) ? each : [each])),
      side: [...packed.side].map((digit) => Number(digit) - 1),
    };
  }

  cotrench.unpacked = function (packed) {
    const { roads, shared, projects } = packed;
    return {
      ...packed,
      texts: texts(packed.texts),
      works: works(packed.works),
      stretches: stretches(packed.stretches),
      bands: packed.bands.map(bandsOf),
      roads: { ...roads, length: tenths(roads.length) },
      shared: { ...shared, from: tenths(shared.from), to: tenths(shared.to), members: shared.members.of.map((number) => shared.members.sets[number]) },
      projects: { ...projects, status: projects.status.map((number) => STATUSES[number]) },
    };
  };
})();
