"""What an uploaded file may cost: looked at before anything opens it, in pieces of bounded size."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from http import HTTPStatus
from typing import TYPE_CHECKING

import numpy as np

from api.problems import Problem

if TYPE_CHECKING:
    from api.settings import Settings
    from planner.model import Ints

__all__ = ["check_upload", "json_depth"]

_PIECE = 1 << 20
_QUOTE, _BACKSLASH = ord('"'), ord("\\")
_STEP = np.zeros(256, dtype=np.int64)
_STEP[[*b"[{"]], _STEP[[*b"]}"]] = 1, -1
_JSON = re.compile(rb"(?:%b)?[ \t\r\n]*+[\[{]" % codecs.BOM_UTF8)


def check_upload(settings: Settings, content: bytes) -> None:
    """Refuse a file that would unpack or nest beyond the limits of the settings.

    Raises
    ------
    Problem
        413 if it is too large, or an archive would unpack to too much; 422 if its JSON nests too deep.
    """
    if len(content) > settings.upload_bytes:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "desk.http_413")
    # an archive is found by its end, so that nothing put before it hides it
    if zipfile.is_zipfile(io.BytesIO(content)):
        _check_archive(settings, content)
    if _JSON.match(content) and json_depth(content) > settings.json_depth:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "desk.too_deep", limit=settings.json_depth)


def json_depth(content: bytes) -> int:
    """Return how deep brackets nest, those in strings left out."""
    depth = deepest = 0
    inside, slashes = False, 0
    for start in range(0, len(content), _PIECE):
        text = np.frombuffer(content, np.uint8, min(_PIECE, len(content) - start), start)
        before, slashes = _slashes_before(text, slashes)
        strings = (np.cumsum((text == _QUOTE) & (before % 2 == 0)) + inside) % 2
        levels = depth + np.cumsum(np.where(strings, 0, _STEP[text]))
        inside, depth = bool(strings[-1]), int(levels[-1])
        deepest = max(deepest, int(levels.max()))
    return deepest


def _slashes_before(text: np.ndarray[tuple[int], np.dtype[np.uint8]], carried: int) -> tuple[Ints, int]:
    """Return how many backslashes stand right before each byte, and right before the next piece."""
    place = np.arange(len(text) + 1)
    other = np.where(np.append(text, 0) == _BACKSLASH, -1, place)[:-1]
    last = np.concatenate([[-1], np.maximum.accumulate(other)])
    run: Ints = place - 1 - last + np.where(last < 0, carried, 0)
    return run[:-1], int(run[-1])


def _check_archive(settings: Settings, content: bytes) -> None:
    try:
        told = sum(each.file_size for each in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # whoever reads it says what is wrong with it
        return
    if told > min(settings.upload_bytes * 10, settings.upload_ratio * max(len(content), 1)):
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "desk.unpacks", size=told)
