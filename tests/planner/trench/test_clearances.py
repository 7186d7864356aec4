"""Classes of lines, and the largest figure of the tables for each pair."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest

from planner.model import Service
from planner.rulebook.model import Status
from planner.trench.clearances import class_of, crossing_table, parallel_table
from planner.trench.layout import lay_out
from planner.trench.lines import lines_of
from planner.trench.sizes import body_of
from tests.planner.trench.trench_figures import bodies, project, trench_rules

if TYPE_CHECKING:
    from planner.rulebook.model import TrenchRules


@pytest.mark.parametrize(
    ("service", "other", "parallel", "crossing", "cover"),
    [
        (Service.WATER, {"dn_mm": 200.0}, ("water_le200",), "water", "water"),
        (Service.WATER, {"dn_mm": 200.5}, ("water_gt200",), "water", "water"),
        (Service.WATER, {"dn_mm": 500.0}, ("water_gt200",), "water", "water"),
        (Service.WATER, {"dn_mm": 501.0}, ("water_gt200", "water_gt500"), "water", "water"),
        (Service.GAS, {"pressure_mpa": 0.009}, ("gas_low",), "gas", "gas"),
        (Service.GAS, {"pressure_mpa": 0.01}, ("gas_mid_b",), "gas", "gas"),
        (Service.GAS, {"pressure_mpa": 0.2}, ("gas_mid_b",), "gas", "gas"),
        (Service.GAS, {"pressure_mpa": 0.4}, ("gas_mid_a",), "gas", "gas"),
        (Service.GAS, {"pressure_mpa": 0.8}, ("gas_subhigh_b",), "gas", "gas"),
        (Service.GAS, {"pressure_mpa": 0.81}, ("gas_subhigh_a",), "gas", "gas"),
        (Service.GAS, {"pressure_mpa": 1.6}, ("gas_subhigh_a",), "gas", "gas"),
        (Service.HEAT, {}, ("heat_direct",), "heat", "heat_direct"),
        (Service.HEAT, {"laying": "trench"}, ("pipe_trench", "heat_trench"), "pipe_trench", "pipe_trench"),
        (Service.POWER, {"laying": "direct"}, ("power_direct",), "power_direct", "power_direct"),
        (Service.POWER, {}, ("power_conduit",), "power_conduit", "power_conduit"),
        (Service.POWER, {"voltage_kv": 34.9}, ("power_conduit",), "power_conduit", "power_conduit"),
        (Service.POWER, {"voltage_kv": 35.0}, ("power_conduit", "power_ge35kv"), "power_conduit", "power_conduit"),
        (Service.TELECOM, {"laying": "direct"}, ("telecom_direct",), "telecom_direct", "telecom_direct"),
        (Service.TELECOM, {}, ("telecom_duct",), "telecom_duct", "telecom_direct"),
        (Service.TELECOM, {"material": "钢管"}, ("telecom_duct",), "telecom_duct", "telecom_steel"),
        (Service.TELECOM, {"laying": "trench"}, ("pipe_trench",), "pipe_trench", "pipe_trench"),
    ],
)
def test_class_of_a_line(
    service: Service, other: dict[str, Any], parallel: tuple[str, ...], crossing: str, cover: str
) -> None:
    found = class_of(project(service, **other))
    assert (found.parallel, found.crossing, found.cover) == (parallel, crossing, cover)
    assert found.told == ()


@pytest.mark.parametrize(
    ("service", "other", "code", "parallel"),
    [
        (Service.GAS, {"pressure_mpa": None}, "trench.gas_pressure_assumed", ("gas_mid_a",)),
        (Service.GAS, {"pressure_mpa": 1.61}, "trench.gas_above_table", ("gas_subhigh_a",)),
        (Service.POWER, {"voltage_kv": None}, "trench.voltage_assumed", ("power_conduit",)),
    ],
)
def test_what_is_assumed_is_said(service: Service, other: dict[str, Any], code: str, parallel: tuple[str, ...]) -> None:
    found = class_of(project(service, **other))
    assert [reason.code for reason in found.told] == [code]
    assert found.parallel == parallel


def test_the_sector_rule_holds_where_it_asks_for_more(rules: TrenchRules) -> None:
    table = parallel_table(rules, ["power_direct", "gas_mid_b", "telecom_duct", "gas_subhigh_a"])
    cable = table.between(["power_direct"], ["gas_mid_b"])
    assert cable is not None
    assert (cable.min_m, cable.clause, cable.status) == (1.0, "sector", Status.CORROBORATED)
    duct = table.between(["gas_subhigh_a"], ["telecom_duct"])
    assert duct is not None
    assert (duct.min_m, duct.status) == (2.0, Status.RECALLED)


def test_of_equal_figures_the_better_founded_is_named(rules: TrenchRules) -> None:
    row = parallel_table(rules, ["telecom_duct", "power_conduit"]).between(["telecom_duct"], ["power_conduit"])
    assert row is not None
    assert (row.min_m, row.status, row.clause) == (0.5, Status.CORROBORATED, "GB 50289 4.1.9")


def test_a_narrower_class_may_ask_for_more(rules: TrenchRules) -> None:
    table = parallel_table(rules, ["heat_direct", "power_conduit", "telecom_duct"])
    row = table.between(["telecom_duct", "power_conduit"], ["heat_direct"])
    assert row is not None
    assert row.min_m == 2.0


def test_a_pair_without_a_figure_has_none(rules: TrenchRules) -> None:
    assert parallel_table(rules, ["water_le200"]).between(["water_le200"], ["water_le200"]) is None


def test_distance_where_lines_cross(rules: TrenchRules) -> None:
    table = crossing_table(rules, ["gas", "telecom_direct", "water"])
    row = table.between(["telecom_direct"], ["gas"])
    assert row is not None
    assert (row.min_m, row.clause) == (0.5, "GB 50289 4.1.14")


@pytest.mark.parametrize(
    ("service", "other", "width", "height", "od"),
    [
        (Service.POWER, {}, 450, 450, 450),
        (Service.TELECOM, {}, 300, 300, 300),
        (Service.TELECOM, {"count": 6}, 450, 300, 450),
        (Service.TELECOM, {"count": 1}, 150, 150, 150),
        (Service.WATER, {}, 222, 222, 222),
        (Service.WATER, {"material": "PE100"}, 200, 200, 200),
        (Service.WATER, {"dn_mm": 2400.0}, 2510, 2510, 2510),
        (Service.GAS, {}, 160, 160, 160),
        (Service.HEAT, {}, 830, 315, 315),
        (Service.HEAT, {"laying": "trench"}, 1430, 615, 1430),
        (Service.POWER, {"laying": "direct", "count": 3, "dn_mm": 80.0}, 440, 80, 80),
    ],
)
def test_the_room_a_line_takes(service: Service, other: dict[str, Any], width: int, height: int, od: int) -> None:
    body = body_of(service, project(service, **other).specification, bodies())
    assert (body.width_mm, body.height_mm, body.od_mm) == (width, height, od)


@pytest.mark.parametrize(
    ("service", "width", "height"),
    [(Service.POWER, 350, 350), (Service.WATER, 200, 200), (Service.HEAT, 400, 200)],
)
def test_a_rulebook_without_bodies_leaves_the_nominal_size(service: Service, width: int, height: int) -> None:
    body = body_of(service, project(service).specification, None)
    assert (body.width_mm, body.height_mm) == (width, height)
    layout = lay_out([project(service)], dataclasses.replace(trench_rules(), bodies=None))
    assert layout.depth_m == max(line.bottom_m for line in layout.lines), "nor is there any bedding"


@pytest.mark.parametrize(
    ("dn_mm", "b1_mm"),
    [(500.0, 300), (501.0, 400), (3000.0, 700), (3001.0, 700)],  # beyond the table its last row holds
)
def test_working_room_is_that_of_the_first_row_the_pipe_is_not_too_thick_for(dn_mm: float, b1_mm: int) -> None:
    # A plastic pipe's nominal diameter is its outer one
    (line,) = lines_of([project(Service.WATER, dn_mm=dn_mm, material="PE100")], trench_rules()).lines
    assert line.working.b1_mm == b1_mm
