"""Lengths, widths and areas as they are printed, so that anyone can recompute a paper with a pocket calculator.

Real decisions carry sums that do not add up, so a printed length is the difference of the printed chainages, a printed
area is the product of the printed length and width, and a printed total is the sum of the printed lines. What is
printed must still tally with the plan: :func:`check_tally` refuses a work whose totals differ by more than rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from planner.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.model import JointStretch, JointWork, Mode, Opening

__all__ = [
    "OpenedRow",
    "Share",
    "apportion",
    "check_tally",
    "is_printed",
    "opened_rows",
    "printed",
    "printed_openings",
    "shares",
    "total",
]

_CENTIMETRE = Decimal("0.01")
_MILLIMETRE = Decimal("0.001")
_SQUARE = Decimal("0.01")
_PER_MILLE = Decimal("0.1")

Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRow:
    """One line of the area table: metres and square metres as printed; pairs run from low to high."""

    section_id: str
    from_m: Decimal
    to_m: Decimal
    length_m: Decimal
    width_m: Pair
    area_m2: Pair
    mode: Mode
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one member answers for: metres it lies in, square metres low and high, and its part in percent."""

    project: str
    length_m: Decimal
    area_m2: Pair
    percent: Decimal


def printed(value: float | Decimal, step: Decimal = _CENTIMETRE) -> Decimal:
    """Round half up to a step, from the shortest decimal that names the number.

    Raises
    ------
    BundleError
        If the value is not finite.
    """
    exact = Decimal(str(value))
    if not exact.is_finite():
        raise BundleError(f"a figure for a paper is not finite: {value}")
    return exact.quantize(step, rounding=ROUND_HALF_UP)


def opened_rows(work: JointWork) -> tuple[OpenedRow, ...]:
    """Return one line per printed opening of a work, in the plan's order."""
    return tuple(
        _row(opening.section_id, (opening.from_m, opening.to_m), opening.cut.width_m, opening.cut.mode, opening.members)
        for opening in printed_openings(work)
    )


def printed_openings(work: JointWork) -> tuple[Opening, ...]:
    """Return the openings of a work whose length is printed as more than zero, in the plan's order.

    Where two lines begin a few millimetres apart, the plan has an opening of these: on paper it is no line of its own.
    Chainages are rounded before they are subtracted, so the next line begins where the one before ends, and no total
    is another for what is left out.
    """
    return tuple(each for each in work.openings if is_printed(each))


def is_printed(interval: Opening | JointStretch) -> bool:
    """Tell whether an interval is longer than nothing in printed chainages."""
    return printed(interval.from_m) < printed(interval.to_m)


def total(pairs: Sequence[Pair]) -> Pair:
    """Return the sum of the lows and the sum of the highs; zero for none."""
    return sum((low for low, _ in pairs), Decimal(0)), sum((high for _, high in pairs), Decimal(0))


def shares(work: JointWork, rows: Sequence[OpenedRow]) -> tuple[Share, ...]:
    """Return the share of every member of a work, in the order of its members.

    The area of an opening falls in equal parts to the members that lie in it; the parts are rounded so that they
    sum to the total of the rows exactly (largest remainder). A planning key for the members to agree on, no tariff.
    """
    lows, highs = ([_exact_part(member, rows, side) for member in work.members] for side in (0, 1))
    parts = zip(apportion(lows, _SQUARE), apportion(highs, _SQUARE), strict=True)
    percents = _percents([low + high for low, high in zip(lows, highs, strict=True)])
    return tuple(
        Share(project=member, length_m=_length_of(member, rows), area_m2=area, percent=percent)
        for member, area, percent in zip(work.members, parts, percents, strict=True)
    )


def apportion(parts: Sequence[Fraction], step: Decimal) -> tuple[Decimal, ...]:
    """Round parts to a step so that they keep their sum: the largest remainders are rounded up, earlier ones first.

    The sum of the parts is first rounded half up to the step itself.
    """
    unit = Fraction(step)
    floors = [int(part // unit) for part in parts]
    missing = int(sum(parts, Fraction(0)) / unit + Fraction(1, 2)) - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(parts[i] % unit), i))
    raised = set(by_remainder[:missing])
    return tuple((floor + (i in raised)) * step for i, floor in enumerate(floors))


def check_tally(work: JointWork, rows: Sequence[OpenedRow]) -> None:
    """Check printed lengths and areas against the plan's own figures for the work.

    Raises
    ------
    BundleError
        If opened metres or reinstated square metres differ by more than the rounding of the printed lines.
    """
    slack = 0.01 * len(work.openings)
    _compare(work.id, "opened_m", sum(float(row.length_m) for row in rows), work.opened_m, slack)
    for side, name in enumerate(("low", "high")):
        slack = sum(0.0005 * float(row.length_m) + 0.005 for row in rows)
        slack += sum(0.01 * opening.cut.width_m[side] for opening in work.openings)
        area = float(total([row.area_m2 for row in rows])[side])
        _compare(work.id, f"reinstated_m2 {name}", area, work.reinstated_m2[side], slack)


def _row(
    section_id: str, span: tuple[float, float], width: tuple[float, float], mode: Mode, members: tuple[str, ...]
) -> OpenedRow:
    from_m, to_m = printed(span[0]), printed(span[1])
    low, high = printed(width[0], _MILLIMETRE), printed(width[1], _MILLIMETRE)
    length = to_m - from_m
    area = printed(length * low, _SQUARE), printed(length * high, _SQUARE)
    return OpenedRow(
        section_id=section_id,
        from_m=from_m,
        to_m=to_m,
        length_m=length,
        width_m=(low, high),
        area_m2=area,
        mode=mode,
        members=members,
    )


def _exact_part(member: str, rows: Sequence[OpenedRow], side: int) -> Fraction:
    mine = (row for row in rows if member in row.members)
    return sum((Fraction(row.area_m2[side]) / len(row.members) for row in mine), Fraction(0))


def _length_of(member: str, rows: Sequence[OpenedRow]) -> Decimal:
    return sum((row.length_m for row in rows if member in row.members), Decimal("0.00"))


def _percents(weights: Sequence[Fraction]) -> tuple[Decimal, ...]:
    whole = sum(weights, Fraction(0))
    if not whole:
        return (Decimal("0.0"),) * len(weights)
    return apportion([100 * weight / whole for weight in weights], _PER_MILLE)


def _compare(work_id: str, name: str, found: float, planned: float, slack: float) -> None:
    if not abs(found - planned) <= slack + 1e-6:
        raise BundleError(f"{work_id}: {name} recomputed {found:.2f}, planned {planned:.2f}")
