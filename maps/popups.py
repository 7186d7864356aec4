"""What the map says about projects and joint works, as columns; the page words and lays them out on a click.

Every text goes to the page as data and is written there as text, never as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from maps.interned import Interned
from maps.sections import Drawings
from maps.timeslider import closure_of, day_number
from planner.messages import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.messages import Language
    from planner.model import JointWork, Opening, Plan, Reason, Situation, Window
    from planner.rulebook.model import Rulebook

__all__ = ["COMMON_PHASES", "columns_of", "utility_name"]

Columns: TypeAlias = dict[str, Any]
COMMON_PHASES = ("survey", "approval", "excavation", "backfill", "reinstatement", "acceptance")


def utility_name(code: str, rulebook: Rulebook, language: Language) -> str:
    """Return the organisation's name in the language, or its code where the rulebook does not know it."""
    organisation = rulebook.organisation(code)
    return code if organisation is None else {"zh": organisation.zh, "en": organisation.en}[language]


def columns_of(plan: Plan, situation: Situation, rulebook: Rulebook, language: Language) -> Columns:
    """Return the columns of projects, utilities and works, and the texts of all reasons."""
    reasons = _Worded(language)
    utilities: Interned[str] = Interned()
    drawings = Drawings(situation, rulebook, language)
    # Where there is no room for all, joint works are drawn rather than solo ones.
    drawings.add(o.cut for w in plan.joint_works if len(w.members) > 1 for o in w.openings)
    return {
        "projects": _project_columns(plan, situation, rulebook, utilities, reasons),
        "utilities": [utility_name(code, rulebook, language) for code in utilities.items],
        "works": _work_columns(plan, situation, reasons, drawings),
        "sections": drawings.columns(),
        "texts": reasons.interned.items,
    }


class _Worded:
    def __init__(self, language: Language) -> None:
        self.interned: Interned[str] = Interned()
        self._language = language

    def numbers_of(self, reasons: Iterable[Reason]) -> list[int]:
        """Return the index of every sentence, each once."""
        return list(dict.fromkeys(self.interned.number_of(text_of(r, self._language)) for r in reasons))


def _project_columns(
    plan: Plan, situation: Situation, rulebook: Rulebook, utilities: Interned[str], reasons: _Worded
) -> Columns:
    projects = situation.routes.projects
    outcomes = {outcome.project.key: outcome for outcome in plan.outcomes}
    services = list(rulebook.services)
    return {
        "key": [p.key for p in projects],
        "name": [p.name or "" for p in projects],
        "utility": [utilities.number_of(p.utility) for p in projects],
        "service": [services.index(p.service) for p in projects],
        "window": [_days(p.window) for p in projects],
        "status": [outcomes[p.key].status.value for p in projects],
        "reasons": [reasons.numbers_of(outcomes[p.key].reasons) for p in projects],
    }


def _work_columns(plan: Plan, situation: Situation, reasons: _Worded, drawings: Drawings) -> Columns:
    number = {project.key: index for index, project in enumerate(situation.routes.projects)}
    section = {name: index for index, name in enumerate(situation.network.section_ids)}
    works = plan.joint_works
    return {
        "id": [w.id for w in works],
        "kind": [w.kind.value for w in works],
        "road": [w.road_name for w in works],
        "lead": [number[w.lead] for w in works],
        "members": [[number[m] for m in w.members] for w in works],
        "open": [[day_number(day) for day in closure_of(w)] for w in works],
        "phases": [[_days(getattr(w.phases, name)) for name in COMMON_PHASES] for w in works],
        "installation": [_installation_rows(w, number) for w in works],
        "modes": [_metres_by_mode(w) for w in works],
        "cuts": [[_cut_row(o, section, reasons, drawings) for o in w.openings if _is_shown(o)] for w in works],
        "opened": [[round(w.opened_m, 1), round(w.opened_m_if_separate, 1)] for w in works],
        "closure": [[w.closure_days, w.closure_days_if_separate] for w in works],
        "reinstated": [[round(value, 1) for value in w.reinstated_m2] for w in works],
        "reasons": [reasons.numbers_of(w.reasons) for w in works],
    }


def _is_shown(opening: Opening) -> bool:
    """Tell whether an opening is longer than nothing in the tenths of a metre that the page tells."""
    return round(opening.from_m, 1) < round(opening.to_m, 1)


def _cut_row(opening: Opening, section: Mapping[str, int], reasons: _Worded, drawings: Drawings) -> list[Any]:
    """Return where an opening lies, how it is cut, how wide it is reinstated, why, and its cross-section."""
    low, high = opening.cut.width_m
    ends = [round(opening.from_m, 1), round(opening.to_m, 1)]
    width = [round(low, 2), round(high, 2)]
    why, drawing = reasons.numbers_of(opening.cut.reasons), drawings.number_of(opening.cut)
    return [section[opening.section_id], *ends, opening.cut.mode.value, width, why, drawing]


def _days(window: Window) -> list[int]:
    return [day_number(window.first), day_number(window.last)]


def _installation_rows(work: JointWork, number: dict[str, int]) -> list[list[int]]:
    return [[number[i.project], *_days(i.window)] for i in work.phases.installation]


def _metres_by_mode(work: JointWork) -> dict[str, float]:
    metres: dict[str, float] = {}
    for opening in work.openings:
        mode = opening.cut.mode.value
        metres[mode] = metres.get(mode, 0.0) + opening.to_m - opening.from_m
    return {mode: told for mode in sorted(metres) if (told := round(metres[mode], 1))}
