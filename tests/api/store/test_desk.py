"""Changes are whole, one after another, and told; on both databases."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from shapely import LineString, Point, equals_exact
from sqlalchemy import Engine, func, inspect, literal, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from api.store.columns import Shape
from api.store.engine import migrate
from api.store.log import Actor, broken_links
from api.store.tables import Base, Event, Organisation, Section, Series, StoredFile, Token, User
from tests.api.untold import untold

if TYPE_CHECKING:
    from datetime import datetime

    from api.store.desk import Change, Store

A_HASH = "argon2..."
CLERK = Actor(login="clerk", organisation="YX-WATER")


def an_organisation(code: str = "YX-WATER") -> Organisation:
    return Organisation(code=code, kind="utility", zh="供水", en="Water", services=["water"], items=[])


def a_user(at: datetime) -> User:
    return User(login="clerk", name="Clerk", organisation="YX-WATER", role="utility", password=A_HASH, created_at=at)


def a_section(name: str, line: LineString) -> Section:
    west, south, east, north = line.bounds
    return Section(
        version="v", section_id=name, road_name=name, road_class="primary", length_m=1.0,
        west=west, south=south, east=east, north=north, shape=line,
    )  # fmt: skip


def add_next(change: Change) -> int:
    """Give out the next number of a series, as whoever numbers decisions does."""
    row = change.session.get(Series, ("d", 2026))
    if row is None:
        row = Series(name="d", year=2026, last=0)
        change.session.add(row)
    row.last += 1
    return row.last


def test_migrations_make_exactly_the_model(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours})
        assert compare_metadata(context, Base.metadata) == []


def _ours(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    # PostGIS keeps a table of its own; SQLite has no index on shapes
    return not (kind == "table" and name == "spatial_ref_sys") and not (
        kind == "index" and str(name).endswith("_shape")
    )


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert "decision" in inspect(engine).get_table_names()


def test_a_change_is_told_with_who_what_when_before_and_after(store: Store) -> None:
    with store.changing(CLERK, "organisation.add", "YX-WATER") as change:
        change.session.add(an_organisation())
    with store.changing(CLERK, "organisation.rename", "YX-WATER") as change:
        change.session.get_one(Organisation, "YX-WATER").zh = "叶县供水"
    with store.reading() as session:
        first, second = session.scalars(select(Event).order_by(Event.number)).all()
    assert (first.actor, first.action, first.number, second.number) == ("clerk", "organisation.add", 1, 2)
    assert second.at > first.at
    (row,) = json.loads(second.body)["rows"]
    assert row == {
        "table": "organisation", "key": "YX-WATER", "before": {"zh": "供水"}, "after": {"zh": "叶县供水"},
    }  # fmt: skip


def test_secrets_and_contents_stay_out_of_the_log(store: Store) -> None:
    with store.changing(CLERK, "add") as change:
        change.session.add_all([an_organisation(), a_user(change.at)])
        change.session.add(StoredFile(sha256="f" * 64, size=6, content=b"secret", stored_at=change.at))
        change.session.add(Token(user_id="u", name="t", digest="d" * 64, scopes=[], created_at=change.at))
    with store.reading() as session:
        body = session.scalars(select(Event.body)).one()
    assert A_HASH not in body
    assert "secret" not in body
    assert "d" * 64 not in body


def test_what_its_columns_fill_in_is_told_too(store: Store) -> None:
    with store.changing(CLERK, "add") as change:
        change.session.add(an_organisation())
        user = a_user(change.at)
        change.session.add(user)
    with store.reading() as session:
        rows = json.loads(session.scalars(select(Event.body)).one())["rows"]
        assert untold(session) == {}
    (told,) = [row for row in rows if row["table"] == "user_account"]
    assert (told["key"], told["after"]["language"], told["after"]["version"]) == (user.id, "zh", 1)


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(store: Store) -> None:
    with store.reading() as session:
        assert session.scalars(select(Organisation)).all() == []
        with store.changing(CLERK, "add") as change:
            change.session.add(an_organisation())
        assert session.scalars(select(Organisation.code)).all() == []
    with store.reading() as session:
        assert session.scalars(select(Organisation.code)).all() == ["YX-WATER"]


def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.changing(CLERK, "add") as change:
            change.session.add(an_organisation())
            change.session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with store.reading() as session:
        assert session.scalars(select(Organisation)).all() == []
        assert session.scalars(select(Event)).all() == []
        assert list(broken_links(session)) == []


def test_what_was_read_cannot_be_changed_by_reading(store: Store) -> None:
    with store.reading() as session:
        session.add(an_organisation())
        session.flush()
    with store.reading() as session:
        assert session.scalars(select(Organisation)).all() == []


def test_a_change_of_nothing_leaves_no_event(store: Store) -> None:
    with store.changing(CLERK, "look"):
        pass
    with store.reading() as session:
        assert session.scalars(select(Event)).all() == []


def test_rows_are_never_removed(store: Store) -> None:
    with store.changing(CLERK, "add") as change:
        change.session.add(an_organisation())

    def remove() -> None:
        with store.changing(CLERK, "remove") as change:
            change.session.delete(change.session.get_one(Organisation, "YX-WATER"))

    with pytest.raises(RuntimeError, match="never removed"):
        remove()


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'x'", "DELETE FROM event"])
def test_the_database_refuses_to_alter_the_log(store: Store, engine: Engine, statement: str) -> None:
    with store.changing(CLERK, "add") as change:
        change.session.add(an_organisation())
    with pytest.raises(DatabaseError, match="never changed"), engine.begin() as connection:
        connection.execute(text(statement))


def test_an_unknown_organisation_is_refused(store: Store) -> None:
    def add() -> None:
        with store.changing(CLERK, "add") as change:
            change.session.add(a_user(change.at))

    with pytest.raises(IntegrityError):
        add()


def test_numbers_given_out_by_many_at_once_have_no_gap_and_no_double(store: Store) -> None:
    def one(i: int) -> int:
        given = 0
        with suppress(ZeroDivisionError), store.changing(CLERK, "number") as change:
            given = add_next(change) * (1 // (i % 5 and 1))
        return given

    with ThreadPoolExecutor(8) as pool:
        given = sorted(n for n in pool.map(one, range(50)) if n)
    assert given == list(range(1, 41))
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 40
        assert list(broken_links(session)) == []


def _forge(engine: Engine, *statements: str) -> None:
    """Do what an attacker with the database's own rights could: take the guard away and write."""
    with engine.begin() as connection:
        postgres = connection.dialect.name == "postgresql"
        for name in ["keep_event"] if postgres else ["keep_event_update", "keep_event_delete"]:
            connection.execute(text(f"DROP TRIGGER {name}" + (" ON event" if postgres else "")))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        ("UPDATE event SET actor = 'other' WHERE number = 2", {(2, "columns")}),
        ("UPDATE event SET body = replace(body, 'add', 'odd') WHERE number = 2", {(2, "digest"), (2, "columns")}),
        ("DELETE FROM event WHERE number = 2", {(2, "missing"), (3, "chain")}),
        ("DELETE FROM event WHERE number = 3", {(2, "head")}),
    ],
)
def test_forging_the_log_is_found(store: Store, engine: Engine, forgery: str, found: set[tuple[int, str]]) -> None:
    for code in ("YX-WATER", "YX-GAS", "YX-HEAT"):
        with store.changing(CLERK, "add", code) as change:
            change.session.add(an_organisation(code))
    _forge(engine, forgery)
    with store.reading() as session:
        assert {(b.number, b.what) for b in broken_links(session)} == found


