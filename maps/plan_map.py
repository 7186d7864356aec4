"""The map of a plan as one page that needs no network: Folium's map, our lines, popups, search and time slider."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import folium

from maps import layers, popups
from maps.offline import data_uri, localise, page_of
from maps.page import LANGUAGE_TAGS, PlanPage, as_json, frame, headed
from maps.timeslider import day_number, weeks_of
from maps.words import PAGE, WORDS, in_language
from planner.messages import Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.model import Plan, Situation
    from planner.rulebook.model import Rulebook

__all__ = ["build_map", "plan_data", "plan_map"]

MAX_ZOOM = 20


def plan_map(plan: Plan, situation: Situation, rulebook: Rulebook, *, language: Language = Language.ZH) -> str:
    """Return the plan's map as one HTML page: it loads nothing, and equal input gives equal bytes.

    Roads, one layer per service, joint and solo works, shared stretches, crossings and parts off the roads, with
    popups, a legend, search, and a slider over the weeks of the works. Names from submissions are only ever text.

    Raises
    ------
    FileNotFoundError
        If the front-end files were not brought over at set-up.
    KeyError
        If the plan names a project that the situation does not hold.
    """
    title = in_language(WORDS, language)["title"].format(county=_county(rulebook, language))
    return headed(page_of(build_map(plan, situation, rulebook, language, data_uri)), title, language)


def build_map(
    plan: Plan, situation: Situation, rulebook: Rulebook, language: Language, address: Callable[[str], str]
) -> folium.Map:
    """Return the Folium map with all its layers, its assets at ``address(file)``."""
    drawn = folium.Map(
        tiles=None,
        prefer_canvas=True,
        maxZoom=MAX_ZOOM,
        zoomSnap=0.5,
        attributionControl=False,
    )
    groups = _groups(rulebook, language)
    for group in groups.values():
        group.add_to(drawn)
    folium.LayerControl(collapsed=False).add_to(drawn)
    data = as_json(plan_data(plan, situation, rulebook, language))
    PlanPage(frame(plan, rulebook, language, data), groups).add_to(drawn)
    return localise(drawn, address)


def plan_data(plan: Plan, situation: Situation, rulebook: Rulebook, language: Language) -> dict[str, Any]:
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
        **layers.columns_of(situation, layers.arrange(plan, situation, rulebook), rulebook),
        **popups.columns_of(plan, situation, rulebook, language),
    }


def _in(language: Language, zh: str, en: str) -> str:
    return zh if language is Language.ZH else en


def _county(rulebook: Rulebook, language: Language) -> str:
    return _in(language, rulebook.county_zh, rulebook.county_en)


def _groups(rulebook: Rulebook, language: Language) -> dict[str, folium.FeatureGroup]:
    """Return the layers in the order of the legend; the script draws them in its own, from the ground up."""
    words = in_language(WORDS, language)
    services = {
        key.value: _layer(
            words["layer_service"].format(service=_in(language, rules.zh, rules.en)), _line(rules.ink, rules.colour)
        )
        for key, rules in rulebook.services.items()
    }
    return {
        "joint": _layer(words["layer_joint"], _band("#1d2746")),
        "solo": _layer(words["layer_solo"], _band("#7b8699")),
        **services,
        "shared": _layer(words["layer_shared"], _band("#ffe08c"), show=False),
        "crossings": _layer(words["layer_crossings"], _dot("#5a6577")),
        "unmatched": _layer(words["layer_unmatched"], _dashes("#5a6577")),
        "roads": _layer(words["layer_roads"], _band("#c6cdd6")),
    }


def _layer(name: str, swatch: str, *, show: bool = True) -> folium.FeatureGroup:
    # The legend takes a layer's name as markup, so the words in it are escaped.
    return folium.FeatureGroup(name=f"{swatch}{escape(name)}", show=show)


def _swatch(inside: str) -> str:
    return f'<svg width="26" height="12" aria-hidden="true">{inside}</svg>'


def _line(ink: str, colour: str) -> str:
    """Return a swatch of the drawn ink over a strip of the standard's own colour."""
    strip = f'<rect x="1" y="1" width="24" height="10" rx="2" fill="{escape(colour)}"/>'
    return _swatch(f'{strip}<path d="M1 6h24" stroke="{escape(ink)}" stroke-width="4"/>')


def _band(colour: str) -> str:
    return _swatch(f'<path d="M1 6h24" stroke="{colour}" stroke-width="8"/>')


def _dot(colour: str) -> str:
    return _swatch(f'<circle cx="13" cy="6" r="4" fill="#fff" stroke="{colour}" stroke-width="1.5"/>')


def _dashes(colour: str) -> str:
    return _swatch(f'<path d="M1 6h24" stroke="{colour}" stroke-width="2.4" stroke-dasharray="3 4"/>')
