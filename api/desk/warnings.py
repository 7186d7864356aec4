"""What a submission is warned of: metres on no road, doubtful stretches, and roads that may not be dug yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.geo.county_warnings import warnings_of
from planner.geo.match import Matched
from planner.messages import Language, text_of
from planner.rulebook.moratoria import moratorium_ends
from planner.rulebook.repaving import Repaving

if TYPE_CHECKING:
    from planner.rulebook.model import Rulebook
    from planner.survey import Ground

__all__ = ["told_warnings"]


def told_warnings(ground: Ground, rulebook: Rulebook) -> list[dict[str, str]]:
    """Return the warnings of a surveyed submission, each with its project and in the words of both languages.

    That a project replaces one of an earlier version is no warning here: versions are kept by the desk itself.
    """
    situation = ground.situation
    projects = situation.routes.projects
    matched = Matched(stretches=situation.stretches, crossings=situation.crossings, unmatched=situation.unmatched)
    reasons = warnings_of(
        projects,
        matched,
        situation.network,
        rulebook.matching,
        moratorium_ends(situation.network, rulebook),
        np.full(len(projects), -1),
        repaving=Repaving(situation.network, rulebook),
    )
    return [
        {
            "code": each.code,
            "project": str(each.data["project"]),
            **{language.value: text_of(each, language) for language in Language},
        }
        for each in reasons
    ]
