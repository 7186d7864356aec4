// Small things every part of the page makes: elements, drawings, dates, sentences.
(function () {
  "use strict";
  const cotrench = (window.cotrench = window.cotrench || {});
  const SVG = "http://www.w3.org/2000/svg";

  cotrench.iso = (day) => new Date(day * 864e5).toISOString().slice(0, 10);

  cotrench.fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  cotrench.element = function (tag, text, attributes) {
    const made = document.createElement(tag);
    if (text !== undefined && text !== null) made.textContent = text;
    Object.entries(attributes || {}).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };

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

  // A button on the map. act() is called with the button.
  cotrench.button = function (map, position, icon, text, act) {
    const Button = L.Control.extend({
      options: { position },
      onAdd: function () {
        const box = cotrench.element("div", null, { class: "leaflet-bar" });
        this.button = cotrench.element("button", null, { type: "button", "aria-label": text, title: text });
        this.button.append(cotrench.icon(icon));
        L.DomEvent.disableClickPropagation(box);
        this.button.addEventListener("click", () => act(this.button));
        box.append(this.button);
        return box;
      },
    });
    return new Button().addTo(map).button;
  };

  cotrench.narrow = () => window.matchMedia("(max-width: 700px)").matches;

  cotrench.metres = (words, value) => cotrench.fill(words.m, { value });

  cotrench.span = (words, [first, last]) =>
    first === last ? cotrench.iso(first) : cotrench.fill(words.span, { first: cotrench.iso(first), last: cotrench.iso(last) });
})();
