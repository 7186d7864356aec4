"""What all parts of a paper share: the work, its ground, its members in order, and the recomputed figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model import Window
from planner.permit.amounts import check_tally, opened_rows, shares
from planner.permit.places import project_of
from planner.permit.wording import clean, listed, say

if TYPE_CHECKING:
    from planner.model import JointWork, Plan, Project, Situation
    from planner.permit.amounts import OpenedRow, Share
    from planner.permit.issued import Issued
    from planner.rulebook.model import Rulebook

__all__ = ["Draft", "begin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A joint work on its way onto paper; ``projects`` and ``shares`` follow the order of the work's members.

    ``issued`` is the decision that was made; None while it is a draft.
    """

    work: JointWork
    plan: Plan
    situation: Situation
    rulebook: Rulebook
    projects: tuple[Project, ...]
    rows: tuple[OpenedRow, ...]
    shares: tuple[Share, ...]
    issued: Issued | None = None

    def laid(self, utility: str) -> Window:
        """Return the days from the first to the last on which a utility lays its lines; the site's if none is set."""
        keys = {project.key for project in self.projects if project.utility == utility}
        windows = [each.window for each in self.work.phases.installation if each.project in keys]
        if not windows:
            return self.site
        return Window(first=min(each.first for each in windows), last=max(each.last for each in windows))

    def told(self, code: str, **data: object) -> str:
        """Return the words of a code, those of the issued decision where it is one."""
        return say(code if self.issued is None else f"{code}.issued", **data)

    @property
    def road(self) -> str:
        """The road's name, or the words for a road without one."""
        return clean(self.work.road_name) or say("paper.unnamed_road")

    @property
    def services(self) -> str:
        """The Chinese names of the members' services, in the order of the members, each once."""
        return listed(self.rulebook.services[project.service].zh for project in self.projects)

    @property
    def site(self) -> Window:
        """The days on which the road is occupied: first of excavation to last of reinstatement."""
        phases = self.work.phases
        return Window(first=phases.excavation.first, last=phases.reinstatement.last)

    @property
    def utilities(self) -> tuple[str, ...]:
        """The codes of the members' utilities, in the order of the members, each once."""
        return tuple(dict.fromkeys(project.utility for project in self.projects))


def begin(
    work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook, *, issued: Issued | None = None
) -> Draft:
    """Recompute a work's figures and check that they tally with the plan.

    Raises
    ------
    BundleError
        If they do not, or the work names a project the situation does not hold.
    """
    rows = opened_rows(work)
    check_tally(work, rows)
    return Draft(
        work=work,
        plan=plan,
        situation=situation,
        rulebook=rulebook,
        projects=tuple(project_of(situation, member) for member in work.members),
        rows=rows,
        shares=shares(work, rows),
        issued=issued,
    )
