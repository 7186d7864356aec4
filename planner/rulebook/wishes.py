"""What an engineer wishes of one plan beyond the county's rules: who digs together or apart, and days kept free.

Wishes are stated in the main document of a rulebook, so that a plan's folder holds them and its verifier asks for them.
Pydantic reads these annotations at run time, so nothing here is behind ``TYPE_CHECKING``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

__all__ = ["SOURCE", "FreeDays", "Pair", "Wishes", "with_wishes"]

SOURCE = "wishes"
"""The key in ``Rulebook.sources`` of whatever follows from a wish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two projects, by their keys, and why they are to dig together or apart."""

    a: str
    b: str
    why: str

    @property
    def keys(self) -> frozenset[str]:
        """Both keys."""
        return frozenset({self.a, self.b})


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDays:
    """Days, first and last among them, on which no road of these names stands open; without names no road at all."""

    first: date
    last: date
    why: str
    roads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Everything wished of one plan; a pair wished together joins one work with whoever digs with either already."""

    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    free_days: tuple[FreeDays, ...] = ()

    def keeps_apart(self, one: str, other: str) -> bool:
        """Tell whether two projects may not be in one work."""
        return bool(self.apart) and any(pair.keys == {one, other} for pair in self.apart)


def with_wishes(documents: Mapping[str, bytes], main: str, wishes: Wishes) -> dict[str, bytes]:
    """Return the documents of a rulebook with wishes stated at the end of the main one; same wishes, same bytes.

    A main document that is one JSON mapping stays one.
    """
    if wishes == Wishes():
        return dict(documents)
    stated = {
        "together": [_pair(each) for each in wishes.together],
        "apart": [_pair(each) for each in wishes.apart],
        "free_days": [
            {"first": d.first.isoformat(), "last": d.last.isoformat(), "why": d.why, "roads": [*d.roads]}
            for d in wishes.free_days
        ],
    }
    text = json.dumps(stated, ensure_ascii=False).encode()
    content = documents[main].rstrip()
    if content.startswith(b"{") and content.endswith(b"}"):
        return {**documents, main: content[:-1].rstrip() + b', "wishes": ' + text + b"}\n"}
    return {**documents, main: content + b"\nwishes: " + text + b"\n"}


def _pair(pair: Pair) -> dict[str, str]:
    return {"a": pair.a, "b": pair.b, "why": pair.why}
