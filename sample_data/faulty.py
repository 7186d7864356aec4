"""A submission with every common fault beside good features, and the list of what is wrong where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sample_data.files import feature, geometry, work_features
from sample_data.ground import to_wgs84

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sample_data.desk import Work
    from sample_data.ground import Floats

__all__ = ["FAULTS", "faulty_features"]

#: What is wrong with which feature of the file, in our own words.
FAULTS = {
    1: "wrong_geometry_type",
    2: "unknown_service",
    3: "finish_before_start",
    4: "missing_utility",
    5: "empty_geometry",
    6: "swapped_axes",
    8: "duplicate_id_with_other_facts",
    9: "duplicate_id_with_other_facts",
}


def faulty_features(good: Sequence[Work]) -> list[Mapping[str, Any]]:
    """Return ten features: the two good projects at 0 and 7, and around them the faults of ``FAULTS``.

    Each of the last two is right by itself; together they claim one number with different dates.
    """
    first, second = work_features(good)
    line = geometry(good[0].lines)
    facts = {key: first["properties"][key] for key in ("utility", "service", "earliest_start", "latest_finish", "name")}

    def wrong(number: int, shape: Mapping[str, Any] = line, **other: object) -> Mapping[str, Any]:
        return feature({"project_id": f"GS-2027-9{number:02d}", **facts, **other}, shape)

    nameless = {key: value for key, value in wrong(4)["properties"].items() if key != "utility"}
    return [
        first,
        wrong(1, {"type": "Point", "coordinates": line["coordinates"][0]}),
        wrong(2, service="steam"),
        wrong(3, earliest_start="2027-08-01", latest_finish="2027-05-01"),
        feature(nameless, line),
        wrong(5, {"type": "LineString", "coordinates": []}),
        wrong(6, geometry(good[0].lines, _swapped)),
        second,
        wrong(8),
        wrong(8, earliest_start="2027-09-06", latest_finish="2027-11-30"),
    ]


def _swapped(xy: Floats) -> Floats:
    """Return latitude and longitude, in that wrong order."""
    return to_wgs84(xy)[:, ::-1]
