"""What a form brought, read as the API's own models read it, with every fault at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from api.problems import malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_form"]

M = TypeVar("M", bound=BaseModel)


def read_form(model: type[M], fields: Mapping[str, Any]) -> M:
    """Return the fields of a form as a model; a field left empty was not given.

    Raises
    ------
    Problem
        422 with every fault.
    """
    try:
        return model.model_validate({name: value for name, value in fields.items() if value != ""})
    except ValidationError as error:
        raise malformed(error.errors()) from error
