// A slider over the weeks of the plan: position 0 is the whole plan, each further one shows what is open that week.
(function () {
  "use strict";
  const cotrench = window.cotrench;
  const STEP = 700; // milliseconds a week stays while playing

  cotrench.TimeSlider = class {
    // The filters are told of the week, null for the whole plan, else {first, last} in days; then show() draws.
    constructor(bar, data, filters, show) {
      this.data = data;
      this.filters = filters;
      this.words = data.words;
      this.show = show;
      this.button = bar.querySelector("button");
      this.range = bar.querySelector("input");
      this.label = bar.querySelector("output");
      this.range.max = data.weeks.count;
      this.range.setAttribute("aria-label", this.words.week_slider);
      this.range.addEventListener("input", () => this.moved());
      this.button.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
      this.counts(bar.querySelector("svg"));
      this.months(bar.querySelector(".months"));
      this.pause();
    }

    week() {
      const position = Number(this.range.value);
      if (!position) return null;
      const first = this.data.weeks.first + (position - 1) * 7;
      return { first, last: first + 6 };
    }

    moved() {
      this.filters.at(this.week());
      this.told();
      this.show();
    }

    // Says what is open, after the week or a filter changed.
    told() {
      const week = this.week(), { works, joint } = this.filters.counts(), values = { works, joint };
      if (week) Object.assign(values, { first: cotrench.iso(week.first), last: cotrench.iso(week.last) });
      this.label.textContent = cotrench.fill(week ? this.words.one_week : this.words.all_weeks, values);
      this.range.setAttribute("aria-valuetext", this.label.textContent);
      this.bars.forEach((bar, i) => bar.classList.toggle("now", i + 1 === Number(this.range.value)));
    }

    set(position) {
      this.range.value = position;
      this.moved();
    }

    play() {
      this.playing = window.setInterval(() => this.set((Number(this.range.value) + 1) % (this.data.weeks.count + 1)), STEP);
      this.name(this.words.pause, "M5 2v12M11 2v12");
    }

    pause() {
      window.clearInterval(this.playing);
      this.playing = 0;
      this.name(this.words.play, "M5 2l8 6-8 6z");
    }

    name(text, path) {
      this.button.replaceChildren(cotrench.icon(path));
      this.button.setAttribute("aria-label", text);
      this.button.title = text;
    }

    // The months beneath the bars, as many as find room; each year with the first of them.
    months(row) {
      const { first, count } = this.data.weeks, wide = row.clientWidth;
      let year = 0, free = 0;
      this.monthStarts().forEach((day) => {
        const named = { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1 };
        const text = cotrench.fill(named.year === year ? this.words.month : this.words.year_month, named);
        const left = ((Math.max(day / 864e5 - first, 0) / 7 + 0.6) / count) * wide;
        if (left < free) return;
        const label = cotrench.element("span", text);
        label.style.left = `${(left / wide) * 100}%`;
        row.append(label);
        free = left + label.offsetWidth + 6;
        year = named.year;
      });
    }

    monthStarts() {
      const { first, count } = this.data.weeks, begin = new Date(first * 864e5), starts = [];
      // A month of which little is left would only take the room of the next one's name.
      for (let month = begin.getUTCMonth() + (begin.getUTCDate() > 15 ? 1 : 0); ; month += 1) {
        const day = new Date(Date.UTC(begin.getUTCFullYear(), month, 1));
        if (day / 864e5 >= first + count * 7) return starts;
        starts.push(day);
      }
    }

    // Beneath the bars the periods in which digging is forbidden.
    blackouts(svg) {
      const { first } = this.data.weeks, forbidding = this.data.rules.blackouts.filter((rule) => rule.severity === "block");
      forbidding.flatMap((rule) => rule.windows).forEach(([from, to]) => {
        const place = { x: (from - first) / 7 + 0.5, y: 0, width: (to - from + 1) / 7, height: 100, class: "blackout" };
        svg.append(cotrench.drawing("rect", place));
      });
    }

    // One bar a week, as high as works are open in it.
    counts(svg) {
      const count = this.data.weeks.count, weekly = new Array(count).fill(0);
      this.data.works.open.forEach(([first, last]) => {
        const from = Math.floor((first - this.data.weeks.first) / 7), to = Math.floor((last - this.data.weeks.first) / 7);
        for (let week = from; week <= to; week += 1) weekly[week] += 1;
      });
      const highest = Math.max(1, ...weekly);
      svg.setAttribute("viewBox", `0 0 ${Math.max(1, count)} 100`);
      this.blackouts(svg);
      this.bars = weekly.map((number, week) => {
        const height = (number / highest) * 100;
        const bar = cotrench.drawing("rect", { x: week + 0.6, y: 100 - height, width: 0.8, height });
        svg.append(bar);
        return bar;
      });
    }
  };
})();
