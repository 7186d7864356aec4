"""How large the map of a plan is, and how fast a browser draws it and moves its slider.

Run: python -m benchmarks.map_speed FOLDER [--projects 500 5000 20000] [--chromium /usr/bin/chromium]

Each size is a generated seat of ``benchmarks.schedule``, planned for real. Measured is the linked page, served by a
process of its own and opened in headless Chromium without a graphics card: from asking for the page to the second frame
after everything is drawn, and each step of the slider to the frame that shows it. "Task" is what the page's thread
worked, which says more than the clock where other work shares the cores. Pages and data stay in FOLDER.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import as_file, files
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import shapely
from playwright.sync_api import sync_playwright

from benchmarks.generated_works import AS_OF, seat
from maps.plan_map import linked_page, map_data, plan_map
from planner.geo.overlap import shared_stretches
from planner.model import Crossings, Plan, RulebookId, Situation
from planner.pipeline import calendar_of, price_of
from planner.rulebook.load import default_rulebook
from planner.schedule.solve import schedule_works

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

    from planner.rulebook.model import Rulebook

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
CROSSINGS_A_PROJECT = 2
ROWS_A_COLUMN, COLUMN_M, ROW_M, BEND_M, VERTICES = 8, 1000.0, 130.0, 20.0, 6
# Where Ye County lies in the planning CRS
ORIGIN = (440_000.0, 3_722_000.0)
COLUMNS = (
    "projects",
    "works",
    "page, kB",
    "data, MB (packed)",
    "one file, MB",
    "made, s",
    "drawn, s (task)",
    "slider, ms: median, most (task)",
    "whole plan again, ms",
)
STEP = """async (week) => {
  const range = document.getElementById("week"), began = performance.now();
  range.value = week;
  range.dispatchEvent(new Event("input"));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began;
}"""
SETTLED = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"""


