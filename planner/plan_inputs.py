"""What a plan was made from, in one archive beside it, so that the plan can be checked and made anew from its folder.

The archive holds the files as they were submitted, the rulebook's documents, and how they were read. Entries are
stored, not deflated: the same inputs give the same bytes on every machine.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from planner.archive import stored_archive
from planner.errors import InputError
from planner.model import Fault
from planner.survey import AS_GIVEN, Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["SCHEMA", "Inputs", "inputs_archive", "read_inputs"]

SCHEMA = "cotrench/inputs/1"
_INDEX = "inputs.json"
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything a plan is made from but the day.

    Attributes
    ----------
    rulebook : Documents of the rulebook by name; ``main`` is the one to begin with.
    crs, section_id, readings : As ``planner.pipeline.survey_ground`` takes them.
    """

    roads: Document
    routes: tuple[Document, ...]
    rulebook: Mapping[str, bytes]
    main: str
    crs: int | None = None
    section_id: str | None = None
    readings: Mapping[str, str] = field(default_factory=lambda: AS_GIVEN)


@dataclass(frozen=True)
class _Entry:
    """A file of the archive and those beside it, in a folder of their own."""

    folder: str
    name: str
    beside: tuple[str, ...]


@dataclass(frozen=True)
class _Index:
    schema: Literal["cotrench/inputs/1"]
    roads: _Entry
    routes: tuple[_Entry, ...]
    rulebook: tuple[str, ...]
    main: str
    crs: int | None
    section_id: str | None
    readings: dict[str, str]


def inputs_archive(inputs: Inputs) -> bytes:
    """Pack the inputs of a plan, route files in order of their names; same inputs, same bytes."""
    ordered = sorted(inputs.routes, key=lambda d: (d.name, d.content))
    folders = [("roads", inputs.roads), *((f"routes/{n:03d}", d) for n, d in enumerate(ordered, start=1))]
    index = {
        "schema": SCHEMA,
        "roads": _entry(*folders[0]),
        "routes": [_entry(*each) for each in folders[1:]],
        "rulebook": sorted(inputs.rulebook),
        "main": inputs.main,
        "crs": inputs.crs,
        "section_id": inputs.section_id,
        "readings": dict(sorted(inputs.readings.items())),
    }
    files = {_INDEX: (json.dumps(index, ensure_ascii=False, indent=1) + "\n").encode()}
    files |= {f"rulebook/{name}": content for name, content in inputs.rulebook.items()}
    for folder, document in folders:
        files |= {f"{folder}/{name}": c for name, c in {**document.beside, document.name: document.content}.items()}
    return stored_archive(files)


def _entry(folder: str, document: Document) -> dict[str, object]:
    return {"folder": folder, "name": document.name, "beside": sorted(document.beside)}


def read_inputs(name: str, content: bytes) -> Inputs:
    """Return the inputs an archive holds.

    Nothing is inflated and nothing is written: entries are read by the names the index gives.

    Raises
    ------
    InputError
        If it is no archive of inputs, or lacks a file that its index names.
    """
    files = _stored(name, content)
    index = _typed(name, files)
    wanted = [*(f"rulebook/{each}" for each in index.rulebook), *_paths(index.roads)]
    wanted += [path for each in index.routes for path in _paths(each)]
    if missing := sorted(set(wanted) - files.keys()):
        raise InputError([Fault(source=name, code="plan_file.lacks", data={"found": m}) for m in missing])
    return Inputs(
        roads=_document(index.roads, files),
        routes=tuple(_document(each, files) for each in index.routes),
        rulebook=MappingProxyType({each: files[f"rulebook/{each}"] for each in index.rulebook}),
        main=index.main,
        crs=index.crs,
        section_id=index.section_id,
        readings=MappingProxyType(index.readings),
    )


def _stored(name: str, content: bytes) -> dict[str, bytes]:
    """Return the stored entries of an archive; a deflated one is none of ours and is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [e for e in archive.infolist() if e.compress_type == zipfile.ZIP_STORED]
            return {e.filename: archive.read(e) for e in entries if e.file_size <= len(content)}
    except _UNREADABLE:
        raise InputError([Fault(source=name, code="plan_file.no_archive")]) from None


def _typed(name: str, files: Mapping[str, bytes]) -> _Index:
    adapter = TypeAdapter(tuple[_Index], config=ConfigDict(extra="forbid", strict=True))
    try:
        return adapter.validate_json(b"[" + files.get(_INDEX, b"") + b"]")[0]
    except ValidationError as error:
        raise InputError(list(_faults(name, error))) from None


def _faults(name: str, error: ValidationError) -> Iterator[Fault]:
    for each in error.errors(include_url=False, include_input=False):
        path = ".".join(map(str, each["loc"][1:])) or _INDEX
        yield Fault(source=name, code="plan_file.malformed", field=path, data={"problem": each["msg"]})


def _paths(entry: _Entry) -> list[str]:
    return [f"{entry.folder}/{name}" for name in (entry.name, *entry.beside)]


def _document(entry: _Entry, files: Mapping[str, bytes]) -> Document:
    content, *beside = (files[path] for path in _paths(entry))
    return Document(name=entry.name, content=content, beside=dict(zip(entry.beside, beside, strict=True)))
