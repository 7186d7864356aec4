"""GDAL, which knows nothing of us, lists and reads every collection; parameters mean what the standard says."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest
import shapely
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.app import SYSTEM, create_app
from api.ogc.collections import COLLECTIONS
from api.ogc.queries import CRS84, crs_uri
from api.security.roles import Role
from api.store.tables import PlannedWork, PlanVersion, Project, Section, StoredFile, Stretch, Submission, new_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from api.settings import Settings
    from api.state import Desk
    from api.store.desk import Change
    from tests.api.conftest import Clock

ROADS = Path(__file__).resolve().parents[3] / "sample_data" / "roads.geojson"
PLANNING = crs_uri(4547)


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[FastAPI]:
    """Yield a desk with the sample's roads, some stretches on them, and an accepted plan."""
    app = create_app(settings.model_copy(update={"roads": ROADS}), clock)
    with app.state.desk.store.changing(SYSTEM, "test.fill") as change:
        _fill(change)
    yield app
    app.state.desk.store.engine.dispose()


def _fill(change: Change) -> None:
    sections = change.session.scalars(select(Section).order_by(Section.section_id).limit(6)).all()
    change.session.add(StoredFile(sha256="a" * 64, size=0, content=b"", stored_at=change.at))
    change.session.flush()
    plan = PlanVersion(
        id=new_key(), number=1, as_of=change.at.date(), state="accepted", roads="", rulebook="", inputs=[], files={},
        totals={}, made_at=change.at, made_by="",
    )  # fmt: skip
    change.session.add(plan)
    for i, section in enumerate(sections):
        confidential = i >= 4
        owner = "YX-GAS" if i % 2 else "YX-WATER"
        place = {name: getattr(section, name) for name in ("west", "south", "east", "north", "shape")}
        days = (change.at.date().replace(month=1 + i), change.at.date().replace(month=2 + i))
        submission = Submission(
            id=new_key(), series=new_key(), version=1, organisation=owner, name="r", file="a" * 64,
            confidential=confidential, state="judged", received_at=change.at, received_by="",
        )  # fmt: skip
        change.session.add(submission)
        change.session.flush()
        project = Project(
            id=new_key(), submission_id=submission.id, organisation=owner, project_id=f"p{i}", service="gas",
            earliest_start=days[0], latest_finish=days[1], confidential=confidential, current=True,
        )  # fmt: skip
        change.session.add(project)
        change.session.flush()
        change.session.add(
            Stretch(
                project_key=project.id, section_id=section.section_id, road_name=section.road_name, from_m=0.0,
                to_m=section.length_m, offset_m=1.0, side="left", confidence=0.9, **place,
            )
        )  # fmt: skip
        change.session.add(
            PlannedWork(
                plan_id=plan.id, work_id=f"JW-{i}", kind="solo", road_name=section.road_name, lead=f"p{i}",
                members=[f"p{i}"], owners=f" {owner} ", confidential=confidential, starts_on=days[0],
                ends_on=days[1], work={"opened_m": 1.0, "opened_m_if_separate": 1.0, "closure_days": 1}, **place,
            )
        )  # fmt: skip


@pytest.fixture
def server(app: FastAPI, running: Callable[[Settings], str], desk: Desk) -> str:
    """Return the address of the service, running in a process of its own beside GDAL."""
    assert app.state.desk is desk
    return running(desk.settings)


def _count(desk: Desk, table: type[Any], *conditions: Any) -> int:
    with desk.store.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def test_gdal_reads_every_collection_open_to_all_by_box_and_in_both_systems(server: str, desk: Desk) -> None:
    source = f"OAPIF:{server}/ogc"
    assert {str(name) for name, _ in pyogrio.list_layers(source)} == {"sections", "works"}
    works = pyogrio.read_dataframe(source, layer="works")
    assert len(works) == _count(desk, PlannedWork, PlannedWork.confidential.is_(False)) == 4
    sections = pyogrio.read_dataframe(source, layer="sections")
    assert len(sections) == _count(desk, Section) > 100
    west, south, east, north = sections.total_bounds
    box = (west, south, (west + east) / 2, (south + north) / 2)
    inside = pyogrio.read_dataframe(source, layer="sections", bbox=box)
    assert 0 < len(inside) < len(sections)
    assert set(inside.section_id) == set(sections[sections.intersects(shapely.box(*box))].section_id)
    measured = pyogrio.read_dataframe(source, layer="sections", CRS="EPSG:4547")
    moved = sections.set_crs(4490, allow_override=True).to_crs(4547)
    assert measured.crs.to_epsg() == 4547
    assert shapely.equals_exact(moved.geometry.values, measured.geometry.values, 1e-3).all()
    assert abs(measured.length - measured.length_m).max() < 0.01


