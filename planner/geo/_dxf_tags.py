"""The text of a DXF drawing as entities: a code and a value on two lines each, checked before anything is drawn.

The text form is that of the DXF reference: code 0 begins an entity, code 2 names a section or block. The binary form
is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Block", "BrokenDrawingError", "Drawing", "Entity", "read_entities"]

# Codes of the DXF reference: beyond them a line is no code, and the pairing of lines is lost
_LEAST_CODE, _LARGEST_CODE = -5, 1071
_UNICODE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_REMARK, _EXTENDED = 999, 1000
# A sequence goes on in these until its end
_FOLLOWERS = frozenset({"VERTEX", "ATTRIB"})
_END_OF_SEQUENCE = "SEQEND"
# What parts a drawing into sections, and whether it stands between sections (True) or in one
_FRAME = {"SECTION": True, "EOF": True, "ENDSEC": False}


class BrokenDrawingError(ValueError):
    """The text is no drawing; ``line`` is where that shows, counted from 1."""

    def __init__(self, line: int) -> None:
        """Keep the line."""
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity: its codes and values in order; ``followers`` are the vertices or attributes that belong to it."""

    kind: str
    codes: Sequence[int]
    values: Sequence[str]
    followers: list[Entity] = field(default_factory=list)

    def text(self, code: int, default: str = "") -> str:
        """Return the first value of a code, with the letters that old drawings write by their number."""
        return _plain(self.values[self.codes.index(code)]).strip() if code in self.codes else default

    def number(self, code: int, default: float = 0.0) -> float:
        """Return the first value of a code as a number; raises ValueError where it is none."""
        return float(self.values[self.codes.index(code)]) if code in self.codes else default

    def whole(self, code: int, default: int = 0) -> int:
        """Return the first value of a code as a whole number; raises ValueError where it is none."""
        return int(self.values[self.codes.index(code)]) if code in self.codes else default

    def numbers(self, code: int) -> list[float]:
        """Return every value of a code, in order; raises ValueError where one is no number."""
        return [float(value) for each, value in zip(self.codes, self.values, strict=True) if each == code]

    def extended(self) -> Iterator[str]:
        """Yield the strings of the extended data (XDATA), whichever application wrote them."""
        for code, value in zip(self.codes, self.values, strict=True):
            if code == _EXTENDED:
                yield _plain(value)


def _plain(value: str) -> str:
    if "\\U+" not in value:
        return value
    units = _UNICODE.sub(lambda match: chr(int(match[1], 16)), value)
    # A rare character is spelled as two halves; half of one alone is no text
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A named group of entities, with its base point."""

    base: tuple[float, float, float]
    entities: Sequence[Entity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The entities of the model and the paper, and the blocks they insert."""

    entities: Sequence[Entity]
    blocks: Mapping[str, Block]


def read_entities(text: str) -> Drawing:
    """Split the text of a drawing into entities and blocks.

    Raises
    ------
    BrokenDrawingError
        If a code is no code, a section does not end or the end of the file is missing: what came after is lost.
    """
    sections = _sections(list(_records(text)))
    return Drawing(entities=_with_followers(sections.get("ENTITIES", [])), blocks=_blocks(sections.get("BLOCKS", [])))


def _records(text: str) -> Iterator[tuple[int, Entity]]:
    """Yield what begins with code 0, and the line it begins on."""
    lines = text.removeprefix("\ufeff").rstrip().split("\n")
    codes = _codes(lines[0::2])
    values = [line.rstrip("\r") for line in lines[1::2]]
    if len(codes) != len(values):
        raise BrokenDrawingError(len(lines))
    starts = [at for at, code in enumerate(codes) if code == 0]
    if any(code != _REMARK for code in codes[: starts[0] if starts else len(codes)]):
        raise BrokenDrawingError(1)
    for first, last in zip(starts, [*starts[1:], len(codes)], strict=True):
        kind = values[first].strip().upper()
        yield 2 * first + 1, Entity(kind=kind, codes=codes[first + 1 : last], values=values[first + 1 : last])


def _codes(lines: list[str]) -> list[int]:
    try:
        codes = list(map(int, lines))
        if not codes or _LEAST_CODE <= min(codes) <= max(codes) <= _LARGEST_CODE:
            return codes
    except ValueError:
        pass
    raise BrokenDrawingError(1 + 2 * next(at for at, line in enumerate(lines) if not _is_code(line)))


def _is_code(line: str) -> bool:
    try:
        return _LEAST_CODE <= int(line) <= _LARGEST_CODE
    except ValueError:
        return False


def _sections(records: list[tuple[int, Entity]]) -> dict[str, list[Entity]]:
    """Return what each section holds; anything between sections, or none at all, is a broken drawing."""
    sections: dict[str, list[Entity]] = {}
    current: list[Entity] | None = None
    for line, record in records:
        if record.kind in _FRAME and _FRAME[record.kind] == (current is None):
            current = None if record.kind == "ENDSEC" else sections.setdefault(record.text(2).upper(), [])
            if record.kind == "EOF":
                return sections
        elif record.kind in _FRAME or current is None:
            raise BrokenDrawingError(line)
        else:
            current.append(record)
    raise BrokenDrawingError(records[-1][0] if records else 1)


def _with_followers(records: list[Entity]) -> list[Entity]:
    """Give vertices and attributes to the entity before them."""
    entities: list[Entity] = []
    for record in records:
        if record.kind in _FOLLOWERS and entities:
            entities[-1].followers.append(record)
        elif record.kind != _END_OF_SEQUENCE:
            entities.append(record)
    return entities


def _blocks(records: list[Entity]) -> dict[str, Block]:
    """Return the blocks by name; the first of a name counts, letter case does not. One without a place is none."""
    blocks: dict[str, Block] = {}
    start = 0
    for at, record in enumerate(records):
        if record.kind == "BLOCK":
            start = at
        elif record.kind == "ENDBLK" and records[start].kind == "BLOCK":
            base = _base(records[start])
            if base is not None:
                inside = _with_followers(records[start + 1 : at])
                blocks.setdefault(records[start].text(2).casefold(), Block(base=base, entities=inside))
    return blocks


def _base(head: Entity) -> tuple[float, float, float] | None:
    try:
        return head.number(10), head.number(20), head.number(30)
    except ValueError:
        return None
