"""The page around the map: title, totals, search and time line, and the data and script the page runs on."""

from __future__ import annotations

import json
import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import folium
from branca.element import MacroElement
from folium.template import Template

from maps.listing import listing
from maps.words import WORDS, in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.messages import Language
    from planner.model import Plan, RulebookId
    from planner.rulebook.model import Rulebook

__all__ = [
    "SCRIPTS",
    "STYLE",
    "PlanFrame",
    "PlanMap",
    "as_json",
    "frame",
    "headed",
    "inside",
    "linked",
    "policy_of",
    "title_of",
]

STYLE = "page.css"
SCRIPTS = (
    "elements.js",
    "unpack.js",
    "ground.js",
    "strands.js",
    "ink.js",
    "plan_layers.js",
    "plan_popups.js",
    "filters.js",
    "panel.js",
    "time_slider.js",
    "search.js",
    "labels.js",
    "bases.js",
    "measure.js",
    "printing.js",
    "page.js",
    "boot.js",
)
HEAD = '<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta http-equiv="Content-Security-Policy" content="{policy}" />'
INSIDE = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:{tiles}; font-src data:"
)
LINKED = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:{tiles}"
)
EMPTY_SCRIPT = re.compile(r"<script>\s*</script>\n?")
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}

FRAME = """
<header id="bar">
  <div><h1>{title}</h1><p>{as_of} · {rulebook}</p></div>
  <dl id="totals">{totals}</dl>
  <div id="search"><input type="search" role="combobox" aria-expanded="false" aria-controls="found"
    aria-label="{search}" autocomplete="off"><ul id="found" role="listbox" aria-label="{search}" hidden></ul></div>
</header>
<noscript><div id="plain"><p>{no_script}</p>{listing}</div></noscript>
<section id="timeline" aria-label="{timeline}">
  <button type="button" aria-label="{play}"></button><output for="week"></output>
  <div class="track"><svg preserveAspectRatio="none" aria-hidden="true"></svg>
  <div class="months" aria-hidden="true"></div>
  <input id="week" type="range" min="0" step="1" value="0" aria-label="{timeline}"></div>
</section>
"""


class PlanMap(folium.Map):
    """Folium's map, told to the page's script as data, so that the page needs no script of its own inside."""

    _template = Template(
        "{% macro header(this, kwargs) %}"
        '<meta name="viewport" content="width=device-width, initial-scale=1.0" />'
        '<link rel="icon" href="data:," />'
        "{% endmacro %}"
        "{% macro html(this, kwargs) %}"
        '<main class="folium-map" id={{ this.get_name()|tojson }} aria-label="{{ this.title|e }}" '
        'data-failed="{{ this.failed|e }}" data-url="{{ this.data_url|e }}" '
        'data-options="{{ this.options|tojson|forceescape }}"></main>'
        "{% endmacro %}"
    )

    def __init__(self, title: str, failed: str, data_url: str, most_zoom: int) -> None:
        """Hold what the page's script starts the map with; an empty ``data_url`` says that the data are in the page."""
        # Leaflet wants to know how near one may come before the first tiles say so.
        super().__init__(tiles=None, maxZoom=most_zoom, zoomSnap=0.5, attributionControl=False)
        self.title, self.failed, self.data_url = title, failed, data_url


class PlanFrame(MacroElement):
    """Everything on the page that Folium does not make, as one element of the map it belongs to."""

    _template = Template(
        "{% macro header(this, kwargs) %}{{ this.style }}{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.frame }}{{ this.scripts }}{% endmacro %}"
    )

    def __init__(self, frame: str, style: str, scripts: str) -> None:
        """Hold markup that is already escaped."""
        super().__init__()  # type: ignore[no-untyped-call] # branca leaves it bare
        self._name = "PlanFrame"
        self.frame, self.style, self.scripts = frame, style, scripts


def inside(data: bytes) -> tuple[str, str]:
    """Return the style and the scripts of a page that holds them and its data, which ``as_json`` made."""
    held = f'<script type="application/json" id="plan-data">{data.decode()}</script>'
    scripts = "\n".join(f"<script>\n{_static(name)}</script>" for name in SCRIPTS)
    return f"<style>{_static(STYLE)}</style>", f"{held}\n{scripts}"


