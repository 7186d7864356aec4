"""States wishes in the text of a rulebook, so that a plan's folder holds what it was made to fulfil."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

import yaml

from planner.rulebook.documents import compose
from planner.rulebook.load import included_documents, load_rulebook
from planner.rulebook.wishes import FreeDays, Pair, Wishes

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["with_wishes"]

_KEY = "wishes"


def with_wishes(documents: Mapping[str, bytes], main: str, wishes: Wishes) -> dict[str, bytes]:
    """Return the documents of a rulebook with wishes beside those it states already; same wishes, same bytes.

    All of them then stand in the main document, which stays JSON if it was; every other word of the book stays as it
    was written. Without wishes nothing changes.

    Raises
    ------
    RulebookError
        Where the documents are no rulebook to begin with, with every fault.
    """
    if wishes == Wishes():
        return dict(documents)
    all_of_them = _joined(load_rulebook(documents, main=main).wishes, wishes)
    emptied = {
        name: _with_value(documents[name], {}, whether_absent=False) for name in included_documents(documents[main])
    }
    return {**documents, **emptied, main: _with_value(documents[main], _plain(all_of_them), whether_absent=True)}


def _joined(stated: Wishes, wished: Wishes) -> Wishes:
    """Return both, what stands in both once."""
    return Wishes(
        together=tuple(dict.fromkeys((*stated.together, *wished.together))),
        apart=tuple(dict.fromkeys((*stated.apart, *wished.apart))),
        free_days=tuple(dict.fromkeys((*stated.free_days, *wished.free_days))),
    )


def _plain(wishes: Wishes) -> dict[str, object]:
    return {
        "together": [_pair(each) for each in wishes.together],
        "apart": [_pair(each) for each in wishes.apart],
        "free_days": [_days(each) for each in wishes.free_days],
    }


def _pair(pair: Pair) -> dict[str, str]:
    return {"a": pair.a, "b": pair.b, "why": pair.why}


def _days(days: FreeDays) -> dict[str, object]:
    return {
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "why": days.why,
        "roads": [*days.roads],
    }


def _with_value(content: bytes, value: dict[str, object], *, whether_absent: bool) -> bytes:
    """Return a document in which the wishes are ``value``, written as JSON; one without any only if so told."""
    root = compose(content)
    text, stated = _decoded(content), json.dumps(value, ensure_ascii=False)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    old = next((below for key, below in pairs if key.value == _KEY), None)
    if old is not None:
        start, stated = old.start_mark.index, f" {stated}"
        end = start + len(text[start : _end(old)].rstrip())
    elif not whether_absent:
        return content
    elif isinstance(root, yaml.MappingNode) and root.flow_style:
        start = end = root.end_mark.index - 1
        stated = f', "{_KEY}": {stated}'
    else:
        start = end = len(text) if root is None else root.end_mark.index
        stated = f"{_new_line(text[:start])}{_KEY}: {stated}\n"
    return (text[:start] + stated + text[end:]).encode()


def _end(node: yaml.Node) -> int:
    """Return where a value's own text ends: a block mapping or list also counts what is said before the next key."""
    below = node.value if isinstance(node, yaml.CollectionNode) and not node.flow_style else []
    if not below:
        return node.end_mark.index
    last = below[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _new_line(before: str) -> str:
    return "" if not before or before.endswith("\n") else "\n"


def _decoded(content: bytes) -> str:
    """Return a readable document's text, its characters counted as the parser counts them."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if wide else "utf-8-sig")
