"""Files at the door: inputs read under their own names, and what is missing or cannot be written told in words."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from cotrench.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from planner.messages import Language
    from planner.survey import Document

__all__ = ["documents", "file_refusals", "must_be_folder", "must_be_there", "must_be_writable"]


def documents(paths: Sequence[Path], language: Language) -> list[Document]:
    """Read files under their own names, never under the folders of this machine; end where one is missing."""
    from planner.survey import Document  # noqa: PLC0415 - compiled code loads slowly, --help should not

    must_be_there(paths, language)
    with file_refusals(language):
        return [Document(name=p.name, content=p.read_bytes(), beside=_beside(p)) for p in paths]


def _beside(path: Path) -> dict[str, bytes]:
    """Read the files that belong to a file and lie in its folder, such as the tables of a Shapefile."""
    from planner.geo.vector import companions  # noqa: PLC0415 - as above

    found = [path.with_name(name) for name in companions(path.name)]
    return {p.name: p.read_bytes() for p in found if p.is_file()}


def must_be_there(paths: Iterable[Path | None], language: Language) -> None:
    """End with every missing file named; None is a file nobody asked for."""
    _end_if([say("file.missing", language, name=p) for p in paths if p is not None and not p.is_file()])


def must_be_folder(folder: Path, language: Language) -> None:
    """End with the folder named where there is none."""
    _end_if([] if folder.is_dir() else [say("folder.missing", language, name=folder)])


def must_be_writable(folder: Path, language: Language) -> None:
    """End where a folder could not be written or made: an hour's planning should not show it."""
    ground = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    fine = ground.is_dir() and os.access(ground, os.W_OK | os.X_OK)
    _end_if([] if fine else [say("folder.unwritable", language, name=folder)])


@contextmanager
def file_refusals(language: Language) -> Iterator[None]:
    """Turn what the file system refuses into a sentence and exit code 2."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        _end_if([say("file.refused", language, name=error.filename or "", reason=reason)])


def _end_if(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        Console(stderr=True).print(sentence, style="red", markup=False, soft_wrap=True)
    if sentences:
        raise typer.Exit(2)
