"""Submissions of routes: stored whole before they are judged, answered at once, amended by new versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import Select, exists, select

from api.desk.calls import call_partners, void_calls
from api.desk.cases import keep_file
from api.desk.partners import partners_of
from api.desk.warnings import told_warnings
from api.problems import Problem, found
from api.store.tables import Project, Stretch, Submission, Task, new_key, place_of
from planner.errors import InputError
from planner.geo.county import answer_submission
from planner.geo.crs import to_wgs84
from planner.geo.pieces import cut_lines
from planner.messages import Language, text_of
from planner.model import Fault
from planner.survey import Document, read_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from api.desk.ground import Ground
    from api.security.access import Person
    from api.settings import Settings
    from api.state import Desk
    from api.store.desk import Change
    from planner.geo.county import Answer as Submitted
    from planner.geo.vector import Features
    from planner.model import Network, Routes, Stretches

__all__ = ["Upload", "judge", "store_submission", "submission_for", "submissions_for", "withdraw"]

STORED, JUDGED, REFUSED, WITHDRAWN = "stored", "judged", "refused", "withdrawn"
_SIDES = {1: "left", 0: "centre", -1: "right"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of routes as it was handed in; ``series`` is that of the submission it amends, None for a new one.

    ``version`` is the version of the series it was made from, None where that is not told.
    """

    name: str
    content: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)
    crs: int | None = None
    reading: str | None = None
    confidential: bool = False
    task_id: str | None = None
    series: str | None = None
    version: int | None = None


def store_submission(change: Change, person: Person, upload: Upload) -> Submission:
    """Store a file whole and for good, before anything is said of it.

    Raises
    ------
    Problem
        404 if the series or the task is not the person's organisation's; 409 if it amends a version that is not the
        last one: what was changed meanwhile would be lost.
    """
    session = change.session
    version = 1
    if upload.series is not None:
        version = _last(session, person, upload.series).version + 1
        if upload.version not in {None, version - 1}:
            raise Problem(HTTPStatus.CONFLICT, "desk.amended", version=version - 1)
    if upload.task_id is not None:
        own = (Task.id == upload.task_id, Task.organisation == person.organisation)
        found(session.scalars(select(Task).where(*own)).one_or_none(), upload.task_id)
    row = Submission(
        id=new_key(),
        series=upload.series or new_key(),
        version=version,
        organisation=person.organisation,
        task_id=upload.task_id,
        name=upload.name,
        file=keep_file(change, upload.content),
        beside={name: keep_file(change, content) for name, content in upload.beside.items()},
        crs=upload.crs,
        reading=upload.reading,
        confidential=upload.confidential,
        state=STORED,
        received_at=change.at,
        received_by=person.user_id,
        faults=[],
    )
    session.add(row)
    return row


def judge(desk: Desk, person: Person, submission_id: str, upload: Upload) -> None:
    """Judge a stored submission: its stretches, partners, warnings and every fault become the answer.

    Reading and matching happen before the change, so that nobody waits for them. A version with a usable project
    takes the place of the one before; one without is refused, and the one before counts on. One that a later version
    overtook meanwhile gets its answer and counts no longer. A submission is judged once, however often this is asked.

    Raises
    ------
    Problem
        409 where no roads are set.
    """
    if desk.ground is None:
        raise Problem(HTTPStatus.CONFLICT, "desk.no_roads")
    answer, faults = _answered(desk, desk.ground, person, upload)
    with desk.store.changing(person.actor, "submission.judge", submission_id) as change:
        row = change.session.get_one(Submission, submission_id)
        if row.state != STORED:
            return
        row.faults = [_fault(each) for each in faults]
        row.judged_at = change.at
        row.state = JUDGED if answer is not None else REFUSED
        if answer is None:
            return
        network = desk.ground.roads.network
        overtaken = _overtaken(change.session, row)
        before = {} if overtaken else _retire(change, row)
        projects = _keep_projects(change, row, answer, network, current=not overtaken)
        change.session.flush()
        row.answer = {
            "projects": [_told(answer, network, at, key) for key, at in projects.items()],
            "partners": partners_of(change.session, [*projects]),
            "warnings": told_warnings(answer.warnings),
        }
        if not overtaken:
            call_partners(change, desk, row, before)


