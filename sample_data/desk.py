"""The desk where generated projects are numbered, drawn and filed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from sample_data.drawing import draw_walk, hand_for
from sample_data.facts import UTILITIES, Facts, Span, describe
from sample_data.walks import Walk, merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sample_data.drawing import Hand
    from sample_data.facts import Utility
    from sample_data.ground import Floats
    from sample_data.sections import Town

__all__ = ["Desk", "Path", "Work"]

#: A line from its start to its end: walks along streets, and free points between or beside them.
Path: TypeAlias = "tuple[Walk | Floats, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One generated project: what it submits, and where it truly runs.

    ``features`` are the features of the file, each a tuple of lines (more than one make a MultiLineString) in the
    planning CRS. ``free`` tells that some of its line lies on no street.
    """

    project_id: str
    file: str
    facts: Facts
    walks: tuple[Walk, ...]
    features: tuple[tuple[shapely.LineString, ...], ...]
    hand: Hand
    free: bool

    @property
    def truth(self) -> list[tuple[str, float, float]]:
        """Return the true stretches as (section id, from_m, to_m)."""
        return merged(self.walks)

    @property
    def lines(self) -> list[shapely.LineString]:
        """Return every drawn line."""
        return [line for feature in self.features for line in feature]


class Desk:
    """Numbers and draws projects in the order they come in; the same order gives the same projects.

    Each project has a random stream of its own, named by its number, so that changing one leaves the others alone.
    """

    def __init__(self, town: Town, seed: int) -> None:
        """Open the desk for a town."""
        self.town = town
        self.seed = seed
        self.draw = random.Random(f"{seed}/projects")
        self.works: list[Work] = []
        self.counts: Counter[str] = Counter()

    def left(self, utility: Utility) -> int:
        """Return how many projects a utility has yet to submit."""
        return utility.projects - self.counts[utility.code]

    def add(
        self,
        code: str,
        window: Span,
        *features: Sequence[Path],
        road: str = "",
        file: str = "",
        side: int = 0,
        **facts: object,
    ) -> Work:
        """File a project with one or more features, each of one or more paths; ``facts`` overrule generated ones.

        ``side`` holds the line left (1) or right (-1) of its way; 0 lets it fall.
        """
        utility = next(u for u in UTILITIES if u.code == code)
        self.counts[code] += 1
        project_id = f"{utility.prefix}-2027-{self.counts[code]:03d}"
        draw = random.Random(f"{self.seed}/{project_id}")
        walks = tuple(part for feature in features for path in feature for part in path if isinstance(part, tuple))
        hand = _hand(walks, side, draw)
        drawn = tuple(_drawn(feature, hand, draw) for feature in features)
        length = sum(float(line.length) for feature in drawn for line in feature)
        where = road or walks[0][0].section.name
        work = Work(
            project_id=project_id,
            file=file or utility.stem,
            facts=describe(utility, window, where, length, draw) | facts,
            walks=walks,
            features=drawn,
            hand=hand,
            free=any(len(path) > 1 or not isinstance(path[0], tuple) for feature in features for path in feature),
        )
        self.works.append(work)
        return work


def _hand(walks: Sequence[Walk], side: int, draw: random.Random) -> Hand:
    """Return a hand for the narrowest road of the walks, on the asked side."""
    hand = hand_for(draw, min((leg.section.width_m for walk in walks for leg in walk), default=9.0))
    return replace(hand, offset=side * abs(hand.offset)) if side else hand


def _drawn(paths: Sequence[Path], hand: Hand, draw: random.Random) -> tuple[shapely.LineString, ...]:
    """Return the lines of one feature; about half of all features are drawn from their far end."""
    lines = tuple(_line(path, hand, draw) for path in paths)
    return lines if draw.random() < 0.5 else tuple(line.reverse() for line in reversed(lines))


def _line(path: Path, hand: Hand, draw: random.Random) -> shapely.LineString:
    """Return one drawn line."""
    parts = [draw_walk(part, hand, draw) if isinstance(part, tuple) else part for part in path]
    return shapely.LineString(np.vstack(parts))
