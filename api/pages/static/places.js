"use strict";
// Small maps of pages: every element with data-places shows the features of that address over the county's roads.
// What a map shows is in the page as text and tables too.

const PLACES = (() => {
  const STYLES = {
    road: { color: "#b9bfc9", weight: 2 },
    route: { color: "#1b2333", weight: 2, dashArray: "3 5" },
    stretch: { color: "#1152b3", weight: 6, opacity: 0.85 },
    shared: { color: "#8a5300", weight: 11, opacity: 0.45 },
    fault: { color: "#b3151b", weight: 5 },
    warning: { color: "#a85f00", weight: 5 },
    work: { color: "#1152b3", weight: 6, opacity: 0.85 },
    open: { color: "#b3151b", weight: 7 },
  };
  const LABELS_FROM = 15;
  // Beyond so many a drawing of one element for each is slow to move
  const MANY = 400;

  const style = (feature, map) => {
    const { kind, colour } = feature.properties;
    const plain = STYLES[kind];
    const far = map.getZoom() < LABELS_FROM - 1;
    return { ...plain, weight: far ? Math.max(1.5, plain.weight / 2) : plain.weight, color: colour ?? plain.color };
  };

  // A map that tells its reader the names of things in the page's language, with nothing on it yet
  const open = (box) => {
    const map = L.map(box, { zoomControl: false, preferCanvas: false, maxZoom: 20 });
    L.control.zoom({ zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.attributionControl.setPrefix(false);
    // the wheel scrolls the page until the map was touched
    map.scrollWheelZoom.disable();
    map.on("focus click", () => map.scrollWheelZoom.enable());
    return map;
  };

  const fetched = async (address) => {
    const answer = await fetch(address, { headers: { accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  const roads = async (map) => {
    const data = await fetched("/roads.json");
    const layer = L.geoJSON(data, {
      ...(data.features.length > MANY ? { renderer: L.canvas({ tolerance: 6 }) } : {}),
      renderer: L.canvas(),
      interactive: false,
      style: (each) => ({ ...STYLES.road, weight: each.properties.main ? 4 : 2 }),
    });
    layer.addTo(map);
    layer.bringToBack();
    names(map, data);
    return layer;
  };

  // The longest section of a road carries its name, where the map is near enough to read it
  const names = (map, data) => {
    const longest = new Map();
    for (const { geometry, properties } of data.features) {
      const points = geometry.type === "LineString" ? geometry.coordinates : geometry.coordinates[0];
      const [first, last] = [points[0], points[points.length - 1]];
      const length = Math.hypot(first[0] - last[0], first[1] - last[1]);
      const [lng, lat] = points[points.length >> 1];
      if (properties.name && length > (longest.get(properties.name)?.length ?? 0)) {
        longest.set(properties.name, { length, at: [lat, lng] });
      }
    }
    const labels = L.layerGroup().addTo(map);
    const draw = () => {
      labels.clearLayers();
      if (map.getZoom() < LABELS_FROM) return;
      for (const [name, { at }] of longest) {
        if (!map.getBounds().contains(at)) continue;
        const words = document.createElement("span");
        words.textContent = name;
        const icon = L.divIcon({ className: "road-name", html: words, iconSize: null });
        L.marker(at, { icon, interactive: false, keyboard: false }).addTo(labels);
      }
    };
    map.on("moveend", draw);
    draw();
  };

  const told = (properties) => {
    const box = document.createElement("div");
    for (const line of String(properties.text ?? "").split("\n")) {
      const words = document.createElement("p");
      words.textContent = line;
      box.append(words);
    }
    if (properties.href) {
      const link = document.createElement("a");
      link.href = properties.href;
      link.textContent = properties.more;
      box.append(link);
    }
    return box;
  };

  const show = async (box) => {
    const map = open(box);
    const [data, under] = await Promise.all([fetched(box.dataset.places), fetched("/roads.json")]);
    map.fitBounds(near(data, under), { padding: [24, 24], maxZoom: 17, animate: false });
    await roads(map);
    const ids = new Map();
    const layer = L.geoJSON(data, {
      ...(data.features.length > MANY ? { renderer: L.canvas({ tolerance: 6 }) } : {}),
      style: (feature) => style(feature, map),
      pointToLayer: (feature, at) => L.circleMarker(at, { radius: 8 }),
      onEachFeature: (feature, layer) => {
        layer.bindPopup(() => told(feature.properties), { maxWidth: 320 });
        if (feature.properties.id) ids.set(feature.properties.id, layer);
      },
    }).addTo(map);
    map.on("zoomend", () => layer.setStyle((feature) => style(feature, map)));
    for (const link of document.querySelectorAll("a[data-place]")) {
      link.hidden = !ids.has(link.dataset.place);
      link.addEventListener("click", () => point(map, ids.get(link.dataset.place)));
    }
    nearMe(map);
    box.dataset.drawn = data.features.length;
  };

  // Where the browser may say where it is, the map can go there; the place stays in the browser
  const nearMe = (map) => {
    const button = document.querySelector("[data-near]");
    if (!button || !navigator.geolocation || !isSecureContext) return;
    button.hidden = false;
    button.addEventListener("click", () => map.locate({ setView: true, maxZoom: 16 }));
    map.on("locationfound", ({ latlng }) => L.circleMarker(latlng, { radius: 7, color: "#136b3a" }).addTo(map));
    map.on("locationerror", () => { button.disabled = true; });
  };

  const point = (map, layer) => {
    if (!layer) return;
    if (layer.getBounds) map.fitBounds(layer.getBounds(), { maxZoom: 18, padding: [40, 40] });
    else map.setView(layer.getLatLng(), 18);
    layer.openPopup();
  };

  // What lies far outside the county would hide the rest of it in a corner
  const near = (data, under) => {
    const county = L.geoJSON(under).getBounds();
    const bounds = L.latLngBounds([]);
    const around = county.isValid() ? county.pad(0.5) : null;
    L.geoJSON(data).eachLayer((layer) => {
      const its = layer.getBounds ? layer.getBounds() : L.latLngBounds([layer.getLatLng()]);
      if (!around || around.contains(its)) bounds.extend(its);
    });
    return bounds.isValid() ? bounds : county.isValid() ? county : L.latLngBounds([[33.5, 113.2], [33.7, 113.5]]);
  };

  for (const box of document.querySelectorAll("[data-places]")) show(box);
  return { open, roads, fetched, STYLES };
})();
