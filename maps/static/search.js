// Finds joint works, projects and roads by what is typed; arrows and Enter choose, Escape closes.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const MOST = 12;

  function entriesOf(data) {
    const w = data.words, { works, projects, roads } = data;
    const folded = (entry) => ({ ...entry, key: `${entry.title} ${entry.more}`.toLowerCase() });
    return [
      ...works.id.map((id, row) => ({ kind: "work", row, title: id, more: works.road[row], what: w.found_work })),
      ...projects.key.map((key, row) => ({ kind: "project", row, title: key, more: projects.name[row], what: w.found_project })),
      ...roads.names.map((name, row) => ({ kind: "road", row, title: name, more: "", what: w.found_road })),
    ].filter((entry) => entry.title).map(folded);
  }

  cotrench.Search = class {
    // choose({kind, row}) is called with what was picked.
    constructor(box, data, choose) {
      this.entries = entriesOf(data);
      this.words = data.words;
      this.choose = choose;
      this.input = box.querySelector("input");
      this.list = box.querySelector("ul");
      this.input.placeholder = this.words.search;
      this.input.setAttribute("aria-label", this.words.search);
      this.input.addEventListener("input", () => this.look());
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => this.close());
      this.close();
    }

    look() {
      const typed = this.input.value.trim().toLowerCase();
      if (!typed) return this.close();
      const begins = this.entries.filter((entry) => entry.key.startsWith(typed));
      const holds = this.entries.filter((entry) => !entry.key.startsWith(typed) && entry.key.includes(typed));
      this.found = [...begins, ...holds].slice(0, MOST);
      this.list.replaceChildren(...this.found.map((entry, i) => this.item(entry, i)));
      if (!this.found.length) this.list.append(cotrench.element("li", this.words.no_match, { class: "none" }));
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      return this.mark(0);
    }

    item(entry, i) {
      const item = cotrench.element("li", null, { role: "option", id: `found-${i}` });
      item.append(cotrench.element("b", entry.title), cotrench.element("span", entry.more), cotrench.element("em", entry.what));
      // Before the input loses the focus and the list closes.
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.pick(i);
      });
      return item;
    }

    key(event) {
      if (event.key === "Escape") this.close();
      if (this.list.hidden || !this.found.length) return;
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps) {
        event.preventDefault();
        this.mark((this.at + steps[event.key] + this.found.length) % this.found.length);
      }
      if (event.key === "Enter") this.pick(this.at);
    }

    mark(at) {
      this.at = at;
      [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
      this.input.setAttribute("aria-activedescendant", this.found.length ? `found-${at}` : "");
    }

    pick(at) {
      const entry = this.found[at];
      this.input.value = entry.title;
      this.close();
      this.choose(entry);
    }

    close() {
      this.list.hidden = true;
      this.found = [];
      this.input.setAttribute("aria-expanded", "false");
    }
  };
})();
