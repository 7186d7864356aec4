"""Words for what the verifier finds wrong with a plan."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "violation.after_resurfacing": (
        "{work} 中的 {project} 在道路罩面（{day} 完工）之后或跨越其完工日开挖",
        "{work} lets {project} dig after the road is resurfaced (by {day}), or stand open across that day",
    ),
    "violation.before_as_of": (
        "{work} 的勘查在 {day} 开始，早于编制日 {as_of}",
        "The survey of {work} begins on {day}, before the day of planning {as_of}",
    ),
    "violation.blackout": (
        "{work} 在禁止开挖期（自 {first} 起）内占道施工，{project} 不在豁免之列",
        "{work} closes the road in a blackout (from {first}) that holds for {project}",
    ),
    "violation.block_ends": (
        "{one} 与 {other} 在 {day} 同时封闭同一街段的两端",
        "{one} and {other} close both ends of one block on {day}",
    ),
    "violation.bound": (
        "下界 {bound:.10g} 高于目标值 {objective:.10g}",
        "The bound {bound:.10g} is above the objective {objective:.10g}",
    ),
    "violation.covered_twice": (
        "{project} 在路段 {section} 有 {metres:.2f} 米重复开挖",
        "{project} is dug twice on {metres:.2f} m of section {section}",
    ),
    "violation.crews": (
        "{utility} 只有 {crews} 支施工队，{day} 同时敷设的工程为 {works:list}",
        "{utility} has {crews} crews and lays more lines than that on {day}: {works:list}",
    ),
    "violation.cut": (
        "{work} 的开槽方式为“{found:term.mode}”，按断面计算应为“{wanted:term.mode}”或另一宽度",
        "{work} is cut as {found:term.mode}; the cross-section demands {wanted:term.mode} or another width",
    ),
    "violation.declined_missing": (
        "{one} 与 {other} 在路段 {section} 有 {shared_m:.1f} 米重合而未联合，未说明原因",
        "{one} and {other} share {shared_m:.1f} m of section {section}, dig apart, and no reason is given",
    ),
    "violation.declined_twice": (
        "{one} 与 {other} 在路段 {section} 的未联合说明重复",
        "{one} and {other} are declined more than once on section {section}",
    ),
    "violation.declined_untrue": (
        "{one} 与 {other} 被列为未联合，但在路段 {section} 分开施工的重合长度仅 {shared_m:.1f} 米",
        "{one} and {other} are declined, but dig only {shared_m:.1f} m of section {section} apart",
    ),
    "violation.duplicate_id": ("工程编号 {work} 出现 {times} 次", "The id {work} is used {times} times"),
    "violation.emergency_late": (
        "{work} 中的应急工程 {project} 应于 {day} 开工",
        "The emergency {project} in {work} should start on {day}",
    ),
    "violation.figure": (
        "{work:term.whole}的{figure:term.figure}为 {found:.10g}，重算为 {wanted:.10g}",
        "{figure:term.figure} of {work:term.whole}: {found:.10g}; recomputed: {wanted:.10g}",
    ),
    "violation.frozen_changed": (
        "{work} 已经确定，方案中却有变动或缺失",
        "{work} is committed, and the plan changes it or leaves it out",
    ),
    "violation.incompatible": (
        "{work} 中 {one} 与 {other} 不得联合施工",
        "{one} and {other} may never be in one work, and are in {work}",
    ),
    "violation.installation_order": (
        "{work} 同沟施工应由深到浅依次敷设：{deeper} 应先于 {higher} 完成",
        "In the shared trench of {work}, {deeper} must be laid before {higher} begins",
    ),
    "violation.invented": (
        "方案中 {project} 在路段 {section} 多挖 {metres:.2f} 米",
        "The plan digs {metres:.2f} m of section {section} that {project} does not need",
    ),
    "violation.kind": (
        "{work} 标为“{kind:term.kind}”，与成员数不符",
        "{work} is called {kind:term.kind}, which its members belie",
    ),
    "violation.lead": (
        "{work} 的{phase:term.phase}只有 {given} 个工作日，需 {needed} 个",
        "The {phase:term.phase} of {work} has {given} working days and needs {needed}",
    ),
    "violation.lead_not_member": ("{work} 的牵头工程 {lead} 不是成员", "{lead} leads {work} and is no member of it"),
    "violation.main_junction": (
        "{one} 与 {other} 在 {day} 同时封闭同一路口相邻的主要道路路段",
        "{one} and {other} close adjacent main-road sections at one junction on {day}",
    ),
    "violation.members": (
        "{work} 的成员（{members:list}）与线位、开槽或敷设不一致，或有重复、未知的工程",
        "The members of {work} ({members:list}) are not those of its stretches, openings and installation, or unknown",
    ),
    "violation.mode": (
        "{work} 中 {project} 的线位标为“{mode:term.mode}”，与开槽不符",
        "{project} in {work} is marked {mode:term.mode}, unlike the openings it lies on",
    ),
    "violation.moratorium": (
        "{work} 挖掘路段 {section}，该路段在 {until} 前不得挖掘",
        "{work} digs section {section}, which may not be dug before {until}",
    ),
    "violation.not_connected": (
        "{work} 的成员没有通过不少于 {least_m:g} 米的重合路段相连",
        "The members of {work} do not hang together through shared stretches of at least {least_m:g} m",
    ),
    "violation.not_covered": (
        "{project} 在路段 {section} 有 {metres:.2f} 米未列入任何工程",
        "{metres:.2f} m of {project} on section {section} are in no work",
    ),
    "violation.not_optimal": (
        "方案标为最优，但与下界相差 {gap:.6f}",
        "The plan claims to be optimal with a gap of {gap:.6f}",
    ),
    "violation.not_working_day": (
        "{work} 的{phase:term.phase}在非工作日 {day} 开始或结束",
        "The {phase:term.phase} of {work} begins or ends on {day}, which is no working day of the calendar",
    ),
    "violation.openings": (
        "{work} 在路段 {section} 的开槽与成员线位不一致",
        "The openings of {work} on section {section} are not those of its members' stretches",
    ),
    "violation.outcomes": (
        "工程 {project} 的结果出现 {times} 次，应恰好一次",
        "The outcome of {project} is told {times} times and must be told once",
    ),
    "violation.outside_section": (
        "{work} 在路段 {section} 的区间 {from_m:.3f} 至 {to_m:.3f} 米 不在路段之内",
        "{work} lies from {from_m:.3f} to {to_m:.3f} m of section {section}, which is not inside it",
    ),
    "violation.phase_order": ("{work} 的施工阶段先后颠倒或重叠", "The phases of {work} are out of order"),
    "violation.resurfacing_claim": (
        "{work} 是否以道路罩面代替路面恢复，与其工期和线位不符",
        "{work} tells wrongly whether a resurfacing is its reinstatement",
    ),
    "violation.road_twice": (
        "{one} 与 {other} 在 {day} 同时封闭同一条道路",
        "{one} and {other} close one road on {day} at once",
    ),
    "violation.rulebook": (
        "方案依据的规则册 {found} 与校验所用的 {wanted} 不同",
        "The plan was made under {found}, not under {wanted}",
    ),
    "violation.status": (
        "工程 {project} 的状态“{status:term.status}”与其是否位于道路上不符",
        "{project} is called {status:term.status}, which its place on or off the road belies",
    ),
    "violation.too_short": (
        "{work} 的{phase:term.phase}只有 {given} 个工作日，需 {needed} 个",
        "The {phase:term.phase} of {work} has {given} working days and needs {needed}",
    ),
    "violation.traffic_set": (
        "交通组 {set} 最多同时封闭 {at_once} 处，{day} 同时占道的工程为 {works:list}",
        "At most {at_once} works of the traffic set {set} may stand open at once; on {day} there are {works:list}",
    ),
    "violation.two_roads": ("{work} 跨越了不止一条道路", "{work} lies on more than one road"),
    "violation.window": (
        "{work} 的现场施工 {first} 至 {last} 超出 {project} 的申报时段",
        "{work} is on site from {first} to {last}, outside the window of {project}",
    ),
    "violation.wished_apart": (
        "编制要求规定 {one} 与 {other} 分别施工，{work} 却同时包含两者",
        "{work} joins {one} and {other}, which this plan was asked to keep apart",
    ),
    "violation.wished_together": (
        "编制要求规定 {one} 与 {other} 联合施工，方案中没有同时包含两者的工程",
        "No work joins {one} and {other}, which this plan was asked to join",
    ),
}
