"""The built-in book: figures written down by hand from the documents they come from."""

from __future__ import annotations

import itertools

import pytest

from planner.model import Service, Track
from planner.rulebook.checks import contrast_on_white
from planner.rulebook.documents import gather, walk
from planner.rulebook.load import default_documents, default_rulebook
from planner.rulebook.model import Clearance, PairRule, Severity, Status

BOOK = default_rulebook()


def clearance(table: tuple[Clearance, ...], a: str, b: str) -> Clearance:
    """Return the one row of a pair, in either order."""
    (found,) = (row for row in table if {row.a, row.b} == {a, b})
    return found


def test_book_loads_with_its_digest() -> None:
    assert (BOOK.name, BOOK.county_zh, BOOK.county_en) == ("叶县规则册", "叶县", "Ye County")
    assert len(BOOK.sha256) == 64
    assert default_rulebook() == BOOK


def test_every_figure_has_a_known_source_and_a_status() -> None:
    tree = gather("yexian.yaml", default_documents(), {}).tree
    records = [node for path, node in walk(tree) if isinstance(node, dict) and path[:1] != ("sources",)]
    with_status = [record for record in records if "status" in record]
    assert len(with_status) > 400
    assert all(record["source"] in BOOK.sources for record in with_status)
    figures = [record for record in records if record.keys() & {"value", "low", "min_m", "b1_mm", "carriageway_m"}]
    assert all("status" in record for record in figures)


def test_recalled_and_only_recalled_figures_have_no_text_behind_them() -> None:
    tree = gather("yexian.yaml", default_documents(), {}).tree
    for _, node in walk(tree["trench"]):
        if isinstance(node, dict) and "status" in node:
            assert (node["source"] == "recalled") == (node["status"] in {"M", "U"})


def test_policy_figures_are_marked_as_policy() -> None:
    for _, node in walk(gather("yexian.yaml", default_documents(), {}).tree):
        if isinstance(node, dict) and "status" in node and "source" in node:
            assert (node["source"] == "county_policy") == (node["status"] == "P")


@pytest.mark.parametrize(
    ("a", "b", "metres", "status"),
    [
        ("sewer", "gas_mid_a", 1.2, "V"),
        ("sewer", "building", 2.5, "V"),
        ("sewer", "gas_subhigh_a", 2.0, "V"),
        ("heat_direct", "power_direct", 2.0, "C"),
        ("heat_direct", "water_le200", 1.5, "C"),
        ("gas_low", "power_conduit", 1.0, "C"),
        ("gas_mid_b", "water_le200", 0.5, "C"),
        ("gas_subhigh_a", "pipe_trench", 4.0, "C"),
        ("telecom_duct", "power_conduit", 0.5, "C"),
        ("water_gt200", "telecom_duct", 1.0, "C"),
        ("gas_subhigh_a", "building", 13.5, "M"),
        ("telecom_duct", "telecom_duct", 0.5, "M"),
        ("power_direct", "railway", 10.0, "U"),
    ],
)
def test_horizontal_clearances(a: str, b: str, metres: float, status: str) -> None:
    row = clearance(BOOK.trench.horizontal, a, b)
    assert (row.min_m, row.status) == (metres, status)
    assert row.clause == "GB 50289-2016 表4.1.9"


@pytest.mark.parametrize(
    ("a", "b", "metres", "status"),
    [
        ("sewer", "water", 0.4, "V"),
        ("sewer", "telecom_direct", 0.5, "V"),
        ("sewer", "railway", 1.2, "V"),
        ("gas", "telecom_direct", 0.5, "C"),
        ("power_conduit", "gas", 0.15, "C"),
        ("telecom_duct", "heat", 0.25, "M"),
    ],
)
def test_vertical_clearances(a: str, b: str, metres: float, status: str) -> None:
    row = clearance(BOOK.trench.vertical, a, b)
    assert (row.min_m, row.status) == (metres, status)


def test_how_many_clearances_of_each_status() -> None:
    def counted(table: tuple[Clearance, ...]) -> dict[str, int]:
        return {status: sum(row.status == status for row in table) for status in "VCMU"}

    assert counted(BOOK.trench.horizontal) == {"V": 21, "C": 108, "M": 111, "U": 13}
    assert counted(BOOK.trench.vertical) == {"V": 13, "C": 20, "M": 48, "U": 0}


def test_trade_standards_are_the_stricter_ones_for_cables() -> None:
    row = clearance(BOOK.trench.sector, "power_direct", "gas_mid_a")
    assert (row.min_m, row.status, row.source) == (1.0, "C", "GB50217")
    assert row.min_m > clearance(BOOK.trench.horizontal, "power_direct", "gas_mid_a").min_m
    assert clearance(BOOK.trench.sector, "telecom_duct", "gas_subhigh_b").min_m == 2.0


def test_cover_and_working_width() -> None:
    cover = {row.key: (row.sidewalk_m, row.carriageway_m, row.status.value) for row in BOOK.trench.cover}
    assert cover["gas"] == (0.6, 0.9, "V")
    assert cover["power_direct"] == (0.7, 1.0, "C")
    assert cover["pipe_trench"] == (None, 0.5, "M")
    assert [(row.od_max_mm, row.b1_mm) for row in BOOK.trench.working_width] == [
        (500, 300),
        (1000, 400),
        (1500, 500),
        (3000, 700),
    ]
    cutback = BOOK.trench.cutback_each_side_m
    assert (cutback.low, cutback.high, cutback.status) == (0.0, 0.3, Status.UNCERTAIN)


