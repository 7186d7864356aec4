"""The running desk of the sample seat, and visitors in a real browser whose pages must be quiet and usable."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright
from pydantic import SecretStr
from sqlalchemy import select

from api.app import open_desk
from api.security.roles import Role
from api.settings import Settings
from api.store.tables import User
from tests.api.conftest import HOMES, PASSWORD, an_account, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from api.state import Desk

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "sample_data"
_AXE = ROOT / "maps" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_SERIOUS = """
async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((each) => ["serious", "critical"].includes(each.impact))
  .map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" | ")}`)
"""


@dataclass
class Town:
    """A running desk with nobody in it yet; ``desk`` reaches the same store from here."""

    address: str
    desk: Desk

    def token(self, role: Role, organisation: str = "", login: str = "") -> str:
        """Let somebody in, and return the token with which programs act for them."""
        return an_account(self.desk, role, organisation or HOMES[role], login)


@dataclass
class Heard:
    """What the pages of a test asked for and complained about."""

    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Run the desk of the sample seat for the tests of a module; they build on what those before them did."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("town"), roads=SAMPLE / "roads.geojson", secret_key=SecretStr("t" * 43)
    )
    with served(settings) as address:
        desk = open_desk(settings)
        yield Town(address=address, desk=desk)
        desk.store.engine.dispose()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[Callable[..., Page]]:
    """Give a way to come to the desk in a browser; signed in by the login page, unless as the public.

    What a page says on its console, throws, or fetches from elsewhere fails the test at its end.
    """
    heard = Heard()
    contexts = []

    def come(
        role: Role = Role.PUBLIC, organisation: str = "", login: str = "", *, language: str = "zh", **options: Any
    ) -> Page:
        locale = {"zh": "zh-CN", "en": "en-GB"}[language]
        context = chromium.new_context(base_url=town.address, locale=locale, **options)
        contexts.append(context)
        page = context.new_page()
        _listen(page, town.address, heard)
        if role is not Role.PUBLIC:
            name = login or f"{role.value}.{organisation or HOMES[role]}"
            if not _known(town.desk, name):
                town.token(role, organisation, name)
            page.goto("/login")
            page.fill("[name=login]", name)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
        return page

    yield come
    for context in contexts:
        context.close()
    assert heard == Heard()


@pytest.fixture
def look(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Page, str], None]:
    """Give a way to keep a picture of a page, and to see that nothing on it shuts anybody out (axe-core).

    Pictures go to the folder ``COTRENCH_SCREENSHOTS`` where it is set, else to the test's own.
    """
    folder = Path(os.environ.get("COTRENCH_SCREENSHOTS", tmp_path))
    module = request.node.path.stem.removeprefix("test_")

    def see(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{module}-{name}.png", full_page=True)
        page.evaluate(_AXE.read_text(encoding="utf-8"))
        assert page.evaluate(_SERIOUS) == []

    return see


def _listen(page: Page, address: str, heard: Heard) -> None:
    ours = (address, "data:", "blob:")
    page.on("request", lambda r: None if r.url.startswith(ours) else heard.strangers.append(r.url))
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    page.on("console", lambda message: heard.errors.append(message.text))


def _known(desk: Desk, login: str) -> bool:
    with desk.store.reading() as session:
        return session.scalars(select(User).where(User.login == login)).one_or_none() is not None
