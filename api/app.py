"""The desk as a service: ``create_app`` makes one from its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DataError

from api import problems
from api.description import DescribedApi
from api.desk.ground import keep_sections, read_ground, roads_at_hand
from api.desk.opened import Shelf
from api.desk.people import BUREAU, end_invitations, invite, needs_administrator, seat_organisations
from api.limits import BodyLimit
from api.ogc import routes as ogc
from api.pages import errors
from api.pages.routes import ROUTERS as PAGES
from api.routes import applications, cases, description, emergencies, meetings, people, plans, records, submissions
from api.rulebooks import rulebook_documents
from api.security.headers import SecurityHeaders, policy_of
from api.security.roles import Role
from api.security.secrets import secret_key
from api.security.throttle import Throttle
from api.settings import Settings
from api.state import Desk, utc_now
from api.store.desk import Store
from api.store.engine import migrate, open_engine
from api.store.log import Actor
from maps.options import MapOptions, image_sources
from planner.rulebook.load import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fastapi import FastAPI


__all__ = ["SYSTEM", "create_app", "first_link", "open_desk"]

SYSTEM = Actor(login="system", organisation=BUREAU)
_VERSION = "1"
# What is served as it is: ours, and what set-up brought
_STATIC = {"api": ("api", "static"), "pages": ("api.pages", "static"), "maps": ("maps", "static")}
# What a form adds to the file it carries
_AROUND_A_FILE = 64_000


def create_app(settings: Settings | None = None, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Return the service of one desk; its database is brought to the model, its organisations are seated.

    Parameters
    ----------
    settings : None for those of the environment.
    now : The clock of everything the desk writes.
    """
    desk = open_desk(settings or Settings(), now)
    app = DescribedApi(
        title="cotrench",
        version=_VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.desk = desk
    errors.install(app)
    app.add_exception_handler(DataError, problems.unstorable)
    app.add_exception_handler(Exception, errors.failed)
    app.add_middleware(BodyLimit, most=desk.settings.upload_bytes + _AROUND_A_FILE, answer=errors.answered)
    app.add_middleware(SecurityHeaders, policy=policy_of(image_sources(MapOptions(bases=desk.settings.bases))))
    for router in (
        people.router,
        applications.router,
        submissions.router,
        plans.router,
        cases.router,
        emergencies.router,
        records.router,
        meetings.router,
        ogc.router,
        description.router,
        *PAGES,
    ):
        app.include_router(router)
    if desk.settings.oidc_issuer is not None:
        from api.pages import openid  # noqa: PLC0415 - of an extra that need not be installed

        app.include_router(openid.router)
    for name, package in _STATIC.items():
        app.mount(f"/static/{name}", StaticFiles(packages=[package]), name=f"static-{name}")
    return app


def open_desk(settings: Settings, now: Callable[[], datetime] = utc_now) -> Desk:
    """Return the desk of some settings, ready for work."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings.store_url)
    migrate(engine)
    documents, main = rulebook_documents(settings.rulebook)
    store, rulebook = Store(engine, now), load_rulebook(documents, main=main)
    ground = read_ground(settings, rulebook) if settings.roads is not None else None
    with store.changing(SYSTEM, "desk.start") as change:
        seat_organisations(change, rulebook)
        if ground is not None:
            keep_sections(change, ground)
    key = settings.secret_key.get_secret_value() if settings.secret_key else secret_key(settings.data_dir)
    return Desk(
        settings=settings,
        store=store,
        rulebook=rulebook,
        key=key,
        throttle=Throttle(
            now,
            {"login": settings.sign_in_tries, "address": settings.sign_in_tries_of_address},
            settings.sign_in_minutes,
        ),
        ground=ground,
        rulebook_documents=documents,
        rulebook_main=main,
        shelf=Shelf(roads_of=roads_at_hand(ground, settings, rulebook)),
    )


def first_link(desk: Desk) -> str | None:
    """Return the one-time link of the desk's first administrator; None once there is one.

    A link made before, at an earlier start, holds no longer: of all that were ever printed one can be used.
    """
    with desk.store.reading() as session:
        if not needs_administrator(session):
            return None
    with desk.store.changing(SYSTEM, "people.invite", BUREAU) as change:
        end_invitations(change, Role.ADMINISTRATOR)
        secret = invite(change, Role.ADMINISTRATOR, BUREAU, desk.settings.invitation_hours)
    return f"{desk.settings.base_url}/join/{secret}"
