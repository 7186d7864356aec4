"""Words for the savings ledger, the division of a joint work among its members, and works dug apart for nothing."""

__all__ = ["CATALOGUE"]

_BOTH_ZH = "请 {one} 的申报时段移动 {one_days:+d} 天、{other} 移动 {other_days:+d} 天："
_BOTH_EN = "Ask {one} to move its window by {one_days:+d} days and {other} by {other_days:+d}: "
_ONE_ZH = "请 {one} 的申报时段移动 {one_days:+d} 天："
_ONE_EN = "Ask {one} to move its window by {one_days:+d} days: "
_SAVES_ZH = "{pairs:list} 即可联合，全方案少开挖 {opened_m:.1f} 米，少开工 {openings} 次，少占道 {closure_days} 天"
_SAVES_EN = (
    "{pairs:list} could join; the plan opens {opened_m:.1f} m less, {openings} openings and {closure_days}"
    " closure days fewer"
)
_LINE_ZH = (
    "对比“{rule:term.rule}”：少开挖 {opened_m:.1f} 米（{share:.1%}），少开工 {openings} 次，"
    "少占道 {closure_days} 天，少恢复路面 {low_m2:.1f} 至 {high_m2:.1f} 平方米（负数为增加）"
)
_LINE_EN = (
    "Against “{rule:term.rule}”: {opened_m:.1f} m less opened ({share:.1%}), {openings} fewer openings,"
    " {closure_days} fewer closure days, {low_m2:.1f} to {high_m2:.1f} m² less reinstated (below zero is more)"
)
_PAIR_ZH = "{one:list} 与 {other:list} 在路段 {section} 有 {shared_m:.1f} 米先后两次开挖，间隔 {days} 天，本可一次完成"
_PAIR_EN = (
    "{one:list} and {other:list} open {shared_m:.1f} m of section {section} twice, {days} days apart;"
    " once would have done"
)

CATALOGUE: dict[str, tuple[str, str]] = {
    "advice.both": (_BOTH_ZH + _SAVES_ZH, _BOTH_EN + _SAVES_EN),
    "advice.one": (_ONE_ZH + _SAVES_ZH, _ONE_EN + _SAVES_EN),
    "ledger.column.closure_days": ("占道天数", "closure days"),
    "ledger.column.high_m2": ("路面恢复高值（平方米）", "reinstated high (m²)"),
    "ledger.column.joint_works": ("其中联合工程", "of them joint"),
    "ledger.column.low_m2": ("路面恢复低值（平方米）", "reinstated low (m²)"),
    "ledger.column.opened_m": ("开挖长度（米）", "opened (m)"),
    "ledger.column.openings": ("开挖次数", "openings"),
    "ledger.column.put_off": ("其中排不下、另期单独施工的工程", "of them no room for, dug alone at another time"),
    "ledger.column.resurfaced_high_m2": ("其中由罩面代替高值（平方米）", "of it by resurfacing, high (m²)"),
    "ledger.column.resurfaced_low_m2": ("其中由罩面代替低值（平方米）", "of it by resurfacing, low (m²)"),
    "ledger.column.rule": ("做法", "rule"),
    "ledger.line": (_LINE_ZH, _LINE_EN),
    "ledger.plan": ("本方案", "this plan"),
    "ledger.sheet.totals": ("汇总", "totals"),
    "ledger.sheet.works": ("分工程", "works"),
    "ledger.work.closure_days": ("占道天数", "closure days"),
    "ledger.work.closure_days_if_separate": ("各自施工占道天数", "closure days if separate"),
    "ledger.work.first": ("进场开挖", "excavation from"),
    "ledger.work.high_m2": ("路面恢复高值（平方米）", "reinstated high (m²)"),
    "ledger.work.high_m2_if_separate": ("各自施工路面恢复高值（平方米）", "reinstated if separate, high (m²)"),
    "ledger.work.id": ("编号", "work"),
    "ledger.work.kind": ("类型", "kind"),
    "ledger.work.last": ("路面恢复完成", "reinstated by"),
    "ledger.work.low_m2": ("路面恢复低值（平方米）", "reinstated low (m²)"),
    "ledger.work.low_m2_if_separate": ("各自施工路面恢复低值（平方米）", "reinstated if separate, low (m²)"),
    "ledger.work.members": ("成员工程", "members"),
    "ledger.work.opened_m": ("开挖长度（米）", "opened (m)"),
    "ledger.work.opened_m_if_separate": ("各自施工开挖长度（米）", "opened if separate (m)"),
    "ledger.work.resurfaced_high_m2": ("其中由罩面代替高值（平方米）", "of it by resurfacing, high (m²)"),
    "ledger.work.resurfaced_low_m2": ("其中由罩面代替低值（平方米）", "of it by resurfacing, low (m²)"),
    "ledger.work.road": ("道路", "road"),
    "regret.pair": (_PAIR_ZH, _PAIR_EN),
    "shares.method.proportional": (
        "成员超过 {most} 家，按各自米数乘以单独开挖宽度的比例分担",
        "more than {most} members: divided in proportion to own metres times the width cut alone",
    ),
    "shares.method.shapley": (
        "按沙普利值分担：各成员在所有加入次序下增加量的平均值",
        "Shapley value: what each member adds, averaged over all orders of joining",
    ),
    "term.quantity.closure_days": ("占道天数", "closure days"),
    "term.quantity.opened_m": ("开挖长度（米）", "opened metres"),
    "term.quantity.reinstated_m2": ("路面恢复面积（平方米，取区间中值）", "reinstated area (m², middle of the range)"),
    "term.rule.dates_as_given": ("按申报日期，工期重叠者两两合并", "dates as given, overlapping pairs together"),
    "term.rule.separate": ("各自单独施工", "every work alone"),
    "term.rule.starts_within_30_days": ("开工日期相差 30 天以内者两两合并", "pairs that start within 30 days together"),
    "term.rule.windows_meet": ("申报时段相交者两两合并", "pairs whose windows meet together"),
}
