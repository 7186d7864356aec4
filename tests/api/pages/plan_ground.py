"""A small county whose plan is made and whose case is led by the API, before its pages are asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.security.roles import Role
from tests.api.small_county import route

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

AUTHORITIES = {"P1": "RESOURCES", "P2": "URBAN", "P3": "TRAFFIC", "P9": "HOUSING"}
CALL = {"at": "2027-01-06T09:00+08:00", "place": "东西路口"}


@dataclass
class County:
    """Everybody who works in it, each with one client."""

    client_of: Callable[..., TestClient]
    clients: dict[tuple[Role, str], TestClient] = field(default_factory=dict)

    def as_(self, role: Role, organisation: str = "") -> TestClient:
        """Return the client of somebody, the same each time."""
        key = (role, organisation)
        if key not in self.clients:
            self.clients[key] = self.client_of(role, organisation)
        return self.clients[key]

    @property
    def engineer(self) -> TestClient:
        """Return the engineer."""
        return self.as_(Role.ENGINEER)

    @property
    def officer(self) -> TestClient:
        """Return the officer."""
        return self.as_(Role.OFFICER)

    def utility(self, code: str) -> TestClient:
        """Return a utility."""
        return self.as_(Role.UTILITY, code)

    def authority(self, item: str) -> TestClient:
        """Return who answers an approval item."""
        code = AUTHORITIES[item]
        return self.officer if code == "URBAN" else self.as_(Role.REVIEWER, code)

    def submit(self, code: str, service: str, first: float, last: float, **more: Any) -> None:
        """Submit a route along the long road, secret where ``confidential`` is given."""
        secret = {"confidential": "true"} if more.pop("confidential", False) else {}
        content = route(code, service, first=first, last=last, project_id=f"{service}-1", **more)
        done(self.utility(code).post("/api/v1/submissions", files={"file": ("r.geojson", content)}, data=secret), 201)

    def two_join(self) -> None:
        """Submit two routes that are worth joining."""
        self.submit("YX-WATER", "water", 1, 7)
        self.submit("YX-POWER", "power", 2, 9)

    def plan(self, **wishes: Any) -> dict[str, Any]:
        """Make a draft."""
        return done(self.engineer.post("/api/v1/plans", json=wishes), 201)

    def accepted(self, **wishes: Any) -> dict[str, Any]:
        """Make a draft and accept it."""
        return done(self.engineer.post(f"/api/v1/plans/{self.plan(**wishes)['id']}/accept"))

    def case(self, until: str = "opened") -> str:
        """Open the case of the joint work and lead it to a state; return its address under ``/api/v1``."""
        plan = self.accepted()
        joint = next(work for work in plan["works"] if work["kind"] == "joint")
        case = done(self.engineer.post("/api/v1/cases", json={"work_id": joint["work_id"]}), 201)
        way = f"/api/v1/cases/{case['id']}"
        for state, lead in (("surveyed", self._survey), ("in_review", self._share), ("agreed", self._agree)):
            if until == "opened":
                break
            lead(way)
            if until == state:
                break
        else:
            done(self.officer.post(f"{way}/decision"), 201)
        return str(case["id"])

    def _survey(self, way: str) -> None:
        done(self.engineer.post(f"{way}/survey", json=CALL))
        for code in ("YX-WATER", "YX-POWER"):
            done(self.utility(code).post(f"{way}/attendance", json={"text": "到场"}))
        done(self.engineer.post(f"{way}/scheme", json={"scheme": "同沟敷设"}))

    def _share(self, way: str) -> None:
        done(self.engineer.post(f"{way}/design", data={"text": "联合设计"}))
        done(self.engineer.post(f"{way}/review"))

    def _agree(self, way: str) -> None:
        for item in AUTHORITIES:
            done(self.authority(item).post(f"{way}/opinions/{item}", json={"opinion": "agree"}))


def done(answer: Any, status: int = HTTPStatus.OK) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.json()
    return told


def page(client: TestClient, path: str, language: str = "zh", status: int = HTTPStatus.OK) -> str:
    answer = client.get(path, params={"lang": language} if "?" not in path else None)
    assert answer.status_code == status, answer.text
    return str(answer.text)


def sent(client: TestClient, path: str, said: str, **form: Any) -> str:
    """Send a form, and return the page it leads to, which tells what was done."""
    files = form.pop("files", None)
    answer = client.post(path, data=form, files=files, follow_redirects=False, params={"lang": "zh"})
    assert answer.status_code == HTTPStatus.SEE_OTHER, answer.text
    assert answer.headers["location"].endswith(f"?said={said}")
    return page(client, answer.headers["location"] + "&lang=zh")
