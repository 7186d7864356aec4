"""The ledger of cases: a row for each, with every day it has come to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from api.app import SYSTEM
from api.desk.casebook import case_rows, casebook_table, casebook_xlsx
from api.security.access import Person
from api.security.roles import Role
from planner.messages import Language
from tests.api.desk.november import at, november

if TYPE_CHECKING:
    from api.desk.casebook import CaseRow
    from api.state import Desk
    from tests.api.conftest import Clock

OFFICER = Person(user_id="0" * 32, login="officer", name="officer", organisation="URBAN", role=Role.OFFICER)


@pytest.fixture
def rows(desk: Desk, clock: Clock) -> tuple[CaseRow, ...]:
    """Return the ledger of the desk that has November in it; today is 30 November."""
    for number, each in enumerate(november()):
        with desk.store.changing(SYSTEM, "test.november", str(number)) as change:
            change.session.add_all(each)
    clock.at = at(30)
    with desk.store.reading() as session:
        return case_rows(session, desk, OFFICER)


def test_a_row_tells_every_day_of_its_case(rows: tuple[CaseRow, ...]) -> None:
    first, second, third = rows
    assert (first.number, first.opened_on, first.decided_on) == ("AJ2026-00001", date(2026, 11, 3), date(2026, 11, 20))
    # The clock was met by the first decision; the one in force is the later one
    assert (first.clock, first.decision) == ("met", "〔2026〕4号")
    assert (first.opened_m, first.saved_m) == (100.0, 200.0)
    assert (first.accepted_on, first.closed_on, first.score) == (None, None, None)
    assert (second.due_on, second.clock) == (None, None)
    assert (third.accepted_on, third.closed_on, third.score) == (date(2026, 11, 24), date(2026, 11, 25), 5)


def test_the_table_names_everybody_in_words(rows: tuple[CaseRow, ...], desk: Desk) -> None:
    table = casebook_table(rows, desk.rulebook, Language.ZH)
    first = dict(zip((column.title for column in table.columns), table.rows[0], strict=True))
    assert first["单位"] == "平燃叶县燃气有限公司\n国网叶县供电公司\n叶县国源水务有限公司"
    assert (first["首接单位"], first["阶段"], first["时限情况"]) == ("叶县国源水务有限公司", "已决定", "按时")
    assert (first["立案"], first["办结"], first["评价"]) == ("2026-11-03", None, None)


def test_the_workbook_is_the_same_bytes_again(rows: tuple[CaseRow, ...], desk: Desk) -> None:
    day = datetime(2026, 11, 30, tzinfo=UTC).date()
    book = casebook_xlsx(rows, desk.rulebook, Language.EN, day)
    assert book == casebook_xlsx(rows, desk.rulebook, Language.EN, day)
