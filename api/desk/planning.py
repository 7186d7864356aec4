"""Plans on the desk: made from what was submitted, kept with everything they were made from, and accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from api.desk.cases import keep_file
from api.desk.opened import PLAN_EN
from api.desk.wishes import Wanted, checked
from api.problems import Problem, found
from api.store.columns import GEOGRAPHIC
from api.store.tables import Case, PlannedWork, PlanVersion, Project, StoredFile, Submission, new_key, place_of
from maps.plan_map import plan_map
from planner.difference_file import difference_json
from planner.errors import InputError, PlanRejectedError
from planner.exchange import plan_json, plan_layers
from planner.messages import Language
from planner.permit.case import State
from planner.pipeline import Document, plan_works
from planner.plan_check import INPUTS, PLAN
from planner.plan_inputs import Inputs, inputs_archive
from planner.rulebook.load import load_rulebook
from planner.rulebook.stating import with_wishes
from planner.schedule.commitments import Commitments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shapely.geometry.base import BaseGeometry
    from sqlalchemy.orm import Session

    from api.security.access import Person
    from api.state import Desk
    from api.store.desk import Change
    from planner.model import JointWork
    from planner.model import Project as Submitted
    from planner.pipeline import Planned
    from planner.plan_check import Opened
    from planner.rulebook.model import Rulebook
    from planner.survey import Step

__all__ = ["ACCEPTED", "MAP", "accept_plan", "accepted_plan", "keep_plan", "make_plan", "plan_inputs"]

DRAFT, ACCEPTED, SUPERSEDED = "draft", "accepted", "superseded"
MAP, DIFFERENCE = "map.html", "difference.json"
NOTHING_WANTED = Wanted()
# From its decision on, a work is no longer the planner's to move
_COMMITTED = tuple(s.value for s in (State.DECIDED, State.IN_WORKS, State.ACCEPTED, State.CLOSED))


def plan_inputs(session: Session, desk: Desk) -> tuple[Inputs, list[Submission]]:
    """Return everything a plan is made from today: the roads, and every submission that counts.

    Raises
    ------
    Problem
        409 where no roads are set.
    """
    ground = desk.ground
    if ground is None:
        raise Problem(HTTPStatus.CONFLICT, "desk.no_roads")
    counting = select(Project.submission_id).where(Project.current.is_(True))
    rows = select(Submission).where(Submission.id.in_(counting)).order_by(Submission.organisation, Submission.series)
    submissions = [*session.scalars(rows)]
    documents = [_document(session, each) for each in submissions]
    inputs = Inputs(
        roads=ground.document,
        routes=tuple(documents),
        rulebook=desk.rulebook_documents,
        main=desk.rulebook_main,
        crs=desk.settings.roads_crs,
        section_id=desk.settings.roads_section_id,
        readings={d.name: s.reading for d, s in zip(documents, submissions, strict=True) if s.reading},
    )
    return inputs, submissions


def make_plan(
    desk: Desk, person: Person, wanted: Wanted = NOTHING_WANTED, tell: Callable[[Step], None] = lambda _: None
) -> PlanVersion:
    """Make a draft from everything that counts today, near the accepted plan; decided works stay as they are.

    The planning itself happens between changes, so that nobody waits for it.

    Parameters
    ----------
    wanted : What is asked of this plan beyond the rules.
    tell : Is told each step as it begins.

    Raises
    ------
    Problem
        409 without roads; 422 with every fault if nothing can be planned, or not as it is wanted.
    """
    tell("read_roads")
    with desk.store.reading() as session:
        inputs, submissions = plan_inputs(session, desk)
        accepted = accepted_plan(session)
        before = desk.shelf.opened(session, accepted) if accepted is not None else None
        projects = session.scalars(select(Project.project_id).where(Project.current.is_(True)))
        checked(wanted, before.plan if before is not None else None, projects, _road_names(desk), desk.today())
        frozen = _frozen(session, before)
    inputs = replace(inputs, rulebook=with_wishes(inputs.rulebook, inputs.main, wanted.wishes))
    planned = _planned(desk, inputs, before, _commitments(frozen, wanted), tell)
    tell("keep")
    with desk.store.changing(person.actor, "plan.make") as change:
        return keep_plan(change, desk, person, planned, inputs, submissions, accepted, wanted)


def keep_plan(
    change: Change,
    desk: Desk,
    person: Person,
    planned: Planned,
    inputs: Inputs,
    submissions: list[Submission],
    previous: PlanVersion | None,
    wanted: Wanted = NOTHING_WANTED,
) -> PlanVersion:
    """Keep a plan as the next version, a draft, with its works and its files."""
    files = {
        PLAN: plan_json(planned.plan),
        PLAN_EN: plan_json(planned.plan, Language.EN),
        INPUTS: inputs_archive(inputs),
        MAP: plan_map(planned.plan, planned.situation, _rulebook_of(desk, inputs)).encode(),
    }
    difference = difference_json(planned.difference) if planned.difference is not None else None
    if difference is not None:
        files[DIFFERENCE] = difference
    row = PlanVersion(
        id=new_key(),
        number=(change.session.scalar(select(func.max(PlanVersion.number))) or 0) + 1,
        as_of=planned.plan.as_of,
        state=DRAFT,
        roads=desk.roads,
        rulebook=planned.plan.rulebook.sha256,
        inputs=[each.id for each in submissions],
        files={name: keep_file(change, content) for name, content in files.items()},
        totals=json.loads(files[PLAN])["totals"],
        difference=json.loads(difference) if difference is not None else None,
        wishes=wanted.record(),
        previous=previous.id if previous is not None else None,
        made_at=change.at,
        made_by=person.user_id,
    )
    change.session.add(row)
    change.session.flush()
    change.session.add_all(_work_rows(change.session, row, planned, json.loads(files[PLAN])))
    return row


def accept_plan(change: Change, person: Person, plan_id: str) -> PlanVersion:
    """Make a draft the plan that counts; the one before is superseded.

    Raises
    ------
    Problem
        404 if there is no such plan; 409 if it is no draft, was made before the accepted one was accepted, or moves
        what was decided since it was made.
    """
    row = found(change.session.get(PlanVersion, plan_id), plan_id)
    before = accepted_plan(change.session)
    if row.state != DRAFT or (before is not None and row.previous != before.id):
        raise Problem(HTTPStatus.CONFLICT, "desk.stale_plan", number=row.number)
    if before is not None:
        if moved := _moved(change.session, before, row):
            raise Problem(HTTPStatus.CONFLICT, "desk.decided_since", number=row.number, cases=moved)
        before.state = SUPERSEDED
    row.state, row.accepted_at, row.accepted_by = ACCEPTED, change.at, person.user_id
    return row


def accepted_plan(session: Session) -> PlanVersion | None:
    """Return the plan that counts, None before the first."""
    return session.scalars(select(PlanVersion).where(PlanVersion.state == ACCEPTED)).one_or_none()


def _document(session: Session, submission: Submission) -> Document:
    def content(sha256: str) -> bytes:
        return session.get_one(StoredFile, sha256).content

    folder = f"{submission.organisation}-{submission.series[:8]}-{submission.version}"
    return Document(
        name=f"{folder}-{submission.name}",
        content=content(submission.file),
        beside={f"{folder}-{name}": content(sha256) for name, sha256 in submission.beside.items()},
    )


def _frozen(session: Session, before: Opened | None) -> frozenset[str]:
    """Return the works of the earlier plan that are decided, by their ids in it."""
    if before is None:
        return frozenset()
    decided = session.scalars(select(Case).where(Case.state.in_(_COMMITTED)))
    wanted = {(case.work["road_name"], tuple(sorted(case.work["members"]))) for case in decided}
    return frozenset(
        work.id for work in before.plan.joint_works if (work.road_name, tuple(sorted(work.members))) in wanted
    )


def _moved(session: Session, before: PlanVersion, after: PlanVersion) -> list[str]:
    """Return the numbers of the decided cases whose works a plan does not leave as the one before it has them."""
    then, now = _phases(session, before), _phases(session, after)
    decided = session.scalars(select(Case).where(Case.state.in_(_COMMITTED)).order_by(Case.number))
    of = ((case.number, (case.work["road_name"], tuple(sorted(case.work["members"])))) for case in decided)
    return [number for number, work in of if work in then and then[work] != now.get(work)]


def _phases(session: Session, plan: PlanVersion) -> dict[tuple[str, tuple[str, ...]], object]:
    """Return the phases of a plan's works by what a later plan keeps of a work: road and members."""
    rows = session.scalars(select(PlannedWork).where(PlannedWork.plan_id == plan.id))
    return {(each.road_name, tuple(sorted(each.members))): each.work["phases"] for each in rows}


