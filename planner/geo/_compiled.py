"""How kernels are compiled, and the tables they share.

A compiled function is cached under the time stamp of its own file, so a kernel calls only functions of its
own module: a change elsewhere could otherwise meet code compiled before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Floats, Ints

# Half the memory of ``Ints``: the grid is read all over, and the cache is small
Shorts: TypeAlias = NDArray[np.int32]
F = TypeVar("F", bound="Callable[..., Any]")

__all__ = ["CANDIDATES", "CELL_M", "Block", "Costs", "Roads", "Shorts", "compiled", "within"]

# Sections looked at for one sample; the nearest ones where there are more
CANDIDATES = 8
# Side of a grid cell; known when compiled, which spares kernels a division
CELL_M = 32.0


class Roads(NamedTuple):
    """A network for the kernels: segments in a grid of cells, sections, and ways between section ends.

    Cell (column, row) has the bucket ``(row << shift | column mod 2 ** shift) & mask``: neighbours lie together in
    memory, and a network wider than the grid is laid over it again and again.
    ``segments`` rows are x, y, unit direction x, y, length, chainage, the section's direction x, y thereabouts, and
    what it costs to be on it at all.
    Section ``s`` has the ends ``2 s`` (start) and ``2 s + 1``; ``way_start[e]:way_start[e + 1]`` are the ways from
    end ``e`` over one or two short sections (``way_via``, -1 for none) to the end ``way_end``.
    """

    mask: int
    cell_start: Shorts
    cell_items: Shorts
    segments: Floats
    section_of: Ints
    length_m: Floats
    node: Ints
    way_start: Ints
    way_end: Ints
    way_gap: Floats
    way_via: Ints
    shift: int


class Costs(NamedTuple):
    """Distances in metres, and costs without unit (negative logarithms of likelihoods).

    ``reach_m``: how far sections are found. ``scale_m``: standard deviation of distances. ``across``: of running
    square to a section. ``nowhere``: of a sample on no section. ``leave``: of leaving the network or coming back.
    ``turn``: of changing sections. ``detour``: for each metre a way is longer than the route's own. ``jump``: the
    most a change of sections costs. ``offset_pull``, ``offset_cap``: of another lateral offset than the route's own.
    ``spur_m``: shorter runs into a section and back out are dropped. ``shortest_m``: so are shorter chains of runs.
    ``far_m``, ``far``: beyond that distance each square metre of the squared distance costs so much more.
    """

    reach_m: float
    scale_m: float
    across: float
    nowhere: float
    leave: float
    turn: float
    detour: float
    jump: float
    offset_pull: float
    offset_cap: float
    spur_m: float
    shortest_m: float
    far_m: float
    far: float


class Block(NamedTuple):
    """The working tables of consecutive parts from ``first`` on; part ``first + i`` has the samples of slot ``i``.

    ``sample_start`` (i + 1,), ``step_m`` (i,): first sample and spacing of each part. For each sample: ``samples`` x, y
    and heading, whose length tells how straight the route is there; ``found`` candidates, with their ``section`` and
    ``place`` (chainage, distance, lateral, observation cost, sign of travel); the ``chosen`` candidate, ``CANDIDATES``
    for none; ``sure``, how much dearer the best other choice is; ``links``, how the route came from the sample before:
    end of the section left, end of the section entered, way over short sections; the first is -1 where it did not.
    ``sums`` (a row more than samples) has running sums of coordinates while a part is observed.
    """

    first: int
    sample_start: Ints
    step_m: Floats
    samples: Floats
    found: Ints
    section: Ints
    place: Floats
    chosen: Ints
    sure: Floats
    links: Ints
    sums: Floats


def compiled(function: F) -> F:
    """Compile a kernel to machine code that runs without Python's lock, so that blocks can share the cores.

    It allocates nothing: that spares the counting of references, which costs time in loops and in compiling. Counts in
    kernels begin as ``0 * something``: handed on as a literal 0 they would have each callee compiled twice.
    """
    options: dict[str, Any] = {"_nrt": False}
    return cast("F", numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function))


def within(function: F) -> F:
    """Compile a function that only kernels of its module call: it allocates nothing, and Python cannot call it."""
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
    return cast("F", numba.njit(nogil=True, error_model="numpy", **options)(function))
