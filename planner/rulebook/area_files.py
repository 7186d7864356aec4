"""Areas drawn on a map: a GeoJSON document beside a rulebook, in the form a rulebook states them in."""

from __future__ import annotations

from collections import Counter
from typing import cast

__all__ = ["areas_told_twice", "areas_tree"]

_FACTS = ("zh", "en", "status", "source")


def areas_tree(document: dict[str, object]) -> dict[str, object] | None:
    """Return the areas of a feature collection as a part of a rulebook; None where it is no feature collection.

    The key of an area is the ``id`` of its feature, else of its properties, else its number from 1 on; ``zh``, ``en``,
    ``status`` and ``source`` are properties, others are ignored. A feature that is no polygon keeps its place and
    fails where the book is typed.
    """
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        return None
    return {"areas": dict(_area(number, _mapping(each)) for number, each in enumerate(features, 1))}


def areas_told_twice(document: dict[str, object]) -> tuple[str, ...]:
    """Return the keys that several features have: one of them would hide the others."""
    features = document.get("features")
    found = features if isinstance(features, list) else []
    count = Counter(_key(number, _mapping(each)) for number, each in enumerate(found, 1))
    return tuple(key for key, times in count.items() if times > 1)


def _area(number: int, feature: dict[str, object]) -> tuple[str, dict[str, object]]:
    facts, shape = _mapping(feature.get("properties")), _mapping(feature.get("geometry"))
    known = {name: facts[name] for name in _FACTS if name in facts}
    return _key(number, feature), {**known, "polygons": _polygons(shape)}


def _key(number: int, feature: dict[str, object]) -> str:
    return str(feature.get("id", _mapping(feature.get("properties")).get("id", number)))


def _polygons(shape: dict[str, object]) -> object:
    """Return the polygons of a shape with heights left out, as far as it has any."""
    match shape.get("type"):
        case "Polygon":
            return [_flat(shape.get("coordinates"))]
        case "MultiPolygon":
            return _flat(shape.get("coordinates"))
        case _:
            return None


def _flat(node: object) -> object:
    if not isinstance(node, list):
        return node
    if node and not any(isinstance(each, list) for each in node):
        return node[:2]
    return [_flat(each) for each in node]


def _mapping(node: object) -> dict[str, object]:
    return cast("dict[str, object]", node) if isinstance(node, dict) else {}
