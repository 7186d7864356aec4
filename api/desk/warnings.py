"""What a submission is warned of: metres on no road, doubtful stretches, and roads that may not be dug yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.messages import Language, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.model import Reason

__all__ = ["told_warnings"]


def told_warnings(warnings: Iterable[Reason]) -> list[dict[str, str]]:
    """Return the warnings of a submission, each with its project and in the words of both languages."""
    return [
        {
            "code": each.code,
            "project": str(each.data["project"]),
            **{language.value: text_of(each, language) for language in Language},
        }
        for each in warnings
    ]