def test_legal_clocks_and_moratoria() -> None:
    clocks = BOOK.clocks
    assert (clocks.permit_single_days.value, clocks.permit_joint_days.value) == (20, 45)
    assert clocks.approval_days[Track.SMALL_MICRO].status is Status.POLICY
    assert (clocks.approval_days[Track.CONSTRUCTION_PERMIT].value, clocks.permit_single_days.status) == (20, "V")
    assert (clocks.supplement_notice_days.value, clocks.delivery_days.value, clocks.emergency_hours.value) == (
        5,
        10,
        24,
    )
    assert (clocks.reconsideration_days.value, clocks.litigation_months.value) == (60, 6)
    assert (BOOK.moratoria.new_years.value, BOOK.moratoria.major_repair_years.value) == (5, 3)
    assert BOOK.moratoria.new_years.status is Status.VERIFIED


def test_organisations_of_the_notice_and_their_hotlines() -> None:
    assert {each.code: each.hotline for each in BOOK.organisations} == {
        "YX-WATER": "0375-8090110",
        "YX-POWER": "0375-8812345",
        "YX-GAS": "0375-8591117",
        "YX-HEAT": "0375-6111508",
        "YX-CMCC": "0375-8053465",
        "YX-CTCC": "0375-8053465",
        "YX-CUCC": "0375-8053465",
    }
    assert {each.hotline_holder_zh for each in BOOK.organisations if each.services == (Service.TELECOM,)} == {
        "叶县工业和信息化局"
    }
    gas = BOOK.organisation("YX-GAS")
    assert gas is not None
    assert gas.zh == "平燃叶县燃气有限公司"


def test_colours_of_the_survey_standard_and_legible_inks() -> None:
    assert {service: (rules.code, rules.colour) for service, rules in BOOK.services.items()} == {
        Service.WATER: ("JS", "#00FFFF"),
        Service.HEAT: ("RL", "#FF8000"),
        Service.GAS: ("RQ", "#FF00FF"),
        Service.POWER: ("DL", "#FF0000"),
        Service.TELECOM: ("TX", "#00FF00"),
    }
    assert all(contrast_on_white(rules.ink) >= 3 for rules in BOOK.services.values())
    assert contrast_on_white("#FFFFFF") == pytest.approx(1)
    assert contrast_on_white("#000000") == pytest.approx(21)
    # By hand: 255 in one channel is 1, 128 is ((128/255 + 0.055) / 1.055) ** 2.4, 10 is 10/255/12.92
    assert contrast_on_white("#0000FF") == pytest.approx(1.05 / 0.1222)
    assert contrast_on_white("#808080") == pytest.approx(1.05 / 0.26586, abs=1e-3)
    assert contrast_on_white("#0A0A0A") == pytest.approx(1.05 / 0.053035, abs=1e-3)


def test_deeper_lines_are_laid_first() -> None:
    order = sorted(BOOK.services, key=lambda service: BOOK.services[service].depth_rank.value)
    assert order == [Service.WATER, Service.HEAT, Service.GAS, Service.POWER, Service.TELECOM]


def test_every_two_services_have_a_rule_and_gas_shares_no_trench_unasked() -> None:
    for a, b in itertools.combinations_with_replacement(Service, 2):
        rule = BOOK.compatibility_of(a, b)
        assert rule is not None
        gas_with_another = (a is Service.GAS) != (b is Service.GAS)
        assert (rule.rule is PairRule.SAME_CLOSURE) == gas_with_another
        if gas_with_another:
            assert (rule.clause, rule.status) == ("GB 50028 6.3.7", Status.VERIFIED)
            assert rule.measures_zh
    assert all((rule.measures_zh is None) == (rule.measures_en is None) for rule in BOOK.compatibility)


def test_nothing_unproven_blocks() -> None:
    blocking = {each.id for each in BOOK.blackouts if each.severity is Severity.BLOCK and each.enabled}
    assert blocking == {"spring_festival_2026", "spring_festival_2027", "spring_festival_2028", "gaokao"}
    assert {each.id for each in BOOK.blackouts if each.status is Status.UNCERTAIN} == {"zhongkao"}


def test_papers_name_authorities_that_exist() -> None:
    papers = BOOK.papers
    assert (papers.issuer_zh, papers.issuer_status) == ("叶县城市管理局", Status.RECALLED)
    assert papers.reconsideration_body_zh == "叶县人民政府"
    assert [each.id for each in papers.approvals] == ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9"]
    assert papers.number_pattern.format(year=2026, serial=7) == "叶城管路许〔2026〕7号"


def test_narrower_classes_of_trade_standards() -> None:
    assert clearance(BOOK.trench.sector, "heat_trench", "power_direct").min_m == 2.0
    assert clearance(BOOK.trench.sector, "power_ge35kv", "telecom_duct").status is Status.CORROBORATED
    assert clearance(BOOK.trench.sector, "telecom_duct", "water_gt500").min_m == 1.5
