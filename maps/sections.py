"""The cross-sections of joint works: for their papers with the lines' keys, for the map each drawing once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from planner.messages import Language
from planner.permit.amounts import printed_openings
from planner.permit.sections import CrossSection, SectionDistance
from planner.trench.drawing import cross_section_svg, width_mm
from planner.trench.layout import lay_out_trenches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planner.model import Cut, JointWork, Project, Service, Situation, Specification
    from planner.rulebook.model import Rulebook
    from planner.trench.layout import Layout

__all__ = ["Drawings", "sections_of"]

_Alike: TypeAlias = "tuple[tuple[tuple[Service, Specification], ...], ...]"

NONE = -1
# The map stays one file that a phone can load; a packed drawing takes about 1.5 kB.
MOST_BYTES = 1_000_000
# Narrower than paper, so that its words can be read in a popup.
SCREEN_MM = 110.0
NUMBER = re.compile(r"([0-9.]+)")
# One byte each in the page, and none that JSON or a page's script has to write otherwise; then the private use area.
SIGNS = "".join(map(chr, range(0x20, 0x7F))).translate({ord(c): None for c in '0123456789."\\<>&'})
SIGNS += "".join(map(chr, range(0xE000, 0xF8FF)))


def sections_of(
    work: JointWork, situation: Situation, rulebook: Rulebook, *, language: Language = Language.ZH
) -> tuple[CrossSection, ...]:
    """Return the cross-sections of a work, each once, in the order of its printed openings.

    Openings whose lines lie in the same trenches have one drawing. An opening whose cut names no trenches has none.
    """
    known = _by_key(situation)
    rows: dict[tuple[tuple[str, ...], ...], list[int]] = {}
    cuts: dict[tuple[tuple[str, ...], ...], Cut] = {}
    for number, opening in enumerate(printed_openings(work), start=1):
        if opening.cut.trenches:
            rows.setdefault(opening.cut.trenches, []).append(number)
            cuts.setdefault(opening.cut.trenches, opening.cut)
    return tuple(_section(cut, rows[trenches], known, rulebook, language) for trenches, cut in cuts.items())


class Drawings:
    """Cross-sections as SVG without the lines' keys, so that equal ones are held once; no more than a map can bear.

    Drawings are packed: what stands between their numbers is one sign each.
    """

    def __init__(self, situation: Situation, rulebook: Rulebook, language: Language) -> None:
        """Start empty."""
        self.packed: list[str] = []
        self._fragments: dict[str, str] = {}
        self._known = _by_key(situation)
        self._rulebook = rulebook
        self._language = language
        self._number: dict[_Alike, int] = {}
        self._drawn: dict[str, int] = {}
        self._bytes = 0

    def columns(self) -> dict[str, Any]:
        """Return the packed drawings, their signs, and what each sign stands for."""
        return {
            "drawn": self.packed,
            "signs": SIGNS[: len(self._fragments)],
            "fragments": list(self._fragments),
        }

    def add(self, cuts: Iterable[Cut]) -> None:
        """Draw what is new of these, before others that there may be no room for."""
        for cut in cuts:
            self.number_of(cut)

    def number_of(self, cut: Cut) -> int:
        """Return the drawing's index, adding it when it is new; -1 where there is none or no more room."""
        alike = tuple(
            tuple((self._known[key].service, self._known[key].specification) for key in keys) for keys in cut.trenches
        )
        if alike not in self._number:
            self._number[alike] = self._add(cut) if alike else NONE
        return self._number[alike]

    def _add(self, cut: Cut) -> int:
        if self._bytes >= MOST_BYTES:
            return NONE
        trenches = _layouts(cut, self._known, self._rulebook)
        svg = cross_section_svg(
            trenches, self._rulebook.services, language=self._language, named=False, paper_mm=SCREEN_MM
        )
        if svg not in self._drawn:
            self._drawn[svg] = len(self.packed)
            self.packed.append(self._pack(svg))
            self._bytes += len(self.packed[-1].encode())
        return self._drawn[svg]

    def _pack(self, svg: str) -> str:
        pieces = NUMBER.split(svg)
        for fragment in pieces[::2]:
            self._fragments.setdefault(fragment, SIGNS[len(self._fragments)])
        return "".join(self._fragments[p] if place % 2 == 0 else p for place, p in enumerate(pieces))


def _by_key(situation: Situation) -> dict[str, Project]:
    return {project.key: project for project in situation.routes.projects}


def _layouts(cut: Cut, known: Mapping[str, Project], rulebook: Rulebook) -> tuple[Layout, ...]:
    members = [known[key] for keys in cut.trenches for key in keys]
    return lay_out_trenches(cut, members, rulebook.trench)


def _section(
    cut: Cut, rows: Sequence[int], known: Mapping[str, Project], rulebook: Rulebook, language: Language
) -> CrossSection:
    trenches = _layouts(cut, known, rulebook)
    svg = cross_section_svg(trenches, rulebook.services, language=language)
    return CrossSection(
        svg=svg,
        width_mm=width_mm(svg),
        openings=tuple(rows),
        distances=tuple(
            SectionDistance(
                a=kept.a,
                b=kept.b,
                required_m=kept.required_m,
                kept_m=kept.kept_m,
                clause=kept.figure.clause if kept.figure is not None else None,
                status=kept.figure.status if kept.figure is not None else None,
            )
            for trench in trenches
            for kept in trench.clearances
        ),
    )