def withdraw(change: Change, person: Person, series: str) -> Submission:
    """Withdraw a submission: it counts no longer, and stays as it was.

    Raises
    ------
    Problem
        404 if the series is not the person's organisation's.
    """
    last = _last(change.session, person, series)
    void_calls(change, _retire(change, last))
    last.withdrawn_at, last.state = last.withdrawn_at or change.at, WITHDRAWN
    return last


def submissions_for(person: Person) -> Select[Submission]:
    """Select the submissions a person may read: a utility its own."""
    rows = select(Submission).order_by(Submission.received_at, Submission.id)
    return rows.where(Submission.organisation == person.organisation) if person.own_only else rows


def submission_for(session: Session, person: Person, submission_id: str) -> Submission:
    """Return a submission.

    Raises
    ------
    Problem
        404 if there is none, or it is not this person's to see.
    """
    mine = submissions_for(person).where(Submission.id == submission_id)
    return found(session.scalars(mine).one_or_none(), submission_id)


def _last(session: Session, person: Person, series: str) -> Submission:
    """Return the last version of a series of the person's own organisation."""
    own = (Submission.series == series, Submission.organisation == person.organisation)
    versions = select(Submission).where(*own).order_by(Submission.version.desc())
    return found(session.scalars(versions.limit(1)).one_or_none(), series)


def _overtaken(session: Session, row: Submission) -> bool:
    """Tell whether a later version of a series counts already, or was withdrawn."""
    later = (Submission.series == row.series, Submission.version > row.version)
    return bool(session.scalar(select(exists().where(*later, Submission.state.in_((JUDGED, WITHDRAWN))))))


def _answered(desk: Desk, ground: Ground, person: Person, upload: Upload) -> tuple[Submitted | None, Sequence[Fault]]:
    """Refer the routes to the roads; None where nothing in the file is usable, or something in it is another's."""
    document = Document(name=upload.name, content=upload.content, beside=upload.beside)
    readings = {upload.name: upload.reading} if upload.reading else {}

    def weigh(features: Sequence[Features]) -> list[Fault]:
        return _too_heavy(features, desk.settings, upload)

    def judge(routes: Routes) -> list[Fault]:
        return [*_others(routes, person, upload), *_too_long(routes, desk.settings, upload)]

    try:
        intake, found = read_on(
            ground.roads, [document], desk.rulebook, crs=upload.crs, readings=readings, weigh=weigh, judge=judge
        )
    except InputError as error:
        return None, _own(error.faults, upload)
    return answer_submission(ground.county, intake.routes), _own(found, upload)


def _own(faults: Sequence[Fault], upload: Upload) -> list[Fault]:
    """Leave out what is wrong with the roads: that is not the submitter's to put right."""
    return [each for each in faults if each.source in {upload.name, *upload.beside}]


def _others(routes: Routes, person: Person, upload: Upload) -> list[Fault]:
    """Nobody submits for another utility."""
    strange = sorted({p.utility for p in routes.projects} - {person.organisation})
    data = {"own": person.organisation}
    return [
        Fault(source=upload.name, field="utility", code="desk.other_utility", data={**data, "found": each})
        for each in strange
    ]


def _too_heavy(features: Sequence[Features], settings: Settings, upload: Upload) -> list[Fault]:
    vertices = sum(int(shapely.get_num_coordinates(each.geometry).sum()) for each in features)
    return [_too_much(settings, upload)] if vertices > settings.upload_vertices else []


