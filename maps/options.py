"""What a map shows beside its plan: an earlier plan to compare with, tiles beneath it, and addresses to lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from planner.model import Plan

__all__ = ["DATUMS", "MapOptions", "TileBase", "bases_of", "image_sources", "tianditu"]

DATUMS = ("wgs84", "gcj02")
_TIANDITU = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TileBase:
    """Tiles beneath the plan, in the Web Mercator grid.

    Attributes
    ----------
    zh, en : The name in the list of bases.
    urls : Address templates with ``{z}``, ``{x}``, ``{y}`` and, where there are several hosts, ``{s}``; drawn one over
        another. A WMTS is asked by its key-value address with the same three.
    datum : ``wgs84`` (CGCS2000 is the same to a metre) or ``gcj02``; over the latter the plan is shifted to fit.
    subdomains : One letter for each host.
    most_zoom : The deepest level the tiles have; nearer, they are enlarged.
    credit : Whose tiles they are, shown in the corner.
    """

    zh: str
    en: str
    urls: tuple[str, ...]
    datum: str = "wgs84"
    subdomains: str = "abc"
    most_zoom: int = 18
    credit: str = ""

    def __post_init__(self) -> None:
        """Refuse a datum nobody knows, and an address that is no template of tiles.

        Raises
        ------
        ValueError
            If the datum or an address is none of the above.
        """
        if self.datum not in DATUMS:
            raise ValueError(f"datum {self.datum!r} is none of {DATUMS}")
        for url in self.urls:
            if urlsplit(url).scheme not in {"http", "https", ""} or not all(p in url for p in ("{z}", "{x}", "{y}")):
                raise ValueError(f"no address of tiles: {url!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOptions:
    """What a map shows beside its plan.

    Attributes
    ----------
    previous : The plan before, whose differences are shown; None for none.
    bases : Tiles to choose from; without a choice there are none, and a map without bases asks for nothing.
    work_url, project_url : Address of a work's and a project's page, ``{id}`` in the place of its id; empty for none.
    """

    previous: Plan | None = None
    bases: tuple[TileBase, ...] = ()
    work_url: str = ""
    project_url: str = ""


def tianditu(key: str) -> tuple[TileBase, ...]:
    """Return Tianditu's street map and its imagery, each with its names, for the county's key."""
    hosts, credit = "01234567", "天地图"
    kinds = (("天地图·矢量", "Tianditu streets", ("vec", "cva")), ("天地图·影像", "Tianditu imagery", ("img", "cia")))
    return tuple(
        TileBase(
            zh=zh,
            en=en,
            urls=tuple(_TIANDITU.format(layer=layer, key=key) for layer in layers),
            subdomains=hosts,
            credit=credit,
        )
        for zh, en, layers in kinds
    )


def bases_of(
    tianditu_key: str = "", tiles_url: str = "", tiles_datum: str = "wgs84", tiles_credit: str = ""
) -> tuple[TileBase, ...]:
    """Return the bases that a county's settings name: Tianditu where there is a key, and tiles of its own.

    Raises
    ------
    ValueError
        If the address is no template of tiles, or nobody knows the datum.
    """
    bases = tianditu(tianditu_key) if tianditu_key else ()
    if not tiles_url:
        return bases
    own = TileBase(zh="本地底图", en="County tiles", urls=(tiles_url,), datum=tiles_datum, credit=tiles_credit)
    return (*bases, own)


def image_sources(options: MapOptions) -> tuple[str, ...]:
    """Return the origins that tiles come from, sorted, for the ``img-src`` of a Content-Security-Policy."""
    addresses = [
        url.replace("{s}", letter)
        for base in options.bases
        for url in base.urls
        for letter in (base.subdomains if "{s}" in url else "-")
    ]
    parts = [urlsplit(address) for address in addresses]
    return tuple(sorted({f"{p.scheme}://{p.netloc}" for p in parts if p.netloc}))
