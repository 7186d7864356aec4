"""A county's rulebook from its files: the main document with what it includes, beside the built-in book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.rulebook.load import default_documents, included_documents

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["rulebook_documents"]


def rulebook_documents(path: Path | None) -> tuple[dict[str, bytes], str]:
    """Return the documents of a rulebook by name, and the name of the one to begin with.

    Parameters
    ----------
    path : The main document; what it includes lies in its folder, and what is missing there is told by
        ``planner.rulebook.load.load_rulebook``. None for the built-in book.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    documents = default_documents()
    if path is None:
        return documents, next(iter(documents))
    own = path.read_bytes()
    beside = [path.parent / name for name in included_documents(own)]
    return {**documents, **{p.name: p.read_bytes() for p in beside if p.is_file()}, path.name: own}, path.name
