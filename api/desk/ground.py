"""The county's roads, read once at the start and kept for every submission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import select

from api.store.tables import Section, place_of
from planner.errors import InputError
from planner.geo.county import load_county
from planner.geo.crs import to_wgs84
from planner.survey import Document, Roads, read_roads

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.settings import Settings
    from api.store.desk import Change
    from planner.geo.county import County
    from planner.plan_inputs import Inputs
    from planner.rulebook.model import Rulebook

__all__ = ["Ground", "keep_sections", "read_ground", "roads_at_hand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The county's roads as they were read, with the file; ``version`` is its digest.

    ``county`` answers submissions from an index made once. Who lies where it does not hold: that is the store's to
    know, which other processes change too.
    """

    document: Document
    roads: Roads
    county: County
    version: str


def read_ground(settings: Settings, rulebook: Rulebook) -> Ground:
    """Return the county's roads.

    Raises
    ------
    InputError
        If no section is usable; it holds every fault.
    """
    assert settings.roads is not None  # noqa: S101 - asked for only where roads are set
    document = Document(name=settings.roads.name, content=settings.roads.read_bytes())
    roads = read_roads(document, rulebook, crs=settings.roads_crs, section_id=settings.roads_section_id)
    if not len(roads.network):
        raise InputError(roads.faults)
    county = load_county(roads.network, rulebook, index=roads.index)
    return Ground(document=document, roads=roads, county=county, version=roads.input.sha256)


def roads_at_hand(
    ground: Ground | None, settings: Settings, rulebook: Rulebook
) -> Callable[[Inputs, Rulebook], Roads | None]:
    """Return what gives the county's roads for inputs that hold the same file, read in the same way; else None."""

    def roads_of(inputs: Inputs, own: Rulebook) -> Roads | None:
        if ground is None or own.matching != rulebook.matching:
            return None
        read_alike = (inputs.crs, inputs.section_id) == (settings.roads_crs, settings.roads_section_id)
        return ground.roads if read_alike and inputs.roads == ground.document else None

    return roads_of


def keep_sections(change: Change, ground: Ground) -> None:
    """Bring the sections of the roads into the store, unless this version is there."""
    known = select(Section.section_id).where(Section.version == ground.version).limit(1)
    if change.session.scalar(known) is not None:
        return
    network = ground.roads.network
    lines = to_wgs84(network.lines, network.crs)
    change.session.add_all(
        Section(
            version=ground.version,
            section_id=str(network.section_ids[i]),
            road_name=str(network.names[i]),
            road_class=str(network.road_class[i]),
            length_m=round(float(network.length_m[i]), 3),
            width_m=None if np.isnan(network.width_m[i]) else float(network.width_m[i]),
            paved_on=None if np.isnat(network.paved_on[i]) else network.paved_on[i].item(),
            paved_kind=str(network.paved_kind[i]) or None,
            **place_of(lines[i]),
        )
        for i in range(len(network))
    )
