"""Long work in a thread of its own: one at a time, its steps told, its failure told."""

from __future__ import annotations

import threading
import time
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from api.desk.jobs import STEPS, Job, Jobs
from api.problems import Problem
from api.state import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable


def over(job: Job) -> Job:
    for _ in range(500):
        if job.over:
            return job
        time.sleep(0.01)
    raise AssertionError(job)


def begin(jobs: Jobs, make: Callable[[Callable[[str], None]], str]) -> Job:
    return jobs.start("somebody", utc_now(), make)


def test_a_job_tells_its_step_and_what_it_made() -> None:
    jobs, reached, goes_on = Jobs(), threading.Event(), threading.Event()

    def make(tell: Callable[[str], None]) -> str:
        tell("match")
        reached.set()
        goes_on.wait(10)
        return "plan"

    job = begin(jobs, make)
    reached.wait(10)
    assert (job.step, job.over, jobs.running) == ("match", False, job)
    with pytest.raises(Problem) as refused:
        begin(jobs, make)
    assert (refused.value.status, refused.value.reason.code) == (HTTPStatus.CONFLICT, "desk.planning_now")

    goes_on.set()
    assert over(job).made == "plan"
    assert jobs.get(job.id) is job
    assert jobs.running is None


def test_a_job_that_is_refused_keeps_why() -> None:
    def make(_: object) -> str:
        raise Problem(HTTPStatus.CONFLICT, "desk.no_roads")

    problem = over(begin(Jobs(), make)).problem

    assert problem is not None
    assert problem.reason.code == "desk.no_roads"


def test_a_job_that_fails_says_so_and_lets_the_next_one_begin(caplog: pytest.LogCaptureFixture) -> None:
    jobs = Jobs()

    def make(_: object) -> str:
        raise ZeroDivisionError

    problem = over(begin(jobs, make)).problem

    assert problem is not None
    assert problem.status is HTTPStatus.INTERNAL_SERVER_ERROR
    assert "a plan could not be made" in caplog.text
    assert over(begin(jobs, lambda _: "plan")).made == "plan"


def test_old_jobs_are_forgotten() -> None:
    jobs = Jobs()
    made = [over(begin(jobs, lambda _: "plan")) for _ in range(60)]

    assert jobs.get(made[0].id) is None
    assert jobs.get(made[-1].id) is made[-1]
    assert jobs.get("unknown") is None


def test_the_steps_end_with_keeping_what_was_made() -> None:
    assert STEPS[0] == "read_roads"
    assert STEPS[-2:] == ("verify", "keep")
