"""Words of the page of the monthly meeting."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "meeting.before": ("上月（{month}）", "Month before ({month})"),
    "meeting.after": ("下月（{month}）", "Month after ({month})"),
    "meeting.pdf": ("下载 PDF", "Download as PDF"),
    "meeting.xlsx": ("下载 Excel 表", "Download as Excel"),
    "meeting.nothing": ("本月没有。", "None in this month."),
}