def linked(static_url: str) -> tuple[str, str]:
    """Return the style and the scripts of a page that finds them below ``static_url``."""
    prefix = escape(static_url.rstrip("/"))
    scripts = "\n".join(f'<script src="{prefix}/{name}"></script>' for name in SCRIPTS)
    return f'<link rel="stylesheet" href="{prefix}/{STYLE}"/>', scripts


def as_json(data: Mapping[str, Any]) -> bytes:
    """Return compact JSON in UTF-8 that can stand in a script element: no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()


def frame(plan: Plan, rulebook: Rulebook, language: Language) -> str:
    """Return the markup around the map, and what is shown instead of it without JavaScript."""
    words = in_language(WORDS, language)
    return FRAME.format(
        title=escape(title_of(rulebook, language)),
        as_of=escape(words["as_of"].format(date=plan.as_of.isoformat())),
        rulebook=_rulebook(plan.rulebook, words),
        totals="".join(_total(*row, words) for row in _totals(plan, words)),
        search=escape(words["search"]),
        play=escape(words["play"]),
        no_script=escape(words["no_script"]),
        listing=listing(plan, rulebook, language),
        timeline=escape(words["timeline"]),
    )


def policy_of(tiles: tuple[str, ...], *, is_linked: bool) -> str:
    """Return the policy a page forbids itself the rest with; pictures may come from the origins of its tiles."""
    return (LINKED if is_linked else INSIDE).format(tiles="".join(f" {origin}" for origin in tiles))


def headed(page: str, rulebook: Rulebook, language: Language, policy: str) -> str:
    """Return Folium's page with its language, its title and its policy, and without scripts that hold nothing.

    Raises
    ------
    ValueError
        If the page does not begin the way Folium's pages do.
    """
    start = "<!DOCTYPE html>\n<html>\n<head>"
    if not page.startswith(start):
        raise ValueError("Folium's page has changed its beginning")
    title = f"\n<title>{escape(title_of(rulebook, language))}</title>"
    head = HEAD.format(lang=LANGUAGE_TAGS[language], policy=policy) + title
    return EMPTY_SCRIPT.sub("", head + page[len(start) :])


def title_of(rulebook: Rulebook, language: Language) -> str:
    """Return the title of a county's map."""
    county = {"zh": rulebook.county_zh, "en": rulebook.county_en}[language]
    return in_language(WORDS, language)["title"].format(county=county)


def _static(name: str) -> str:
    return (files("maps") / "static" / name).read_text(encoding="utf-8")


def _rulebook(book: RulebookId, words: Mapping[str, str]) -> str:
    """Return which rulebook it was, its name marked as the Chinese it is."""
    name = f'<span lang="{LANGUAGE_TAGS["zh"]}">{escape(book.name)}</span>'
    return escape(words["rulebook"]).format(name=name, version=escape(book.version))


def _totals(plan: Plan, words: Mapping[str, str]) -> list[tuple[str, str, str]]:
    totals = plan.totals
    return [
        (
            "openings",
            words["times"].format(value=totals.openings),
            words["times"].format(value=totals.openings_if_separate),
        ),
        ("opened", _length(totals.opened_m, words), _length(totals.opened_m_if_separate, words)),
        (
            "closure",
            words["days"].format(value=totals.closure_days),
            words["days"].format(value=totals.closure_days_if_separate),
        ),
    ]


def _total(name: str, value: str, separate: str, words: Mapping[str, str]) -> str:
    beside = words["instead_of"].format(value=separate)
    return f"<div><dt>{escape(words[name])}</dt><dd>{escape(value)}</dd><dd>{escape(beside)}</dd></div>"


def _length(metres: float, words: Mapping[str, str]) -> str:
    if metres < 1000:
        return words["metres"].format(value=f"{metres:.0f}")
    return words["kilometres"].format(value=f"{metres / 1000:.2f}")
