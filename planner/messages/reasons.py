"""Words for why a project is in or out of a plan, why a work is as it is, and why a pair digs apart."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "declined.at_once": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，但应急工程须立即开工，另一方赶不上",
        "{one} and {other} share {shared_m:.1f} m, but the emergency starts at once and the other cannot",
    ),
    "declined.blackout": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，联合施工需 {needed} 个工作日，避开禁挖期后放不下",
        "{one} and {other} share {shared_m:.1f} m; blackouts leave no room for the {needed} working days needed",
    ),
    "declined.incompatible": (
        "{one}（{one_service}）与 {other}（{other_service}）共线 {shared_m:.1f} 米，规则册不许两类管线联合施工",
        "{one} ({one_service}) and {other} ({other_service}) share {shared_m:.1f} m but may never join",
    ),
    "declined.lead": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，勘查和审批完成后，共同时段内放不下联合施工所需的 {needed} 个工作日",
        "{one} and {other} share {shared_m:.1f} m; approval leaves no room for the {needed} working days needed",
    ),
    "declined.moratorium": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，道路在 {until} 前不得开挖，此后没有共同时段",
        "{one} and {other} share {shared_m:.1f} m; the road may not be dug before {until}, too late for both",
    ),
    "declined.no_common_window": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，两者时段相隔 {gap_days} 天",
        "{one} and {other} share {shared_m:.1f} m, but their windows are {gap_days} days apart",
    ),
    "declined.not_worth": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，可以联合，但其他组合总代价更低",
        "{one} and {other} share {shared_m:.1f} m and could join, but other groups cost less in all",
    ),
    "declined.too_short": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，联合施工需 {needed} 个工作日，共同时段只有 {available} 个",
        "{one} and {other} share {shared_m:.1f} m; together they need {needed} working days and have {available}",
    ),
    "declined.unscheduled": (
        "{one} 与 {other} 共线 {shared_m:.1f} 米，但 {unscheduled} 未能排入计划",
        "{one} and {other} share {shared_m:.1f} m, but {unscheduled} could not be scheduled",
    ),
    "project.assumed": (
        "{project} 未填报的字段按规则册取值：{fields}",
        "{project} left these fields to the rulebook: {fields}",
    ),
    "project.at_once": (
        "{project} 为应急工程，须于 {day} 开工，所需 {needed} 个工作日在 {last} 前放不下",
        "{project} is an emergency: it starts on {day} and needs {needed} working days, too many until {last}",
    ),
    "project.beyond_calendar": (
        "{project} 的施工和验收超出了工作日历的末日",
        "{project} would be built or accepted after the last day of the calendar",
    ),
    "project.blackout": (
        "{project} 需 {needed} 个工作日，时段 {first} 至 {last} 内有 {closed} 天禁挖",
        "{project} needs {needed} working days; {closed} days from {first} to {last} are blocked",
    ),
    "project.lead": (
        "{project} 勘查和审批最早在 {earliest} 前完成，时段至 {last} 为止",
        "{project} cannot start before {earliest}, after survey and approval; its window ends on {last}",
    ),
    "project.moratorium": (
        "{road}（路段 {section}）在 {until} 前不得开挖，{project} 的时段至 {last} 为止",
        "{road} (section {section}) may not be dug before {until}; the window of {project} ends on {last}",
    ),
    "project.partly_unmatched": (
        "{project} 有 {metres:.1f} 米不在任何道路上，未列入计划",
        "{project} has {metres:.1f} m on no road, which are not planned",
    ),
    "project.scheduled": (
        "{project} 已排入 {works} 个工程，现场施工 {first} 至 {last}",
        "{project} is in {works} works, on site from {first} to {last}",
    ),
    "project.unmatched": (
        "{project} 的路由不在任何道路上",
        "The route of {project} lies on no road",
    ),
    "project.window": (
        "{project} 需 {needed} 个工作日，时段 {first} 至 {last} 内只有 {available} 个",
        "{project} needs {needed} working days; its window from {first} to {last} has {available}",
    ),
    "work.partners_declined": (
        "{project} 单独施工：与其共线的 {partners} 未能联合，原因见未联合清单",
        "{project} digs alone: {partners} share its metres but do not join; the declined pairs say why",
    ),
    "work.saves": (
        "比各自施工少开挖 {opened_m:.1f} 米，少占路 {closure_days} 天",
        "Opens {opened_m:.1f} m less and closes the road {closure_days} days less than separate works",
    ),
    "work.shared_metres": (
        "{members} 在 {first} 至 {last} 的共同时段内有 {shared_m:.1f} 米位于同一路段",
        "{members} share {shared_m:.1f} m of road in their common window from {first} to {last}",
    ),
    "work.single": (
        "{project} 单独施工：没有其他工程位于同一路段",
        "{project} digs alone: nobody else lies on its metres",
    ),
}
