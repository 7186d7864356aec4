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
    "step.findings": ("核算台账与调整建议", "Reckoning ledger and advice"),
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
    "faults.counted": ("错误 {errors} 项，提示 {warnings} 项。", "Errors: {errors}; warnings: {warnings}."),
    "severity.error": ("错误", "error"),
    "severity.warning": ("提示", "warning"),
    "roads.written": (
        "已写出 {sections} 个路段、共 {km:.1f} 公里：{path}",
        "Wrote {sections} road sections, {km:.1f} km: {path}",
    ),
    "roads.not_gpkg": (
        "写出的是 GeoPackage，文件名须以 .gpkg 结尾：{name}",
        "A GeoPackage is written; end its name in .gpkg: {name}",
    ),
    "roads.refused": ("没有可用的道路，未写出文件。", "No usable roads; nothing was written."),
    "refused": (
        "没有可以编制方案的内容，请按上表更正后重新提交。",
        "Nothing could be planned; put the above right and submit again.",
    ),
    "check.refused": (
        "没有可以检查的路由，请按上表更正后重新提交。",
        "There is nothing to check; put the above right and submit again.",
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
        "编组最优性：状态 {status}，与下界相差 {gap:.4%}（下界由 {by} 证得；{components} 个分量，最大 {largest} 段）。",
        "Grouping: {status}, {gap:.4%} above the bound proven by {by} ({components} components, largest {largest}).",
    ),
    "plan.unproven": (
        "  分量 {id}（{runs} 段）与下界相差 {gap:.2%}（{by}）：{projects}",
        "  component {id} ({runs} runs) is {gap:.2%} above its bound ({by}): {projects}",
    ),
    "bound.trial": ("穷举", "trying every set"),
    "bound.lp": ("线性规划", "linear programs"),
    "bound.lp.labels": ("要素线性规划", "a linear program over elements"),
    "bound.lp.columns": ("列生成线性规划", "a linear program over columns"),
    "bound.lp.groups": ("编组整数规划", "an integer program over groups"),
    "bound.lagrangian": ("拉格朗日松弛", "Lagrangian prices"),
    "bound.cp_sat": ("约束求解（CP-SAT）", "constraint solving (CP-SAT)"),
    "plan.written": ("结果已写入：", "Written:"),
    "plan.rejected": ("方案未通过独立校核，未写出任何文件：", "The verifier refused the plan; nothing was written:"),
    "result.map": ("地图", "map"),
    "result.plan": ("方案", "plan"),
    "result.layers": ("图层", "layers"),
    "result.bundles": ("审批资料包（{count} 个）", "permit bundles ({count})"),
    "result.ledger": ("台账", "ledger"),
    "result.advice": ("调整建议", "advice"),
    "result.faults": ("问题清单", "faults"),
    "check.title": ("各工程所在路段与同路段单位", "Where each project lies, and who else is there"),
    "check.project": ("工程", "Project"),
    "check.roads": ("道路", "Roads"),
    "check.matched": ("在路长度（米）", "On roads (m)"),
    "check.unmatched": ("不在路长度（米）", "Off roads (m)"),
    "check.partners": ("同路段工程", "Partners"),
    "confirm.title": (
        "需人工确认的线位（共 {count} 处，可信度最低的在前）",
        "Stretches to confirm ({count}, least certain first)",
    ),
    "confirm.none": ("没有需要人工确认的线位。", "No stretch needs to be confirmed by a person."),
    "confirm.project": ("工程", "Project"),
    "confirm.road": ("道路", "Road"),
    "confirm.section": ("路段", "Section"),
    "confirm.place": ("起止（米）", "From-to (m)"),
    "confirm.confidence": ("可信度", "Confidence"),
    "verify.good": (
        "资料包完整，未被改动：{id}，共 {files} 个文件。",
        "The bundle is whole and unchanged: {id}, {files} files.",
    ),
    "verify.bad": ("资料包不可信：", "The bundle cannot be trusted:"),
    "verify_plan.good": (
        "方案符合全部规则，附带文件与方案一致。",
        "The plan keeps every rule, and the files beside it say what follows from it.",
    ),
    "verify_plan.bad": ("方案未通过校核，共 {count} 处：", "Rules broken: {count}."),
    "verify_plan.none": (
        "目录中没有可用的方案：{folder}",
        "The folder holds no plan that could be used: {folder}",
    ),
    "advice.title": (
        "值得协商的日期调整（节省最多的五项）：",
        "Shifts of dates worth asking for (the five that save most):",
    ),
    "ledger.title": ("与其他做法相比：", "Beside other rules:"),
    "difference.title": ("与原方案的差别：", "What differs from the earlier plan:"),
    "previous.lacking": ("须同时给出 --previous", "needs --previous"),
    "slip.bad": ("应为 编号=日期，如 JW-0007=2027-05-10：{given}", "Should be ID=DATE, as JW-0007=2027-05-10: {given}"),
    "serve.at": ("平台地址：{address}", "The desk is at {address}"),
    "serve.first_link": (
        "首次启动：请用此一次性链接建立管理员账户：{link}",
        "First start: make the administrator's account with this one-time link: {link}",
    ),
    "desk.setting": ("设置 {name} 不可用：{reason}", "The setting {name} cannot be used: {reason}"),
    "desk.zone": ("没有这个时区：{zone}", "There is no such time zone: {zone}"),
    "desk.database": ("数据库无法使用：{reason}", "The database cannot be used: {reason}"),
    "desk.extra": ("没有安装所需的软件包：{name}", "A package that this needs is not installed: {name}"),
    "desk.none": ("没有平台数据库：{name}", "There is no desk's database: {name}"),
    "desk.refused": ("平台没有启动，请更正后重试。", "The desk was not opened; put this right and try again."),
    "deliver.sent": ("已发送 {count} 条通知。", "{count} messages were sent."),
    "audit.good": ("审计日志完整，未被改动。", "The log is whole and was not altered."),
    "audit.bad": ("审计日志不可信：", "The log cannot be trusted:"),
    "audit.missing": ("第 {number} 条缺失。", "Event {number} is missing."),
    "audit.digest": ("第 {number} 条内容被改动。", "Event {number} was altered."),
    "audit.chain": ("第 {number} 条与前一条不相连。", "Event {number} does not follow the one before."),
    "audit.columns": ("第 {number} 条的检索字段与内容不符。", "The columns of event {number} say other than its text."),
    "audit.head": ("日志在第 {number} 条之后被截断。", "The log was cut off after event {number}."),
    "rulebook.bad": ("规则册未通过检查：", "The rulebook was refused:"),
    "demo.note": (
        "以下结果依据程序生成的示例数据，不含任何真实地理数据。",
        "The results below are from generated sample data; no real geometry is in it.",
    ),
    "file.missing": ("找不到文件：{name}", "No such file: {name}"),
    "file.refused": ("文件无法读写：{name}（{reason}）", "Cannot be read or written: {name} ({reason})"),
    "folder.missing": ("找不到目录：{name}", "No such folder: {name}"),
    "folder.unwritable": ("目录无法写入：{name}", "Cannot be written to: {name}"),
    "read_as.unknown": ("没有这种读法：{given}；可用：{known}", "No such reading: {given}; there are {known}"),
    "read_as.no_such_file": (
        "应为 文件=读法；--routes 中没有名为“{given}”的文件，只有：{files}",
        "Should be FILE=READING; --routes names no file “{given}”, only: {files}",
    ),
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
