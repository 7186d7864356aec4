"""The addresses of OGC API - Features."""

from __future__ import annotations

from datetime import UTC
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Row, func, select

from api.ogc.collections import COLLECTIONS, Collection
from api.ogc.queries import CRS84, crs_uri, placed, read_query
from api.problems import found, responses
from api.security.access import Allow, Person, require
from api.security.roles import Action
from api.state import Desk, desk_of

__all__ = ["router"]

router = APIRouter(prefix="/ogc", tags=["OGC API - Features"])
TheDesk = Annotated[Desk, Depends(desk_of)]
Reader = Annotated[Person, Depends(Allow(Action.READ_PUBLIC))]
_GEOJSON = "application/geo+json"
_NOT_FOUND = responses(HTTPStatus.NOT_FOUND, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_SCHEMAS = {
    "date": {"type": "string", "format": "date"},
    "string": {"type": "string"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
}
CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)


class GeoJson(JSONResponse):
    """An answer in GeoJSON."""

    media_type = _GEOJSON


def _link(base: str, path: str, rel: str, kind: str, title: str) -> dict[str, str]:
    return {"href": f"{base}{path}", "rel": rel, "type": kind, "title": title}


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/") + router.prefix


@router.get("")
def landing(request: Request, _: Reader) -> dict[str, Any]:
    """Say what is here."""
    base = _base(request)
    return {
        "title": "cotrench",
        "description": "路段、线位与联合工程 Road sections, stretches and joint works",
        "links": [
            _link(base, "", "self", "application/json", "This page"),
            _link(base, "/conformance", "conformance", "application/json", "Conformance"),
            _link(base, "/collections", "data", "application/json", "Collections"),
            {
                "href": f"{str(request.base_url).rstrip('/')}/api/openapi.json",
                "rel": "service-desc",
                "type": "application/vnd.oai.openapi+json;version=3.0",
                "title": "API",
            },
        ],
    }


@router.get("/conformance")
def conformance(_: Reader) -> dict[str, list[str]]:
    """Say which parts of the standard hold here."""
    return {"conformsTo": [*CONFORMANCE]}


@router.get("/collections")
def collections(request: Request, desk: TheDesk, person: Reader) -> dict[str, Any]:
    """List the collections that the asking person may read."""
    described = [_described(request, desk, person, each) for each in COLLECTIONS.values() if person.may(each.action)]
    links = [_link(_base(request), "/collections", "self", "application/json", "Collections")]
    return {"links": links, "collections": described, "crs": [CRS84, crs_uri(desk.planning_crs)]}


@router.get("/collections/{collection_id}", responses=_NOT_FOUND)
def collection(request: Request, desk: TheDesk, collection_id: str, person: Reader) -> dict[str, Any]:
    """Describe one collection."""
    return _described(request, desk, person, _readable(collection_id, person))


@router.get("/collections/{collection_id}/schema", responses=_NOT_FOUND)
def schema(request: Request, collection_id: str, person: Reader) -> dict[str, Any]:
    """Return the schema of a collection's features."""
    layer = _readable(collection_id, person)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_base(request)}/collections/{collection_id}/schema",
        "type": "object",
        "title": layer.title,
        "properties": {
            "geometry": {"format": "geometry-any", "x-ogc-role": "primary-geometry"},
            **{name: _SCHEMAS[kind] for name, kind in layer.types.items()},
        },
    }


