"""Errors as RFC 9457 problem details, with every fault, in the language asked for."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from planner.messages import CATALOGUE, Language, text_of
from planner.model import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fastapi import FastAPI, Request

    from planner.model import Fault

__all__ = ["MEDIA_TYPE", "Problem", "ProblemBody", "ProblemFault", "found", "install", "language_of", "responses"]

MEDIA_TYPE = "application/problem+json"
T = TypeVar("T")


class ProblemFault(BaseModel):
    """One thing that is wrong: where, what, and what would be right."""

    code: str
    text: str
    source: str | None = None
    feature: int | None = None
    field: str | None = None
    severity: str = "error"


class ProblemBody(BaseModel):
    """Problem details (RFC 9457); ``faults`` holds everything that is wrong at once."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    faults: list[ProblemFault] = Field(default_factory=list)


class Problem(Exception):  # noqa: N818 - the field's word
    """A request that is not done: a code with its data, the status, and every fault."""

    def __init__(
        self, status: HTTPStatus, code: str, /, *, faults: Sequence[Fault | Reason] = (), **data: object
    ) -> None:
        super().__init__(code)
        self.status = status
        self.reason = Reason(code=code, data=data)
        self.faults = tuple(faults)


def found(row: T | None, key: str) -> T:
    """Return a row that was looked for.

    Raises
    ------
    Problem
        404 if there is none: what is another's is not there either.
    """
    if row is None:
        raise Problem(HTTPStatus.NOT_FOUND, "desk.unknown", key=key)
    return row


def language_of(request: Request) -> Language:
    """Return the language asked for by ``lang``, then by cookie, then by header; Chinese otherwise."""
    asked = request.query_params.get("lang") or request.cookies.get("lang")
    if asked in {"zh", "en"}:
        return Language(asked)
    accepted = request.headers.get("accept-language", "").lower()
    english, chinese = accepted.find("en"), accepted.find("zh")
    return Language.EN if english >= 0 and (chinese < 0 or english < chinese) else Language.ZH


def responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return what a route says of its errors in the API's description."""
    return {
        int(s): {
            "description": s.phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
        }
        for s in statuses
    }


def install(app: FastAPI) -> None:
    """Make every error of an application a problem."""
    app.add_exception_handler(Problem, _from_problem)
    app.add_exception_handler(RequestValidationError, _from_validation)
    app.add_exception_handler(HTTPException, _from_http)


def _from_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 - the handler is registered for this type only
    language = language_of(request)
    faults = [_fault(each, language) for each in error.faults]
    return _answer(error.status, error.reason, language, faults)


def _from_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the handler is registered for this type only
    language = language_of(request)
    faults = [
        ProblemFault(code=f"request.{each['type']}", text=each["msg"], field=".".join(map(str, each["loc"])))
        for each in error.errors()
    ]
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, Reason(code="desk.malformed", data={}), language, faults)


def _from_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler is registered for this type only
    status = HTTPStatus(error.status_code)
    code = f"desk.http_{status.value}"
    reason = Reason(code=code if code in CATALOGUE else "desk.http", data={"phrase": status.phrase})
    answer = _answer(status, reason, language_of(request), [])
    answer.headers.update(error.headers or {})
    return answer


def _fault(told: Fault | Reason, language: Language) -> ProblemFault:
    severity = getattr(told, "severity", None)
    return ProblemFault(
        code=told.code,
        text=text_of(told, language),
        source=getattr(told, "source", None),
        feature=getattr(told, "feature", None),
        field=getattr(told, "field", None),
        severity=severity.value if severity is not None else "error",
    )


def _answer(status: HTTPStatus, reason: Reason, language: Language, faults: list[ProblemFault]) -> JSONResponse:
    body = ProblemBody(
        title=status.phrase, status=status, detail=text_of(reason, language), code=reason.code, faults=faults
    )
    return JSONResponse(body.model_dump(), status_code=status, media_type=MEDIA_TYPE)
