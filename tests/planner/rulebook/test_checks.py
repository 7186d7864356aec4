"""Each rule between values, broken once in an otherwise right book."""

from __future__ import annotations

import copy
import string
from typing import TYPE_CHECKING, Any

import pytest

from planner.messages import Language, text_of
from planner.messages.rulebook import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Fault


def put(*path: str | int, value: object) -> Callable[[Any], None]:
    """Return the change that sets the value at a path."""

    def change(tree: Any) -> None:
        for step in path[:-1]:
            tree = tree[step]
        tree[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[Any], None]:
    """Return the change that takes the value at a path away."""

    def change(tree: Any) -> None:
        for step in path[:-1]:
            tree = tree[step]
        del tree[path[-1]]

    return change


def repeat(*path: str | int, **changed: object) -> Callable[[Any], None]:
    """Return the change that adds the first record of a list again, with some values changed."""

    def change(tree: Any) -> None:
        for step in path:
            tree = tree[step]
        tree.append({**copy.deepcopy(tree[0]), **changed})

    return change


def area(**changed: object) -> Callable[[Any], None]:
    """Return the change that outlines an area, sound but for what is changed."""
    outline = [[113.3, 33.6], [113.4, 33.6], [113.4, 33.7], [113.3, 33.6]]
    sound = {"zh": "考点", "en": "site", "status": "P", "source": "county_policy", "polygons": [[outline]]}
    return put("areas", value={"site": {**sound, **changed}})


def due(**changed: object) -> Callable[[Any], None]:
    """Return the change that has a road resurfaced, sound but for what is changed."""
    sound = {"id": "r", "zh": "罩面", "en": "r", "first": "2026-06-01", "last": "2026-06-30", "roads": ["健康路"]}
    return put("resurfacing", value=[{**sound, "status": "P", "source": "county_policy", **changed}])


def recalled_area_blocked(tree: Any) -> None:
    """Forbid digging in an area that is only recalled."""
    area(status="M")(tree)
    put("blackouts", 0, "areas", value=["site"])(tree)


