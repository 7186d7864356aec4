"""Sections drawn in several pieces: those of one feature or one id that follow one another become one line again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from planner.geo._junctions import junctions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.model import Ints, Objects

__all__ = ["joined_pieces"]


def joined_pieces(lines: Objects, feature: Ints, group: Ints) -> tuple[Objects, Ints, dict[int, int]]:
    """Join the pieces of each group end to end, whichever way each was drawn.

    Pieces of one feature are joined wherever they meet; those of several features only where nothing else ends, for
    elsewhere there is a junction between them. The line runs as its first piece was drawn. A line and its opposite
    are two directions of one road and not joined.

    Parameters
    ----------
    lines, feature : Pieces in file order and the feature of each, shape (n,).
    group : What the pieces of one section have in common, shape (n,); a group of one stays as it is.

    Returns
    -------
    lines, feature : In file order of the first pieces, each with the feature of its first piece.
    joined : How many pieces were joined into a line of several features, by the feature of its first piece.
    """
    ends = junctions(lines)
    several = np.flatnonzero(np.bincount(group, minlength=1)[group] > 1)
    whole, gone, joined = lines.copy(), np.zeros(len(lines), dtype=np.bool_), {}
    for chain in _chains(several.tolist(), ends, feature, group):
        first = min(piece for piece, _ in chain)
        whole[first] = _line(lines, chain, first)
        gone[[piece for piece, _ in chain if piece != first]] = True
        if len({feature[piece] for piece, _ in chain}) > 1:
            joined[int(feature[first])] = len(chain)
    return whole[~gone], feature[~gone], joined


def _chains(pieces: Sequence[int], ends: Ints, feature: Ints, group: Ints) -> Iterator[list[tuple[int, bool]]]:
    """Yield the pieces that follow one another, two or more, each with whether it is taken backwards."""
    onward = _onward(pieces, ends, feature, group)
    free = dict.fromkeys(pieces)
    while free:
        first = next(iter(free))
        del free[first]
        chain = [(first, False)]
        for backward in (False, True):
            piece, end = first, 0 if backward else 1
            while (step := onward.get((piece, end))) is not None and step[0] in free:
                piece, entered = step
                end = 1 - entered
                del free[piece]
                turned = (entered == 1) != backward
                chain.insert(0, (piece, turned)) if backward else chain.append((piece, turned))
        if len(chain) > 1:
            yield chain


def _onward(pieces: Sequence[int], ends: Ints, feature: Ints, group: Ints) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for the end of a piece the piece and its end that follow there."""
    met: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for piece in pieces:
        for end in (0, 1):
            met.setdefault((int(group[piece]), int(ends[piece, end])), []).append((piece, end))
    all_ends = np.bincount(ends.ravel(), minlength=1)
    onward: dict[tuple[int, int], tuple[int, int]] = {}
    for (_, node), here in met.items():
        if len(here) == 2:
            (one, _), (other, _) = here
            alone = feature[one] == feature[other] or all_ends[node] == 2
            if alone and sorted(ends[one].tolist()) != sorted(ends[other].tolist()):
                onward[here[0]], onward[here[1]] = here[1], here[0]
    return onward


def _line(lines: Objects, chain: list[tuple[int, bool]], first: int) -> shapely.LineString:
    """Return the pieces of a chain as one line that runs as piece ``first`` was drawn."""
    taken = [shapely.get_coordinates(lines[piece])[:: -1 if turned else 1] for piece, turned in chain]
    backward = dict(chain)[first]
    xy = np.concatenate(taken)[:: -1 if backward else 1]
    fresh = np.concatenate([[True], (xy[1:] != xy[:-1]).any(axis=1)])
    return shapely.LineString(xy[fresh])
