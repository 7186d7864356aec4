"""The map of a plan, in two ways from one builder: a file that needs no network, or a page with its files beside it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from maps import layers, popups
from maps.ground_rules import rule_columns
from maps.offline import data_uri, localise, page_of, under
from maps.options import MapOptions, image_sources
from maps.packing import packed
from maps.page import LANGUAGE_TAGS, PlanFrame, PlanMap, as_json, frame, headed, inside, linked, policy_of, title_of
from maps.timeslider import day_number, weeks_of
from maps.what_changed import change_columns
from maps.words import PAGE, WORDS, in_language
from planner.messages import Language

if TYPE_CHECKING:
    from planner.model import Plan, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["MapOptions", "linked_page", "map_data", "plan_data", "plan_map"]

MAX_ZOOM = 20


def plan_map(
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    *,
    language: Language = Language.ZH,
    options: MapOptions = MapOptions(),  # noqa: B008 - frozen, so it may be shared
) -> str:
    """Return the plan's map as one HTML page: it loads nothing, and equal input gives equal bytes.

    Roads, one layer per service, joint and solo works, shared stretches, crossings and parts off the roads, roads
    under moratorium, in a blackout or closed by works, what changed since an earlier plan; popups, a legend, filters,
    search, a measure, and a slider over the weeks of the works. Names from submissions are only ever text.
    Tiles, where ``options`` names some, are asked for when they are chosen.

    Raises
    ------
    FileNotFoundError
        If the front-end files were not brought over at set-up.
    KeyError
        If the plan names a project that the situation does not hold.
    """
    drawn = _map(rulebook, language, "")
    style, scripts = inside(map_data(plan, situation, rulebook, language=language, options=options))
    PlanFrame(frame(plan, rulebook, language), style, scripts).add_to(drawn)
    policy = policy_of(image_sources(options), is_linked=False)
    return headed(page_of(localise(drawn, data_uri)), rulebook, language, policy)


def linked_page(
    plan: Plan,
    rulebook: Rulebook,
    *,
    data_url: str,
    static_url: str,
    language: Language = Language.ZH,
    options: MapOptions = MapOptions(),  # noqa: B008 - frozen, so it may be shared
) -> str:
    """Return the same map as a page that loads ``map_data`` from ``data_url`` and its files from below ``static_url``.

    ``maps/static`` has to be served at ``static_url``. The page has no script inside and evaluates nothing, so it
    holds under ``script-src 'self'``; without JavaScript it lists the works.
    """
    drawn = _map(rulebook, language, data_url)
    style, scripts = linked(static_url)
    PlanFrame(frame(plan, rulebook, language), style, scripts).add_to(drawn)
    page = page_of(localise(drawn, under(escape(f"{static_url.rstrip('/')}/vendor"))))
    return headed(page, rulebook, language, policy_of(image_sources(options), is_linked=True))


def map_data(
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    *,
    language: Language = Language.ZH,
    options: MapOptions = MapOptions(),  # noqa: B008 - frozen, so it may be shared
) -> bytes:
    """Return what the page draws and says as JSON in UTF-8; it can also stand in a script element.

    Raises
    ------
    KeyError
        If the plan names a project that the situation does not hold.
    """
    return as_json(packed(plan_data(plan, situation, rulebook, language, options)))


def plan_data(
    plan: Plan,
    situation: Situation,
    rulebook: Rulebook,
    language: Language,
    options: MapOptions = MapOptions(),  # noqa: B008 - frozen, so it may be shared
) -> dict[str, Any]:
    """Return everything the page draws and says, as plain JSON values."""
    monday, count = weeks_of(plan)
    return {
        "lang": LANGUAGE_TAGS[language],
        "words": in_language(PAGE, language),
        "bounds": layers.bounds_of(situation),
        "weeks": {"first": day_number(monday), "count": count},
        "services": [
            {"key": key.value, "name": _in(language, rules.zh, rules.en), "ink": rules.ink, "colour": rules.colour}
            for key, rules in rulebook.services.items()
        ],
        "bases": [
            {
                "name": _in(language, base.zh, base.en),
                "urls": list(base.urls),
                "shifted": base.datum == "gcj02",
                "subdomains": base.subdomains,
                "zoom": base.most_zoom,
                "credit": base.credit,
            }
            for base in options.bases
        ],
        "links": {"work": options.work_url, "project": options.project_url},
        **layers.columns_of(situation, layers.arrange(plan, situation, rulebook), rulebook),
        **popups.columns_of(plan, situation, rulebook, language),
        "rules": rule_columns(plan, situation, rulebook, language),
        "changes": change_columns(plan, options.previous, situation),
    }


def _map(rulebook: Rulebook, language: Language, data_url: str) -> PlanMap:
    failed = in_language(WORDS, language)["failed"]
    return PlanMap(title_of(rulebook, language), failed, data_url, MAX_ZOOM)


def _in(language: Language, zh: str, en: str) -> str:
    return zh if language is Language.ZH else en
