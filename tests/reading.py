"""Reading a page or drawing as its visitors do: its words that are not marked as Chinese, and where it leads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CHINESE = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff01-\uff5e]")
# Elements that hold nothing and are never closed
_EMPTY = {"br", "hr", "img", "input", "link", "meta", "source"}
_SPOKEN = {"alt", "aria-label", "content", "data-failed", "placeholder", "title", "value"}
_LEADING = {"data-url", "href", "src"}


class Reading(HTMLParser):
    """Holds the words of HTML or SVG, those of its attributes too, and the addresses it leads to.

    What the whole document says of its language excuses nothing: that is what is looked at.
    """

    def __init__(self, text: str) -> None:
        """Read the whole text."""
        super().__init__()
        self.words: list[str] = []
        self.leads: list[str] = []
        self._chinese = [("", False)]
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hear an element's attributes, and which language it says it is in."""
        told = {name: value or "" for name, value in attrs}
        inside = len(self._chinese) > 1
        chinese = told["lang"].startswith("zh") if inside and "lang" in told else self._chinese[-1][1]
        self.leads += [value for name, value in told.items() if name in _LEADING and value]
        if not chinese:
            self.words += [value for name, value in told.items() if name in _SPOKEN]
        if tag not in _EMPTY:
            self._chinese.append((tag, chinese))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Hear an element that holds nothing."""
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self._chinese.pop()

    def handle_endtag(self, tag: str) -> None:
        """Leave an element; what is left open in it ends with it."""
        if tag in {name for name, _ in self._chinese}:
            while self._chinese.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Hear words."""
        if not self._chinese[-1][1]:
            self.words.append(data)


def untranslated(words: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the words in which Chinese is left once names are taken out, longer names first."""
    ordered = sorted({name for name in names if CHINESE.search(name)}, key=len, reverse=True)
    name = re.compile("|".join(map(re.escape, ordered)) or "(?!)")
    return [word for word in words if CHINESE.search(name.sub("", word))]
