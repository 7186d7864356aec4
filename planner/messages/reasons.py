"""Words for why a project is in or out of a plan, why a work is as it is, and why a pair digs apart."""

__all__ = ["CATALOGUE"]

_PAIR_ZH = "{one} 与 {other} 在{road:term.road}（路段 {section}）有 {shared_m:.1f} 米重合，"
_PAIR_EN = "{one} and {other} share {shared_m:.1f} m of {road:term.road} (section {section})"

CATALOGUE: dict[str, tuple[str, str]] = {
    "declined.at_once": (
        _PAIR_ZH + "但应急抢修须立即开工，另一方无法同时进场",
        _PAIR_EN + ", but one is an emergency that starts at once and the other cannot join it then",
    ),
    "declined.blackout": (
        _PAIR_ZH + "联合施工需连续 {needed} 个工作日，共同时段{first:day}至{last:day}避开禁止开挖期后安排不下",
        _PAIR_EN + "; together they need {needed} working days in a row, and blackouts leave no room for them"
        " in the common window from {first:day} to {last:day}",
    ),
    "declined.incompatible": (
        _PAIR_ZH + "但规则册规定{one_service:term.service}与{other_service:term.service}管线不得联合施工",
        _PAIR_EN + ", but the rulebook lets no {one_service:term.service} line join"
        " a {other_service:term.service} line",
    ),
    "declined.lead": (
        _PAIR_ZH
        + "但双方完成勘查和审批后最早于{earliest:day}开工，至{last:day}共同时段结束，安排不下所需的 {needed} 个工作日",
        _PAIR_EN + "; after survey and approval they can start on {earliest:day}, and the common window ends"
        " on {last:day}, too early for the {needed} working days they need together",
    ),
    "declined.moratorium": (
        _PAIR_ZH + "但该处在{until:day}前不得挖掘，此后双方没有足够的共同时段",
        _PAIR_EN + ", but the road may not be dug before {until:day}, and no common window is left after that",
    ),
    "declined.no_common_window": (
        _PAIR_ZH + "但 {earlier} 的申报时段止于{ends:day}，{later} 的自{begins:day}起，前后相差 {gap_days} 天",
        _PAIR_EN + ", but the window of {earlier} ends on {ends:day} and that of {later} begins on {begins:day},"
        " {gap_days} days later",
    ),
    "declined.not_worth": (
        _PAIR_ZH + "可以联合施工，但按规则册的权重，与其他工程组合或分别施工更为合算",
        _PAIR_EN + " and could join, but by the rulebook's weights the groups of this plan cost less in all",
    ),
    "declined.resurfacing": (
        _PAIR_ZH
        + "但该处列入罩面计划，须在{paved:day}前完工，共同时段{first:day}至{last:day}安排不下所需的 {needed} 个工作日",
        _PAIR_EN + ", but the road is due for resurfacing by {paved:day}, and their common window from {first:day} to"
        " {last:day} leaves no room before that for the {needed} working days they need together",
    ),
    "declined.too_short": (
        _PAIR_ZH + "但联合施工需 {needed} 个工作日，共同时段{first:day}至{last:day}只有 {available} 个",
        _PAIR_EN + ", but together they need {needed} working days and their common window from {first:day}"
        " to {last:day} has {available}",
    ),
    "declined.unscheduled": (
        _PAIR_ZH + "但 {unscheduled:list} 未能排期",
        _PAIR_EN + ", but {unscheduled:list} could not be scheduled",
    ),
    "declined.wished_apart": (
        _PAIR_ZH + "但编制要求规定两者分别施工",
        _PAIR_EN + ", but this plan was asked to keep them apart",
    ),
    "project.assumed": (
        "{project} 未填报{fields:paper.field}，按规则册取值",
        "{project} does not state: {fields:paper.field}; the rulebook's values are used",
    ),
    "project.beyond_calendar": (
        "{project} 的施工或验收超出工作日历的范围",
        "{project} would be built or accepted after the last day of the calendar",
    ),
    "project.blackout": (
        "{project} 施工需连续 {needed} 个工作日，申报时段{first:day}至{last:day}内有 {closed} 天禁止开挖，其余安排不下",
        (
            "{project} needs {needed} working days in a row; {closed} days of its window from {first:day}"
            " to {last:day} are blocked, and the rest leaves no room"
        ),
    ),
    "project.lead": (
        (
            "{project} 须先完成勘查和审批，最早可于{earliest:day}开工；至申报时段末{last:day}有 {available} 个工作日，"
            "施工需 {needed} 个"
        ),
        (
            "{project} can start on {earliest:day} at the earliest, after survey and approval; its window ends"
            " on {last:day}, which leaves {available} working days, and it needs {needed}"
        ),
    ),
    "project.deferred": (
        "{project} 推迟：申报时段{first:day}至{last:day}内，施工队伍或道路同时占道的限制没有为其留出时间",
        (
            "{project} is put off: in its window from {first:day} to {last:day} crews and the limits on closing"
            " roads at once leave no room for it"
        ),
    ),
    "project.deferred_by": (
        "{project} 的时段被占：{limit:term.limit}（{works:list}）",
        "{project} finds no day: {limit:term.limit} ({works:list})",
    ),
    "project.moratorium": (
        (
            "{road:term.road}（路段 {section}）于{paved:day}铺装完工，{years} 年内即{until:day}前不得挖掘；"
            "{project} 的申报时段止于{last:day}，此后无法完成所需的 {needed} 个工作日"
        ),
        (
            "{road:term.road} (section {section}) was paved on {paved:day} and may not be dug for {years} years, until"
            " {until:day}; {project} needs {needed} working days after that, and its window ends on {last:day}"
        ),
    ),
    "project.moratorium_excepted": (
        "{project} 依据{approval}（城市道路管理条例第33条）在{until:day}前的禁挖期内挖掘{roads:term.road}",
        (
            "{project} digs {roads:term.road} before {until:day} under the approval {approval}"
            " (article 33 of the Regulations on Urban Roads)"
        ),
    ),
    "project.partly_unmatched": (
        "{project} 有 {metres:.1f} 米路由不在道路上，未列入施工计划",
        "{metres:.1f} m of the route of {project} lie on no road and are not planned",
    ),
    "project.resurfacing": (
        (
            "所在道路列入{zh}，{paved:day}完工，之后至{until:day}前不得挖掘；{project} 的现场施工须在完工前结束，"
            "申报时段{first:day}至{last:day}安排不下所需的 {needed} 个工作日"
        ),
        (
            "Its road is due for resurfacing ({en}) by {paved:day} and may not be dug after that before {until:day};"
            " all {needed} working days of {project} must lie before, and its window is {first:day} to {last:day}"
        ),
    ),
    "project.scheduled": (
        "{project} 已列入施工计划：{roads:term.road}，现场施工{first:day}至{last:day}（{works:list}）",
        "{project} is planned on {roads:term.road}, on site from {first:day} to {last:day} ({works:list})",
    ),
    "project.unmatched": (
        "{project} 的路由不在任何道路上，未列入施工计划",
        "The route of {project} lies on no road and is not planned",
    ),
    "project.window": (
        "{project} 施工需 {needed} 个工作日，申报时段{first:day}至{last:day}只有 {available} 个",
        "{project} needs {needed} working days; its window from {first:day} to {last:day} has {available}",
    ),
    "project.within_window": (
        "{project} 的全部现场施工须在申报时段{first:day}至{last:day}之内",
        "All site work of {project} must lie inside its window from {first:day} to {last:day}",
    ),
    "work.before_resurfacing": (
        "在{zh}（{first:day}至{last:day}）之前完工，路面随后统一罩面",
        "Ends before the road is resurfaced ({en}, {first:day} to {last:day})",
    ),
    "work.closed_by_resurfacing": (
        (
            "与{zh}（{first:day}至{last:day}）衔接：{closed_m:.1f} 米以罩面代替路面恢复，"
            "计 {low_m2:.1f} 至 {high_m2:.1f} 平方米"
        ),
        (
            "Closes with the resurfacing ({en}, {first:day} to {last:day}), which reinstates {closed_m:.1f} m,"
            " {low_m2:.1f} to {high_m2:.1f} m2"
        ),
    ),
    "work.partners_declined": (
        "{project} 单独施工：{partners:list} 与其路段重合但未能联合，原因见未联合清单",
        "{project} digs alone: {partners:list} share its metres but do not join; the declined pairs say why",
    ),
    "work.saves": (
        "比各自施工少开挖 {opened_m:.1f} 米，少占道 {closure_days} 天",
        "Opens {opened_m:.1f} m less and closes the road {closure_days} days less than separate works",
    ),
    "work.saves_metres": (
        "比各自施工少开挖 {opened_m:.1f} 米；因施工期跨越休息日，占道多 {closure_days} 天",
        (
            "Opens {opened_m:.1f} m less than separate works; as it spans days off, the road is closed"
            " {closure_days} days more"
        ),
    ),
    "work.shared_metres": (
        "{members:list} 在{road:term.road}有 {shared_m:.1f} 米位于同一路段，共同时段为{first:day}至{last:day}",
        "{members:list} share {shared_m:.1f} m of {road:term.road}; their common window is {first:day} to {last:day}",
    ),
    "work.wished": (
        "按编制要求，{one} 与 {other} 联合施工：{why}",
        "This plan was asked to let {one} and {other} dig together: {why}",
    ),
    "work.single": (
        "{project} 单独施工：没有其他工程与其在同一路段重合 {least_m:g} 米以上",
        "{project} digs alone: nobody shares {least_m:g} m or more of a section with it",
    ),
}
