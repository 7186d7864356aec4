// Puts the page together: lines, popups, slider, search and controls on the map that Folium made.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const ORDER = ["roads", "shared", "solo", "joint"];
  const ON_TOP = ["unmatched", "crossings"];

  function control(map, icon, text, act) {
    const Button = L.Control.extend({
      options: { position: narrow() ? "bottomright" : "topleft" },
      onAdd: function () {
        const box = cotrench.element("div", null, { class: "leaflet-bar" });
        const button = cotrench.element("button", null, { type: "button", "aria-label": text, title: text });
        button.append(cotrench.icon(icon));
        L.DomEvent.disableClickPropagation(box);
        button.addEventListener("click", act);
        box.append(button);
        return box;
      },
    });
    new Button().addTo(map);
  }

  // The layer control doubles as the legend: a heading, and the signs that are no layer of their own.
  function legend(data) {
    const list = document.querySelector(".leaflet-control-layers-list");
    const swatch = (dash) => {
      const svg = cotrench.drawing("svg", { width: 26, height: 12, "aria-hidden": "true" });
      const ink = { d: "M1 6h24", stroke: "#5a6577", "stroke-width": dash ? 4 : 6, "stroke-dasharray": dash };
      svg.append(cotrench.drawing("path", ink));
      if (!dash) svg.append(cotrench.drawing("path", { d: "M1 6h24", stroke: "#fff", "stroke-width": 3 }));
      return svg;
    };
    list.prepend(legendHead(list, data.words.legend));
    [["", data.words.legend_unscheduled], ["6 3", data.words.legend_uncertain]].forEach(([dash, text]) => {
      const note = cotrench.element("p");
      note.append(swatch(dash), cotrench.element("span", text));
      list.append(note);
    });
  }

  // The head folds the legend; on a narrow page it starts folded, so that the map is seen.
  function legendHead(list, text) {
    const head = cotrench.element("h2"), button = cotrench.element("button", text, { type: "button" });
    const box = list.closest(".leaflet-control-layers");
    const fold = (closed) => {
      box.classList.toggle("closed", closed);
      button.setAttribute("aria-expanded", String(!closed));
    };
    button.append(cotrench.icon("M2 11l6-6 6 6"));
    button.addEventListener("click", () => fold(!box.classList.contains("closed")));
    head.append(button);
    fold(narrow());
    return head;
  }

  function narrow() {
    return window.matchMedia("(max-width: 700px)").matches;
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  cotrench.start = function (map, groups, data) {
    // Folium writes the map first; the keyboard should come to the head of the page before it.
    document.body.prepend(document.getElementById("bar"));
    const drawn = cotrench.draw(data);
    const order = [...ORDER, ...data.services.map((service) => service.key), ...ON_TOP];
    order.forEach((name) => drawn.groups[name].forEach((line) => groups[name].addLayer(line)));
    // A layer that comes back lies on top; put all back in their order.
    map.on("overlayadd", () => order.filter((name) => map.hasLayer(groups[name])).forEach((name) => groups[name].bringToFront()));

    const bounds = (lines) => lines.reduce((sum, line) => sum.extend(line.getBounds()), L.latLngBounds([]));
    const span = (line) => line.getBounds().getNorthEast().distanceTo(line.getBounds().getSouthWest());
    const longest = (lines) => lines.reduce((a, b) => (span(b) > span(a) ? b : a));
    // As drawn, beside the centreline; a line of a layer that is off is drawn nowhere.
    const pointsOf = (line) => (line._map ? line._rings.flat() : line.getLatLngs().map((p) => map.latLngToLayerPoint(p)));
    const top = (lines) => map.layerPointToLatLng(lines.flatMap(pointsOf).reduce((a, b) => (b.y < a.y ? b : a)));
    // Room for the controls: beside the map, or above and below it where the page is narrow.
    const [left, above, right] = narrow() ? [8, 46, 8] : [56, 12, 250];
    const whole = { paddingTopLeft: [left, above], paddingBottomRight: [right, 30], animate: false };
    const chosen = { paddingTopLeft: [left + 20, map.getSize().y / 4], paddingBottomRight: [right, 40], maxZoom: 17, animate: false };
    if (narrow()) map.zoomControl.setPosition("bottomright");
    const highlight = L.featureGroup().addTo(map);
    const showing = (lines) => {
      highlight.clearLayers();
      lines.forEach((line) => {
        const glow = { size: 18, lanes: line.options.lanes, slot: line.options.slot, color: "#ffb700", opacity: 0.75, interactive: false };
        new cotrench.Strand(line.getLatLngs(), glow).addTo(highlight).bringToBack();
      });
      groups.roads.bringToBack();
    };
    map.on("popupclose", () => highlight.clearLayers());

    const popup = L.popup({ minWidth: 250, autoPanPaddingTopLeft: [left, above], autoPanPaddingBottomRight: [right, 12] });
    const popups = new cotrench.Popups(data, (work) => openWork(work));
    const say = (thing, at) => {
      const size = map.getSize();
      popup.options.maxWidth = Math.min(400, size.x - 60);
      popup.options.maxHeight = Math.max(180, Math.min(420, size.y * 0.62));
      popup.setLatLng(at).setContent(popups.of(thing)).openOn(map);
    };

    const labels = new cotrench.Labels(map, data, drawn);
    const slider = new cotrench.TimeSlider(document.getElementById("timeline"), data, (open) => {
      drawn.all.forEach((line) => { line.idle = Boolean(open && line.works && !line.works.some((work) => open.has(work))); });
      cotrench.redraw(map);
      labels.later();
    });

    function go(lines) {
      const area = bounds(lines);
      if (area.isValid()) map.fitBounds(area, chosen);
      showing(lines);
      return area;
    }

    function openWork(work) {
      const open = slider.week() && !slider.openIn(slider.week()).includes(work);
      if (open) slider.set(0);
      map.closePopup();
      const area = go(drawn.works[work]);
      if (area.isValid()) say({ kind: "work", row: work }, top(drawn.works[work]));
    }

    function openProject(project) {
      slider.set(0);
      map.closePopup();
      const mine = (line) => line.of.kind === "stretch" && data.stretches.project[line.of.row] === project;
      const off = (line) => line.of.kind === "unmatched" && data.unmatched.project[line.of.row] === project;
      const lines = drawn.all.filter((line) => mine(line) || off(line));
      if (!lines.length) return;
      go(lines);
      say(longest(lines).of, top(lines));
    }

    function openRoad(name) {
      map.closePopup();
      go(drawn.groups.roads.filter((road) => data.roads.name[road.of.row] === name));
    }

    const open = { work: openWork, project: openProject, road: openRoad };
    new cotrench.Search(document.getElementById("search"), data, ({ kind, row }) => open[kind](row));

    order.filter((name) => name !== "roads").forEach((name) => groups[name].on("click", (event) => {
      L.DomEvent.stopPropagation(event);
      const { of } = event.layer;
      say(of, event.latlng);
      showing(of.kind === "work" ? drawn.works[of.row] : of.kind === "crossing" ? [] : [event.layer]);
    }));
    groups.roads.bindTooltip((road) => data.roads.names[data.roads.name[road.of.row]] || data.words.unnamed, { sticky: true });

    legend(data);
    L.control.scale({ imperial: false }).addTo(map);
    control(map, "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", data.words.full_screen, fullScreen);
    control(map, "M2 8l6-5.5L14 8M4 7v6h8V7", data.words.whole_plan, () => map.fitBounds(data.bounds, whole));
    map.fitBounds(data.bounds, whole);
    document.documentElement.dataset.ready = "true";
  };
})();
