"""The command ``roads import``: an OpenStreetMap extract to a road file that ``plan`` takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cotrench.files import file_refusals, must_be_there, must_be_writable
from cotrench.words import say
from planner.messages import Language
from planner.model import Severity

if TYPE_CHECKING:
    from planner.geo.osm import OsmRoads

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="准备道路文件。Prepare road files.")

# A GeoPackage carries the date of its making; the same extract must give the same bytes
_DATE = "2000-01-01T00:00:00.000Z"
_LAYER = "roads"


@app.callback()
def roads() -> None:
    """准备道路文件。Prepare road files."""


@app.command("import")
def import_roads(
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="OpenStreetMap 数据（.osm.pbf 或 .osm）。OpenStreetMap extract.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="写出的 GeoPackage。GeoPackage to write.")] = Path(
        "roads.gpkg"
    ),
    boundary: Annotated[
        Path | None,
        typer.Option("--boundary", metavar="文件", help="边界面，只保留其内的路段。Polygons to keep roads within."),
    ] = None,
    lang: Annotated[
        Language,
        typer.Option("--lang", help="界面语言：zh 中文，en 英文。Language of messages.", envvar="COTRENCH_LANG"),
    ] = Language.ZH,
) -> None:
    """由 OpenStreetMap 数据生成道路文件，在路口处断开。Make a road file, split at junctions."""
    from planner.geo.osm import read_osm  # noqa: PLC0415 - --help should not load GDAL
    from planner.geo.vector import read_features  # noqa: PLC0415 - as above
    from planner.rulebook.load import default_rulebook  # noqa: PLC0415 - as above

    if out.suffix.lower() != ".gpkg":
        raise typer.BadParameter(say("roads.not_gpkg", lang, name=out.name), param_hint="--out")
    must_be_there([file, boundary], lang)
    must_be_writable(out.parent, lang)
    within = None if boundary is None else read_features(boundary.name, boundary.read_bytes())
    groups = default_rulebook().road_class_groups
    classes = {each for group in groups.values() for each in group}
    found = read_osm(file.name, file.read_bytes(), classes, within)
    _tell(found, lang)
    with file_refusals(lang):
        kilometres = _write(found, out) / 1000.0
    Console().print(
        say("roads.written", lang, sections=len(found), km=kilometres, path=out), markup=False, soft_wrap=True
    )


def _tell(found: OsmRoads, lang: Language) -> None:
    from cotrench import report  # noqa: PLC0415 - as above

    if found.faults:
        report.print_faults(Console(), found.faults, lang)
    if any(fault.severity is Severity.ERROR for fault in found.faults) or not len(found):
        Console().print(say("roads.refused", lang), style="red")
        raise typer.Exit(2)


def _write(found: OsmRoads, path: Path) -> float:
    """Write the sections in WGS 84 and return their length in metres."""
    import geopandas  # noqa: PLC0415 - as above
    import pyogrio  # noqa: PLC0415 - as above

    frame = geopandas.GeoDataFrame(dict(found.fields), geometry=found.lines, crs=4326)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DATE})
    try:
        pyogrio.write_dataframe(frame, path, layer=_LAYER, driver="GPKG", geometry_type="LineString")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return float(frame.to_crs(frame.estimate_utm_crs()).length.sum())