def _commitments(frozen: frozenset[str], wanted: Wanted) -> Commitments:
    """Return the works not to be moved: those decided, whatever is wanted of them, and those that are to be held."""
    held = {each.work_id for each in wanted.holds if each.starts_on is None}
    slipped = {each.work_id: each.starts_on for each in wanted.holds if each.starts_on is not None}
    return Commitments(frozen=frozen | held, slipped={name: day for name, day in slipped.items() if name not in frozen})


def _rulebook_of(desk: Desk, inputs: Inputs) -> Rulebook:
    """Return the rulebook of some inputs, which is the desk's own but for wishes stated in it."""
    own = inputs.rulebook == desk.rulebook_documents
    return desk.rulebook if own else load_rulebook(inputs.rulebook, main=inputs.main)


def _road_names(desk: Desk) -> set[str]:
    return set(desk.ground.roads.network.names.tolist()) if desk.ground is not None else set()


def _planned(
    desk: Desk, inputs: Inputs, before: Opened | None, commitments: Commitments, tell: Callable[[Step], None]
) -> Planned:
    rulebook = _rulebook_of(desk, inputs)
    try:
        return plan_works(
            inputs.roads,
            inputs.routes,
            rulebook,
            as_of=desk.today(),
            crs=inputs.crs,
            section_id=inputs.section_id,
            readings=inputs.readings,
            tell=tell,
            previous=before.plan if before is not None else None,
            commitments=commitments,
        )
    except InputError as error:
        wished = {fault.code for fault in error.faults} <= {"plan_file.wish", "plan_file.frozen"}
        code = "desk.wishes" if wished else "desk.nothing_to_plan"
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, faults=error.faults) from error
    except PlanRejectedError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.plan_rejected", faults=error.violations) from error


