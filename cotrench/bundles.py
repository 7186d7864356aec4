"""Permit bundles of all joint works: each made by itself, so many are shared among processes.

Those processes load this module, so it knows nothing of the map, the layers and the command line.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING

from api.papers import work_files
from cotrench import __version__
from planner.permit.bundle import about_work, make_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.model import JointWork, Plan, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["being_made", "bundle_of"]

# Starting a process costs as much as making about this many bundles
_WORKS_WORTH_A_PROCESS = 16


@contextmanager
def being_made(plan: Plan, situation: Situation, rulebook: Rulebook) -> Iterator[Iterator[bytes]]:
    """Begin to make the bundles of a plan and give them out in its order; where they are many, work goes on meanwhile.

    The typesetter holds the interpreter, so threads would not help.
    """
    works = plan.joint_works
    workers = min(os.cpu_count() or 1, len(works) // _WORKS_WORTH_A_PROCESS)
    if workers < 2:
        yield (bundle_of(work, plan, situation, rulebook) for work in works)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _hold, (plan, situation, rulebook)) as pool:
        try:
            yield pool.map(_bundle_at, range(len(works)))
        finally:
            # Whoever fails or is interrupted meanwhile should not wait for what nobody will read
            pool.shutdown(cancel_futures=True)


_held: list[tuple[Plan, Situation, Rulebook]] = []


def _hold(plan: Plan, situation: Situation, rulebook: Rulebook) -> None:
    _held[:] = [(plan, situation, rulebook)]


def _bundle_at(row: int) -> bytes:
    plan, situation, rulebook = _held[0]
    return bundle_of(plan.joint_works[row], plan, situation, rulebook)


def bundle_of(work: JointWork, plan: Plan, situation: Situation, rulebook: Rulebook) -> bytes:
    """Return the permit bundle of one joint work."""
    return make_bundle(
        work_files(work, plan, situation, rulebook), about=about_work(work, plan, product_version=__version__)
    )
