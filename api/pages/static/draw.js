"use strict";
// Drawing a route: a click adds a position, dragging moves it, a double click on it takes it away; with the keyboard the
// arrows move the map under the cross, and Enter adds the position there. What is drawn stands
// in the field of positions, and what is typed there is drawn: the form says the same with and without a map.

(() => {
  const box = document.getElementById("draw");
  const tools = document.getElementById("draw-tools");
  const field = document.querySelector("[name=positions]");
  const length = document.getElementById("draw-length");
  let parts = [[]];

  const read = () => {
    parts = [[]];
    for (const text of field.value.split("\n")) {
      const numbers = text.replace(/[,，]/g, " ").trim().split(/\s+/).map(Number);
      if (!text.trim()) parts.push([]);
      else if (numbers.length === 2 && numbers.every(Number.isFinite)) parts.at(-1).push([numbers[1], numbers[0]]);
    }
    parts = parts.filter((part, at) => part.length || at === parts.length - 1);
  };
  const write = () => {
    const line = ([lat, lng]) => `${lng.toFixed(7)}, ${lat.toFixed(7)}`;
    field.value = parts.map((part) => part.map(line).join("\n")).join("\n\n");
  };

  // Told before it is sent, since a server that refuses a body unread may only be heard as a broken line
  const file = document.querySelector("[name=file]");
  file.addEventListener("change", () => {
    const large = [...file.files].some((each) => each.size > Number(file.dataset.most));
    file.setCustomValidity(large ? file.dataset.tooLarge : "");
    file.reportValidity();
  });

  box.hidden = tools.hidden = false;
  const map = PLACES.open(box);
  const drawn = L.featureGroup().addTo(map);

  const marker = (part, at) => {
    const icon = L.divIcon({ className: "draw-point", iconSize: [14, 14] });
    const made = L.marker(part[at], { icon, draggable: true, keyboard: false });
    // a click nobody on the way listens to would be one on the map below
    made.on("click", L.DomEvent.stop);
    made.on("dragend", () => { const { lat, lng } = made.getLatLng(); part[at] = [lat, lng]; changed(); });
    made.on("dblclick", (event) => { L.DomEvent.stop(event); part.splice(at, 1); changed(); });
    return made;
  };
  const show = () => {
    drawn.clearLayers();
    let metres = 0;
    for (const part of parts) {
      L.polyline(part, { ...PLACES.STYLES.stretch, interactive: false }).addTo(drawn);
      part.forEach((point, at) => {
        marker(part, at).addTo(drawn);
        if (at) metres += map.distance(part[at - 1], point);
      });
    }
    const points = parts.reduce((sum, part) => sum + part.length, 0);
    length.textContent = points ? length.dataset.words.replace("#", Math.round(metres)).replace("*", points) : "";
  };
  const changed = () => { write(); show(); };

  const uses = {
    undo: () => {
      if (!parts.at(-1).length && parts.length > 1) parts.pop();
      parts.at(-1).pop();
    },
    part: () => { if (parts.at(-1).length > 1) parts.push([]); },
    clear: () => { parts = [[]]; },
  };
  for (const button of tools.querySelectorAll("[data-draw]")) {
    button.addEventListener("click", () => { uses[button.dataset.draw](); changed(); });
  }
  map.doubleClickZoom.disable();
  map.on("click", ({ latlng }) => { parts.at(-1).push([latlng.lat, latlng.lng]); changed(); });
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || event.key !== "Enter") return;
    event.preventDefault();
    const { lat, lng } = map.getCenter();
    parts.at(-1).push([lat, lng]);
    changed();
  });
  field.addEventListener("input", () => { read(); show(); });
  field.addEventListener("change", () => { if (drawn.getLayers().length) near(drawn.getBounds()); });

  const near = (bounds) => {
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [20, 20], maxZoom: 17, animate: false });
  };
  const begin = async () => {
    map.setView([33.63, 113.36], 14);
    read();
    const roads = await PLACES.roads(map);
    show();
    near(drawn.getBounds().isValid() ? drawn.getBounds() : roads.getBounds());
    box.dataset.drawn = "0";
  };
  begin();
})();
