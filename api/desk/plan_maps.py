"""The linked map of a kept plan, as each person may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk.kept import Kept
from api.desk.opened import works_of
from api.desk.shown_plan import hidden_from, without
from api.desk.visibility import sees_everything
from api.problems import found
from api.store.tables import PlanVersion
from maps.plan_map import MapOptions, linked_page, map_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.security.access import Person
    from api.state import Desk
    from planner.messages import Language
    from planner.model import Plan, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["STATIC", "MapMaker"]

STATIC = "/static/maps"
"""Where the map's own files are served."""
_PAGE, _DATA = "page", "data"
# A work's page
_WORK = "/plans/{plan}/works/{id}"


class MapMaker:
    """Makes maps of kept plans and keeps those made last, since a kept plan never changes.

    Parameters
    ----------
    room : So many pages and data files are kept.
    """

    def __init__(self, room: int = 8) -> None:
        self._made: Kept[bytes] = Kept(room)

    def page(self, desk: Desk, person: Person, plan_id: str, language: Language, data_url: str) -> bytes:
        """Return the map's page; it loads ``data`` from ``data_url``.

        Raises
        ------
        Problem
            404 if there is no such plan.
        """

        def make(plan: Plan, _: Situation, rulebook: Rulebook, options: MapOptions) -> bytes:
            return linked_page(
                plan, rulebook, data_url=data_url, static_url=STATIC, language=language, options=options
            ).encode()

        return self._kept(_PAGE, desk, person, plan_id, language, make)

    def data(self, desk: Desk, person: Person, plan_id: str, language: Language) -> bytes:
        """Return what the map draws and says, as JSON.

        Raises
        ------
        Problem
            404 if there is no such plan.
        """

        def make(plan: Plan, situation: Situation, rulebook: Rulebook, options: MapOptions) -> bytes:
            return map_data(plan, situation, rulebook, language=language, options=options)

        return self._kept(_DATA, desk, person, plan_id, language, make)

    def _kept(
        self,
        kind: str,
        desk: Desk,
        person: Person,
        plan_id: str,
        language: Language,
        make: Callable[[Plan, Situation, Rulebook, MapOptions], bytes],
    ) -> bytes:
        with desk.store.reading() as session:
            row = found(session.get(PlanVersion, plan_id), plan_id)
            hidden, whole = hidden_from(session, person, plan_id), sees_everything(person)

            def made() -> bytes:
                opened = desk.shelf.told(session, row, language)
                # what changed names works of everybody
                earlier = session.get(PlanVersion, row.previous) if row.previous and whole and kind == _DATA else None
                before = works_of(session, earlier, opened.ground.situation) if earlier is not None else None
                work_url = _WORK.replace("{plan}", plan_id)
                options = MapOptions(previous=before, bases=desk.settings.bases, work_url=work_url)
                plan, situation = without(opened.plan, opened.ground.situation, hidden)
                return make(plan, situation, opened.rulebook, options)

            return self._made.get((kind, plan_id, language, hidden, whole), made)