def test_a_forged_event_with_a_new_digest_breaks_the_next_link(store: Store, engine: Engine) -> None:
    for code in ("YX-WATER", "YX-GAS"):
        with store.changing(CLERK, "add", code) as change:
            change.session.add(an_organisation(code))
    with store.reading() as session:
        body = session.get_one(Event, 1).body.replace("clerk", "other")
    digest = hashlib.sha256(body.encode()).hexdigest()
    escaped = body.replace("'", "''").replace(":", "\\:")
    _forge(engine, f"UPDATE event SET actor = 'other', body = '{escaped}', digest = '{digest}' WHERE number = 1")
    with store.reading() as session:
        assert [(b.number, b.what) for b in broken_links(session)] == [(2, "chain")]


def test_shapes_come_back_exactly_and_meet_as_in_postgis(store: Store) -> None:
    line = LineString([(113.3600001, 33.6300002), (113.3700003, 33.6300004)])
    with store.changing(CLERK, "add") as change:
        change.session.add_all([a_section("昆阳大道", line), a_section("far", LineString([(114, 34), (114.1, 34)]))])
    near = Point(113.365, 33.63).buffer(0.001)
    with store.reading() as session:
        query = select(Section).where(func.ST_Intersects(Section.shape, literal(near, Shape())))
        (found,) = session.scalars(query).all()
    assert equals_exact(found.shape, line, 0.0)
    assert found.road_name == "昆阳大道"
