"""The API's description, completed: what every operation may answer, whether its route knows of it or not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from api.problems import ProblemBody, responses

__all__ = ["DescribedApi"]

_PROBLEM = "ProblemBody"
# The framework's own words for a request that is not as described, which this service never says
_UNSAID = ("HTTPValidationError", "ValidationError")
_BODY = responses(HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_SIGNED_IN = responses(HTTPStatus.UNAUTHORIZED)
_MALFORMED = responses(HTTPStatus.UNPROCESSABLE_ENTITY)


class DescribedApi(FastAPI):
    """A service whose description holds its errors as they are: problem documents.

    A body may be unreadable (400) or too large (413) wherever there is one, and a token wrong (401) wherever one is
    looked at.
    """

    def openapi(self) -> dict[str, Any]:
        """Return the description."""
        if self.openapi_schema is None:
            described = super().openapi()
            for way in described["paths"].values():
                for operation in way.values():
                    _complete(operation)
            _add_problems(described["components"]["schemas"])
        return super().openapi()


def _complete(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    if any(name in str(answers.get("422")) for name in _UNSAID):
        answers.update(_as_written(_MALFORMED))
    if "requestBody" in operation:
        answers.update(_as_written(_BODY))
    if "security" in operation:
        answers.update(_as_written(_SIGNED_IN))


def _as_written(answers: dict[int | str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(status): answer for status, answer in answers.items()}


def _add_problems(schemas: dict[str, Any]) -> None:
    for name in _UNSAID:
        schemas.pop(name, None)
    problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas[_PROBLEM] = problem
