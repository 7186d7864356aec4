"""What the maps and drawings say by themselves, in Chinese and English; reasons are worded by the planner."""

from __future__ import annotations

from planner.messages import Language

__all__ = ["PAGE", "WORDS", "in_language"]

WORDS: dict[str, tuple[str, str]] = {
    "title": ("{county}外线工程联合施工方案", "{county}: joint plan of utility works"),
    "as_of": ("方案日期 {date}", "Plan of {date}"),
    "rulebook": ("规则册 {name} {version}", "Rulebook {name} {version}"),
    "openings": ("开挖次数", "Openings"),
    "opened": ("开挖长度", "Opened length"),
    "closure": ("占道天数", "Closure days"),
    "joint_count": ("联合工程", "Joint works"),
    "instead_of": ("各自开挖为 {value}", "separately {value}"),
    "layer_joint": ("联合工程", "Joint works"),
    "layer_solo": ("单独工程", "Solo works"),
    "layer_shared": ("同一路段", "Shared stretches"),
    "layer_crossings": ("交叉点", "Crossings"),
    "layer_unmatched": ("未落在道路上的线段", "Parts off the roads"),
    "layer_roads": ("道路", "Roads"),
    "layer_service": ("{service}线位", "{service} lines"),
    "no_script": (
        "此页需要启用 JavaScript 才能绘制地图；方案全文见 plan.json。",
        "This page draws its map with JavaScript; the whole plan is in plan.json.",
    ),
    "timeline": ("施工时间轴", "Timeline of the works"),
    "north": ("北", "N"),
    "metres": ("{value} 米", "{value} m"),
    "kilometres": ("{value} 公里", "{value} km"),
    "days": ("{value} 天", "{value} days"),
    "times": ("{value} 次", "{value}"),
}

# What the page's own script says; sent with the data.
PAGE: dict[str, tuple[str, str]] = {
    "legend_unscheduled": ("空心线：未排期", "Hollow line: not scheduled"),
    "legend_uncertain": ("虚线：匹配可信度低，待人工确认", "Dashed line: low confidence, to be confirmed"),
    "legend": ("图层与图例", "Layers and legend"),
    "search": ("搜索道路、工程或联合工程编号", "Search road, project or joint work"),
    "no_match": ("没有找到", "Nothing found"),
    "found_road": ("道路", "Road"),
    "found_project": ("工程", "Project"),
    "found_work": ("联合工程", "Joint work"),
    "full_screen": ("全屏显示", "Full screen"),
    "whole_plan": ("显示整个方案", "Show the whole plan"),
    "play": ("播放", "Play"),
    "pause": ("暂停", "Pause"),
    "week_slider": ("按周查看在施工程，最左为全部", "Works open week by week; far left shows all"),
    "all_weeks": ("全部时段：{works} 处工程，其中联合 {joint} 处", "Whole plan: {works} works, {joint} of them joint"),
    "one_week": (
        "{first} 至 {last}：在施 {works} 处，其中联合 {joint} 处",
        "{first} to {last}: {works} works open, {joint} of them joint",
    ),
    "joint": ("联合工程", "Joint work"),
    "solo": ("单独工程", "Solo work"),
    "unnamed": ("无名道路", "Unnamed road"),
    "road": ("道路", "Road"),
    "section": ("路段", "Section"),
    "lead": ("首接负责", "leads"),
    "members": ("成员", "Members"),
    "mode": ("施工方式", "Mode"),
    "same_trench": ("同沟", "same trench"),
    "same_closure": ("同期不同槽", "same closure"),
    "single": ("单独开槽", "single trench"),
    "phases": ("各阶段", "Phases"),
    "survey": ("联合勘查", "Survey"),
    "approval": ("联合审批", "Approval"),
    "excavation": ("联合开挖", "Excavation"),
    "installation": ("安装", "Installation"),
    "backfill": ("联合回填", "Backfill"),
    "reinstatement": ("路面恢复", "Reinstatement"),
    "acceptance": ("联合验收", "Acceptance"),
    "opened": ("开挖长度", "Opened"),
    "closure": ("占道", "Closure"),
    "separately": ("各自开挖 {value}", "separately {value}"),
    "reinstated": ("恢复路面", "Reinstated"),
    "why": ("理由", "Reasons"),
    "project": ("工程", "Project"),
    "utility": ("建设单位", "Utility"),
    "service": ("专业", "Service"),
    "window": ("申报工期", "Window"),
    "status": ("状态", "Status"),
    "scheduled": ("已排期", "scheduled"),
    "unscheduled": ("未排期", "not scheduled"),
    "unmatched": ("未匹配到道路", "on no road"),
    "chainage": ("桩号", "Chainage"),
    "offset": ("偏距", "Offset"),
    "left": ("左侧", "left"),
    "right": ("右侧", "right"),
    "centre": ("中心线", "centreline"),
    "confidence": ("匹配可信度", "Confidence"),
    "works": ("所属工程", "Part of"),
    "shared": ("同一路段", "Shared stretch"),
    "crossing": ("交叉点", "Crossing"),
    "off_road": ("未落在道路上的线段", "Part off the roads"),
    "length": ("长度", "Length"),
    "m": ("{value} 米", "{value} m"),
    "m2": ("{low}～{high} 平方米", "{low}–{high} m²"),
    "days": ("{value} 天", "{value} days"),
    "span": ("{first} 至 {last}", "{first} to {last}"),
}


def in_language(words: dict[str, tuple[str, str]], language: Language) -> dict[str, str]:
    """Return one language's side of a table of words."""
    side = 0 if language is Language.ZH else 1
    return {key: pair[side] for key, pair in words.items()}
