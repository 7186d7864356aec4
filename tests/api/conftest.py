"""A store on each of the two databases, brought up by the migrations, and a clock the tests hold."""

from __future__ import annotations

import itertools
import os
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from api.store.desk import Store
from api.store.engine import migrate, open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

_COUNT = itertools.count()


class Clock:
    """A clock that moves a second each time it is read, and as far as a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment, a second after the one before."""
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file, to be copied for each test."""
    path = tmp_path_factory.mktemp("desk") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def filled_postgis() -> Iterator[str]:
    """Yield the name of a migrated PostGIS database, to be copied for each test."""
    assert "PGHOST" in os.environ, "run through tools/with-postgis"
    name = f"template_{os.getpid()}"
    _create(name)
    with psycopg.connect(dbname=name, autocommit=True) as own:
        own.execute("CREATE EXTENSION postgis")
    engine = open_engine(_postgres_url(name))
    migrate(engine)
    engine.dispose()
    yield name
    _drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the address of a migrated, empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('filled_sqlite'), tmp_path / 'desk.db')}"
        return
    name = f"desk_{os.getpid()}_{next(_COUNT)}"
    _create(name, template=request.getfixturevalue("filled_postgis"))
    yield _postgres_url(name)
    _drop(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine, clock: Clock) -> Store:
    return Store(engine, clock)


def _create(name: str, template: str = "template1") -> None:
    with psycopg.connect(dbname="postgres", autocommit=True) as server:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(words.format(sql.Identifier(name), sql.Identifier(template)))


def _drop(name: str) -> None:
    with psycopg.connect(dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _postgres_url(name: str) -> str:
    e = os.environ
    return f"postgresql://{e['PGUSER']}:{e['PGPASSWORD']}@{e['PGHOST']}:{e['PGPORT']}/{name}"