BROKEN = [
    (put("blackouts", 0, "areas", value=["site"]), "unknown_area", "blackouts[0].areas[0]"),
    (recalled_area_blocked, "unproven_rule", "blackouts[0].areas[0]"),
    (area(polygons=[[[[113.3, 33.6], [113.4, 33.6], [113.4, 33.7]]]]), "open_ring", "areas.site.polygons[0][0]"),
    (
        area(polygons=[[[[33.6, 113.3], [33.6, 113.4], [33.7, 113.4], [33.6, 113.3]]]]),
        "not_on_earth",
        "areas.site.polygons[0][0]",
    ),
    (area(source="nobody"), "unknown_source", "areas.site.source"),
    (due(first="2026-07-01"), "days_reversed", "resurfacing[0]"),
    (
        put("wishes", value={"free_days": [{"first": "2027-06-09", "last": "2027-06-07", "why": "高考"}]}),
        "days_reversed",
        "wishes.free_days[0]",
    ),
    (due(status="U"), "unproven_rule", "resurfacing[0].status"),
    (due(roads=[]), "nowhere", "resurfacing[0]"),
    (due(areas=["site"]), "unknown_area", "resurfacing[0].areas[0]"),
    (due(kind="patch"), "not_one_of", "resurfacing[0].kind"),
    (put("durations", "survey_days", "source", value="nobody"), "unknown_source", "durations.survey_days.source"),
    (put("durations", "survey_days", "value", value=0), "not_positive", "durations.survey_days.value"),
    (put("trench", "horizontal", 3, "min_m", value=0), "not_positive", "trench.horizontal[3].min_m"),
    (put("weights", "opening", "value", value=-1), "not_positive", "weights.opening.value"),
    (put("weights", "opening", "value", value=float("nan")), "not_finite", "weights.opening.value"),
    (put("trench", "unopened_road_share", "value", value=1.0), "whole_share", "trench.unopened_road_share.value"),
    (put("trench", "cutback_each_side_m", "low", value=1.0), "range_reversed", "trench.cutback_each_side_m"),
    (put("trench", "working_width", 1, "od_max_mm", value=500), "not_ascending", "trench.working_width[1].od_max_mm"),
    (put("county_zh", value="  "), "blank", "county_zh"),
    (put("blackouts", 4, "severity", value="block"), "unproven_rule", "blackouts[4].status"),
    (put("moratoria", "new_years", "status", value="U"), "unproven_rule", "moratoria.new_years.status"),
    (repeat("organisations"), "duplicate_code", "organisations[7].code"),
    (repeat("papers", "approvals"), "duplicate_code", "papers.approvals[9].id"),
    (repeat("trench", "cover"), "duplicate_code", "trench.cover[10].key"),
    (put("papers", "approvals", 0, "authority", value="X"), "unknown_authority", "papers.approvals[0].authority"),
    (drop("services", "heat"), "missing_service", "services"),
    (put("organisations", 0, "services", value=[]), "no_services", "organisations[0].services"),
    (put("organisations", 0, "services", value=["steam"]), "not_one_of", "organisations[0].services[0]"),
    (put("services", "gas", "default_laying", value="thrown"), "not_one_of", "services.gas.default_laying"),
    (drop("clocks", "approval_days", "small_micro"), "missing_track", "clocks.approval_days"),
    (drop("compatibility", 0), "missing_pair", "compatibility"),
    (repeat("compatibility", a="water", b="gas"), "duplicate_pair", "compatibility[15]"),
    (repeat("trench", "horizontal"), "duplicate_pair", "trench.horizontal[253]"),
    (
        repeat("trench", "horizontal", a="water_le200", b="building", min_m=2),
        "contradicting_pair",
        "trench.horizontal[253]",
    ),
    (repeat("trench", "vertical", a="lava"), "unknown_class", "trench.vertical[81].a"),
    (put("blackouts", 0, "first", value="2026-02-30"), "bad_day", "blackouts[0].first"),
    (put("blackouts", 0, "first", value="02-20"), "mixed_days", "blackouts[0]"),
    (put("blackouts", 0, "last", value="2026-01-01"), "days_reversed", "blackouts[0]"),
    (put("services", "gas", "colour", value="pink"), "bad_colour", "services.gas.colour"),
    (put("services", "gas", "ink", value="#FFC0CB"), "faint_ink", "services.gas.ink"),
    (drop("weights", "opened_metre", "branch"), "group_without_weight", "road_class_groups.branch"),
    (
        put("weights", "opened_metre", "x", value={"value": 1, "status": "P", "source": "county_policy"}),
        "weight_without_group",
        "weights.opened_metre.x",
    ),
    (
        put("road_class_groups", "branch", value=["track", "primary", ""]),
        "class_in_two_groups",
        "road_class_groups.branch[1]",
    ),
    (put("road_class_groups", "branch", value=["track"]), "no_catch_all", "road_class_groups"),
    (put("calendar", "cut_off_hour", value=25), "bad_hour", "calendar.cut_off_hour"),
    (put("calendar", "country", value="China"), "bad_country", "calendar.country"),
    (put("papers", "number_pattern", value="第{serial}号"), "bad_pattern", "papers.number_pattern"),
    (put("papers", "number_pattern", value="{year}{serial"), "bad_pattern", "papers.number_pattern"),
    (put("sha256", value="00"), "unknown_key", "sha256"),
    (put("trench", "vertical", 0, "max_m", value=3), "unknown_key", "trench.vertical[0].max_m"),
    (put("durations", "survey_days", "value", value=1.5), "wrong_type", "durations.survey_days.value"),
    (put("durations", "survey_days", "value", value=True), "wrong_type", "durations.survey_days.value"),
    (put("durations", "survey_days", value=2), "wrong_type", "durations.survey_days"),
    (put("organisations", value={"a": 1}), "wrong_type", "organisations"),
    (put("calendar", "announced_until", value="2026-13-01"), "bad_date", "calendar.announced_until"),
    (
        put("clocks", "approval_days", "other", value={"value": 1, "status": "P", "source": "county_policy"}),
        "not_one_of",
        "clocks.approval_days.other",
    ),
]


@pytest.mark.parametrize(("change", "code", "field"), BROKEN, ids=[f"{code}-{field}" for _, code, field in BROKEN])
def test_one_broken_rule_is_one_fault_at_its_place(
    change: Callable[[Any], None], code: str, field: str, spoil: Callable[[Any], tuple[Fault, ...]]
) -> None:
    (fault,) = spoil(change)
    assert (fault.code, fault.field, fault.source) == (f"rulebook.{code}", field, "book.yaml")
    for language in Language:
        assert text_of(fault, language)


def test_untouched_book_is_right(spoil: Callable[[Any], tuple[Fault, ...]]) -> None:
    assert spoil(lambda _: None) == ()


def test_a_road_may_be_resurfaced_in_one_day(spoil: Callable[[Any], tuple[Fault, ...]]) -> None:
    assert spoil(due(last="2026-04-01", first="2026-04-01")) == ()


def test_swapping_the_ends_of_every_pair_changes_nothing(spoil: Callable[[Any], tuple[Fault, ...]]) -> None:
    def swap(tree: Any) -> None:
        for row in [*tree["trench"]["horizontal"], *tree["trench"]["vertical"], *tree["compatibility"]]:
            row["a"], row["b"] = row["b"], row["a"]

    assert spoil(swap) == ()


def test_both_languages_name_the_same_data() -> None:
    for code, (zh, en) in CATALOGUE.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
        assert names[0] == names[1], code