def main() -> None:
    """Print one row for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--projects", type=int, nargs="+", default=[500, 5_000, 20_000])
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        _serve(chosen.folder, chosen.serve)
        return
    chosen.folder.mkdir(parents=True, exist_ok=True)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    for count in chosen.projects:
        made = _made(chosen.folder, count)
        print(f"| {count:,} | {made} | {_measured(chosen.folder, count, chosen.chromium)} |", flush=True)


def _made(folder: Path, count: int) -> str:
    """Write page, data and single file of a size, and return their sizes; one that is there already is kept."""
    page, data, single = (folder / f"{count}.{kind}" for kind in ("page.html", "json", "single.html"))
    told = folder / f"{count}.txt"
    if not told.exists():
        rulebook = default_rulebook()
        situation = town(count, rulebook)
        plan = _plan(situation, rulebook)
        began = time.process_time()
        data.write_bytes(map_data(plan, situation, rulebook))
        seconds = time.process_time() - began
        page.write_text(linked_page(plan, rulebook, data_url=f"/{count}.json", static_url="/static"), encoding="utf-8")
        single.write_text(plan_map(plan, situation, rulebook), encoding="utf-8")
        told.write_text(f"{len(plan.joint_works):,} {seconds:.1f}", encoding="utf-8")
    works, seconds_told = told.read_text(encoding="utf-8").split()
    packed = len(gzip.compress(data.read_bytes(), 6)) / 1e6
    sizes = f"{page.stat().st_size / 1e3:.0f} | {data.stat().st_size / 1e6:.2f} ({packed:.2f})"
    return f"{works} | {sizes} | {single.stat().st_size / 1e6:.2f} | {seconds_told}"


def town(count: int, rulebook: Rulebook) -> Situation:
    """Return a generated seat with its roads laid side by side as a town, a bend and a name in each."""
    situation = seat(count, rulebook)
    network = situation.network
    road = network.corridor
    across = max(1, round(float(np.sqrt(road[-1] / ROWS_A_COLUMN))))
    ends = shapely.get_coordinates(network.lines).reshape(-1, 2, 2)
    along = np.linspace(ends[:, 0, 0], ends[:, 1, 0], VERTICES).T
    x = ORIGIN[0] + (road % across)[:, None] * COLUMN_M + along
    y = ORIGIN[1] + (road // across)[:, None] * ROW_M + BEND_M * np.sin(along / 150)
    lines = np.asarray(shapely.linestrings(np.stack([x, y], axis=2)), object)
    paved = np.where(road % 9 == 0, np.datetime64("2025-06-01"), np.datetime64("NaT")).astype("datetime64[D]")
    names = np.array([f"{number}号路" for number in road.tolist()], object)
    town = replace(network, lines=lines, names=names, paved_on=paved)
    told = _with_what_maps_show(situation)
    return replace(told, network=town, shared=shared_stretches(told.stretches))


def _with_what_maps_show(situation: Situation) -> Situation:
    """Give the seat names, offsets, confidences and crossings, which no schedule asks for and a map has to carry."""
    dice, stretches, routes = np.random.default_rng(2), situation.stretches, situation.routes
    count, crossed = len(stretches), CROSSINGS_A_PROJECT * len(routes.projects)
    crossings = Crossings(
        project=np.repeat(np.arange(len(routes.projects)), CROSSINGS_A_PROJECT),
        section=dice.integers(len(situation.network), size=crossed),
        at_m=dice.uniform(0, 100, crossed),
        xy=np.zeros((crossed, 2)),
    )
    named = tuple(replace(p, name=f"{p.key} 号小区外线工程") for p in routes.projects)
    drawn = replace(
        stretches,
        offset_m=dice.uniform(0.5, 8.0, count),
        side=dice.choice([-1, 1], count),
        confidence=dice.uniform(0.8, 1.0, count),
    )
    return replace(situation, routes=replace(routes, projects=named), stretches=drawn, crossings=crossings)


def _plan(situation: Situation, rulebook: Rulebook) -> Plan:
    calendar = calendar_of(rulebook, situation.routes.projects, AS_OF)
    schedule = schedule_works(situation, rulebook, calendar, AS_OF, price_of(rulebook))
    return Plan(
        as_of=AS_OF,
        rulebook=RulebookId(name=rulebook.name, version=rulebook.version, sha256=rulebook.sha256),
        inputs=(),
        outcomes=schedule.outcomes,
        joint_works=schedule.joint_works,
        declined=schedule.declined,
        totals=schedule.totals,
        solver=schedule.solver,
    )


def _measured(folder: Path, count: int, chromium: str) -> str:
    command = [sys.executable, "-m", "benchmarks.map_speed", str(folder), "--serve", "8791"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - itself
    try:
        assert server.stdout is not None  # noqa: S101 - it was asked for
        server.stdout.readline()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            told = _timed(browser, f"http://127.0.0.1:8791/{count}.page.html")
            browser.close()
        return told
    finally:
        server.terminate()
        server.wait()


def _timed(browser: Browser, address: str) -> str:
    # The first page of a browser pays for starting it.
    browser.new_page().goto("about:blank")
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    drawn, worked = page.evaluate(SETTLED) / 1e3, _tasks(devtools)
    weeks = int(page.get_attribute("#week", "max") or 0)
    steps, before = [page.evaluate(STEP, week) for week in range(1, weeks + 1)], _tasks(devtools)
    again = page.evaluate(STEP, 0)
    task = 1e3 * (before - worked) / max(len(steps), 1)
    return f"{drawn:.2f} ({worked:.2f}) | {median(steps):.0f}, {max(steps):.0f} ({task:.0f}) | {again:.0f}"


def _tasks(devtools: CDPSession) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


class _Handler(SimpleHTTPRequestHandler):
    """Serves the folder, and the map's own files under ``/static``."""

    def __init__(self, *arguments: object, folder: str, static: str, **keywords: object) -> None:
        self.static = static
        super().__init__(*arguments, directory=folder, **keywords)  # type: ignore[arg-type] # as the server gives them

    def translate_path(self, path: str) -> str:
        """Return where a file lies."""
        if path.startswith("/static/"):
            return str(Path(self.static) / path.removeprefix("/static/"))
        return super().translate_path(path)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _serve(folder: Path, port: int) -> None:
    with as_file(files("maps") / "static") as static:
        handler = partial(_Handler, folder=str(folder), static=str(static))
        with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
            print("ready", flush=True)
            server.serve_forever()


if __name__ == "__main__":
    main()