def test_paging_visits_every_feature_once(app: FastAPI) -> None:
    with TestClient(app) as client:
        seen: list[str] = []
        address = "/ogc/collections/sections/items?limit=37"
        while address:
            page = client.get(address).json()
            seen += [feature["id"] for feature in page["features"]]
            assert page["numberReturned"] == len(page["features"]) <= 37
            address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
        assert len(seen) == len(set(seen)) == page["numberMatched"]
        one = client.get(f"/ogc/collections/sections/items/{seen[0]}").json()
        assert (one["type"], one["id"]) == ("Feature", seen[0])


@pytest.mark.parametrize(
    ("period", "works"),
    [
        ("2026-01-24", {"JW-0"}),
        ("2026-02-25/2026-03-23", {"JW-1"}),
        ("2026-04-25/..", {"JW-3"}),
        ("../2026-02-23", {"JW-0"}),
        ("2026-03-24T00:00:00Z", {"JW-1", "JW-2"}),
    ],
)
def test_a_period_selects_the_works_that_meet_it(app: FastAPI, period: str, works: set[str]) -> None:
    with TestClient(app) as client:
        page = client.get("/ogc/collections/works/items", params={"datetime": period}).json()
    assert {feature["id"] for feature in page["features"]} == works


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=3,2,1,4",
        "bbox=a,b,c,d",
        "bbox=nan,0,1,1",
        "datetime=yesterday",
        "datetime=2026-02-01/2026-01-01",
        "datetime=2026-01-01/2026-02-01/2026-03-01",
        "crs=http://www.opengis.net/def/crs/EPSG/0/3857",
        "bbox-crs=nonsense",
    ],
)
def test_a_wrong_parameter_is_named(app: FastAPI, query: str) -> None:
    with TestClient(app) as client:
        answer = client.get(f"/ogc/collections/works/items?{query}")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert query.split("=")[1] in answer.json()["detail"]


def test_the_answer_names_its_reference_system(app: FastAPI) -> None:
    with TestClient(app) as client:
        plain = client.get("/ogc/collections/sections/items?limit=1")
        measured = client.get("/ogc/collections/sections/items", params={"limit": 1, "crs": PLANNING})
    assert plain.headers["content-crs"] == f"<{CRS84}>"
    assert measured.headers["content-crs"] == f"<{PLANNING}>"
    northing, easting = measured.json()["features"][0]["geometry"]["coordinates"][0]
    assert northing > 3_000_000 > easting


def test_a_box_in_the_planning_system_finds_the_same(app: FastAPI) -> None:
    with TestClient(app) as client:
        one = client.get("/ogc/collections/sections/items", params={"limit": 1, "crs": PLANNING}).json()
        (n, e), (n2, e2) = one["features"][0]["geometry"]["coordinates"][:2]
        box = f"{min(n, n2) - 1},{min(e, e2) - 1},{max(n, n2) + 1},{max(e, e2) + 1}"
        asked = {"bbox": box, "bbox-crs": PLANNING}
        found = client.get("/ogc/collections/sections/items", params=asked).json()
    assert one["features"][0]["id"] in {feature["id"] for feature in found["features"]}
    assert found["numberMatched"] < 20


def test_confidential_works_are_seen_by_their_own_and_by_those_who_decide(
    client_of: Callable[..., TestClient],
) -> None:
    def seen(role: Role, organisation: str, collection: str) -> int:
        answer = client_of(role, organisation).get(f"/ogc/collections/{collection}/items")
        return int(answer.json()["numberMatched"])

    assert [seen(Role.UTILITY, "YX-WATER", "stretches"), seen(Role.ENGINEER, "DESK", "stretches")] == [5, 6]
    assert [seen(Role.UTILITY, "YX-GAS", "works"), seen(Role.OFFICER, "URBAN", "works")] == [5, 6]
    assert [seen(Role.UTILITY, "YX-HEAT", "works"), seen(Role.WINDOW, "YX-WINDOW", "stretches")] == [4, 4]


def test_what_may_not_be_seen_is_not_there_by_its_own_address_either(client_of: Callable[..., TestClient]) -> None:
    outsider, owner = client_of(Role.UTILITY, "YX-HEAT"), client_of(Role.UTILITY, "YX-WATER")
    assert owner.get("/ogc/collections/works/items/JW-4").status_code == HTTPStatus.OK
    assert outsider.get("/ogc/collections/works/items/JW-4").status_code == HTTPStatus.NOT_FOUND


def test_stretches_are_not_for_the_public(client_of: Callable[..., TestClient]) -> None:
    public = client_of(Role.PUBLIC)
    assert public.get("/ogc/collections/stretches/items").status_code == HTTPStatus.UNAUTHORIZED
    assert public.get("/ogc/collections/nothing").status_code == HTTPStatus.NOT_FOUND


def test_every_feature_has_the_properties_of_its_schema(client_of: Callable[..., TestClient]) -> None:
    client = client_of(Role.ENGINEER)
    for name in COLLECTIONS:
        schema = client.get(f"/ogc/collections/{name}/schema").json()
        (feature,) = client.get(f"/ogc/collections/{name}/items?limit=1").json()["features"]
        assert set(feature["properties"]) == set(schema["properties"]) - {"geometry"}
