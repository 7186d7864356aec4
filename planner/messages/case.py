"""Words for the way of a case: its states and steps, and what stands in the way of one."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "term.state.opened": ("已立案", "opened"),
    "term.state.surveyed": ("已联合勘查", "surveyed"),
    "term.state.designed": ("方案已共享", "design shared"),
    "term.state.in_review": ("并联审查中", "in parallel review"),
    "term.state.decided": ("已决定", "decided"),
    "term.state.in_works": ("施工中", "works under way"),
    "term.state.accepted": ("已联合验收", "jointly accepted"),
    "term.state.closed": ("已办结", "closed"),
    "term.state.refused": ("不予许可", "refused"),
    "term.step.appoint_survey": ("预约勘查", "appoint the survey"),
    "term.step.agree_survey": ("确定勘查结果", "agree on the survey"),
    "term.step.share_design": ("共享设计方案", "share the design"),
    "term.step.start_review": ("启动并联审查", "start the parallel review"),
    "term.step.give_opinion": ("出具意见", "give an opinion"),
    "term.step.correct": ("补正", "correct"),
    "term.step.decide": ("作出决定", "decide"),
    "term.step.refuse": ("不予许可", "refuse"),
    "term.step.report_progress": ("报告进度", "report progress"),
    "term.step.check": ("监督检查", "check"),
    "term.step.accept": ("联合验收", "accept jointly"),
    "term.step.supersede": ("作出替代决定", "supersede the decision"),
    "term.step.close": ("办结", "close"),
    "term.opinion.agree": ("同意", "agree"),
    "term.opinion.agree_with_conditions": ("附条件同意", "agree with conditions"),
    "term.opinion.correct": ("需补正", "to be corrected"),
    "term.opinion.object": ("不同意", "object"),
    "case.wrong_state": (
        "本件现处“{state:term.state}”阶段，不能办理“{step:term.step}”。",
        "The case is {state:term.state}; it cannot {step:term.step} now.",
    ),
    "case.missing_papers": (
        "容缺材料须在勘查时补齐，尚缺：{papers:list}。",
        "Papers tolerated until the survey are still missing: {papers:list}.",
    ),
    "case.absent": ("以下单位的勘查到场情况未记录：{parties:list}。", "Attendance is not recorded of: {parties:list}."),
    "case.no_items": ("尚未启动任何审批事项。", "No approval item has been started."),
    "case.awaited": ("以下审批事项尚未出具意见：{items:list}。", "These items are not answered yet: {items:list}."),
    "case.against": (
        "以下审批事项未获同意，须先补正或不予许可：{items:list}。",
        "These items were not agreed to; correct the case or refuse it: {items:list}.",
    ),
    "case.nobody_objects": (
        "各事项均已同意，没有不予许可的理由。",
        "Every item was agreed to; there is no ground to refuse.",
    ),
    "case.nothing_to_correct": ("没有需要补正的意见。", "No opinion asks for a correction."),
    "case.unfinished": ("以下工程尚未报告回填完成：{members:list}。", "Not reported as backfilled: {members:list}."),
    "case.unheard": (
        "以下单位尚未出具验收意见：{parties:list}。",
        "No opinion on acceptance yet from: {parties:list}.",
    ),
    "case.unsatisfied": ("以下单位验收未通过：{parties:list}。", "Not accepted by: {parties:list}."),
    "case.unnotified": ("首接单位尚未告知申请人。", "The first receiver has not told the applicant yet."),
}
