"""Copy the few front-end files the maps need out of ``node_modules`` into ``maps/static/vendor``.

Run at set-up and before a wheel is built, after ``npm ci``; the product itself never runs npm. Pictures named in
a style sheet are folded into it, so that every file stands alone and nothing is loaded from anywhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PIECES", "Piece", "collect", "fold_pictures", "loads_of"]

HERE = Path(__file__).resolve().parent
NODE_MODULES = HERE / "node_modules"
VENDOR = HERE.parent / "static" / "vendor"

CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
CSS_IMPORT = re.compile(r"@import\b[^;]*")
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'()<>]*", re.IGNORECASE)
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S+\s*$")
# Names of things, not places anything is fetched from: the SVG namespace and the home pages in credits.
NAMED_ONLY = ("http://www.w3.org/", "https://leafletjs.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One file to bring over: from which package, where in it, and under which name.

    ``held`` marks a script too large to judge by the addresses it mentions; the policy of the page that runs it lets
    nothing in from elsewhere, and a browser proves it.
    """

    package: str
    path: str
    name: str
    held: bool = False


PIECES = (
    Piece(package="jquery", path="dist/jquery.min.js", name="jquery.min.js"),
    Piece(package="jquery", path="LICENSE.txt", name="jquery.LICENSE.txt"),
    Piece(package="leaflet", path="dist/leaflet.css", name="leaflet.css"),
    Piece(package="leaflet", path="dist/leaflet.js", name="leaflet.js"),
    Piece(package="leaflet", path="LICENSE", name="leaflet.LICENSE.txt"),
    Piece(package="swagger-ui-dist", path="swagger-ui-bundle.js", name="swagger-ui-bundle.js", held=True),
    Piece(package="swagger-ui-dist", path="swagger-ui.css", name="swagger-ui.css"),
    Piece(package="swagger-ui-dist", path="LICENSE", name="swagger-ui.LICENSE.txt"),
    Piece(package="swagger-ui-dist", path="NOTICE", name="swagger-ui.NOTICE.txt"),
    Piece(package="swagger-ui-dist", path="swagger-ui-bundle.js.LICENSE.txt", name="swagger-ui-bundle.js.LICENSE.txt"),
)


def fold_pictures(css: str, folder: Path) -> str:
    """Return the style sheet with every PNG it names, relative to ``folder``, as a data URI."""

    def folded(found: re.Match[str]) -> str:
        target = found[1]
        if not target.endswith(".png"):
            return found[0]
        picture = base64.b64encode((folder / target).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{picture})"

    return CSS_URL.sub(folded, css)


def loads_of(name: str, text: str) -> list[str]:
    """Return every address that a style sheet or script would load, or could, from outside itself.

    A style sheet may name only data URIs and ``#`` fragments; a script may mention only the addresses
    known to be names.
    """
    if name.endswith(".css"):
        targets = [t for t in CSS_URL.findall(text) if not t.startswith(("data:", "#"))]
        return targets + CSS_IMPORT.findall(text)
    if name.endswith(".js"):
        return [a for a in ADDRESS.findall(text) if not a.startswith(NAMED_ONLY)]
    return []


def _content(piece: Piece, node_modules: Path) -> bytes:
    source = node_modules / piece.package / piece.path
    text = SOURCE_MAP.sub("\n", source.read_text(encoding="utf-8"))
    if piece.name.endswith(".css"):
        text = fold_pictures(text, source.parent)
    if (outside := loads_of(piece.name, text)) and not piece.held:
        raise ValueError(f"{piece.name} would load {outside}")
    return text.encode("utf-8")


def _entry(piece: Piece, content: bytes, node_modules: Path) -> dict[str, str]:
    package = json.loads((node_modules / piece.package / "package.json").read_text(encoding="utf-8"))
    return {
        "file": piece.name,
        "package": piece.package,
        "version": package["version"],
        "licence": package["license"],
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def collect(node_modules: Path, vendor: Path) -> None:
    """Write every piece and ``manifest.json`` to ``vendor``, and remove what else lies there.

    Raises
    ------
    FileNotFoundError
        If a package is not installed under ``node_modules``.
    ValueError
        If a file would load anything from outside itself.
    """
    contents = {piece: _content(piece, node_modules) for piece in PIECES}
    vendor.mkdir(parents=True, exist_ok=True)
    for left_over in sorted(vendor.iterdir()):
        left_over.unlink()
    for piece, content in contents.items():
        (vendor / piece.name).write_bytes(content)
    manifest = [_entry(piece, content, node_modules) for piece, content in contents.items()]
    (vendor / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    collect(NODE_MODULES, VENDOR)
