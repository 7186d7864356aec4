"""Assets: nothing is loaded from elsewhere, what is missing is named, and no map changes another."""

import hashlib
import json
import re
from pathlib import Path

import folium
import pytest
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.folium import _default_css, _default_js
from folium.plugins import MarkerCluster

from maps.assets import collect
from maps.offline import FILES, data_uri, localise, page_of, under, vendored

ASSETS = Path(collect.__file__).parent


def addresses(page: str) -> list[str]:
    return re.findall(r'<(?:script|link|img)\b[^>]*(?:src|href)="([^"]*)"', page)


def test_the_linked_page_names_only_files_under_the_prefix() -> None:
    page = page_of(localise(folium.Map(tiles=None), under("/static/vendor/")))
    assert addresses(page) == ["/static/vendor/leaflet.js", "/static/vendor/leaflet.css"]


def test_the_single_page_holds_its_assets_and_names_none() -> None:
    page = page_of(localise(folium.Map(tiles=None)))
    assert addresses(page) == []
    assert vendored("leaflet.js").decode() in page
    assert vendored("leaflet.css").decode() in page


def test_jquery_comes_with_a_folium_popup_only() -> None:
    drawn = folium.Map(tiles=None)
    folium.CircleMarker([33.6, 113.4], popup="叶县").add_to(drawn)
    assert "/v/jquery.min.js" in addresses(page_of(localise(drawn, under("/v"))))


def test_an_asset_nobody_vendored_is_named() -> None:
    drawn = folium.Map(tiles=None, maxZoom=20)
    MarkerCluster().add_to(drawn)  # type: ignore[no-untyped-call] # folium leaves it bare
    with pytest.raises(KeyError, match="markerclusterjs"):
        localise(drawn)


def test_folium_s_own_lists_stay_as_they_are() -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    localise(folium.Map(tiles=None))
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert issubclass(folium.Map, JSCSSMixin)


def test_every_asset_of_a_folium_map_is_known() -> None:
    assert {name for name, _ in [*_default_js, *_default_css]} == set(FILES)


def test_leaflet_has_the_version_folium_expects() -> None:
    wanted = dict(_default_js)["leaflet"]
    pinned = json.loads((ASSETS / "package.json").read_text())["dependencies"]["leaflet"]
    assert f"leaflet@{pinned}/" in wanted


def test_the_lock_holds_no_host_name() -> None:
    lock = (ASSETS / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "//" not in re.sub(r'"integrity": "[^"]*"', "", lock)


def test_the_manifest_matches_the_files() -> None:
    entries = json.loads(vendored("manifest.json"))
    assert {e["package"] for e in entries} == {"jquery", "leaflet", "swagger-ui-dist"}
    for entry in entries:
        assert hashlib.sha256(vendored(entry["file"])).hexdigest() == entry["sha256"]
        assert entry["licence"] in {"MIT", "BSD-2-Clause", "Apache-2.0"}


def test_what_would_load_from_outside_is_found() -> None:
    assert collect.loads_of("a.css", "a{background:url(//fonts.example.org/a.woff)}") == ["//fonts.example.org/a.woff"]
    assert collect.loads_of("a.css", "@import 'b.css';") == ["@import 'b.css'"]
    assert collect.loads_of("a.css", "a{b:url(data:image/png;base64,AA)} c{d:url(#e)}") == []
    assert collect.loads_of("a.js", "fetch('https://cdn.example.org/x.js')") == ["https://cdn.example.org/x.js"]
    assert collect.loads_of("a.js", "createElementNS('http://www.w3.org/2000/svg')") == []


def test_collecting_refuses_a_file_that_loads_from_outside(tmp_path: Path) -> None:
    for piece in collect.PIECES:
        package = tmp_path / "node_modules" / piece.package
        (package / piece.path).parent.mkdir(parents=True, exist_ok=True)
        css = "a{background:url(https://x.example.org/a.gif)}" if piece.path.endswith(".css") else ""
        (package / piece.path).write_text(css)
        (package / "package.json").write_text('{"version": "1", "license": "MIT"}')
    with pytest.raises(ValueError, match=r"leaflet\.css would load"):
        collect.collect(tmp_path / "node_modules", tmp_path / "vendor")


def test_collecting_folds_pictures_in_and_leaves_nothing_old(tmp_path: Path) -> None:
    for piece in collect.PIECES:
        package = tmp_path / "node_modules" / piece.package
        (package / piece.path).parent.mkdir(parents=True, exist_ok=True)
        (package / piece.path).write_text("a{background:url(b.png)}\n//# sourceMappingURL=a.map")
        (package / "package.json").write_text('{"version": "1", "license": "MIT"}')
    for folder in ("leaflet/dist", "swagger-ui-dist"):
        (tmp_path / "node_modules" / folder / "b.png").write_bytes(b"\x89PNG")
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "old.js").write_text("")
    collect.collect(tmp_path / "node_modules", vendor)
    assert (vendor / "leaflet.css").read_text() == "a{background:url(data:image/png;base64,iVBORw==)}\n"
    assert not (vendor / "old.js").exists()
    assert "sourceMappingURL" not in (vendor / "leaflet.js").read_text()


def test_a_data_uri_has_its_type() -> None:
    assert data_uri("leaflet.css").startswith("data:text/css;base64,")
    assert data_uri("leaflet.js").startswith("data:text/javascript;base64,")


def test_ids_are_stable_and_user_text_of_the_same_shape_is_kept() -> None:
    def page() -> str:
        drawn = folium.Map(tiles=None)
        note = MacroElement()  # type: ignore[no-untyped-call] # branca leaves it bare
        note._template = folium.template.Template(
            "{% macro html(this, kwargs) %}" + "0123456789abcdef" * 2 + "{% endmacro %}"
        )
        note.add_to(drawn)
        return page_of(localise(drawn, under("/v")))

    assert page() == page()
    assert "0123456789abcdef" * 2 in page()
