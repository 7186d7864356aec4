"""The lines of a DXF drawing with blocks resolved: each with its layer, its handle and the facts attached to it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from planner.geo._dxf_shapes import LINE_KINDS, plane_of, vertices_of
from planner.geo.properties import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.geo._dxf_tags import Block, Drawing, Entity
    from planner.model import Floats

__all__ = ["DrawnLine", "Found", "TooManyEntitiesError", "drawn_lines"]

# A drawing of a whole county has a few hundred thousand; arrays of blocks in blocks would make billions
_MOST_ENTITIES = 1_000_000
_DEEPEST = 32
_INSERT, _PAPER = "INSERT", 67
_OWN_LAYER = "0"
_NAMES = frozenset({"project_id", "utility", *FACTS})
_SAID = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*[=:：＝]\s*(.*?)\s*", re.DOTALL)
# Carry no line that could be a pipe: words, dimensions, spots and what blocks ask to be filled in
_WORDS = frozenset({"TEXT", "MTEXT", "POINT", "DIMENSION", "ATTDEF", "ATTRIB", "LEADER", "MULTILEADER", "VIEWPORT"})


class TooManyEntitiesError(ValueError):
    """Resolving the blocks would make more entities than any drawing has; ``most`` is the limit."""

    def __init__(self, most: int) -> None:
        """Keep the limit."""
        super().__init__(str(most))
        self.most = most


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """One line as drawn; ``xy`` are at least two vertices, shape (n, 2), or fewer where the values draw none.

    ``handle`` is that of the entity, or of the outermost insertion of the block it stands in. ``facts`` are the
    properties of the contract that its extended data or the attributes of its block say.
    """

    layer: str
    handle: str
    facts: Mapping[str, str]
    xy: Floats


@dataclass(slots=True, kw_only=True)
class Found:
    """Everything drawn in the model; ``unread`` counts by kind the entities that show something else than words."""

    lines: list[DrawnLine] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where and under which name a block's entities are drawn: ``xyz @ axes + origin``."""

    axes: Floats
    origin: Floats
    scale: float = 1.0
    layer: str = ""
    handle: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    inside: bool = False


def drawn_lines(drawing: Drawing) -> Found:
    """Draw every entity of the model space, blocks and arrays of blocks resolved; paper space is passed over.

    Raises
    ------
    TooManyEntitiesError
        If blocks in blocks make more than a million, or a block stands in itself.
    """
    found = Found()
    model = [entity for entity in drawing.entities if not entity.text(_PAPER, "0").strip("0 ")]
    if _size(model, drawing.blocks, {}, ()) > _MOST_ENTITIES:
        raise TooManyEntitiesError(_MOST_ENTITIES)
    # Values beyond all numbers come out as infinity, which is a fault of its feature
    with np.errstate(all="ignore"):
        _draw(model, drawing.blocks, _Place(axes=np.eye(3), origin=np.zeros(3)), found)
    return found


def _size(
    entities: Sequence[Entity], blocks: Mapping[str, Block], known: dict[str, int], above: tuple[str, ...]
) -> int:
    """Return how many entities there are with all blocks resolved; ``known`` holds the size of each block so far."""
    if len(above) > _DEEPEST:
        raise TooManyEntitiesError(_MOST_ENTITIES)
    total = len(entities)
    for entity in entities:
        name = entity.text(2).casefold() if entity.kind == _INSERT else ""
        if name in blocks:
            if name not in known:
                known[name] = 1 + _size(blocks[name].entities, blocks, known, (*above, name))
            rows, columns = _array(entity)
            total += known[name] * rows * columns
    return total


def _array(entity: Entity) -> tuple[int, int]:
    """Return rows and columns of an array of blocks; none where they are no numbers."""
    try:
        return max(entity.whole(71, 1), 1), max(entity.whole(70, 1), 1)
    except ValueError:
        return 0, 0


def _draw(entities: Sequence[Entity], blocks: Mapping[str, Block], place: _Place, found: Found) -> None:
    for entity in entities:
        layer = entity.text(8, _OWN_LAYER)
        layer = place.layer if place.inside and layer == _OWN_LAYER else layer
        if entity.kind in LINE_KINDS:
            found.lines.append(_line(entity, layer, place))
        elif entity.kind == _INSERT and entity.text(2).casefold() in blocks:
            _insert(entity, layer, blocks, place, found)
        elif entity.kind not in _WORDS:
            found.unread[entity.kind] += 1


def _line(entity: Entity, layer: str, place: _Place) -> DrawnLine:
    try:
        xyz = vertices_of(entity, place.scale) @ place.axes + place.origin
    except (ValueError, ArithmeticError):
        # Broken values draw nothing: whoever asks for the line names its fault
        xyz = np.empty((0, 3))
    return DrawnLine(
        layer=layer,
        handle=place.handle or entity.text(5),
        facts={**place.facts, **_extended(entity)},
        xy=xyz[:, :2],
    )


def _insert(entity: Entity, layer: str, blocks: Mapping[str, Block], place: _Place, found: Found) -> None:
    block = blocks[entity.text(2).casefold()]
    facts = {**place.facts, **_attributes(entity), **_extended(entity)}
    placings = list(_placings(entity, block))
    # An insertion with broken values puts its block nowhere
    found.unread.update({} if placings else {_INSERT: 1})
    for axes, origin in placings:
        inner = _Place(
            axes=axes @ place.axes,
            origin=origin @ place.axes + place.origin,
            scale=place.scale * float(np.linalg.norm(axes, axis=1).max()),
            layer=layer,
            handle=place.handle or entity.text(5),
            facts=facts,
            inside=True,
        )
        _draw(block.entities, blocks, inner, found)


def _placings(entity: Entity, block: Block) -> Iterator[tuple[Floats, Floats]]:
    """Yield axes and origin of each copy: scaled about the base point, turned, set on its place of the array."""
    try:
        turn = np.radians(entity.number(50))
        size = np.diag([entity.number(code, 1.0) for code in (41, 42, 43)])
        at = np.array([entity.number(code) for code in (10, 20, 30)])
        step = entity.number(44), entity.number(45)
        plane = plane_of(entity)
    except ValueError:
        return
    turned = np.array([[np.cos(turn), np.sin(turn), 0.0], [-np.sin(turn), np.cos(turn), 0.0], [0.0, 0.0, 1.0]])
    axes = size @ turned @ plane
    first = at @ plane - np.array(block.base) @ axes
    for row, column in product(*map(range, _array(entity))):
        yield axes, first + np.array([column * step[0], row * step[1], 0.0]) @ turned @ plane


def _attributes(entity: Entity) -> dict[str, str]:
    """Return what the attributes of an insertion say of the contract's properties; their tags are the names."""
    said = ((each.text(2).lower(), each.text(1)) for each in entity.followers if each.kind == "ATTRIB")
    return {name: value for name, value in said if name in _NAMES and value}


def _extended(entity: Entity) -> dict[str, str]:
    """Return what the extended data says of the contract's properties, in strings like ``project_id=GS-1``."""
    matches = (_SAID.fullmatch(text) for text in entity.extended())
    said = ((match[1].lower(), match[2]) for match in matches if match)
    return {name: value for name, value in said if name in _NAMES and value}
