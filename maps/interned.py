"""A list that holds each thing once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

__all__ = ["Interned"]

Item = TypeVar("Item", bound="Hashable")


class Interned(Generic[Item]):
    """Things in the order they first came, each with its number."""

    def __init__(self) -> None:
        """Start empty."""
        self.items: list[Item] = []
        self._number: dict[Item, int] = {}

    def number_of(self, item: Item) -> int:
        """Return the number of a thing, adding it when it is new."""
        if item not in self._number:
            self._number[item] = len(self.items)
            self.items.append(item)
        return self._number[item]
