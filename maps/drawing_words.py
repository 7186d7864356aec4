"""What the drawings of a plan say, in Chinese and English."""

from __future__ import annotations

from maps.words import PAGE, WORDS

__all__ = ["DRAWING"]

# What the page of the map says in the same words
_AS_ON_THE_PAGE = (
    "unnamed",
    "survey",
    "approval",
    "excavation",
    "installation",
    "backfill",
    "reinstatement",
    "acceptance",
)

DRAWING: dict[str, tuple[str, str]] = {
    **{name: PAGE[name] for name in _AS_ON_THE_PAGE},
    "north": WORDS["north"],
    "month": ("{month}月", "{month}"),
    "year_month": ("{year}年{month}月", "{year}-{month}"),
    "blackout": ("禁止开挖时段", "Blackout period"),
    "timeline_road": ("施工时间表（按道路）", "Timeline by road"),
    "timeline_utility": ("施工时间表（按建设单位）", "Timeline by utility"),
    "timeline_crew": ("施工时间表（按班组）", "Timeline by crew"),
    "timeline_told": (
        "{works} 处工程，{first} 至 {last}；第 {from_row} 至 {to_row} 行，共 {rows} 行",
        "{works} works, {first} to {last}; rows {from_row} to {to_row} of {rows}",
    ),
    "timeline_empty": ("没有可显示的工程", "There are no works to show"),
    "crew": ("第 {number} 班组", "Crew {number}"),
    "crews_needed": ("{utility}：同时施工最多 {needed} 个班组", "{utility}: at most {needed} crews at once"),
    "crews_known": (
        "{utility}：同时施工最多 {needed} 个班组，规则册限 {limit} 个",
        "{utility}: at most {needed} crews at once, {limit} by the rulebook",
    ),
    "schedule": ("{work} 施工网络图", "Schedule of {work}"),
    "schedule_told": (
        "{road}，{first} 至 {last}，共 {days} 个工作日；关键线路：{path}",
        "{road}, {first} to {last}, {days} working days; critical path: {path}",
    ),
    "node_days": ("{days} 个工作日", "{days} working days"),
    "node_slack": ("{days} 个工作日，机动 {slack}", "{days} working days, {slack} to spare"),
    "arrow": (" → ", " → "),
    "comma": ("、", ", "),
    "openings": ("{road} 开挖前后对比", "Openings of {road} before and after"),
    "openings_told": (
        "各自开挖 {before} 次、{before_m} 米；联合施工 {after} 次、{after_m} 米",
        "Separately {before} openings, {before_m} m; together {after} openings, {after_m} m",
    ),
    "separate": ("各自开挖：{count} 次，{metres} 米", "Each alone: {count} openings, {metres} m"),
    "together": ("联合施工：{count} 次，{metres} 米", "Together: {count} openings, {metres} m"),
    "site_plan": ("{work} {road}施工平面图", "Site plan of {work}, {road}"),
    "site_opened": ("{work}　{road}　挖掘范围", "{work}　{road}　opened"),
    "site_note": (
        "路段编号　起→止 m：挖掘区间的里程，箭头指向里程增大的方向",
        "Section id　from→to m: chainage of what is opened; the arrow points the way it increases",
    ),
    "location": ("{work} {road}位置图", "Location of {work}, {road}"),
    "no_openings": ("该道路没有开挖", "Nothing opens this road"),
}
