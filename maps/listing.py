"""What the map's page says without JavaScript: the works of the plan as a table, the first to be dug first."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from maps.timeslider import closure_of
from maps.words import WORDS, in_language

if TYPE_CHECKING:
    from planner.messages import Language
    from planner.model import JointWork, Plan, Project
    from planner.rulebook.model import Rulebook

__all__ = ["MOST", "listing"]

# A page stays under 200 kB whatever the plan.
MOST = 150
COLUMNS = ("found_work", "road", "services", "members", "opens", "closes", "opened")


def listing(plan: Plan, rulebook: Rulebook, language: Language) -> str:
    """Return the table as markup, every text escaped; a sentence in its place where the plan has no works."""
    words = in_language(WORDS, language)
    if not plan.joint_works:
        return f"<p>{escape(words['no_works'])}</p>"
    works = sorted(plan.joint_works, key=lambda work: (closure_of(work), work.id))[:MOST]
    projects = {outcome.project.key: outcome.project for outcome in plan.outcomes}
    told = words["listed"].format(shown=len(works), all=len(plan.joint_works))
    head = "".join(f'<th scope="col">{escape(words[f"column_{name}"])}</th>' for name in COLUMNS)
    rows = "\n".join(_row(work, projects, rulebook, language) for work in works)
    return f"<table><caption>{escape(told)}</caption><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _row(work: JointWork, projects: dict[str, Project], rulebook: Rulebook, language: Language) -> str:
    first, last = closure_of(work)
    served = dict.fromkeys(projects[member].service for member in work.members)
    services = [rulebook.services[service] for service in served]
    cells = (
        work.road_name or in_language(WORDS, language)["unnamed"],
        " ".join({"zh": rules.zh, "en": rules.en}[language] for rules in services),
        " ".join(work.members),
        first.isoformat(),
        last.isoformat(),
        f"{work.opened_m:.0f} m",
    )
    filled = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(work.id)}</th>{filled}</tr>'
