"""The published guide (叶政办〔2023〕6号 二(二)1): both tracks, what to bring, promised days, whom to call, fees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.rulebook.figures import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.rulebook.figures import Figure
    from planner.rulebook.model import Rulebook

__all__ = [
    "FeeGuide",
    "Guide",
    "Hotline",
    "Named",
    "PaperNeeded",
    "Promise",
    "ServiceGuide",
    "TrackGuide",
    "guide_of",
]

# A tariff is law: what is recalled, uncertain or a planning assumption is never published as one
_PUBLISHED = frozenset({Status.VERIFIED, Status.CORROBORATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something with its code and its name in both languages."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackGuide:
    """The steps of a track in their order."""

    id: str
    steps: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceGuide:
    """A service, and what can be applied for."""

    service: Named
    businesses: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A number of working days (hours where ``unit`` says so) with its clause, source and status."""

    id: str
    value: int
    unit: str
    clause: str | None
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline:
    """Whom to call for a service; ``holder_zh`` is who answers, where that is another body than the organisation."""

    organisation: Named
    services: tuple[str, ...]
    telephone: str
    holder_zh: str | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNeeded:
    """A paper to bring; a tolerated one may follow until the survey (容缺办理)."""

    paper: Named
    tolerated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeGuide:
    """A published charge in yuan, with what it is per and the document it stands in."""

    fee: Named
    yuan: float
    per_zh: str
    per_en: str
    clause: str | None
    source_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Everything the guide says.

    ``fees`` are those that the rulebook holds with a source somebody compared them with; none where it holds none.
    """

    county_zh: str
    county_en: str
    source_zh: str
    tracks: tuple[TrackGuide, ...]
    services: tuple[ServiceGuide, ...]
    papers: tuple[PaperNeeded, ...]
    approvals: tuple[Named, ...]
    promises: tuple[Promise, ...]
    hotlines: tuple[Hotline, ...]
    fees: tuple[FeeGuide, ...]


def guide_of(rulebook: Rulebook) -> Guide:
    """Return the guide of a county from its rulebook alone."""
    desk = rulebook.desk
    return Guide(
        county_zh=rulebook.county_zh,
        county_en=rulebook.county_en,
        source_zh=rulebook.sources[desk.source].title,
        tracks=tuple(
            TrackGuide(id=track.value, steps=tuple(Named(id=s.id, zh=s.zh, en=s.en) for s in steps))
            for track, steps in desk.tracks.items()
        ),
        services=tuple(
            ServiceGuide(
                service=Named(id=service.value, zh=rulebook.services[service].zh, en=rulebook.services[service].en),
                businesses=tuple(Named(id=b.id, zh=b.zh, en=b.en) for b in businesses),
            )
            for service, businesses in desk.businesses.items()
        ),
        papers=tuple(PaperNeeded(paper=Named(id=p.id, zh=p.zh, en=p.en), tolerated=p.tolerated) for p in desk.papers),
        approvals=tuple(Named(id=a.id, zh=a.zh, en=a.en) for a in rulebook.papers.approvals),
        promises=tuple(_promises(rulebook)),
        hotlines=tuple(_hotlines(rulebook)),
        fees=tuple(_fees(rulebook)),
    )


def _promises(rulebook: Rulebook) -> Iterator[Promise]:
    for service, figure in rulebook.desk.connection_days.items():
        yield _promise(f"connection.{service.value}", figure, "working_days")
    for track, figure in rulebook.clocks.approval_days.items():
        yield _promise(f"approval.{track.value}", figure, "working_days")
    yield _promise("joint_approval_limit", rulebook.clocks.permit_joint_days, "working_days")
    yield _promise("emergency", rulebook.clocks.emergency_hours, "hours")


def _promise(name: str, figure: Figure[int], unit: str) -> Promise:
    return Promise(
        id=name,
        value=figure.value,
        unit=unit,
        clause=figure.clause,
        source=figure.source,
        status=figure.status.value,
    )


def _fees(rulebook: Rulebook) -> Iterator[FeeGuide]:
    for fee in rulebook.desk.fees:
        if fee.amount.status in _PUBLISHED:
            yield FeeGuide(
                fee=Named(id=fee.id, zh=fee.zh, en=fee.en),
                yuan=fee.amount.value,
                per_zh=fee.per_zh,
                per_en=fee.per_en,
                clause=fee.amount.clause,
                source_zh=rulebook.sources[fee.amount.source].title,
            )


def _hotlines(rulebook: Rulebook) -> Iterator[Hotline]:
    for each in rulebook.organisations:
        if each.hotline:
            yield Hotline(
                organisation=Named(id=each.code, zh=each.zh, en=each.en),
                services=tuple(service.value for service in each.services),
                telephone=each.hotline,
                holder_zh=each.hotline_holder_zh,
                source=each.source,
            )
