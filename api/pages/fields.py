"""The fields of a form whose number is only known when it comes, such as a box for each service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

__all__ = ["Fields", "Sent"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent; a field that is not there is empty."""

    form: FormData

    def text(self, name: str) -> str:
        """Return a field without the blanks around it."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return every value of a field that may be given more than once."""
        return [each for each in self.form.getlist(name) if isinstance(each, str)]

    def files(self, name: str) -> list[UploadFile]:
        """Return the files chosen in a field; a browser sends a nameless one where none was."""
        return [each for each in self.form.getlist(name) if isinstance(each, UploadFile) and each.filename]

    def all(self) -> dict[str, str]:
        """Return every field of text by its name, the last where there are several."""
        return {name: value.strip() for name, value in self.form.items() if isinstance(value, str)}


async def _sent(request: Request) -> AsyncIterator[Sent]:
    async with request.form() as form:
        yield Sent(form)


Fields = Annotated[Sent, Depends(_sent)]
