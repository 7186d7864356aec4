"""Templates made into pages: one environment, the same words, days and names on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy import select

from api.pages.menu import entries_of
from api.pages.words import WORDS
from api.security.access import CSRF_FIELD
from api.security.roles import Action, Role
from api.store.tables import Organisation
from planner.messages import CATALOGUE, Language, text_of
from planner.model import Reason

if TYPE_CHECKING:
    from datetime import datetime

    from fastapi import Request
    from starlette.responses import Response

    from api.problems import Problem
    from api.security.access import Person
    from api.state import Desk

__all__ = ["SAID", "STATIC", "Visit", "say"]

# Where the pages' own style and script are served
STATIC = "/static/pages"
# The part of an address that carries what was just done, a key of the words
SAID = "said"
_TEMPLATES = Environment(
    loader=PackageLoader("api.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def say(key: str, language: Language, /, **data: object) -> str:
    """Return the words of a page in a language.

    Raises
    ------
    KeyError
        If there are none for the key, or they name data that is not given.
    """
    zh, en = WORDS[key]
    return (zh if language is Language.ZH else en).format(**data)


@dataclass(frozen=True)
class Visit:
    """One request for a page: who asks, of which desk, in which language; and the ways to answer it."""

    request: Request
    desk: Desk
    person: Person
    language: Language

    def show(
        self, template: str, status: HTTPStatus = HTTPStatus.OK, *, problem: Problem | None = None, **data: object
    ) -> Response:
        """Return a page made of a template; ``problem`` is told above it, and gives the page its status."""
        words = _TEMPLATES.get_template(template).render(self._around(), problem=problem, **data)
        return HTMLResponse(words, status_code=problem.status if problem is not None else status)

    def go(self, path: str, said: str | None = None) -> Response:
        """Send the browser on after a change; the page it comes to tells ``said``, a key of the words."""
        query = f"?{urlencode({SAID: said})}" if said is not None else ""
        return RedirectResponse(path + query, HTTPStatus.SEE_OTHER)

    def say(self, key: str, /, **data: object) -> str:
        """Return words of the pages."""
        return say(key, self.language, **data)

    def told(self, code: str, /, **data: object) -> str:
        """Return the sentence of a reason or fault of the planner's catalogue."""
        return text_of(Reason(code=code, data=data), self.language)

    def term(self, kind: str, code: str) -> str:
        """Return a code in words, such as a service or a state; the code itself where it has none."""
        words = CATALOGUE.get(f"term.{kind}.{code}", (code, code))
        return words[self.language is Language.EN]

    def organisation(self, code: str) -> str:
        """Return the name of an organisation, its code where it is unknown."""
        row = self._organisations.get(code)
        return code if row is None else row[self.language is Language.EN]

    def body(self, name: str) -> str:
        """Return a public body that a record names in Chinese, by its own name where it has one in the language."""
        return next(
            (names[self.language is Language.EN] for names in self._organisations.values() if name in names), name
        )

    def day(self, day: date | str) -> str:
        """Return a day in words; a day of a record may be written as ISO 8601 has it."""
        if isinstance(day, str):
            day = date.fromisoformat(day)
        return f"{day.year}年{day.month}月{day.day}日" if self.language is Language.ZH else f"{day:%Y-%m-%d}"

    def days(self, first: date | str, last: date | str) -> str:
        """Return a period in words, its first and its last day inclusive."""
        return self.say("from_to", first=self.day(first), last=self.day(last))

    def field(self, path: str) -> str:
        """Return the name of a field of a form, such as ``applicant.name``; a part without words as it is."""
        named = (str(int(part) + 1) if part.isdecimal() else part for part in path.split("."))
        return " · ".join(self.say(key) if (key := f"field.{part}") in WORDS else part for part in named)

    def moment(self, moment: datetime) -> str:
        """Return a moment in words, in the county's zone."""
        local = self.desk.local(moment)
        return f"{self.day(local.date())} {local:%H:%M}"

    @property
    def said(self) -> str | None:
        """Return what was just done, in words; None if nothing was, or the address was made up."""
        key = f"{SAID}.{self.request.query_params.get(SAID, '')}"
        return self.say(key) if key in WORDS else None

    @cached_property
    def _organisations(self) -> dict[str, tuple[str, str]]:
        with self.desk.store.reading() as session:
            return {row.code: (row.zh, row.en) for row in session.scalars(select(Organisation))}

    def _around(self) -> dict[str, Any]:
        """Return what every template may use."""
        return {
            "visit": self,
            "person": self.person,
            "signed_in": self.person.role is not Role.PUBLIC,
            "may": lambda action: self.person.may(Action(action)),
            "path": self.request.url.path,
            "menu": entries_of(self.person),
            "t": self.say,
            "term": self.term,
            "organisation": self.organisation,
            "body": self.body,
            "day": self.day,
            "days": self.days,
            "field_name": self.field,
            "moment": self.moment,
            "language": self.language,
            "other_language": Language.ZH if self.language is Language.EN else Language.EN,
            "static": STATIC,
            "csrf_field": CSRF_FIELD,
            "fault_text": lambda fault: text_of(fault, self.language),
        }
