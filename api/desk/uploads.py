"""What an uploaded file may cost: looked at before anything opens it."""

from __future__ import annotations

import io
import re
import zipfile
from http import HTTPStatus
from typing import TYPE_CHECKING

from api.problems import Problem

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["check_upload", "json_depth"]

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_ZIP = b"PK\x03\x04"


def check_upload(settings: Settings, content: bytes) -> None:
    """Refuse a file that would unpack or nest beyond the limits of the settings.

    Raises
    ------
    Problem
        413 if it is too large, or an archive would unpack to too much; 422 if its JSON nests too deep.
    """
    if len(content) > settings.upload_bytes:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "desk.http_413")
    if content.startswith(_ZIP):
        _check_archive(settings, content)
    elif content.lstrip()[:1] in {b"{", b"["} and json_depth(content) > settings.json_depth:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.too_deep", limit=settings.json_depth)


def json_depth(content: bytes) -> int:
    """Return how deep brackets nest, those in strings left out."""
    depth = deepest = 0
    for bracket in re.findall(rb"[\[\]{}]", _STRING.sub(b"", content)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _check_archive(settings: Settings, content: bytes) -> None:
    try:
        told = sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # whoever reads it says what is wrong with it
        return
    if told > min(settings.upload_bytes * 10, settings.upload_ratio * max(len(content), 1)):
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "desk.unpacks", size=told)
