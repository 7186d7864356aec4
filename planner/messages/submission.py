"""Words for what a new submission is told of the ground it lies on."""

__all__ = ["CATALOGUE"]

_CLOSED_EN = (
    "{metres:.1f} m of {project} lie in {road:term.road} (section {section}), which may not be dug before {until:day}; "
)

CATALOGUE: dict[str, tuple[str, str]] = {
    "submission.moratorium": (
        (
            "{road:term.road}（路段 {section}）在{until:day}前不得挖掘，{project} 在此有 {metres:.1f} 米，"
            "其申报时段{first:day}至{last:day}均在此前"
        ),
        _CLOSED_EN + "its whole window from {first:day} to {last:day} is before that",
    ),
    "submission.moratorium_in_part": (
        (
            "{road:term.road}（路段 {section}）在{until:day}前不得挖掘，{project} 在此有 {metres:.1f} 米，"
            "其申报时段{first:day}至{last:day}只有此后一段可用"
        ),
        _CLOSED_EN + "only what is left of its window from {first:day} to {last:day} after that can be used",
    ),
    "submission.off_roads": (
        "{project} 不在任何道路上，请核对坐标系和位置",
        "{project} lies on no road; check its coordinates",
    ),
    "submission.partly_off_roads": (
        "{project} 有 {metres:.1f} 米路由不在道路上",
        "{metres:.1f} m of the route of {project} lie on no road",
    ),
    "submission.replaces": (
        "{utility} 的 {project} 已经提交过，本次提交将取代原有线位",
        "{utility} has submitted {project} before; this submission replaces where it lay",
    ),
    "submission.resurfacing": (
        (
            "{road:term.road}（路段 {section}）列入{zh}，{paved:day}完工后至{until:day}前不得挖掘；{project} 在此有"
            " {metres:.1f} 米，申报时段止于{last:day}，请在完工前施工"
        ),
        (
            "{road:term.road} (section {section}) is due for resurfacing ({en}) by {paved:day} and may not be dug after"
            " that before {until:day}; {project} has {metres:.1f} m there and a window until {last:day}: dig before"
        ),
    ),
    "submission.uncertain": (
        "{project} 在{road:term.road}（路段 {section}）{from_m:.1f} 至 {to_m:.1f} 米处匹配可信度低，待人工确认",
        (
            "Whether {project} runs along {road:term.road} (section {section}) from {from_m:.1f} to {to_m:.1f} m"
            " is not certain; a person has to confirm it"
        ),
    ),
}
