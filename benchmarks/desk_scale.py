"""How the desk answers in a large county: handing in, planning, and its pages after a restart.

Run: python -m benchmarks.desk_scale FOLDER [--projects 1000 5000] [--database URL]

Each size is a generated seat of ``benchmarks.map_speed``, handed in through the API by its utilities, 20 projects a
file and one file of 20 in confidence, then planned twice and accepted. Each page is asked twice in a process of its
own, as after a restart and before ``open_accepted``, which the running desk does by itself, has opened the plan.
Processor time is of all threads, statements are those the store is asked. The desk stays in FOLDER.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import event, select

from api.app import SYSTEM, create_app
from api.desk.people import BUREAU, accept_invitation, give_token, invite
from api.rounds import open_accepted
from api.security.access import Person
from api.security.roles import MATRIX, Role
from api.settings import Settings
from api.store.tables import PlannedWork, PlanVersion
from benchmarks.map_speed import town
from planner.geo.crs import to_wgs84
from planner.geo.pieces import cut_lines
from planner.rulebook.load import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from api.state import Desk
    from planner.model import Network, Situation

COLUMNS = ("page", "asked by", "first, s (processor)", "second, s (processor)", "statements", "kB")
_A_FILE, _IN_CONFIDENCE = 20, 20
_PASSWORD = "of nobody in particular"  # noqa: S105 - of generated accounts
_Feature = dict[str, Any]


def main() -> None:
    """Print, for each size, what handing in and planning took, and a row for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--projects", type=int, nargs="+", default=[1_000, 5_000])
    parser.add_argument("--database", help="empty database for one size; a SQLite file in FOLDER unless given")
    parser.add_argument("--look", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    for count in chosen.projects:
        folder = chosen.folder / str(count)
        settings = Settings(
            data_dir=folder,
            database_url=chosen.database,
            secret_key=SecretStr("k" * 43),
            roads=folder / "roads.geojson",
            sign_in_tries=10_000,
        )
        if chosen.look:
            _look(settings, json.loads((folder / "tokens.json").read_text("utf-8")))
            continue
        if not (folder / "tokens.json").exists():
            _fill(settings, count)
        command = [
            sys.executable,
            "-m",
            "benchmarks.desk_scale",
            str(chosen.folder),
            "--look",
            "--projects",
            str(count),
        ]
        command += ["--database", chosen.database] if chosen.database else []
        subprocess.run(command, check=True)  # noqa: S603 - itself


def _fill(settings: Settings, count: int) -> None:
    """Hand in everything of a size, plan it twice, and say what that took."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    situation = town(count, default_rulebook())
    (settings.data_dir / "roads.geojson").write_bytes(_collection(_roads(situation.network)))
    app = create_app(settings)
    desk: Desk = app.state.desk
    tokens = {each.code: _token(desk, Role.UTILITY, each.code) for each in desk.rulebook.organisations}
    tokens["engineer"] = _token(desk, Role.ENGINEER, BUREAU)
    client, files = TestClient(app), _files(situation)
    waits = [
        _timed(lambda each=each, number=number: _hand_in(client, tokens, number, *each))
        for number, each in enumerate(files)
    ]
    last = 1e3 * np.median(waits[-len(waits) // 5 :], axis=0)
    print(f"\n{count:,} projects in {len(files):,} files, {len(situation.network):,} sections")
    print(f"the last fifth of the files: {last[0]:.0f} ms each, {last[1]:.0f} of processor")
    for which in ("first plan", "plan again"):
        wall, worked = _timed(lambda: _plan(client, tokens["engineer"]))
        print(f"{which}: {wall:.0f} s, {worked:.0f} of processor")
    print(f"peak memory: {_peak_gb():.2f} GB", flush=True)
    (settings.data_dir / "tokens.json").write_text(json.dumps(tokens), "utf-8")


def _roads(network: Network) -> Iterator[_Feature]:
    for row, line in enumerate(to_wgs84(network.lines, network.crs)):
        properties = {
            "section_id": network.section_ids[row],
            "name": network.names[row],
            "highway": network.road_class[row],
            "width_m": float(network.width_m[row]),
        }
        yield {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(line))}


def _files(situation: Situation) -> list[tuple[str, bytes]]:
    """Return files of so many projects each with their utilities, in the order they are handed in."""
    of: dict[str, dict[int, list[_Feature]]] = defaultdict(lambda: defaultdict(list))
    for number, feature in _routes(situation):
        of[feature["properties"]["utility"]][number].append(feature)
    files = [
        (first, utility, _collection(f for some in [*projects.values()][first : first + _A_FILE] for f in some))
        for utility, projects in of.items()
        for first in range(0, len(projects), _A_FILE)
    ]
    return [(utility, content) for _, utility, content in sorted(files)]


def _routes(situation: Situation) -> Iterator[tuple[int, _Feature]]:
    """Yield a route for each run of a project along a road, some metres beside it."""
    network, stretches = situation.network, situation.stretches
    pieces = cut_lines(network.lines, stretches.section, stretches.from_m, stretches.to_m)
    runs: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for project, section, piece in zip(stretches.project.tolist(), stretches.section.tolist(), pieces, strict=True):
        runs[project, int(network.corridor[section])].append(shapely.get_coordinates(piece))
    lines = [_beside(np.concatenate(parts), project) for (project, _), parts in runs.items()]
    for (number, _), line in zip(runs, to_wgs84(np.array(lines, object), network.crs), strict=True):
        project = situation.routes.projects[number]
        properties = {
            "project_id": project.key,
            "utility": project.utility,
            "service": project.service.value,
            "name": project.name,
            "earliest_start": project.window.first.isoformat(),
            "latest_finish": project.window.last.isoformat(),
        }
        yield number, {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(line))}


def _beside(xy: np.ndarray[Any, Any], number: int) -> shapely.LineString:
    apart = np.r_[True, np.hypot(*np.diff(xy, axis=0).T) > 1e-3]
    return shapely.LineString(xy[apart] + [0.0, (1.5 + 0.7 * (number % 7)) * (-1) ** number])


def _collection(features: Iterator[_Feature]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": [*features]}, ensure_ascii=False).encode()


def _token(desk: Desk, role: Role, organisation: str) -> str:
    login = f"{role.value}.{organisation}"
    with desk.store.changing(SYSTEM, "benchmark.let_in", login) as change:
        invitation = invite(change, role, organisation, 1)
        change.session.flush()
        user = accept_invitation(change, invitation, login=login, name=login, password=_PASSWORD)
        person = Person(user_id=user.id, login=login, name=login, organisation=organisation, role=role)
        return give_token(change, person, "benchmark", MATRIX[role], None)[1]


def _hand_in(client: TestClient, tokens: Mapping[str, str], number: int, utility: str, content: bytes) -> None:
    secret = str(number % _IN_CONFIDENCE == 0).lower()
    files, data = {"file": (f"{number}.geojson", content)}, {"confidential": secret}
    answer = client.post("/api/v1/submissions", files=files, data=data, headers=_as(tokens[utility]))
    assert answer.json()["state"] == "judged", answer.text  # noqa: S101 - a benchmark of refusals says nothing


def _plan(client: TestClient, token: str) -> None:
    made = client.post("/api/v1/plans", headers=_as(token))
    made.raise_for_status()
    client.post(f"/api/v1/plans/{made.json()['id']}/accept", headers=_as(token)).raise_for_status()


def _look(settings: Settings, tokens: Mapping[str, str]) -> None:
    """Ask for every page twice, and print what that took."""
    app = create_app(settings)
    desk: Desk = app.state.desk
    with desk.store.reading() as session:
        plan = session.scalars(select(PlanVersion).order_by(PlanVersion.number.desc())).first()
        assert plan is not None  # noqa: S101 - the desk was filled
        work = session.scalars(
            select(PlannedWork).where(PlannedWork.plan_id == plan.id, PlannedWork.kind == "joint")
        ).first()
    assert work is not None  # noqa: S101 - as above
    utility = next(name for name in tokens if name != "engineer")
    asked: list[str] = []
    event.listen(desk.store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    client = TestClient(app)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for who, path in _pages(plan.id, work.work_id, utility):
        headers = _as(tokens[who]) if who else {}
        told, answer = [], None
        for _ in range(2):
            asked.clear()
            began, worked = time.perf_counter(), time.process_time()
            answer = client.get(path, headers=headers)
            told.append(f"{time.perf_counter() - began:.2f} ({time.process_time() - worked:.2f})")
            answer.raise_for_status()
        assert answer is not None  # noqa: S101 - asked twice
        name = path.replace(plan.id, "N").replace(work.work_id, "W")
        by = {"engineer": "engineer", "": "anyone"}.get(who, "utility")
        print(f"| {name} | {by} | {' | '.join(told)} | {len(asked)} | {len(answer.content) / 1e3:,.0f} |", flush=True)
    desk.store.engine.dispose()
    wall, worked = _timed(lambda: open_accepted(create_app(settings).state.desk))
    print(
        f"open_accepted of a desk that starts: {wall:.1f} s, {worked:.1f} of processor; peak memory {_peak_gb():.2f} GB"
    )


def _pages(plan: str, work: str, utility: str) -> Sequence[tuple[str, str]]:
    of_works = [f"/plans/{plan}/works/{work}{name}" for name in ("", "/site.svg", "/schedule.svg", "/road.svg")]
    of_plan = [f"/plans/{plan}{name}" for name in ("", "/map", "/map/data", "/timeline.svg")]
    everywhere = ("/plans/new", "/declined", "/calls", "/submissions", "/meeting", "/ogc/collections/stretches/items")
    own = ("/projects", "/calls", "/submissions", f"/plans/{plan}", f"/plans/{plan}/map/data")
    public = ("/", "/ogc/collections/works/items", "/ogc/collections/sections/items?limit=10000")
    return [
        *(("engineer", path) for path in (*of_plan, *of_works, *everywhere)),
        *((utility, path) for path in own),
        *(("", path) for path in public),
    ]


def _as(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", "accept-language": "zh"}


def _timed(do: Any) -> tuple[float, float]:  # noqa: ANN401 - whatever takes nothing
    began, worked = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - began, time.process_time() - worked


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main()
