"""The table of joint against separate trenches, hand-copied, comes out of its stated inputs.

Inputs: power 4 ducts 0.45 m, telecom 4 ducts 0.30 m, water DN 200 0.222 m, gas PE 160 0.16 m, heat 2 x DN 200 0.83 m,
working room 0.30 m, cut-back 0.30 m; medium-pressure gas, power in conduit, telecom in ducts. For these classes no
sector rule is above table 4.1.9, so the maximum of both is table 4.1.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from planner.model import Mode, Service
from planner.trench.layout import arrange_lines, lay_out
from planner.trench.lines import lines_of
from planner.trench.price import cut
from tests.planner.trench.trench_figures import all_may_share, project, trench_rules

if TYPE_CHECKING:
    from planner.rulebook.model import TrenchRules

TABLE = """
power+telecom|power-telecom|1.85|1.95|2.45|3.15
power+water|power-water|1.77|1.87|2.37|3.07
power+gas|power-gas|2.21|1.81|2.81|3.01
power+heat|power-heat|3.88|2.48|4.48|3.68
telecom+water|telecom-water|2.12|1.72|2.72|2.92
telecom+gas|telecom-gas|2.06|1.66|2.66|2.86
telecom+heat|telecom-heat|2.73|2.33|3.33|3.53
water+gas|water-gas|1.48|1.58|2.08|2.78
water+heat|water-heat|3.15|2.25|3.75|3.45
gas+heat|gas-heat|2.59|2.19|3.19|3.39
power+telecom+water|telecom-power-water|2.57|2.77|3.17|4.57
power+telecom+gas|gas-power-telecom|3.01|2.71|3.61|4.51
power+telecom+heat|power-telecom-heat|3.88|3.38|4.48|5.18
power+water+gas|power-water-gas|2.43|2.63|3.03|4.43
power+water+heat|power-water-heat|4.10|3.30|4.70|5.10
power+gas+heat|power-gas-heat|4.04|3.24|4.64|5.04
telecom+water+gas|telecom-gas-water|2.78|2.48|3.38|4.28
telecom+water+heat|heat-telecom-water|3.95|3.15|4.55|4.95
telecom+gas+heat|gas-heat-telecom|3.89|3.09|4.49|4.89
water+gas+heat|water-gas-heat|3.31|3.01|3.91|4.81
power+telecom+water+gas|gas-water-power-telecom|3.23|3.53|3.83|5.93
power+telecom+water+heat|water-power-telecom-heat|4.60|4.20|5.20|6.60
power+telecom+gas+heat|power-telecom-gas-heat|4.84|4.14|5.44|6.54
power+water+gas+heat|power-water-gas-heat|4.26|4.06|4.86|6.46
telecom+water+gas+heat|water-gas-telecom-heat|4.61|3.91|5.21|6.31
power+telecom+water+gas+heat|telecom-power-water-gas-heat|5.06|4.96|5.66|7.96
"""
ROWS = [line.split("|") for line in TABLE.split()]
# The table prints two decimals; its widths have three.
PRINTED = 0.0051


@pytest.mark.parametrize(("group", "order", "joint", "separate", "joint_back", "separate_back"), ROWS)
def test_a_row_of_the_table(
    group: str, order: str, joint: str, separate: str, joint_back: str, separate_back: str, rules: TrenchRules
) -> None:
    members = tuple(project(Service(name)) for name in group.split("+"))
    layout = lay_out(members, rules)
    assert layout.width_m == pytest.approx(float(joint), abs=PRINTED)
    assert _width_in_order(order, rules) == layout.width_m

    told = cut(members, float("nan"), rules, all_may_share()).reasons[0].data
    assert told["joint_low_m"] == told["joint_high_m"] == pytest.approx(float(joint_back), abs=PRINTED)
    assert told["separate_low_m"] == told["separate_high_m"] == pytest.approx(float(separate_back), abs=PRINTED)
    no_back = cut(members, float("nan"), trench_rules(low=0.0, high=0.0), all_may_share()).reasons[0].data
    assert no_back["joint_low_m"] == pytest.approx(float(joint), abs=PRINTED)
    assert no_back["separate_low_m"] == pytest.approx(float(separate), abs=PRINTED)


def _width_in_order(order: str, rules: TrenchRules) -> float:
    """Return the width in a given order, pushing each line right until all distances to its left are kept."""
    lines = lines_of([project(Service(name)) for name in order.split("-")], rules)
    keys = [line.key for line in lines.lines]
    ends: list[tuple[int, int]] = []
    for name in order.split("-"):
        i = keys.index(name)
        left = max([300, *(end + lines.gaps[p][i] for p, end in ends)])
        ends.append((i, left + lines.lines[i].body.width_mm))
    return (max(end for _, end in ends) + 300) / 1000


def test_the_customary_order_of_all_five_needs_half_a_metre_more(rules: TrenchRules) -> None:
    assert _width_in_order("power-telecom-water-gas-heat", rules) == pytest.approx(5.56, abs=PRINTED)
    five = lines_of([project(service) for service in Service], rules)
    assert arrange_lines(five).width == pytest.approx(5060, abs=5.1)


@pytest.mark.parametrize(
    ("group", "savings"),
    [
        ("water+gas", (6, 18, 25, 31)),
        ("power+telecom", (5, 16, 22, 28)),
        ("power+water", (5, 16, 23, 28)),
        ("water+heat", (-40, -21, -9, 2)),
        ("power+heat", (-56, -36, -22, -9)),
        ("power+telecom+water", (7, 22, 31, 38)),
        ("power+telecom+water+gas", (8, 25, 35, 44)),
        ("power+telecom+water+gas+heat", (-2, 17, 29, 39)),
    ],
)
def test_the_saving_by_cut_back(group: str, savings: tuple[int, ...]) -> None:
    members = tuple(project(Service(name)) for name in group.split("+"))
    for back, percent in zip((0.0, 0.15, 0.3, 0.5), savings, strict=True):
        made = cut(members, float("nan"), trench_rules(low=back, high=back), all_may_share())
        told = made.reasons[0].data
        assert round(100 * (1 - told["joint_low_m"] / told["separate_low_m"])) == percent
        if percent < 0:
            assert made.mode is Mode.SAME_CLOSURE
        elif len(members) == 2:
            assert made.mode is Mode.SAME_TRENCH
        assert made.width_m[0] <= min(told["joint_low_m"], told["separate_low_m"])
