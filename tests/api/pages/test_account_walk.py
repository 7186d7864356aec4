"""Signing in, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.security.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_way_in_in_both_languages(visit: Callable[..., Page], look: Callable[[Page, str], None]) -> None:
    page = visit()
    page.goto("/login")
    look(page, "login")
    page.click("text=English")
    assert page.inner_text("h1") == "Sign in"
    look(page, "login-en")


def test_whoever_wanted_somewhere_comes_there_after_signing_in(visit: Callable[..., Page]) -> None:
    page = visit(Role.OFFICER)
    assert page.url.endswith("/cases")
