"""Bases: their addresses are templates, their origins are named, their datum is known."""

import pytest

from maps.options import MapOptions, TileBase, bases_of, image_sources, tianditu


def test_tianditu_has_streets_and_imagery_with_the_key() -> None:
    streets, imagery = tianditu("0123")
    assert [len(base.urls) for base in (streets, imagery)] == [2, 2]
    assert all("tk=0123" in url and "{z}" in url and "{s}" in url for base in (streets, imagery) for url in base.urls)
    assert streets.datum == "wgs84"


def test_every_host_of_the_tiles_is_named_once() -> None:
    base = TileBase(zh="甲", en="A", urls=("https://t{s}.example/{z}/{x}/{y}",), subdomains="01")
    local = TileBase(zh="乙", en="B", urls=("/tiles/{z}/{x}/{y}.png",))
    sources = image_sources(MapOptions(bases=(base, local, base)))
    assert sources == ("https://t0.example", "https://t1.example")
    assert image_sources(MapOptions()) == ()


@pytest.mark.parametrize("url", ["javascript:{z}{x}{y}", "https://tiles.example/", "data:{z}{x}{y}"])
def test_what_is_no_address_of_tiles_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        TileBase(zh="甲", en="A", urls=(url,))


def test_an_unknown_datum_is_refused() -> None:
    with pytest.raises(ValueError, match="datum"):
        TileBase(zh="甲", en="A", urls=(), datum="bd09")


def test_settings_name_the_bases() -> None:
    assert bases_of() == ()
    assert bases_of("0123") == tianditu("0123")
    (own,) = bases_of(tiles_url="/tiles/{z}/{x}/{y}.png", tiles_datum="gcj02", tiles_credit="某县")
    assert (own.datum, own.credit, own.urls) == ("gcj02", "某县", ("/tiles/{z}/{x}/{y}.png",))
