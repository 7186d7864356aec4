"""The town plan as data: every street of the generated seat. All names and places are invented.

Coordinates are metres east and north of the centre on a straight grid that ``streets`` then bends.
A street along an axis runs between two other streets (their keys) or two numbers (a dead end).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BRIDGES", "RECENTLY_PAVED", "RIVER", "STREETS", "TWO_WAY", "Bound", "Plan"]

Bound = str | float


@dataclass(frozen=True, slots=True)
class Plan:
    """One street of the plan.

    ``axis`` is ``v`` (north-south at ``at`` metres east), ``h`` (east-west at ``at`` metres north) or ``path``
    (through ``points``). ``bend`` is the height of its own waves. ``key`` tells two lines of one name apart.
    """

    name: str
    highway: str
    axis: str
    at: float = 0.0
    start: Bound = ""
    end: Bound = ""
    bend: float = 0.0
    points: tuple[tuple[float, float], ...] = ()
    key: str = ""
    pavement: str = "asphalt"
    width_m: float = 0.0
    lanes: int = 0

    @property
    def label(self) -> str:
        """Return the key other streets name it by."""
        return self.key or self.name

    @property
    def one_way(self) -> bool:
        """Return whether traffic runs one way, so that every section is digitised with it."""
        return bool(self.key) or self.axis == "roundabout"


RING = "栖霞环路"
MAIN = "晴川大道"
NORTH, SOUTH = f"{MAIN}北幅", f"{MAIN}南幅"

STREETS: tuple[Plan, ...] = (
    Plan(RING, "primary", "ring", width_m=32, lanes=6),
    Plan(MAIN, "primary", "h", 60, RING, RING, 35, key=SOUTH, width_m=12, lanes=3),
    Plan(MAIN, "primary", "h", 60, RING, RING, 35, key=NORTH, width_m=12, lanes=3),
    # north-south streets of the old town, west to east
    Plan("长垄路", "tertiary", "v", -1130, "秋实路", "麦香街"),
    Plan("清禾路", "secondary", "v", -860, RING, RING, 45),
    Plan("桑榆街", "residential", "v", -560, "鹤鸣街", "麦香街", pavement="concrete"),
    Plan("望川街", "primary", "v", -230, "归雁街", RING, 25),
    Plan("书带巷", "residential", "v", 50, "秋实路", "云岫路", 20, pavement="paving_stones"),
    Plan("兰溪路", "secondary", "v", 340, "北岸路", RING, 55),
    Plan("桐花街", "primary", "v", 660, "归雁街", RING, 20),
    Plan("青砚路", "tertiary", "v", 950, "鹤鸣街", RING, 40),
    Plan("松涛街", "tertiary", "v", 1230, "秋实路", "云岫路"),
    # east-west streets of the old town, north to south
    Plan("麦香街", "tertiary", "h", 880, RING, RING, 30),
    Plan("云岫路", "secondary", "h", 600, RING, RING, 40),
    Plan("荷塘街", "residential", "h", 335, "长垄路", "青砚路", 15, pavement="concrete"),
    Plan("竹韵街", "residential", "h", -190, "清禾路", "松涛街", 25),
    Plan("秋实路", "secondary", "h", -440, RING, RING, 50),
    Plan("鹤鸣街", "tertiary", "h", -710, RING, RING, 30),
    Plan("柳浪街", "residential", "h", -930, "清禾路", "青砚路", 20, pavement="concrete"),
    # the district south of the river
    Plan("北岸路", "tertiary", "h", -1340, -760, 1130, 60),
    Plan("南岸路", "tertiary", "h", -1520, -620, 1060, 60),
    Plan("白鹭路", "secondary", "h", -1790, "芦洲街", "渔歌街", 30),
    Plan("南屏路", "tertiary", "h", -2060, "芦洲街", "渔歌街", 20),
    Plan("归雁街", "tertiary", "h", -2330, "芦洲街", "渔歌街", 15),
    Plan("芦洲街", "tertiary", "v", -520, -2330.0 - 60, "南岸路", 20),
    Plan("新畴街", "residential", "v", 70, "归雁街", "南岸路", 20, pavement="concrete"),
    Plan("采菱街", "residential", "v", 360, "南屏路", "南岸路", 15, pavement="concrete"),
    Plan("渔歌街", "tertiary", "v", 960, -2330.0 - 60, "南岸路", 20),
    # diagonals, crescents and a road beside a road
    Plan(
        "晚钟路",
        "tertiary",
        "path",
        start=RING,
        end="荷塘街",
        points=((-1420, 980), (-1050, 720), (-760, 470), (-660, 250)),
    ),
    Plan(
        "半月街",
        "residential",
        "path",
        start="麦香街",
        end="青砚路",
        points=((700, 960), (760, 740), (860, 690), (1080, 730)),
    ),
    Plan(
        "回澜街",
        "residential",
        "path",
        start="秋实路",
        end="秋实路",
        points=((380, -380), (420, -600), (510, -650), (590, -600), (620, -380)),
    ),
    Plan(
        "杏坞路",
        "tertiary",
        "path",
        start="鹤鸣街",
        end=RING,
        points=((-640, -660), (-740, -880), (-900, -1000), (-980, -1300)),
    ),
    Plan("望川街辅路", "service", "beside", 15, key="望川街辅路", width_m=6, lanes=1),
    # lanes and dead ends
    Plan("染坊巷", "residential", "v", -700, "秋实路", "竹韵街", 10, pavement="concrete"),
    Plan("茶亭巷", "service", "v", -400, "竹韵街", SOUTH, 10, pavement="paving_stones"),
    Plan("木作巷", "residential", "v", 200, "荷塘街", "云岫路", 10, pavement="concrete"),
    Plan("井沿巷", "service", "v", -110, "荷塘街", 480.0, 5, pavement="concrete"),
    Plan("磨坊巷", "service", "v", 500, -330.0, "竹韵街", 5, pavement="concrete"),
    Plan("晒麦巷", "service", "v", -700, 690.0, "麦香街", 5, pavement="concrete"),
    Plan("槐荫巷", "residential", "v", 810, "竹韵街", SOUTH, 10, pavement="concrete"),
    Plan("豆坊巷", "service", "h", 470, "清禾路", "桑榆街", 5, pavement="concrete"),
    Plan("箍桶巷", "service", "h", -60, "长垄路", "清禾路", 5, pavement="concrete"),
    Plan("听雨巷", "residential", "h", 740, "兰溪路", "桐花街", 10),
    Plan("石榴巷", "service", "h", -580, -560.0, "望川街", 5, pavement="concrete"),
    Plan("织锦巷", "residential", "h", 200, "书带巷", "桐花街", 10, pavement="paving_stones"),
    Plan("鱼鳞巷", "service", "v", 210, -1940.0, "白鹭路", 5, pavement="concrete"),
    Plan("菱角巷", "residential", "h", -1650, "新畴街", "桐花街", 8, pavement="concrete"),
    Plan("苇塘巷", "residential", "h", -1930, "芦洲街", "望川街", 8, pavement="concrete"),
    Plan("麻石巷", "service", "v", 1090, "秋实路", "竹韵街", 5, pavement="concrete"),
    Plan("杨柳巷", "residential", "v", -80, "柳浪街", "鹤鸣街", 5, pavement="concrete"),
    Plan("清平环岛", "secondary", "roundabout", 30, "兰溪路", "秋实路", width_m=12, lanes=2),
)

#: Centre line of the river (before bending) and its half width; only these streets cross it, by a bridge.
RIVER = (-1430.0, 60.0, 38.0)
BRIDGES = ("望川街", "桐花街")

#: Streets that the file holds as two directed edges on one geometry.
TWO_WAY = ("白鹭路", "听雨巷", "柳浪街")

#: name -> (opened to traffic on, kind): the moratoria that bite in the year of the sample.
RECENTLY_PAVED = {
    "长垄路": ("2025-09-30", "new"),  # closed to digging until 2030
    "渔歌街": ("2023-11-10", "new"),  # until 2028
    "松涛街": ("2022-06-20", "new"),  # until 2027-06-20: a work there must wait
    "杏坞路": ("2024-07-15", "major_repair"),  # until 2027-07-15
    "麦香街": ("2023-12-20", "major_repair"),  # until 2026-12-20: just over when the year begins
}
