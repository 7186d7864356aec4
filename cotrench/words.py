"""What the command line says, in Chinese and English."""

from __future__ import annotations

from planner.messages import Language

__all__ = ["WORDS", "say"]

WORDS: dict[str, tuple[str, str]] = {
    "step.read_roads": ("读取道路", "Reading roads"),
    "step.read_routes": ("读取管线路由", "Reading routes"),
    "step.match": ("路由与路段匹配", "Matching routes to road sections"),
    "step.overlap": ("查找同一路段", "Finding shared stretches"),
    "step.schedule": ("编组与排期", "Grouping and scheduling"),
    "step.verify": ("独立校核方案", "Verifying the plan"),
    "step.write": ("写出方案", "Writing the plan"),
    "step.map": ("绘制地图", "Drawing the map"),
    "step.bundles": ("生成审批资料包", "Making permit bundles"),
    "faults.title": ("需要更正的内容", "What needs to be put right"),
    "faults.source": ("文件", "File"),
    "faults.feature": ("要素序号", "Feature"),
    "faults.field": ("字段", "Field"),
    "faults.severity": ("级别", "Kind"),
    "faults.text": ("说明", "What is wrong"),
    "faults.none": ("没有发现问题。", "Nothing needs to be put right."),
    "faults.counted": ("错误 {errors} 项，提示 {warnings} 项。", "{errors} errors, {warnings} warnings."),
    "severity.error": ("错误", "error"),
    "severity.warning": ("提示", "warning"),
    "roads.written": (
        "已写出 {sections} 个路段、共 {km:.1f} 公里：{path}",
        "Wrote {sections} road sections, {km:.1f} km: {path}",
    ),
    "roads.refused": ("没有可用的道路，未写出文件。", "No usable roads; nothing was written."),
    "refused": (
        "没有可以编制方案的内容，请按上表更正后重新提交。",
        "Nothing could be planned; put the above right and submit again.",
    ),
    "savings.title": ("联合施工的节省", "What joint works save"),
    "savings.what": ("指标", "Measure"),
    "savings.separate": ("各自施工", "Each alone"),
    "savings.joint": ("联合施工", "Joint works"),
    "savings.saved": ("减少", "Saved"),
    "savings.openings": ("开挖次数", "Openings"),
    "savings.opened_m": ("开挖长度（米）", "Opened length (m)"),
    "savings.closure_days": ("占道天数（日历日）", "Closure days (calendar)"),
    "savings.reinstated_low": ("路面恢复（平方米，低值）", "Reinstated (m², low)"),
    "savings.reinstated_high": ("路面恢复（平方米，高值）", "Reinstated (m², high)"),
    "plan.counts": (
        (
            "工程 {projects} 项：已排期 {scheduled}，未排期 {unscheduled}，未匹配道路 {unmatched}；"
            "联合工程 {joint} 项，单独施工 {solo} 项；未成组的同路段工程对 {declined} 对。"
        ),
        (
            "{projects} projects: {scheduled} scheduled, {unscheduled} unscheduled, {unmatched} on no road; "
            "{joint} joint works, {solo} solo works; {declined} sharing pairs not grouped."
        ),
    ),
    "plan.proof": (
        "编组最优性：状态 {status}，与下界相差 {gap:.4%}（{components} 个分量，最大 {largest} 段）。",
        "Grouping: {status}, {gap:.4%} above the proven bound ({components} components, largest {largest}).",
    ),
    "plan.written": ("结果已写入：", "Written:"),
    "plan.rejected": ("方案未通过独立校核，未写出任何文件：", "The verifier refused the plan; nothing was written:"),
    "result.map": ("地图", "map"),
    "result.plan": ("方案", "plan"),
    "result.layers": ("图层", "layers"),
    "result.bundles": ("审批资料包（{count} 个）", "permit bundles ({count})"),
    "result.faults": ("问题清单", "faults"),
    "check.title": ("各工程所在路段与同路段单位", "Where each project lies, and who else is there"),
    "check.project": ("工程", "Project"),
    "check.roads": ("道路", "Roads"),
    "check.matched": ("在路长度（米）", "On roads (m)"),
    "check.unmatched": ("不在路长度（米）", "Off roads (m)"),
    "check.partners": ("同路段工程", "Partners"),
    "verify.good": (
        "资料包完整，未被改动：{id}，共 {files} 个文件。",
        "The bundle is whole and unchanged: {id}, {files} files.",
    ),
    "verify.bad": ("资料包不可信：", "The bundle cannot be trusted:"),
    "rulebook.bad": ("规则册未通过检查：", "The rulebook was refused:"),
    "demo.note": (
        "以下结果依据程序生成的示例数据，不含任何真实地理数据。",
        "The results below are from generated sample data; no real geometry is in it.",
    ),
    "file.missing": ("找不到文件：{name}", "No such file: {name}"),
}


def say(key: str, language: Language, **data: object) -> str:
    """Return a sentence of the command line.

    Raises
    ------
    KeyError
        If nobody wrote these words.
    """
    zh, en = WORDS[key]
    return (zh if language is Language.ZH else en).format(**data)
