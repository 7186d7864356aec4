"""What is drawn in a DXF file: curves, blocks, tilted planes and attached facts, against another reader's drawing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from ezdxf import path
from ezdxf.disassemble import recursive_decompose
from ezdxf.filemanagement import new
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo.intake import read_routes
from planner.geo.vector import Features, read_features
from planner.model import Service
from planner.rulebook.load import default_rulebook
from tests.planner.geo.drawings import facts
from tests.planner.geo.submissions import FACTS, PLANNING, say_all, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from ezdxf.document import Drawing
    from ezdxf.layouts.base import BaseLayout

ORIGIN = np.array([440_000.0, 3_722_000.0])
# Chords of ours leave the curve by 2 cm at most; the other reader draws arcs as Bezier curves, a centimetre off
TOLERANCE_M = 0.05
POINTS = [(0, 0), (10, 20), (40, 10), (80, 60), (90, 0)]


def _bytes(document: Drawing) -> bytes:
    text = io.StringIO()
    document.write(text)
    return text.getvalue().encode(document.output_encoding, errors="dxfreplace")


def _read(document: Drawing, table: bytes | None = None, *, submitted: bool = False) -> Features:
    services = default_rulebook().dxf_layers if submitted else None
    beside = {} if table is None else {"a.csv": table}
    features = read_features("a.dxf", _bytes(document), crs=4547, beside=beside, services=services)
    say_all(features.faults)
    return features


def _other_reader(document: Drawing) -> shapely.MultiLineString:
    entities = recursive_decompose(document.modelspace())
    lines = [[(v.x, v.y) for v in path.make_path(each).flattening(0.001)] for each in entities]
    return shapely.MultiLineString(lines)


def _agree(document: Drawing) -> None:
    ours, theirs = shapely.MultiLineString(_read(document).drawn.tolist()), _other_reader(document)
    assert shapely.hausdorff_distance(ours, theirs) < TOLERANCE_M
    assert ours.length == pytest.approx(theirs.length, rel=0.02)


SHAPES: dict[str, Callable[[BaseLayout], Any]] = {
    "line": lambda at: at.add_line((5, 6, 3), (70, 80, 4)),
    "light polyline with arcs, closed": lambda at: at.add_lwpolyline(
        [(0, 0, 0.5), (100, 0, -1.2), (100, 80, 0), (0, 80, 0.1)], format="xyb", close=True
    ),
    "old polyline with arcs": lambda at: at.add_polyline2d([(0, 0, 0.3), (50, 0, -0.3), (60, 40, 0)], format="xyb"),
    "polyline in space, closed": lambda at: at.add_polyline3d([(0, 0, 1), (50, 0, 2), (60, 40, 3)], close=True),
    "arc through east": lambda at: at.add_arc((10, 20), 30, 350, 40),
    "arc seen from below": lambda at: at.add_arc((10, 20), 30, 350, 40, dxfattribs={"extrusion": (0, 0, -1)}),
    "arc in a tilted plane": lambda at: at.add_arc((10, 20), 30, 10, 90, dxfattribs={"extrusion": (0.3, 0.2, 0.9)}),
    "polyline seen from below": lambda at: at.add_lwpolyline(
        [(0, 0, 0.5), (100, 0, 0)], format="xyb", dxfattribs={"extrusion": (0, 0, -1), "elevation": 7}
    ),
    "circle": lambda at: at.add_circle((50, 50), 20),
    "ellipse": lambda at: at.add_ellipse((10, 10), (40, 20), 0.3, 0.3, 4),
    "spline": lambda at: at.add_open_spline([(x, y, 0) for x, y in POINTS]),
    "spline through points": lambda at: at.add_spline(POINTS),
}


def _new() -> Drawing:
    return new("R2010")


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_shape_is_drawn_as_another_reader_draws_it(name: str) -> None:
    document = _new()
    SHAPES[name](document.modelspace())
    _agree(document)


@pytest.mark.parametrize(
    "placed",
    [
        {"rotation": 77, "xscale": -3, "yscale": 3, "zscale": 3},
        {"rotation": 20, "row_count": 2, "column_count": 3, "row_spacing": 11, "column_spacing": 7},
        {"extrusion": (0, 0, -1), "rotation": 20, "xscale": 2, "yscale": 2, "zscale": 2},
    ],
)
def test_blocks_in_blocks_are_placed_as_another_reader_places_them(placed: dict[str, Any]) -> None:
    document = _new()
    inner = document.blocks.new("管段", base_point=(5, 5))
    for name in ("light polyline with arcs, closed", "arc through east", "line"):
        SHAPES[name](inner)
    outer = document.blocks.new("OUTER")
    outer.add_blockref("管段", (3, 4), dxfattribs={"rotation": 30, "xscale": 2, "yscale": -2, "zscale": 2})
    document.modelspace().add_blockref("OUTER", (200, 100), dxfattribs=placed)
    _agree(document)


def test_a_block_stretched_more_one_way_makes_ellipses_of_arcs() -> None:
    document = _new()
    SHAPES["circle"](document.blocks.new("C"))
    document.modelspace().add_blockref("C", (200, 100), dxfattribs={"xscale": 2, "yscale": 0.5, "rotation": 25})
    _agree(document)


@settings(deadline=None, max_examples=10)
@given(
    at=st.tuples(st.floats(-900, 900), st.floats(-900, 900)),
    turn=st.floats(0, 360),
    size=st.floats(0.1, 8),
    mirrored=st.booleans(),
    bulge=st.floats(-2, 2),
)
def test_a_block_anywhere_is_where_another_reader_puts_it(
    at: tuple[float, float], turn: float, size: float, bulge: float, *, mirrored: bool
) -> None:
    document = _new()
    block = document.blocks.new("B", base_point=(1, 2))
    block.add_lwpolyline([(0, 0, bulge), (10, 3, 0), (12, 9, 0)], format="xyb")
    scale = {"xscale": -size if mirrored else size, "yscale": size, "zscale": size}
    document.modelspace().add_blockref("B", at, dxfattribs={"rotation": turn, **scale})
    _agree(document)


def _place_of(x: float, y: float) -> tuple[float, float]:
    east, north = (ORIGIN + np.array([x, y])).tolist()
    return east, north


def _said(entity: Any, **data: str) -> None:
    entity.set_xdata("SURVEY", [(1000, "made by hand"), *((1000, f"{key}={value}") for key, value in data.items())])


def _surveyed() -> Drawing:
    document = _new()
    document.appids.add("SURVEY")
    return document


def test_extended_data_makes_a_line_a_project_without_any_table() -> None:
    document = _surveyed()
    line = document.modelspace().add_line(_place_of(0, 0), _place_of(80, 0), dxfattribs={"layer": "新建管线"})
    _said(line, **{**FACTS, "name": "昆阳大道给水"})
    features = _read(document, submitted=True)
    assert features.faults == ()
    (project,) = read_routes([features], default_rulebook(), PLANNING).routes.projects
    assert (project.key, project.service, project.name) == (FACTS["project_id"], Service.WATER, "昆阳大道给水")


def test_attributes_of_a_block_speak_for_its_lines_and_its_layer_for_those_on_layer_0() -> None:
    document = _surveyed()
    block = document.blocks.new("PIPE")
    block.add_lwpolyline([(0, 0), (50, 0), (50, 30)], dxfattribs={"layer": "0"})
    block.add_line((50, 30), (90, 30), dxfattribs={"layer": "RQ-阀"})
    insert = document.modelspace().add_blockref("PIPE", _place_of(0, 0), dxfattribs={"layer": "RQ"})
    for key, value in {**FACTS, "utility": "YX-GAS", "service": "", "project_id": "G1"}.items():
        insert.add_attrib(key.upper(), value)
    features = _read(document, submitted=True)
    assert features.faults == ()
    assert list(features.fields["Layer"]) == ["RQ", "RQ-阀"]
    assert set(features.fields["EntityHandle"]) == {insert.dxf.handle}
    routes = read_routes([features], default_rulebook(), PLANNING).routes
    assert [(project.key, project.service) for project in routes.projects] == [("G1", Service.GAS)]
    assert shapely.length(routes.parts).sum() == pytest.approx(120.0)


def test_what_is_said_nearest_to_the_line_goes_first() -> None:
    document = _surveyed()
    block = document.blocks.new("PIPE")
    for north in (0, 10):
        _said(block.add_line((0, north), (50, north), dxfattribs={"layer": "JS"}), name=f"own {north}", dn_mm="300")
    insert = document.modelspace().add_blockref("PIPE", _place_of(0, 0))
    insert.add_attrib("NAME", "of the block")
    insert.add_attrib("MATERIAL", "PE")
    by_layer = {**FACTS, "layer": "JS", "handle": "", "name": "of the layer", "material": "steel", "cover_m": "1.5"}
    by_handle = {"handle": insert.dxf.handle, "dn_mm": "400"}
    fields = _read(document, facts(by_layer, by_handle), submitted=True).fields
    assert list(fields["name"]) == ["own 0", "own 10"]
    assert list(fields["material"]) == ["PE", "PE"]
    assert list(fields["dn_mm"]) == ["400", "400"]
    assert list(fields["cover_m"]) == ["1.5", "1.5"]


def test_paper_words_and_what_is_no_line_are_passed_over_and_the_last_is_named() -> None:
    document = _new()
    model = document.modelspace()
    model.add_line(_place_of(0, 0), _place_of(9, 0))
    model.add_text("注记")
    model.add_hatch().paths.add_polyline_path([(0, 0), (1, 0), (1, 1)])
    model.add_blockref("ELSEWHERE", (0, 0))
    document.paperspace().add_line((0, 0), (1, 1))
    features = _read(document)
    assert len(features) == 1
    assert [(f.code, f.data) for f in features.faults] == [
        ("file.dxf_kinds_ignored", {"kinds": "HATCH (1), INSERT (1)"})
    ]


def test_a_line_with_broken_values_is_named_beside_the_good_ones() -> None:
    document = _new()
    model = document.modelspace()
    model.add_line(_place_of(0, 0), (777.125, 0))
    model.add_lwpolyline([_place_of(0, 0)])
    model.add_line(_place_of(0, 0), _place_of(9, 0))
    content = _bytes(document).replace(b"777.125", b"east")
    features = read_features("a.dxf", content, crs=4547)
    assert told(features.faults) == [("geometry.missing", 0, "geometry"), ("geometry.missing", 1, "geometry")]
    infinite = read_features("a.dxf", _bytes(document).replace(b"777.125", b"1e999"), crs=4547)
    assert ("geometry.not_finite", 0, "geometry") in told(infinite.faults)


def test_a_block_put_nowhere_is_named() -> None:
    document = _new()
    document.blocks.new("B").add_line((0, 0), (1, 0))
    document.modelspace().add_blockref("B", (777.125, 0))
    features = read_features("a.dxf", _bytes(document).replace(b"777.125", b"east"), crs=4547)
    assert ("file.dxf_kinds_ignored", {"kinds": "INSERT (1)"}) in [(f.code, f.data) for f in features.faults]


def test_old_drawings_write_chinese_by_number() -> None:
    document = new("R2000")
    document.encoding = "cp1252"
    document.modelspace().add_line(_place_of(0, 0), _place_of(9, 0), dxfattribs={"layer": "燃气"})
    assert b"\\U+" in _bytes(document)
    assert list(_read(document).fields["Layer"]) == ["燃气"]


def test_blocks_that_would_make_billions_of_lines_are_refused_at_once() -> None:
    document = _new()
    name = "B0"
    document.blocks.new(name).add_line((0, 0), (1, 0))
    for level in range(1, 9):
        block = document.blocks.new(f"B{level}")
        block.add_blockref(name, (0, 0), dxfattribs={"row_count": 50, "column_count": 50})
        name = f"B{level}"
    document.modelspace().add_blockref(name, (0, 0))
    assert told(_read(document).faults) == [("file.dxf_too_many", None, None)]


def test_a_block_in_itself_is_refused() -> None:
    document = _new()
    block = document.blocks.new("B")
    block.add_line((0, 0), (1, 0))
    block.add_blockref("B", (0, 0))
    document.modelspace().add_blockref("B", (0, 0))
    assert told(_read(document).faults) == [("file.dxf_too_many", None, None)]


ODD_VALUES = ["", "x", "-1", "nan", "inf", "1e308", "0", "999999999999", "INNER", "OUTER", "210", "\x00"]


@pytest.fixture(scope="module")
def rich() -> list[str]:
    """Return the lines of a drawing with every shape, a block in a block and attached facts, without its tables."""
    document = _surveyed()
    inner, outer = document.blocks.new("INNER"), document.blocks.new("OUTER")
    for name in sorted(SHAPES):
        SHAPES[name](inner)
    outer.add_blockref("INNER", (3, 4), dxfattribs={"row_count": 2, "column_count": 2, "row_spacing": 5})
    document.modelspace().add_blockref("OUTER", (0, 0), dxfattribs={"rotation": 10}).add_attrib("NAME", "x")
    _said(document.modelspace().add_line((0, 0), (9, 9)), name="y")
    text = _bytes(document).decode()
    begin, end = text.index("  0\nSECTION\n  2\nBLOCKS"), text.index("  0\nSECTION\n  2\nOBJECTS")
    return (text[begin:end] + "  0\nEOF\n").split("\n")


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_drawing_damaged_anywhere_is_read_or_refused_and_never_the_end(rich: list[str], data: st.DataObject) -> None:
    lines = list(rich)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(2, len(lines) - 1))
        odd = st.sampled_from(
            ["", "x", "-1", "nan", "inf", "1e308", "0", "999999999999", "INNER", "OUTER", "210", "\x00"]
        )
        if data.draw(st.booleans()):
            lines[at] = data.draw(odd)
        else:
            del lines[at : at + data.draw(st.integers(1, 3))]
    features = read_features("a.dxf", "\n".join(lines).encode(), crs=4547, services=default_rulebook().dxf_layers)
    say_all(features.faults)
    assert features.faults


def test_the_undamaged_drawing_is_read(rich: list[str]) -> None:
    features = read_features("a.dxf", "\n".join(rich).encode(), crs=4547)
    assert len(features) == 4 * len(SHAPES) + 1
