"""A whole rulebook as one plain tree that tests may spoil."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Protocol

import pytest
import yaml

from planner.errors import RulebookError
from planner.rulebook.documents import gather
from planner.rulebook.load import default_documents, load_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Fault


class Spoil(Protocol):
    """Returns the faults of the built-in book with one change made to its tree."""

    def __call__(self, change: Callable[[Any], object]) -> tuple[Fault, ...]:
        """Tell what is wrong after the change."""


def dump(tree: object) -> str:
    """Return a tree as YAML text."""
    text: str = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return text


@functools.cache
def _whole_text() -> str:
    return dump(gather("yexian.yaml", default_documents(), {}).tree)


def faults_of(*documents: tuple[str, str | bytes]) -> tuple[Fault, ...]:
    """Return what is wrong with a book, nothing where it loads."""
    contents = {name: text if isinstance(text, bytes) else text.encode() for name, text in documents}
    try:
        load_rulebook(contents)
    except RulebookError as error:
        return error.faults
    return ()


@pytest.fixture
def spoil() -> Spoil:
    """Return the function that makes one change and tells what is then wrong."""

    def spoiled(change: Callable[[Any], object]) -> tuple[Fault, ...]:
        tree = yaml.load(_whole_text(), yaml.CSafeLoader)
        change(tree)
        return faults_of(("book.yaml", dump(tree)))

    return spoiled


@pytest.fixture
def faults() -> Callable[..., tuple[Fault, ...]]:
    """Return the function that tells what is wrong with documents."""
    return faults_of
