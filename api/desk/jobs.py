"""Long work that can be left: it runs in a thread of its own, one at a time, and tells how far it is.

What is known of a job lives as long as the service; what it made is in the store.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from api.problems import Problem
from api.store.tables import new_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from planner.survey import Step

__all__ = ["STEPS", "Job", "Jobs"]

_LOG = logging.getLogger(__name__)
# What the making of a plan passes through, in order
STEPS = ("read_roads", "read_routes", "match", "overlap", "schedule", "verify", "keep")
_REMEMBERED = 50


@dataclass(slots=True, kw_only=True)
class Job:
    """The making of one plan: who asked when, how far it is, and what came of it.

    ``made`` is the key of the plan once there is one, ``problem`` why there is none.
    """

    by: str
    begun_at: datetime
    id: str = field(default_factory=new_key)
    step: str = STEPS[0]
    made: str | None = None
    problem: Problem | None = None

    @property
    def over(self) -> bool:
        """Tell whether it ended, either way."""
        return self.made is not None or self.problem is not None


class Jobs:
    """The jobs of one desk."""

    def __init__(self) -> None:
        self._known: dict[str, Job] = {}
        self._lock = threading.Lock()

    def get(self, job_id: str) -> Job | None:
        """Return a job, None where the service does not know it, or no longer."""
        return self._known.get(job_id)

    @property
    def running(self) -> Job | None:
        """Return the job that runs now."""
        return next((job for job in reversed(self._known.values()) if not job.over), None)

    def start(self, by: str, at: datetime, make: Callable[[Callable[[Step], None]], str]) -> Job:
        """Begin a job.

        Parameters
        ----------
        make : Makes a plan, tells its steps, and returns the plan's key.

        Raises
        ------
        Problem
            409 while another one runs.
        """
        with self._lock:
            if self.running is not None:
                raise Problem(HTTPStatus.CONFLICT, "desk.planning_now")
            job = Job(by=by, begun_at=at)
            self._known[job.id] = job
            for old in [*self._known][:-_REMEMBERED]:
                del self._known[old]
        threading.Thread(target=_run, args=(job, make), name=f"plan-{job.id[:8]}", daemon=True).start()
        return job


def _run(job: Job, make: Callable[[Callable[[Step], None]], str]) -> None:
    def tell(step: Step) -> None:
        job.step = step

    try:
        job.made = make(tell)
    except Problem as problem:
        job.problem = problem
    except Exception:  # noqa: BLE001 - whoever waits is told, whatever went wrong
        _LOG.exception("a plan could not be made")
        job.problem = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "desk.http", phrase="Internal Server Error")
