// Turns the plan's columns into lines on the map, group by group, from the ground up.
(function () {
  "use strict";
  const cotrench = window.cotrench;

  const ROADS = [
    { size: 4, color: "#d3d8df" },
    { size: 7, color: "#c6cdd6" },
    { size: 10, color: "#b9c2cd" },
  ];
  const JOINT = { size: 7, color: "#1d2746", casing: 1, casingColor: "#fff" };
  const SOLO = { size: 4, color: "#7b8699", casing: 1, casingColor: "#fff" };
  const SHARED = { size: 8, color: "#ffc21a", opacity: 0.5 };

  // Every drawn thing carries `of`: its kind and row; popups and the time slider go by it.
  function strand(line, options, kind, row, works) {
    const drawn = new cotrench.Strand(line, options);
    drawn.of = { kind, row };
    drawn.works = works;
    return drawn;
  }

  function stretchOptions(data, row) {
    const service = data.services[data.projects.service[data.stretches.project[row]]];
    const scheduled = data.projects.status[data.stretches.project[row]] === "scheduled";
    return {
      size: 3.2,
      slot: data.stretches.slot[row],
      color: scheduled ? service.ink : "#fff",
      casing: 1.2,
      casingColor: scheduled ? "#fff" : service.ink,
      dash: data.stretches.uncertain[row] ? [7, 4] : null,
    };
  }

  function lanesOf(data) {
    const widest = {};
    data.stretches.section.forEach((section, row) => {
      widest[section] = Math.max(widest[section] || 1, 2 * Math.abs(data.stretches.slot[row]) + 1);
    });
    return widest;
  }

  // Returns {groups, all, works}: lines by group in drawing order, all of them, and the bands of each work.
  cotrench.draw = function (data) {
    const roads = data.roads;
    const sections = roads.line.map((steps) => new cotrench.Measured(cotrench.decoded(steps)));
    const part = (section, from, to) => sections[section].cut(from / roads.length[section], to / roads.length[section]);
    const lanes = lanesOf(data);
    const worksOf = data.projects.key.map(() => []);
    data.works.members.forEach((members, work) => members.forEach((project) => worksOf[project].push(work)));
    const groups = { roads: [], shared: [], solo: [], joint: [], unmatched: [], crossings: [] };
    data.services.forEach((service) => { groups[service.key] = []; });

    // Narrow roads first, so that wide ones cover their ends.
    roads.line.map((_, row) => row).sort((a, b) => roads.rank[a] - roads.rank[b] || a - b).forEach((row) => {
      const options = { ...ROADS[roads.rank[row]], lineCap: "round" };
      groups.roads.push(strand(sections[row].line, options, "road", row, null));
    });
    data.shared.section.forEach((section, row) => {
      const line = part(section, data.shared.from[row], data.shared.to[row]);
      groups.shared.push(strand(line, { ...SHARED, lanes: lanes[section] }, "shared", row, null));
    });
    const works = data.bands.map((bands, work) => bands.map(([section, from, to, slot, count]) => {
      const joint = data.works.kind[work] === "joint";
      const options = { ...(joint ? JOINT : SOLO), slot, lanes: count - 1 + (joint ? 0.6 : 0.4) };
      const band = strand(part(section, from, to), options, "work", work, [work]);
      groups[joint ? "joint" : "solo"].push(band);
      return band;
    }));
    data.stretches.section.forEach((section, row) => {
      const line = part(section, data.stretches.from[row], data.stretches.to[row]);
      const service = data.services[data.projects.service[data.stretches.project[row]]];
      groups[service.key].push(strand(line, stretchOptions(data, row), "stretch", row, data.stretches.works[row]));
    });
    data.unmatched.line.forEach((steps, row) => {
      const project = data.unmatched.project[row];
      const options = { size: 2.4, color: data.services[data.projects.service[project]].ink, dash: [3, 4] };
      groups.unmatched.push(strand(cotrench.decoded(steps), options, "unmatched", row, worksOf[project]));
    });
    data.crossings.point.forEach((steps, row) => {
      const project = data.crossings.project[row];
      const ink = data.services[data.projects.service[project]].ink;
      const dot = new cotrench.Dot(cotrench.decoded(steps)[0], { size: 3, weight: 1.5, color: ink, fillColor: "#fff", fillOpacity: 1 });
      dot.of = { kind: "crossing", row };
      dot.works = worksOf[project];
      groups.crossings.push(dot);
    });
    return { groups, all: Object.values(groups).flat(), works, sections, worksOf };
  };
})();
