"""What a plan gives rise to, as files: ``ledger``, ``shares``, ``regrets`` and ``advice``."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from planner.ledger_sheets import TOTALS, ledger_xlsx
from planner.messages import Language, text_of
from planner.model import Reason
from planner.schedule.shares import MOST_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.schedule.advice import Shift
    from planner.schedule.declined import Sought
    from planner.schedule.findings import Findings
    from planner.schedule.ledger import Entry, Ledger, Line
    from planner.schedule.regret import Regret, Regrets
    from planner.schedule.requests import Request
    from planner.schedule.shares import Division, WorkShares

__all__ = [
    "ADVICE_SCHEMA",
    "LEDGER_SCHEMA",
    "REGRETS_SCHEMA",
    "SHARES_SCHEMA",
    "advice_json",
    "finding_files",
    "ledger_csv",
    "ledger_json",
    "regrets_json",
    "shares_json",
    "told_line",
    "told_request",
]

ADVICE_SCHEMA = "cotrench/advice/1"
LEDGER_SCHEMA = "cotrench/ledger/1"
REGRETS_SCHEMA = "cotrench/regrets/1"
SHARES_SCHEMA = "cotrench/shares/1"


def finding_files(findings: Findings, language: Language = Language.ZH) -> dict[str, bytes]:
    """Return everything a plan gives rise to, as files by name."""
    return {
        "advice.json": advice_json(findings.sought, findings.requests, language),
        "ledger.csv": ledger_csv(findings.ledger, language),
        "ledger.json": ledger_json(findings.ledger, language),
        "ledger.xlsx": ledger_xlsx(findings.ledger, findings.works, findings.closings, language),
        "regrets.json": regrets_json(findings.regrets, language),
        "shares.json": shares_json(findings.shares, language),
    }


def advice_json(sought: Iterable[Sought], requests: Iterable[Request], language: Language = Language.ZH) -> bytes:
    """Return the advice in schema ``cotrench/advice/1``: the shifts worth asking for, then every declined pair."""
    return _dump(
        {
            "schema": ADVICE_SCHEMA,
            "worth_asking": [_request(r, language) for r in requests],
            "declined": [_sought(s, language) for s in sought],
        }
    )


def ledger_csv(ledger: Ledger, language: Language = Language.ZH) -> bytes:
    """Return the ledger as a table with one row for the plan and one for each rule; UTF-8 with a byte order mark."""
    names = [text_of(Reason(code=f"ledger.column.{c}"), language) for c in TOTALS]
    rows = [("ledger.plan", ledger.plan), *((f"term.rule.{line.rule.value}", line.entry) for line in ledger.lines)]
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(names)
    table.writerows(_cells(text_of(Reason(code=code), language), entry) for code, entry in rows)
    return text.getvalue().encode("utf-8-sig")


def _cells(name: str, entry: Entry) -> tuple[object, ...]:
    opened, *areas = (f"{value:.3f}" for value in (entry.opened_m, *entry.reinstated_m2, *entry.resurfaced_m2))
    return name, entry.openings, entry.joint, opened, entry.closure_days, *areas, entry.put_off


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
        "resurfaced_m2": [round(m2, 3) for m2 in entry.resurfaced_m2],
        "put_off": entry.put_off,
    }


def told_line(line: Line, plan: Entry) -> Reason:
    """Return what a plan saves against one rule as a reason, for whoever words it."""
    low, high = line.less_reinstated_m2
    return Reason(
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


def _line(line: Line, plan: Entry, language: Language) -> dict[str, Any]:
    low, high = line.less_reinstated_m2
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
        "text": text_of(told_line(line, plan), language),
    }


def told_request(request: Request) -> Reason:
    """Return one shift worth asking for as a reason, for whoever words it."""
    code = "advice.one" if len(request.shifts) == 1 else "advice.both"
    days = request.shifts if len(request.shifts) > 1 else (*request.shifts, ("", 0))
    return Reason(
        code=code,
        data={
            "one": days[0][0],
            "one_days": days[0][1],
            "other": days[1][0],
            "other_days": days[1][1],
            "pairs": tuple("+".join(pair) for pair in request.pairs),
            "opened_m": request.saves_opened_m,
            "openings": request.saves_openings,
            "closure_days": request.saves_closure_days,
        },
    )


def _request(request: Request, language: Language) -> dict[str, Any]:
    return {
        "shifts": _shifts(request.shifts),
        "brings_together": [list(pair) for pair in request.pairs],
        "saves": {
            "opened_m": round(request.saves_opened_m, 3),
            "openings": request.saves_openings,
            "closure_days": request.saves_closure_days,
        },
        "text": text_of(told_request(request), language),
    }


def _shifts(shifts: Iterable[Shift]) -> list[dict[str, Any]]:
    return [{"project_id": project, "shift_days": days} for project, days in shifts]


def _sought(sought: Sought, language: Language) -> dict[str, Any]:
    declined = sought.declined
    return {
        "projects": list(declined.projects),
        "section_id": declined.section_id,
        "shared_m": round(declined.shared_m, 3),
        "code": declined.reason.code,
        "numbers": {key: _plain(value) for key, value in sorted(declined.reason.data.items())},
        "text": text_of(declined.reason, language),
        "shifts": [_shifts(shifts) for shifts in sought.shifts],
    }


def _plain(value: object) -> object:
    """Return a number of a reason as JSON has it: dates as text, metres to the millimetre."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


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
