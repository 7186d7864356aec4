"""Folium pages that load nothing: every asset is a file of ours, inside the page or under an address of ours.

Folium names its assets by address on the internet, in lists on the class. Here they are replaced on each element,
never on the class, so that one map does not change the next.
"""

from __future__ import annotations

import base64
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import folium
from folium.elements import JSCSSMixin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from branca.element import Element

__all__ = ["FILES", "data_uri", "localise", "page_of", "under", "vendored"]

# None: what our pages do not use (marker icons, tooltips of another toolkit), so it is left out.
FILES: Mapping[str, str | None] = {
    "leaflet": "leaflet.js",
    "leaflet_css": "leaflet.css",
    "jquery": "jquery.min.js",
    "bootstrap": None,
    "bootstrap_css": None,
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "awesome_rotate_css": None,
    "glyphicons_css": None,
}

MEDIA_TYPES = {"js": "text/javascript", "css": "text/css"}
EMBEDDED = re.compile(
    r'<script src="data:text/javascript;base64,(?P<js>[^"]*)"></script>'
    r'|<link rel="stylesheet" href="data:text/css;base64,(?P<css>[^"]*)"/>'
)


def vendored(name: str) -> bytes:
    """Return one file that was brought over at set-up.

    Raises
    ------
    FileNotFoundError
        If the front-end files were not brought over (``tools/front-end-assets``).
    """
    return (files("maps") / "static" / "vendor" / name).read_bytes()


def data_uri(name: str) -> str:
    """Return the address of a vendored file that holds the file itself, for a page that stands alone."""
    content = base64.b64encode(vendored(name)).decode("ascii")
    return f"data:{MEDIA_TYPES[name.rpartition('.')[2]]};base64,{content}"


def under(prefix: str) -> Callable[[str], str]:
    """Return the function that finds a vendored file below a path of the service that serves the page."""
    return lambda name: f"{prefix.rstrip('/')}/{name}"


def localise(drawn: folium.Map, address: Callable[[str], str] = data_uri) -> folium.Map:
    """Point every asset of a map and of everything on it at ``address(file)``, and return the map.

    jQuery is kept only where a Folium popup needs it.

    Raises
    ------
    KeyError
        Naming the asset, if nobody vendored it.
    """
    elements = list(_elements(drawn))
    unused = frozenset() if any(isinstance(e, folium.Popup) for e in elements) else frozenset({"jquery"})
    for element in elements:
        if isinstance(element, JSCSSMixin):
            element.default_js = _local(element.default_js, address, unused)
            element.default_css = _local(element.default_css, address, unused)
    return drawn


def page_of(drawn: folium.Map) -> str:
    """Return the page of a localised map: embedded assets written out in place, ids equal in every run.

    Data URIs become inline scripts and styles, so that the page needs no ``data:`` in its script policy.
    """
    root = drawn.get_root()
    page = EMBEDDED.sub(_written_out, root.render())
    return _with_stable_ids(page, {e._id for e in _elements(root)})  # noqa: SLF001 - branca has no public name for it


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - branca has no public way down its tree
        yield from _elements(child)


def _local(
    assets: list[tuple[str, str]], address: Callable[[str], str], unused: frozenset[str]
) -> list[tuple[str, str]]:
    wanted = [(name, FILES[name]) for name, _ in assets if name not in unused]
    return [(name, address(file)) for name, file in wanted if file is not None]


def _written_out(found: re.Match[str]) -> str:
    tag = "script" if found["js"] is not None else "style"
    text = base64.b64decode(found["js"] or found["css"]).decode("utf-8")
    return f"<{tag}>{text}</{tag}>"


def _with_stable_ids(page: str, ids: set[str]) -> str:
    """Replace the random ids of the page's elements, and no other text, by their order of appearance."""
    order: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        return order.setdefault(found[0], f"{len(order) + 1:x}") if found[0] in ids else found[0]

    return re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", numbered, page)
