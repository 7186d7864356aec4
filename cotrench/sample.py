"""Where the generated sample data lies: inside an installed wheel, or beside the packages in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["sample_files"]


def sample_files() -> tuple[Path, list[Path]]:
    """Return the sample's road file and its route files, sorted by name.

    Raises
    ------
    FileNotFoundError
        If neither place holds the sample data.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / "_sample_data", here.parent / "sample_data"):
        if (folder / "roads.geojson").is_file():
            routes = sorted(p for p in (folder / "routes").iterdir() if p.suffix in {".geojson", ".gpkg"})
            return folder / "roads.geojson", routes
    raise FileNotFoundError("sample_data/roads.geojson")
