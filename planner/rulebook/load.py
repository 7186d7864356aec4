"""Loads a county's rulebook from its documents and refuses a wrong one with every fault and its place."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from importlib import resources
from typing import TYPE_CHECKING, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from planner.errors import RulebookError
from planner.model import Fault
from planner.rulebook.checks import Found, check
from planner.rulebook.documents import Gathered, Places, gather, show
from planner.rulebook.figures import Source, Status
from planner.rulebook.model import Blackout, Rulebook, Severity
from planner.rulebook.wishes import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

__all__ = ["default_documents", "default_rulebook", "included_documents", "load_rulebook"]

_BUILT_IN = "yexian"
_LONGEST_SHOWN = 60


def load_rulebook(documents: Mapping[str, bytes], *, main: str | None = None) -> Rulebook:
    """Return the rulebook that a main document states, with the documents it includes.

    ``documents`` are YAML texts by name. The main one is ``main``, else the first; it may ``include`` others by
    name and may say ``extends: yexian`` to change parts of the built-in book. Documents that nothing includes are
    not read. ``Rulebook.sha256`` is of the documents used, in the order of their names.

    Raises
    ------
    RulebookError
        With every fault found, each at its document, path and line. Where a document cannot be read at all, only
        the faults of reading are told, as what seems missing may stand in it.
    """
    if main is None:
        main = next(iter(documents), "")
    if main not in documents:
        raise RulebookError([Fault(source=main, code="rulebook.no_document", data={"found": main})])
    gathered = gather(main, documents, {_BUILT_IN: default_documents()})
    if gathered.broken:
        raise RulebookError(gathered.faults)
    book, found = _typed(gathered.tree)
    places = Places(gathered)
    faults = [*gathered.faults, *(_fault(places, each) for each in _merged(found, check(gathered.tree)))]
    if book is None or faults:
        raise RulebookError(sorted(faults, key=_place_of))
    return dataclasses.replace(_with_free_days(book), sha256=_digest(gathered))


def _with_free_days(book: Rulebook) -> Rulebook:
    """Let the days wished free stand among the blackouts, from where every rule takes them."""
    wished = tuple(
        Blackout(
            id=f"{SOURCE}_{number}",
            zh=days.why,
            en=days.why,
            first=days.first.isoformat(),
            last=days.last.isoformat(),
            severity=Severity.BLOCK,
            status=Status.POLICY,
            source=SOURCE,
            basis=days.why,
            roads=days.roads,
        )
        for number, days in enumerate(book.wishes.free_days, start=1)
    )
    if not wished:
        return book
    sources = {**book.sources, SOURCE: Source(title="本方案的编制要求", kind="policy")}
    return dataclasses.replace(book, blackouts=(*book.blackouts, *wished), sources=sources)


def included_documents(content: bytes) -> tuple[str, ...]:
    """Return the names a document wants to include, so that a reader of files knows what to bring.

    An unreadable document and names that are not plain file names give nothing: ``load_rulebook`` tells of them.
    """
    gathered = gather("main", {"main": content}, {})
    missing = [fault for fault in gathered.faults if fault.code == "rulebook.missing_include"]
    return tuple(str(fault.data["found"]) for fault in missing)


@functools.cache
def _documents() -> tuple[tuple[str, bytes], ...]:
    folder = resources.files("planner.rulebook") / "data"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    names.sort(key=lambda name: name != f"{_BUILT_IN}.yaml")
    return tuple((name, (folder / name).read_bytes()) for name in names)


def default_documents() -> dict[str, bytes]:
    """Return the built-in book of Ye County as texts by name, the main document first."""
    return dict(_documents())


@functools.cache
def default_rulebook() -> Rulebook:
    """Return the built-in book of Ye County."""
    return load_rulebook(default_documents())


@functools.cache
def _adapter() -> TypeAdapter[tuple[Rulebook]]:
    # A configuration cannot be given for a dataclass itself; in a tuple it reaches every dataclass below.
    return TypeAdapter(tuple[Rulebook], config=ConfigDict(extra="forbid", strict=True))


def _typed(tree: dict[str, object]) -> tuple[Rulebook | None, list[Found]]:
    """Return the typed book, or what the schema found wrong with the tree."""
    own = [Found(("sha256",), "rulebook.unknown_key", {"found": "sha256"})] if "sha256" in tree else []
    try:
        # Strict validation takes text for dates and enumerations only from JSON.
        return _adapter().validate_json(json.dumps([tree], ensure_ascii=False))[0], own
    except ValidationError as error:
        return None, [*own, *(_schema_found(detail) for detail in error.errors(include_url=False))]


def _schema_found(detail: ErrorDetails) -> Found:
    """Translate one error of the schema into a fault of ours."""
    path = tuple(step for step in detail["loc"][1:] if step != "[key]")
    kind, found = detail["type"], _shown(detail["input"])
    context = cast("dict[str, object]", detail.get("ctx", {}))
    match kind:
        case "missing":
            return Found(path, "rulebook.missing", {})
        case "unexpected_keyword_argument":
            return Found(path, "rulebook.unknown_key", {"found": path[-1]})
        case "enum":
            expected = str(context["expected"]).replace("'", "").replace(" or ", ", ")
            return Found(path, "rulebook.not_one_of", {"found": found, "expected": expected})
        case _ if kind.startswith("date"):
            return Found(path, "rulebook.bad_date", {"found": found})
        case _ if kind.endswith(("_type", "_parsing", "_from_float")):
            return Found(path, "rulebook.wrong_type", {"found": found, "expected": _expected(kind)})
        case _:
            return Found(path, "rulebook.invalid", {"found": found, "problem": detail["msg"]})


def _expected(kind: str) -> str:
    """Return our word for the type that an error of the schema asks for."""
    name = kind.split("_", 1)[0]
    words = {"float": "number", "int": "integer", "tuple": "list", "dataclass": "mapping", "dict": "mapping"}
    return words.get(name, name)


def _shown(value: object) -> str:
    """Return a short text for a value that was found."""
    if isinstance(value, dict):
        return "mapping"
    text = "list" if isinstance(value, list) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _merged(schema: list[Found], checks: Iterator[Found]) -> Iterator[Found]:
    """Yield the faults of both; a rule's fault at a place the schema already faults adds nothing."""
    seen = {each.path for each in schema}
    yield from schema
    yield from (each for each in checks if each.path not in seen or each.code == "rulebook.missing_pair")


def _fault(places: Places, found: Found) -> Fault:
    source, line = places.of(found.path)
    return Fault(source=source, code=found.code, field=show(found.path), data={**found.data, "line": line})


def _place_of(fault: Fault) -> tuple[str, int, str, str]:
    line = cast("int", fault.data["line"])
    return fault.source, line, fault.field or "", fault.code


def _digest(gathered: Gathered) -> str:
    """Return the SHA-256 over the names and texts of the documents used, in the order of their names."""
    whole = hashlib.sha256()
    for name, content in sorted(gathered.contents.items()):
        whole.update(f"{name}\n{len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()
