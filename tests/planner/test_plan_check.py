"""A plan's folder is accepted as it was written, and one planted wrong of every kind a file can express is found."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from cotrench.output import _write_layers
from cotrench.plan_folder import plan_files, write_beside
from planner.errors import InputError
from planner.exchange import plan_json
from planner.messages import Language, text_of
from planner.messages.plan_files import CATALOGUE
from planner.pipeline import plan_works
from planner.plan_check import INPUTS, LAYERS, PLAN, open_plan, plan_violations
from planner.plan_inputs import inputs_archive, read_inputs
from planner.rulebook.load import default_rulebook
from tests.planner.small_seat import inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.plan_inputs import Inputs

AS_OF = date(2026, 11, 24)


@cache
def folder() -> MappingProxyType[str, bytes]:
    """Return the files of the plan of these inputs."""
    given, book = inputs(), default_rulebook()
    planned = plan_works(given.roads, given.routes, book, as_of=AS_OF)
    with tempfile.TemporaryDirectory() as where:
        _write_layers(planned, Path(where, LAYERS))
        write_beside(planned, book, given, Path(where))
        Path(where, PLAN).write_bytes(plan_json(planned.plan))
        return MappingProxyType(plan_files(Path(where)))


def found(files: Mapping[str, bytes]) -> set[str]:
    reasons = plan_violations(files)
    assert all(text_of(reason, language) for reason in reasons for language in Language)
    return {reason.code for reason in reasons}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, bytes]:
    """Return the folder with its plan.json changed."""
    record = json.loads(folder()[PLAN])
    change(record)
    return {**folder(), PLAN: json.dumps(record, ensure_ascii=False).encode()}


def with_inputs(given: Inputs) -> dict[str, bytes]:
    return {**folder(), INPUTS: inputs_archive(given)}


def joint(record: dict[str, Any]) -> dict[str, Any]:
    work: dict[str, Any] = record["joint_works"][0]
    return work


def phases(**windows: Any) -> dict[str, bytes]:
    return changed(lambda r: joint(r)["phases"].update(windows))


def stretch(**changes: Any) -> dict[str, bytes]:
    return changed(lambda r: joint(r)["stretches"][-1].update(changes))


def solver(**changes: Any) -> dict[str, bytes]:
    return changed(lambda r: r["solver"].update(changes))


def at_once(record: dict[str, Any]) -> None:
    """Lay both lines of the shared trench on the same days."""
    laid = joint(record)["phases"]["installation"]
    first, last = min(i["start"] for i in laid), max(i["end"] for i in laid)
    for each in laid:
        each.update(start=first, end=last)


def merged(record: dict[str, Any]) -> None:
    """Put C, which shares nothing with A alone, into a work with D."""
    by_member = {work["members"][0]: work for work in record["joint_works"]}
    by_member["D"]["members"].append("C")
    by_member["D"]["stretches"] += by_member["C"]["stretches"]
    by_member["D"]["phases"]["installation"] += by_member["C"]["phases"]["installation"]
    record["joint_works"].remove(by_member["C"])


def in_exams(record: dict[str, Any]) -> None:
    joint(record)["phases"]["reinstatement"] = ["2027-06-07", "2027-06-08"]


def first_layer_of(other: str) -> dict[str, bytes]:
    return {**folder(), LAYERS: folder()[other]}


PLANTED: dict[str, Callable[[], dict[str, bytes]]] = {
    "violation.before_as_of": lambda: changed(lambda r: r.update(as_of="2027-02-26")),
    "violation.blackout": lambda: changed(in_exams),
    "violation.bound": lambda: solver(bound=1e9),
    "violation.covered_twice": lambda: changed(
        lambda r: r["joint_works"].append({**r["joint_works"][0], "id": "JW-0009"})
    ),
    "violation.declined_missing": lambda: changed(lambda r: r.update(declined=[])),
    "violation.declined_twice": lambda: changed(lambda r: r.update(declined=r["declined"] * 2)),
    "violation.declined_untrue": lambda: changed(lambda r: r["declined"][0].update(projects=["A", "D"])),
    "violation.duplicate_id": lambda: changed(lambda r: r["joint_works"][1].update(id=joint(r)["id"])),
    "violation.emergency_late": lambda: with_inputs(inputs(urgency="emergency")),
    "violation.figure": lambda: changed(lambda r: joint(r).update(opened_m=1.0)),
    "violation.installation_order": lambda: changed(at_once),
    "violation.invented": lambda: stretch(to_m=430.0),
    "violation.kind": lambda: changed(lambda r: joint(r).update(kind="solo")),
    "violation.lead": lambda: changed(
        lambda r: joint(r)["phases"].update(approval=[joint(r)["phases"]["approval"][0]] * 2)
    ),
    "violation.lead_not_member": lambda: changed(lambda r: joint(r).update(lead="D")),
    "violation.members": lambda: changed(lambda r: joint(r)["members"].append("C")),
    "violation.mode": lambda: stretch(mode="same_closure"),
    "violation.moratorium": lambda: with_inputs(inputs(paved_on="2025-06-01", paved_kind="new")),
    "violation.not_connected": lambda: changed(merged),
    "violation.not_covered": lambda: stretch(to_m=380.0),
    "violation.not_optimal": lambda: solver(bound=1.0, status="optimal"),
    "violation.not_working_day": lambda: phases(acceptance=["2027-05-01", "2027-05-01"]),
    "violation.outcomes": lambda: changed(lambda r: r["projects"].pop()),
    "violation.outside_section": lambda: stretch(to_m=5000.0),
    "violation.phase_order": lambda: changed(
        lambda r: joint(r)["phases"].update(acceptance=joint(r)["phases"]["backfill"])
    ),
    "violation.rulebook": lambda: changed(lambda r: r["rulebook"].update(sha256="0" * 64)),
    "violation.status": lambda: changed(lambda r: r["projects"][0].update(status="unmatched")),
    "violation.too_short": lambda: changed(
        lambda r: joint(r)["phases"].update(backfill=[joint(r)["phases"]["backfill"][0]] * 2)
    ),
    "violation.two_roads": lambda: {**changed(merged), INPUTS: with_inputs(inputs(second="人民路"))[INPUTS]},
    "violation.window": lambda: phases(reinstatement=["2027-08-02", "2027-08-03"]),
    "plan_file.absent": lambda: {name: c for name, c in folder().items() if name != "shares.json"},
    "plan_file.declined": lambda: changed(lambda r: r["declined"][0].update(code="declined.not_worth")),
    "plan_file.differs": lambda: {**folder(), "ledger.json": folder()["ledger.json"].replace(b"1", b"2")},
    "plan_file.fact": lambda: changed(lambda r: r["projects"][0].update(utility="YX-HEAT")),
    "plan_file.input": lambda: changed(lambda r: r["inputs"][0].update(sha256="0" * 64)),
    "plan_file.layer": lambda: first_layer_of("advice.json"),
    "plan_file.reason": lambda: changed(lambda r: r["projects"][0].update(reasons=[])),
}

REFUSED: dict[str, Callable[[], dict[str, bytes]]] = {
    "plan_file.lacks": lambda: {**folder(), INPUTS: folder()[INPUTS].replace(b"rulebook/trench", b"rulebook/trunch")},
    "plan_file.malformed": lambda: changed(lambda r: r.update(schema="cotrench/plan/9")),
    "plan_file.missing": lambda: {LAYERS: folder()[LAYERS]},
    "plan_file.no_archive": lambda: {**folder(), INPUTS: b"nothing"},
}


def test_a_folder_is_accepted_as_it_was_written() -> None:
    assert found(folder()) == set()
    works = json.loads(folder()[PLAN])["joint_works"]
    assert [w["members"] for w in works] == [["A", "B"], ["D"], ["C"]]


@pytest.mark.parametrize("code", sorted(PLANTED))
def test_a_planted_wrong_is_found(code: str) -> None:
    assert code in found(PLANTED[code]())


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_what_is_no_plan_is_refused_with_its_place(code: str) -> None:
    with pytest.raises(InputError) as refused:
        plan_violations(REFUSED[code]())
    assert code in {f.code for f in refused.value.faults}
    assert all(text_of(f, language) for f in refused.value.faults for language in Language)


def test_every_wrong_of_a_folder_is_planted() -> None:
    known = {code for code in CATALOGUE if code.startswith("plan_file.")} - {"plan_file.frozen", "plan_file.wish"}
    assert known == {code for code in (*PLANTED, *REFUSED) if code.startswith("plan_file.")}


def test_a_plan_read_back_is_written_again_to_the_same_figures() -> None:
    opened = open_plan(folder())
    before, after = json.loads(folder()[PLAN]), opened.plan
    assert [w["opened_m"] for w in before["joint_works"]] == [w.opened_m for w in after.joint_works]
    assert [len(w.openings) for w in after.joint_works] == [3, 1, 1]
    assert opened.inputs.main == "yexian.yaml"
    assert [o.project.specification for o in after.outcomes] == [
        p.specification for p in opened.ground.situation.routes.projects
    ]


def test_inputs_come_back_as_they_went_in() -> None:
    given = inputs()
    assert read_inputs(INPUTS, inputs_archive(given)) == given
    twice = dataclasses.replace(given, routes=(*given.routes, given.routes[0]), readings={"all.geojson": "gcj02"})
    assert read_inputs(INPUTS, inputs_archive(twice)) == twice
