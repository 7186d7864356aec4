"""The way to the store: reading, and changes that are whole, told in the log, and one after another."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import event, select
from sqlalchemy.orm import Session, sessionmaker

from api.store.engine import WRITING
from api.store.log import Actor, append, changed_rows
from api.store.tables import LogHead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Engine

    from api.store.log import Row

__all__ = ["Change", "Store"]

# What a change is about is told in so many characters; names people give may be longer
SUBJECT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change under way: its session, its moment, who makes it, and what it is called in the log."""

    session: Session
    at: datetime
    actor: Actor
    action: str
    subject: str
    rows: list[Row] = field(default_factory=list)


class Store:
    """The desk's memory. ``now`` is the only clock of whatever is written."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self.engine = engine
        self.now = now
        self._reading = sessionmaker(_of_one_state(engine), expire_on_commit=False)
        self._changing = sessionmaker(engine.execution_options(**{WRITING: True}), expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the store; whatever it changes is thrown away."""
        with self._reading() as session:
            yield session
            session.expunge_all()

    @contextmanager
    def changing(self, actor: Actor, action: str, subject: str = "") -> Iterator[Change]:
        """Give a session whose changes are committed together with the event that tells of them, or not at all.

        The head of the log is taken first, so changes happen one after another: numbers given out inside one have
        neither gaps nor doubles. A change that changed nothing leaves no event.

        Raises
        ------
        RuntimeError
            If a row was to be removed.
        """
        with self._changing() as session, session.begin():
            session.scalars(select(LogHead).where(LogHead.id == 1).with_for_update()).one()
            told = subject[:SUBJECT]
            change = Change(session=session, at=self.now(), actor=actor, action=action, subject=told)
            listener = _collector(change.rows)
            # after it, since keys and values left to their columns are made while it flushes
            event.listen(session, "after_flush", listener)
            yield change
            session.flush()
            event.remove(session, "after_flush", listener)
            if change.rows:
                append(session, at=change.at, actor=actor, action=action, subject=told, rows=change.rows)


def _of_one_state(engine: Engine) -> Engine:
    """Return an engine whose transactions see one state from their first look on, as SQLite's always do."""
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _collector(rows: list[Row]) -> Callable[[Session, object], None]:
    def collect(session: Session, _context: object) -> None:
        rows.extend(changed_rows(session))

    return collect
