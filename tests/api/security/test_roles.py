"""Every cell of the matrix of roles and actions, walked on the running service."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from api.app import create_app
from api.security.access import Allow
from api.security.roles import MATRIX, Action, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI
    from fastapi.dependencies.models import Dependant
    from fastapi.testclient import TestClient
    from httpx2 import Response

    from api.settings import Settings

# Routes that ask for no action: who am I, the ways in and out, and the description of all
OPEN = {
    ("GET", "/api/v1/me"),
    ("POST", "/api/v1/session"),
    ("DELETE", "/api/v1/session"),
    ("POST", "/api/v1/accounts"),
    ("GET", "/login"),
    ("POST", "/login"),
    ("POST", "/logout"),
    ("GET", "/join/{secret}"),
    ("POST", "/join/{secret}"),
    ("GET", "/language/{language}"),
    ("GET", "/api/docs"),
}


def guarded_routes(app: FastAPI) -> Iterator[tuple[str, str, Action | None]]:
    """Yield method, address and needed action of every route."""
    for route in iter_route_contexts(app.routes):
        if isinstance(route.original_route, APIRoute):
            for method in sorted(route.methods or ()):
                yield method, str(route.path), _action_of(route.original_route.dependant)


def _action_of(dependant: Dependant) -> Action | None:
    for each in dependant.dependencies:
        if isinstance(each.call, Allow):
            return each.call.action
        if (action := _action_of(each)) is not None:
            return action
    return None


def _refused(answer: Response) -> bool:
    """Tell whether an answer refuses: outright, or as a page that asks who comes."""
    outright = answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    return outright or answer.headers.get("location", "").startswith("/login?next=")


def test_every_role_stands_in_the_matrix_and_every_action_has_a_role() -> None:
    assert set(MATRIX) == set(Role)
    assert set().union(*MATRIX.values()) == set(Action)


def test_nobody_may_both_manage_people_and_decide() -> None:
    assert not [r for r in Role if {Action.MANAGE_PEOPLE, Action.DECIDE} <= MATRIX[r]]
    assert [r for r in Role if Action.DECIDE in MATRIX[r]] == [Role.OFFICER]
    assert [r for r in Role if Action.READ_LOG in MATRIX[r]] == [Role.AUDITOR]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_asks_for_an_action_or_is_known_to_be_open(settings: Settings) -> None:
    app = create_app(settings)
    unguarded = {(method, path) for method, path, action in guarded_routes(app) if action is None}
    assert unguarded == OPEN
    app.state.desk.store.engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_forbidden_cell_is_refused_and_every_allowed_one_is_let_in(
    app: FastAPI, client_of: Callable[..., TestClient]
) -> None:
    routes = [each for each in guarded_routes(app) if each[2] is not None]
    assert len(routes) > 5
    for role in Role:
        client = client_of(role)
        for method, path, action in routes:
            answer = client.request(method, path.replace("{", "").replace("}", ""), follow_redirects=False)
            assert _refused(answer) == (action not in MATRIX[role]), (role, method, path, answer.text)
