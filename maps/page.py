"""The page around the map: title, totals, search and time line, and the data and script the page runs on."""

from __future__ import annotations

import json
import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from folium.template import Template

from maps.words import WORDS, in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    import folium

    from planner.messages import Language
    from planner.model import Plan
    from planner.rulebook.model import Rulebook

__all__ = ["PlanPage", "as_json", "frame", "headed", "script", "style"]

SCRIPTS = (
    "strands.js",
    "plan_layers.js",
    "plan_popups.js",
    "time_slider.js",
    "search.js",
    "labels.js",
    "page.js",
)
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:"
HEAD = '<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta http-equiv="Content-Security-Policy" content="{policy}" />'
# Folium forbids enlarging the page on a phone; people who need it larger may have it larger.
FOLIUM_VIEWPORT = re.compile(r",\s*maximum-scale=1\.0, user-scalable=no")
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}

FRAME = """
<header id="bar">
  <div><h1>{title}</h1><p>{as_of} · {rulebook}</p></div>
  <dl id="totals">{totals}</dl>
  <div id="search"><input type="search" role="combobox" aria-expanded="false" aria-controls="found" autocomplete="off">
  <ul id="found" role="listbox" hidden></ul></div>
</header>
<noscript>{no_script}</noscript>
<section id="timeline" aria-label="{timeline}">
  <button type="button"></button><output for="week"></output>
  <div class="track"><svg preserveAspectRatio="none" aria-hidden="true"></svg>
  <div class="months" aria-hidden="true"></div>
  <input id="week" type="range" min="0" step="1" value="0"></div>
</section>
<script type="application/json" id="plan-data">{data}</script>
"""


class PlanPage(MacroElement):
    """Everything on the page that Folium does not make, as one element of the map it belongs to."""

    _template = Template(
        "{% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.frame }}{% endmacro %}"
        "{% macro script(this, kwargs) %}{{ this.script }}"
        "cotrench.start({{ this._parent.get_name() }}, { "
        "{% for name, group in this.groups.items() %}{{ name }}: {{ group.get_name() }}, {% endfor %}"
        "}, JSON.parse(document.getElementById('plan-data').textContent));{% endmacro %}"
    )

    def __init__(self, frame: str, groups: Mapping[str, folium.FeatureGroup]) -> None:
        """Hold the frame's markup, already escaped, and the layer groups by the names the script knows."""
        super().__init__()  # type: ignore[no-untyped-call] # branca leaves it bare
        self._name = "PlanPage"
        self.frame = frame
        self.groups = groups
        self.style = style()
        self.script = script()


def script() -> str:
    """Return the page's own script."""
    return "\n".join(_static(name) for name in SCRIPTS)


def style() -> str:
    """Return the page's own style sheet."""
    return _static("page.css")


def as_json(data: Mapping[str, Any]) -> str:
    """Return compact JSON that can stand in a script element: no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def frame(plan: Plan, rulebook: Rulebook, language: Language, data: str) -> str:
    """Return the markup around the map; ``data`` is what ``as_json`` made."""
    words = in_language(WORDS, language)
    county = {"zh": rulebook.county_zh, "en": rulebook.county_en}[language]
    return FRAME.format(
        title=escape(words["title"].format(county=county)),
        as_of=escape(words["as_of"].format(date=plan.as_of.isoformat())),
        rulebook=escape(words["rulebook"].format(name=plan.rulebook.name, version=plan.rulebook.version)),
        totals="".join(_total(*row, words) for row in _totals(plan, words)),
        no_script=escape(words["no_script"]),
        timeline=escape(words["timeline"]),
        data=data,
    )


def headed(page: str, title: str, language: Language) -> str:
    """Return Folium's page with its language, its title and the policy that forbids it to load anything.

    Raises
    ------
    ValueError
        If the page does not begin the way Folium's pages do.
    """
    start = "<!DOCTYPE html>\n<html>\n<head>"
    page, found = FOLIUM_VIEWPORT.subn("", page, count=1)
    if not page.startswith(start) or not found:
        raise ValueError("Folium's page has changed its beginning")
    head = HEAD.format(lang=LANGUAGE_TAGS[language], policy=POLICY) + f"\n<title>{escape(title)}</title>"
    return head + page[len(start) :]


def _static(name: str) -> str:
    return (files("maps") / "static" / name).read_text(encoding="utf-8")


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