def _too_long(routes: Routes, settings: Settings, upload: Upload) -> list[Fault]:
    kilometres = float(shapely.length(routes.parts).sum()) / 1000
    over = kilometres > settings.upload_km or len(routes.projects) > settings.upload_features
    return [_too_much(settings, upload)] if over else []


def _too_much(settings: Settings, upload: Upload) -> Fault:
    data = {
        "vertices": settings.upload_vertices,
        "projects": settings.upload_features,
        "kilometres": settings.upload_km,
    }
    return Fault(source=upload.name, code="desk.too_much", data=data)


def _fault(fault: Fault) -> dict[str, object]:
    """Keep a fault in words of both languages: the codes of a later release may say it otherwise."""
    return {
        "code": fault.code,
        "source": fault.source,
        "feature": fault.feature,
        "field": fault.field,
        "severity": fault.severity.value,
        **{language.value: text_of(fault, language) for language in Language},
    }


def _retire(change: Change, row: Submission) -> dict[str, Project]:
    """Let the projects of every version of a series count no longer; return those that did, by their ids."""
    counting = (
        select(Project)
        .join(Submission, Project.submission_id == Submission.id)
        .where(Submission.series == row.series, Project.current.is_(True))
    )
    before = {each.project_id: each for each in change.session.scalars(counting)}
    for each in before.values():
        each.current = False
    return before


def _keep_projects(
    change: Change, row: Submission, answer: Submitted, network: Network, *, current: bool
) -> dict[str, int]:
    """Keep the projects of a version with their stretches; return their keys with their places in the answer."""
    keys: dict[str, int] = {}
    for at, project in enumerate(answer.projects[: answer.submitted]):
        key = new_key()
        keys[key] = at
        change.session.add(
            Project(
                id=key,
                submission_id=row.id,
                organisation=row.organisation,
                project_id=project.project_id,
                service=project.service.value,
                name=project.name,
                earliest_start=project.window.first,
                latest_finish=project.window.last,
                confidential=row.confidential,
                current=current,
            )
        )
    change.session.flush()
    change.session.add_all(_stretch_rows(answer.matched.stretches, network, [*keys]))
    return keys


def _stretch_rows(stretches: Stretches, network: Network, keys: list[str]) -> list[Stretch]:
    lines = to_wgs84(cut_lines(network.lines, stretches.section, stretches.from_m, stretches.to_m), network.crs)
    return [
        Stretch(
            id=new_key(),
            project_key=keys[stretches.project[i]],
            section_id=str(network.section_ids[stretches.section[i]]),
            road_name=str(network.names[stretches.section[i]]),
            from_m=float(stretches.from_m[i]),
            to_m=float(stretches.to_m[i]),
            offset_m=round(float(stretches.offset_m[i]), 3),
            side=_SIDES[int(stretches.side[i])],
            confidence=round(float(stretches.confidence[i]), 3),
            **place_of(lines[i]),
        )
        for i in range(len(stretches))
    ]


def _told(answer: Submitted, network: Network, at: int, key: str) -> dict[str, Any]:
    """Return what is said of one project at once: where it lies, and how much of it lies on no road."""
    stretches, off = answer.matched.stretches, answer.matched.unmatched
    rows = [i for i in range(len(stretches)) if stretches.project[i] == at]
    return {
        "key": key,
        "project_id": answer.projects[at].project_id,
        "matched": bool(rows),
        "on_roads_m": round(float((stretches.to_m[rows] - stretches.from_m[rows]).sum()), 3),
        "off_roads_m": round(float(off.length_m[off.project == at].sum()), 3),
        "stretches": [
            {
                "section_id": str(network.section_ids[stretches.section[i]]),
                "road_name": str(network.names[stretches.section[i]]),
                "from_m": float(stretches.from_m[i]),
                "to_m": float(stretches.to_m[i]),
                "side": _SIDES[int(stretches.side[i])],
                "offset_m": round(float(stretches.offset_m[i]), 3),
                "confidence": round(float(stretches.confidence[i]), 3),
            }
            for i in rows
        ],
    }
