"""The projects that are there for a reason: each shows one thing that happens at a real desk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sample_data.facts import Span, span
from sample_data.street_table import MAIN, NORTH, RING, SOUTH
from sample_data.walks import Leg, longest, points_beside, turning_walk, walk_along

if TYPE_CHECKING:
    from sample_data.desk import Desk, Work
    from sample_data.walks import Walk

__all__ = ["add_specials"]


def add_specials(desk: Desk) -> dict[str, list[Work]]:
    """File every special project; returns them by what they show."""
    return {
        "emergency": [_emergency(desk)],
        "moratorium_impossible": _impossible(desk),
        "moratorium_must_wait": _must_wait(desk),
        "exam_blackout": [_in_the_exams(desk)],
        "too_early_for_approval": [desk.add("YX-CTCC", span(0, 17), [(_walk(desk, "菱角巷", 20, 300),)])],
        "multi_part": [_multi_part(desk)],
        "several_features": [_several_features(desk)],
        "drawn_twice": [_drawn_twice(desk)],
        "off_network": _across_parcels(desk),
        "only_crosses": [_only_crosses(desk)],
        "connections": _connections(desk),
        "crossing_streets": _crossing_streets(desk),
        "turning": _turning(desk),
        "beside_frontage": _beside_frontage(desk),
        "dual_carriageway": _on_both_carriageways(desk),
        "long_on_ring": [desk.add("YX-HEAT", span(110, 230), [(_walk(desk, RING, 300, 1500),)])],
    }


def _walk(desk: Desk, key: str, start: float, end: float) -> Walk:
    """Return the walk between two distances along the longest run of a street."""
    return walk_along(longest(desk.town, key), start, end)


def _emergency(desk: Desk) -> Work:
    """File a burst main: dug at once, approved afterwards."""
    window = Span(date(2026, 11, 24), date(2026, 12, 6))
    walk = _walk(desk, "荷塘街", 700, 760)
    return desk.add("YX-WATER", window, [(walk,)], urgency="emergency", name="荷塘街给水管道抢修工程", duration_days=2)


def _impossible(desk: Desk) -> list[Work]:
    """File works on roads that stay closed to digging beyond their windows."""
    return [
        desk.add("YX-POWER", span(120, 150), [(_walk(desk, "长垄路", 150, 620),)]),
        desk.add("YX-CMCC", span(150, 120), [(_walk(desk, "渔歌街", 220, 520),)]),
    ]


def _must_wait(desk: Desk) -> list[Work]:
    """File works whose windows begin inside a moratorium and end after it."""
    return [
        desk.add("YX-GAS", span(150, 170), [(_walk(desk, "松涛街", 120, 560),)]),
        desk.add("YX-WATER", span(180, 170), [(_walk(desk, "杏坞路", 40, 420),)]),
    ]


def _in_the_exams(desk: Desk) -> Work:
    """File a work that would like to start on the first day of the university entrance examination."""
    walk = _walk(desk, "书带巷", 30, 230)
    return desk.add("YX-CUCC", span(188, 34), [(walk,)], preferred_start="2027-06-07", duration_days=3)


def _multi_part(desk: Desk) -> Work:
    """File one feature of two lines on two streets."""
    return desk.add(
        "YX-HEAT", span(105, 170), [(_walk(desk, "云岫路", 900, 1350),), (_walk(desk, "麦香街", 1000, 1320),)]
    )


def _several_features(desk: Desk) -> Work:
    """File one project as two features with the same facts."""
    return desk.add(
        "YX-POWER", span(80, 150), [(_walk(desk, "清禾路", 700, 1100),)], [(_walk(desk, "竹韵街", 60, 420),)]
    )


def _drawn_twice(desk: Desk) -> Work:
    """File one line that the clerk drew twice."""
    walk = _walk(desk, "青砚路", 500, 900)
    return desk.add("YX-CMCC", span(95, 110), [(walk,)], [(walk,)])


def _across_parcels(desk: Desk) -> list[Work]:
    """File routes that leave one street, cross the block between, and go on along the next street."""
    return [
        desk.add("YX-WATER", span(70, 130), [(_walk(desk, "云岫路", 1650, 2050), _walk(desk, "荷塘街", 1690, 1330))]),
        desk.add("YX-POWER", span(100, 140), [(_walk(desk, "秋实路", 1150, 1490), _walk(desk, "鹤鸣街", 1480, 1750))]),
        desk.add("YX-CUCC", span(160, 120), [(_walk(desk, "白鹭路", 690, 1050), _walk(desk, "南屏路", 1040, 690))]),
        desk.add("YX-WATER", span(135, 150), [(_walk(desk, "麦香街", 1050, 1330), _walk(desk, "荷塘街", 1300, 990))]),
    ]


def _only_crosses(desk: Desk) -> Work:
    """File a bored crossing of the dual carriageway: it runs along no road."""
    points = points_beside(_walk(desk, NORTH, 400, 700), 130, -24, 9, 43)
    return desk.add("YX-GAS", span(200, 60), [(points,)], road=MAIN, name=f"{MAIN}燃气管道过路工程")


def _connections(desk: Desk) -> list[Work]:
    """File house connections: along one side of a street, then across it into a parcel."""
    spots = (
        ("YX-WATER", "秋实路", 1080, 1230, 60),
        ("YX-GAS", "兰溪路", 1300, 1450, 120),
        ("YX-POWER", "南屏路", 920, 1100, 190),
        ("YX-CTCC", "北岸路", 180, 330, 230),
        ("YX-WATER", "竹韵街", 1100, 960, 260),
    )
    works = []
    for code, key, start, end, day in spots:
        walk = _walk(desk, key, start, end)
        across = points_beside(walk, abs(end - start) - 1.0, -8.0, -34.0)
        works.append(desk.add(code, span(day, 70), [(walk, across)], side=1))
    return works


def _crossing_streets(desk: Desk) -> list[Work]:
    """File routes that leave their street and cross others between junctions."""
    spots = (
        ("YX-POWER", "柳浪街", 850, 1050, 85, (60, 170, 270)),
        ("YX-CMCC", "南岸路", 1060, 1260, 145, (-60, -150, -330)),
        ("YX-GAS", "竹韵街", 620, 800, 205, (60, 150, 330)),
    )
    works = []
    for code, key, start, end, day, offsets in spots:
        walk = _walk(desk, key, start, end)
        away = points_beside(walk, end - start, *offsets)
        works.append(desk.add(code, span(day, 100), [(walk, away)], side=1 if offsets[0] > 0 else -1))
    return works


def _turning(desk: Desk) -> list[Work]:
    """File routes that turn from one street into another, one of them round the roundabout."""
    turns = (
        ("YX-WATER", "清禾路", "秋实路", 330, 420, 75),
        ("YX-POWER", "桐花街", "云岫路", 380, 360, 130),
        ("YX-GAS", "望川街", "白鹭路", 350, 400, 170),
        ("YX-CTCC", "青砚路", "竹韵街", 320, 90, 210),
        ("YX-HEAT", "兰溪路", "麦香街", 400, 380, 120),
        ("YX-CUCC", "鹤鸣街", "望川街", 300, 500, 60),
    )
    streets = {key: longest(desk.town, key) for turn in turns for key in turn[1:3]}
    works = [
        desk.add(code, span(day, 150), [(turning_walk(streets[a], streets[b], lead, tail),)])
        for code, a, b, lead, tail, day in turns
    ]
    return [*works, _round_the_roundabout(desk)]


def _round_the_roundabout(desk: Desk) -> Work:
    """File a route that comes by one street, goes round as traffic does, and leaves by the next that begins there."""
    ring = longest(desk.town, "清平环岛")
    arms = [street for street in desk.town.streets if street.name in {"兰溪路", "秋实路"}]
    onto = {street.hops[-1].nodes[1]: street for street in arms if street.name == "秋实路"}
    leaving = {street.hops[0].nodes[0]: street for street in arms}
    first = next(k for k, hop in enumerate(ring.hops) if hop.nodes[0] in onto)
    came = onto[ring.hops[first].nodes[0]]
    walk = list(walk_along(came, came.length_m - 320, came.length_m))
    for hop in (*ring.hops[first:], *ring.hops[:first]):
        walk.append(
            Leg(hop.section, 0, hop.section.length_m) if hop.forward else Leg(hop.section, hop.section.length_m, 0)
        )
        if hop.nodes[1] in leaving:
            return desk.add("YX-POWER", span(240, 120), [((*walk, *walk_along(leaving[hop.nodes[1]], 0, 300)),)])
    raise ValueError("no street begins at the roundabout")


def _beside_frontage(desk: Desk) -> list[Work]:
    """File lines on a main road and on the frontage road 15 m beside it."""
    main, beside = longest(desk.town, "望川街"), longest(desk.town, "望川街辅路")
    low = main.length_m * 0.70
    return [
        desk.add("YX-WATER", span(90, 130), [(walk_along(main, low, low + 300),)]),
        desk.add("YX-CTCC", span(100, 110), [(walk_along(beside, 50, beside.length_m - 50),)]),
    ]


def _on_both_carriageways(desk: Desk) -> list[Work]:
    """File lines on each carriageway of the dual road, side by side."""
    north, south = longest(desk.town, NORTH), longest(desk.town, SOUTH)
    far = north.length_m
    return [
        desk.add("YX-POWER", span(115, 160), [(walk_along(south, 900, 1500),)]),
        desk.add("YX-WATER", span(125, 160), [(walk_along(north, far - 1450, far - 950),)]),
        desk.add("YX-CMCC", span(135, 120), [(walk_along(south, 1250, 1700),)]),
    ]
