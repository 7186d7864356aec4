"""What the pages say by themselves, in Chinese and English: key -> (Chinese, English), for ``str.format``.

Each sibling module holds the words of one party's pages; a key begins with the page it belongs to. Reasons, faults
and terms are worded by the planner's catalogue.
"""

from __future__ import annotations

from api.pages.words import base, cases, fields, log, meeting, plans, public, staff, utility, window

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    **base.WORDS,
    **cases.WORDS,
    **fields.WORDS,
    **log.WORDS,
    **meeting.WORDS,
    **plans.WORDS,
    **public.WORDS,
    **window.WORDS,
    **staff.WORDS,
    **utility.WORDS,
}