@router.get(
    "/collections/{collection_id}/items",
    responses=_NOT_FOUND | responses(HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY),
    response_class=GeoJson,
)
def items(
    request: Request,
    desk: TheDesk,
    collection_id: str,
    person: Reader,
    limit: Annotated[int | None, Query(ge=1)] = None,
    offset: Annotated[int, Query(ge=0, le=2**31)] = 0,
    bbox: str | None = None,
    bbox_crs: Annotated[str | None, Query(alias="bbox-crs")] = None,
    datetime: str | None = None,
    crs: str | None = None,
) -> Response:
    """Return a page of features."""
    layer = _readable(collection_id, person)
    asked = read_query(bbox=bbox, bbox_crs=bbox_crs, datetime_=datetime, crs=crs, planning=desk.planning_crs)
    size = min(limit or desk.settings.page_size, desk.settings.page_limit)
    rows = layer.rows(desk, person).where(*asked.conditions(layer))
    with desk.store.reading() as session:
        matched = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
        page = session.execute(rows.offset(offset).limit(size)).all()
    features = [_feature(layer, row, asked.crs) for row in page]
    body = {
        "type": "FeatureCollection",
        "features": features,
        "numberMatched": matched,
        "numberReturned": len(features),
        "timeStamp": desk.store.now().astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "links": _pages(request, offset, size, matched),
    }
    return _geojson(body, asked.crs)


@router.get(
    "/collections/{collection_id}/items/{item_id}",
    responses=_NOT_FOUND | responses(HTTPStatus.BAD_REQUEST),
    response_class=GeoJson,
)
def item(
    request: Request, desk: TheDesk, collection_id: str, item_id: str, person: Reader, crs: str | None = None
) -> Response:
    """Return one feature."""
    layer = _readable(collection_id, person)
    asked = read_query(bbox=None, bbox_crs=None, datetime_=None, crs=crs, planning=desk.planning_crs)
    with desk.store.reading() as session:
        rows = layer.rows(desk, person).where(layer.identifier == item_id)
        row = found(session.execute(rows).one_or_none(), item_id)
    path = f"/collections/{collection_id}"
    links = [
        _link(_base(request), f"{path}/items/{item_id}", "self", _GEOJSON, "This feature"),
        _link(_base(request), path, "collection", "application/json", layer.title),
    ]
    return _geojson(_feature(layer, row, asked.crs) | {"links": links}, asked.crs)


def _readable(collection_id: str, person: Person) -> Collection:
    layer = found(COLLECTIONS.get(collection_id), collection_id)
    require(person, layer.action)
    return layer


def _described(request: Request, desk: Desk, person: Person, layer: Collection) -> dict[str, Any]:
    base, path = _base(request), f"/collections/{layer.id}"
    table = layer.table
    corners = (func.min(table.west), func.min(table.south), func.max(table.east), func.max(table.north))
    with desk.store.reading() as session:
        # the extent of what this person may see: that of everything would tell where confidential works are
        box = session.execute(layer.rows(desk, person).with_only_columns(*corners).order_by(None)).one()
    described: dict[str, Any] = {
        "id": layer.id,
        "title": layer.title,
        "description": layer.description,
        "itemType": "feature",
        "crs": [CRS84, crs_uri(desk.planning_crs)],
        "storageCrs": CRS84,
        "links": [
            _link(base, path, "self", "application/json", layer.title),
            _link(base, f"{path}/items", "items", _GEOJSON, layer.title),
            _link(base, f"{path}/schema", "describedby", "application/schema+json", layer.title),
        ],
    }
    if None not in box:
        described["extent"] = {"spatial": {"bbox": [[*box]], "crs": CRS84}}
    return described


def _feature(layer: Collection, row: Row[Any], crs: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": layer.key(row),
        "geometry": placed(row[0].shape, crs),
        "properties": layer.properties(row),
    }


def _pages(request: Request, offset: int, size: int, matched: int) -> list[dict[str, str]]:
    def page(rel: str, at: int) -> dict[str, str]:
        asked = {**dict(request.query_params), "offset": str(at), "limit": str(size)}
        return {"href": f"{request.url.replace(query=urlencode(asked))}", "rel": rel, "type": _GEOJSON, "title": rel}

    links = [{"href": str(request.url), "rel": "self", "type": _GEOJSON, "title": "self"}]
    if offset + size < matched:
        links.append(page("next", offset + size))
    if offset > 0:
        links.append(page("prev", max(offset - size, 0)))
    return links


def _geojson(body: dict[str, Any], crs: str) -> Response:
    return GeoJson(body, headers={"Content-Crs": f"<{crs}>"})
