"""What a plan saves and who bears which part, as files: ``ledger.json``, ``shares.json`` and ``regrets.json``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planner.messages import Language, text_of
from planner.model import Reason
from planner.schedule.shares import MOST_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.schedule.ledger import Entry, Ledger, Line
    from planner.schedule.regret import Regret, Regrets
    from planner.schedule.shares import Division, WorkShares

__all__ = ["LEDGER_SCHEMA", "REGRETS_SCHEMA", "SHARES_SCHEMA", "ledger_json", "regrets_json", "shares_json"]

LEDGER_SCHEMA = "cotrench/ledger/1"
REGRETS_SCHEMA = "cotrench/regrets/1"
SHARES_SCHEMA = "cotrench/shares/1"


def ledger_json(ledger: Ledger, language: Language = Language.ZH) -> bytes:
    """Return the ledger in schema ``cotrench/ledger/1``: metres and square metres to a thousandth, UTF-8."""
    return _dump(
        {
            "schema": LEDGER_SCHEMA,
            "plan": _entry(ledger.plan),
            "against": [_line(line, ledger.plan, language) for line in ledger.lines],
        }
    )


def shares_json(shares: Iterable[WorkShares], language: Language = Language.ZH) -> bytes:
    """Return the shares of every joint work in schema ``cotrench/shares/1``; the figures of a column add up."""
    works = [{"id": w.work, "divisions": [_division(d, language) for d in w.divisions]} for w in shares]
    return _dump({"schema": SHARES_SCHEMA, "joint_works": works})


def regrets_json(regrets: Regrets, language: Language = Language.ZH) -> bytes:
    """Return the works dug apart for nothing in schema ``cotrench/regrets/1``."""
    return _dump(
        {
            "schema": REGRETS_SCHEMA,
            "avoidable_openings": regrets.avoidable_openings,
            "avoidable_m": round(regrets.avoidable_m, 3),
            "pairs": [_pair(pair, language) for pair in regrets.pairs],
        }
    )


def _dump(record: Any) -> bytes:  # noqa: ANN401 - any JSON value
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "openings": entry.openings,
        "joint_works": entry.joint,
        "opened_m": round(entry.opened_m, 3),
        "closure_days": entry.closure_days,
        "reinstated_m2": [round(m2, 3) for m2 in entry.reinstated_m2],
    }


def _line(line: Line, plan: Entry, language: Language) -> dict[str, Any]:
    low, high = line.less_reinstated_m2
    told = Reason(
        code="ledger.line",
        data={
            "rule": line.rule.value,
            "openings": line.fewer_openings,
            "opened_m": line.fewer_opened_m,
            "share": line.share_of(plan),
            "closure_days": line.fewer_closure_days,
            "low_m2": min(low, high),
            "high_m2": max(low, high),
        },
    )
    return {
        "rule": line.rule.value,
        **_entry(line.entry),
        "plan_saves": {
            "openings": line.fewer_openings,
            "opened_m": round(line.fewer_opened_m, 3),
            "opened_share": round(line.share_of(plan), 4),
            "closure_days": line.fewer_closure_days,
            "reinstated_m2": [round(low, 3), round(high, 3)],
        },
        "text": text_of(told, language),
    }


def _division(division: Division, language: Language) -> dict[str, Any]:
    told = Reason(code=f"shares.method.{division.method.value}", data={"most": MOST_MEMBERS})
    return {
        "quantity": division.quantity.value,
        "method": division.method.value,
        "text": text_of(told, language),
        "whole": division.whole,
        "shares": [
            {"project_id": s.project, "fair": s.fair, "proportional": s.proportional, "alone": s.alone}
            for s in division.shares
        ],
    }


def _pair(pair: Regret, language: Language) -> dict[str, Any]:
    told = Reason(
        code="regret.pair",
        data={
            "one": pair.projects[0],
            "other": pair.projects[1],
            "section": pair.section_id,
            "shared_m": pair.shared_m,
            "days": pair.days_between,
        },
    )
    return {
        "works": list(pair.works),
        "project_ids": [list(keys) for keys in pair.projects],
        "utilities": [list(codes) for codes in pair.utilities],
        "section_id": pair.section_id,
        "shared_m": round(pair.shared_m, 3),
        "days_between": pair.days_between,
        "text": text_of(told, language),
    }
