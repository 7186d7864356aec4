"""A store on each of the two databases, brought up by the migrations, and a clock the tests hold."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql
from pydantic import SecretStr

from api.app import SYSTEM, create_app
from api.desk.people import BUREAU, WINDOW, accept_invitation, give_token, invite
from api.security.access import Person
from api.security.roles import MATRIX, Role
from api.settings import Settings
from api.store.desk import Store
from api.store.engine import migrate, open_engine
from tests.api.pages.plan_ground import County

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from sqlalchemy import Engine

    from api.state import Desk

PASSWORD = "correct horse battery"  # noqa: S105 - of test accounts
HOMES = {
    Role.ADMINISTRATOR: BUREAU,
    Role.AUDITOR: BUREAU,
    Role.ENGINEER: BUREAU,
    Role.WINDOW: WINDOW,
    Role.UTILITY: "YX-WATER",
    Role.REVIEWER: "RESOURCES",
    Role.OFFICER: "URBAN",
}
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


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url, secret_key=SecretStr("k" * 43))


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[FastAPI]:
    """Yield the service, with the organisations of the rulebook and nobody in it."""
    app = create_app(settings, clock)
    yield app
    app.state.desk.store.engine.dispose()


@pytest.fixture
def desk(app: FastAPI) -> Desk:
    made: Desk = app.state.desk
    return made


@pytest.fixture
def client_of(app: FastAPI, desk: Desk) -> Iterator[Callable[..., TestClient]]:
    """Give a client that acts by token for a person of a role and organisation; nobody for PUBLIC."""
    with ExitStack() as clients:

        def client(role: Role, organisation: str = "", login: str = "") -> TestClient:
            made = clients.enter_context(TestClient(app, headers={"accept-language": "en"}))
            if role is not Role.PUBLIC:
                secret = an_account(desk, role, organisation or HOMES[role], login)
                made.headers["authorization"] = f"Bearer {secret}"
            return made

        yield client


@pytest.fixture
def county(client_of: Callable[..., TestClient]) -> County:
    """Give a county in which two utilities lie on one road and mean to dig together; its roads are the module's."""
    made = County(client_of)
    made.two_join()
    return made


def an_account(desk: Desk, role: Role, organisation: str, login: str = "") -> str:
    """Make an account by invitation, as people are let in, and return the secret of a token with all its rights."""
    login = login or f"{role.value}.{organisation}"
    with desk.store.changing(SYSTEM, "test.let_in", login) as change:
        invitation = invite(change, role, organisation, 1)
        change.session.flush()
        user = accept_invitation(change, invitation, login=login, name=login, password=PASSWORD)
        person = Person(user_id=user.id, login=login, name=login, organisation=organisation, role=role)
        _, secret = give_token(change, person, "test", MATRIX[role], None)
    return secret


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Run the service of some settings in a process of its own; give its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {
        f"COTRENCH_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings
        if value is not None
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603 - our own service
        [*command, "--log-level", "warning"], env={**os.environ, **given}, text=True, stderr=subprocess.PIPE
    )
    try:
        _wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_for(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + 60
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def running() -> Iterator[Callable[[Settings], str]]:
    """Give a way to run the service of some settings; it ends with the test."""
    with ExitStack() as services:
        yield lambda settings: services.enter_context(served(settings))