def _work_rows(session: Session, row: PlanVersion, planned: Planned, told: Mapping[str, Any]) -> list[PlannedWork]:
    projects = {project.key: project for project in planned.situation.routes.projects}
    # what was withdrawn while the plan was made is in it all the same
    behind = or_(Project.current.is_(True), Project.submission_id.in_(row.inputs))
    masked = (behind, Project.confidential.is_(True))
    hidden = {
        (organisation, project_id)
        for organisation, project_id in session.execute(select(Project.organisation, Project.project_id).where(*masked))
    }
    shapes = plan_layers(planned.plan, planned.situation)["joint_works"].to_crs(GEOGRAPHIC).geometry
    rows = zip(planned.plan.joint_works, told["joint_works"], shapes, strict=True)
    return [
        _work_row(row.id, work, record, shape, [projects[m] for m in work.members], hidden)
        for work, record, shape in rows
    ]


def _work_row(
    plan_id: str,
    work: JointWork,
    record: dict[str, Any],
    shape: BaseGeometry,
    members: list[Submitted],
    hidden: set[tuple[str, str]],
) -> PlannedWork:
    return PlannedWork(
        plan_id=plan_id,
        work_id=work.id,
        kind=work.kind.value,
        road_name=work.road_name,
        lead=work.lead,
        members=[*work.members],
        owners=f" {' '.join(sorted({each.utility for each in members}))} ",
        confidential=any((each.utility, each.project_id) in hidden for each in members),
        starts_on=work.phases.excavation.first,
        ends_on=work.phases.reinstatement.last,
        work={**record, "owners": {each.key: each.utility for each in members}},
        **place_of(shape),
    )
