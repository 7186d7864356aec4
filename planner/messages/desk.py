"""Words of the county's desk: why a request was not done."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "desk.sign_in": ("请先登录。", "Sign in first."),
    "desk.forbidden": ("你的角色无权办理此事项。", "Your role may not do this."),
    "desk.foreign_form": (
        "此表单不是由本页面发出的，请刷新后重试。",
        "This form was not sent by our page; reload and try again.",
    ),
    "desk.token": ("令牌无效、已撤销或已过期。", "The token is unknown, revoked or expired."),
    "desk.malformed": ("提交的内容不符合要求，见各项说明。", "The request is not as described; see each fault."),
    "request.missing": ("此项必填。", "This is needed."),
    "request.string_too_short": ("至少 {min_length} 个字符。", "At least {min_length} characters."),
    "request.string_too_long": ("最多 {max_length} 个字符。", "At most {max_length} characters."),
    "request.string_pattern_mismatch": ("含有不允许的字符。", "There are characters that cannot be used here."),
    "request.enum": ("可选：{expected}。", "Choose from {expected}."),
    "request.literal_error": ("可选：{expected}。", "Choose from {expected}."),
    "request.int_parsing": ("应为整数。", "This is to be a whole number."),
    "request.float_parsing": ("应为数值。", "This is to be a number."),
    "request.bool_parsing": ("应为“是”或“否”。", "This is to be yes or no."),
    "request.date_from_datetime_parsing": ("应为日期，如 2026-11-24。", "This is to be a date, such as 2026-11-24."),
    "request.date_parsing": ("应为日期，如 2026-11-24。", "This is to be a date, such as 2026-11-24."),
    "request.datetime_parsing": (
        "应为日期和时间，如 2026-11-24T09:00+08:00。",
        "This is to be a date and time, such as 2026-11-24T09:00+08:00.",
    ),
    "request.timezone_aware": ("时间须写明时区，如 +08:00。", "The time needs its zone, such as +08:00."),
    "request.greater_than": ("应大于 {gt}。", "This is to be more than {gt}."),
    "request.greater_than_equal": ("应不小于 {ge}。", "This is to be at least {ge}."),
    "request.less_than_equal": ("应不大于 {le}。", "This is to be at most {le}."),
    "request.too_short": ("至少 {min_length} 项。", "At least {min_length} of these."),
    "request.too_long": ("最多 {max_length} 项。", "At most {max_length} of these."),
    "request.extra_forbidden": ("没有这一项。", "There is no such field."),
    "request.json_invalid": ("JSON 有误：{error}", "The JSON is broken: {error}"),
    "desk.http": ("请求未能完成：{phrase}。", "The request failed: {phrase}."),
    "desk.http_404": ("没有找到。", "There is nothing here."),
    "desk.http_405": ("此地址不支持这种请求。", "This address does not take this kind of request."),
    "desk.http_413": ("内容超过上限。", "The content is larger than allowed."),
    "desk.http_500": (
        "平台内部出错，请稍后再试；错误已记录。",
        "Something went wrong in the desk itself; try again later. It was noted.",
    ),
    "desk.too_deep": ("JSON 嵌套超过 {limit} 层。", "The JSON is nested more than {limit} levels deep."),
    "desk.unknown": ("没有编号为 {key} 的记录，或你无权查看。", "There is no record {key}, or it is not yours to see."),
    "desk.wrong_password": ("用户名或密码不正确。", "The login or the password is wrong."),
    "desk.oidc_refused": (
        "统一身份认证未完成，请重新登录。",
        "Signing in with the identity provider was not completed; begin again.",
    ),
    "desk.oidc_unknown": (
        "此身份在本平台没有账号；账号须由管理员邀请。",
        "There is no account here for this identity; accounts are made by invitation.",
    ),
    "desk.oidc_unreached": ("无法连接统一身份认证。", "The identity provider cannot be reached."),
    "desk.too_many_tries": (
        "尝试次数过多，请 {seconds} 秒后再试。",
        "Too many tries; try again in {seconds} seconds.",
    ),
    "desk.short_password": ("密码至少 {least} 个字符。", "A password has at least {least} characters."),
    "desk.login_taken": ("用户名 {login} 已被使用。", "The login {login} is taken."),
    "desk.invitation": ("此邀请链接无效、已使用或已过期。", "The invitation is unknown, used or expired."),
    "desk.unknown_organisation": ("没有代码为 {code} 的单位。", "There is no organisation {code}."),
    "desk.role_and_organisation": (
        "角色 {role} 不能属于类别为 {kind} 的单位。",
        "The role {role} cannot belong to an organisation of the kind {kind}.",
    ),
    "desk.bbox": (
        "bbox 应为四个（或六个）以逗号分隔的数，先小后大；收到：{found}。",
        "bbox is four (or six) numbers with commas, the smaller first; got {found}.",
    ),
    "desk.datetime": (
        "datetime 应为一个日期或“起/止”，一端可为“..”；收到：{found}。",
        "datetime is a date or first/last, either of them may be “..”; got {found}.",
    ),
    "desk.crs": (
        "{name} 不支持 {found}；可用：{known:list}。",
        "{name} cannot be {found}; these can be used: {known:list}.",
    ),
    "desk.scope": ("令牌不能拥有你自己没有的权限：{scopes}。", "A token cannot have rights you lack: {scopes}."),
    "desk.repeated": (
        "同一 Idempotency-Key 已用于另一内容的请求。",
        "This Idempotency-Key was used for a request with another content.",
    ),
    "desk.form": ("申请单有需要更正的内容，见各项说明。", "The form needs to be put right; see each fault."),
    "desk.nothing_ticked": ("至少勾选一项业务。", "Tick at least one service."),
    "desk.unknown_business": (
        "该服务没有“{found}”这项业务；可选：{known:list}。",
        "The service has no business {found}; choose from {known:list}.",
    ),
    "desk.which_utility": (
        "请指明由哪个单位办理（现为“{found}”）；可选：{known:list}。",
        "Say which utility (now “{found}”); choose from {known:list}.",
    ),
    "desk.unknown_paper": (
        "申请材料中没有“{found}”；可选：{known:list}。",
        "There is no paper {found}; choose from {known:list}.",
    ),
    "desk.paper_needed": ("缺少不能容缺的材料：{zh}。", "A paper that may not follow later is missing: {en}."),
    "desk.step": (
        "申请现处步骤“{now}”，不能改为“{step}”；本流程依次为：{steps:list}。",
        "The application is at {now} and cannot go to {step}; its track is {steps:list}.",
    ),
    "desk.hindered": ("现在不能办理，原因见各项说明。", "This cannot be done yet; see what stands in the way."),
    "desk.case_open": ("该工程已有联办件 {number}。", "There is a case of this work already: {number}."),
    "desk.answered": ("事项 {item} 已出具意见。", "The item {item} was answered."),
    "desk.cannot_sign": (
        "签名证书不可用，决定未作出：{why}",
        "The signing certificate cannot be used, so nothing was decided: {why}",
    ),
    "desk.reason_needed": (
        "不同意、要求补正或不予许可时须说明理由。",
        "Say why: an objection, correction or refusal needs a reason.",
    ),
    "desk.conditions": (
        "“附条件同意”须列出条件，其他意见不列条件。",
        "Conditions come with “agree with conditions”, and only with it.",
    ),
    "desk.progress": (
        "进度应依次报告：下一项为“{expected}”，收到“{stage}”。",
        "Progress is reported in order: {expected} comes next, not {stage}.",
    ),
    "desk.not_called": ("尚未通知联合验收。", "The joint acceptance is not called yet."),
    "desk.warranty": (
        "质保分工未包括以下工程的管线：{members:list}。",
        "The warranty leaves out the lines of {members:list}.",
    ),
    "desk.first_receiver": (
        "应由首接单位 {organisation} 告知申请人。",
        "The first receiver, {organisation}, has to tell the applicant.",
    ),
    "told.case_opened": ("{road}的联合工程已立案，联办件号 {case}。", "The case {case} of works in {road} is open."),
    "told.survey": ("联办件 {case} 定于 {at} 在{place}联合勘查。", "Joint survey of case {case}: {at}, {place}."),
    "told.design": ("联办件 {case} 的设计方案已共享。", "The design of case {case} is shared."),
    "told.review": (
        "请于 {due} 前就联办件 {case} 的事项 {item} 出具意见。",
        "Answer item {item} of case {case} by {due}.",
    ),
    "told.opinion": (
        "联办件 {case} 的事项 {item}：{opinion:term.opinion}。",
        "Item {item} of case {case}: {opinion:term.opinion}.",
    ),
    "told.decided": ("联办件 {case} 已作出决定：{number}。", "Case {case} is decided: {number}."),
    "told.refused": ("联办件 {case} 不予许可。", "Case {case} is refused."),
    "told.check": ("联办件 {case} 现场检查发现问题：{finding}", "A check of case {case} found: {finding}"),
    "told.acceptance": (
        "联办件 {case} 定于 {at} 在{place}联合验收。",
        "Joint acceptance of case {case}: {at}, {place}.",
    ),
    "told.accepted": ("联办件 {case} 已通过联合验收。", "Case {case} is jointly accepted."),
    "desk.no_roads": ("尚未设置本县路网。", "The county's roads are not set yet."),
    "desk.stale_plan": (
        "方案第 {number} 版不是草案，或已有更新的方案被采用，请重新编制。",
        "Plan {number} is no draft, or another was accepted since; make it anew.",
    ),
    "desk.nothing_to_plan": ("没有可以编制方案的内容，见各项说明。", "Nothing can be planned; see each fault."),
    "desk.plan_rejected": ("方案未通过独立校核，见各项说明。", "The verifier refused the plan; see each violation."),
    "desk.unpacks": (
        "压缩包解开后为 {size} 字节，超过上限。",
        "The archive would unpack to {size} bytes, more than allowed.",
    ),
    "desk.other_utility": (
        "只能提交本单位（{own}）的工程，文件中有 {found} 的工程。",
        "You submit for {own} only; the file has a project of {found}.",
    ),
    "desk.too_much": (
        "一次提交最多 {projects} 项工程、{vertices} 个折点、{kilometres} 千米，请分批提交。",
        "A submission has at most {projects} projects, {vertices} vertices and {kilometres} km; split it.",
    ),
    "desk.void_call": ("路由或工期已变，此征询已作废。", "The route or its period changed; this call is void."),
    "desk.coded_reason": ("不参加联合施工须选择理由。", "Choose a reason for not joining."),
    "desk.counter_days": ("另提日期须有起止两日，先起后止。", "A counter names a first and a last day, in this order."),
    "told.call": (
        "{road}有同路段同时段工程，请于 {due} 前答复是否联合施工。",
        "Others dig {road} in your period: answer by {due}.",
    ),
    "term.call.joined": ("同意联合", "joins"),
    "term.call.declined": ("不参加", "declines"),
    "term.call.countered": ("另提日期", "offers other days"),
    "told.call_before_closing": (
        "{road}将于 {last} 前完成路面整修，此后至 {until} 不得挖掘；贵单位如需敷设管线，请于 {due} 前答复。",
        "{road} is paved anew by {last} and may not be dug until {until}: answer by {due} whether you lay there before.",
    ),
    "told.call_answered": ("{road}的同路段征询已答复：{state:term.call}。", "The call for {road} was answered: {state:term.call}."),
    "told.call_late": (
        "{road}的同路段征询逾期未答复，需要会商。",
        "The call for {road} was not answered: consultation is needed.",
    ),
    "told.call_void": ("{road}的路由或工期已变，原征询作废。", "Route or period in {road} changed; the call is void."),
    "desk.working": (
        "同一 Idempotency-Key 的请求正在办理，请稍后再查。",
        "A request with this Idempotency-Key is being worked on; ask again.",
    ),
    "desk.reading": (
        "读法“{found}”未知；可选：{known:list}。",
        "There is no reading {found}; choose from {known:list}.",
    ),
    "told.undelivered": (
        "发往 {recipient} 的通知（{channel}）未能送达：{why}",
        "A message to {recipient} ({channel}) was not delivered: {why}",
    ),
    "desk.no_position": (
        "第 {line} 行“{found}”不是位置；每行写经度和纬度，如 113.3601, 33.6302。",
        "Line {line}, “{found}”, is no position; write longitude and latitude, such as 113.3601, 33.6302.",
    ),
    "desk.no_line": ("路由至少要有两个位置。", "A route has at least two positions."),
    "desk.not_begun": (
        "抢修应已开始；计划施工请提交路由。",
        "An emergency has begun already; submit planned works as routes.",
    ),
    "desk.filed": ("已补办手续。", "The papers were filed."),
    "told.emergency": (
        "{organisation} 在{road}紧急抢修，须在 {due} 前补办手续。",
        "Emergency work of {organisation} in {road}; its papers are due by {due}.",
    ),
    "told.due_soon": ("{name} 将于 {due} 到期，请尽快办理。", "{name} is due on {due}."),
    "told.overdue": (
        "{name} 已于 {due} 到期，{owner} 尚未办理。",
        "{name} was due on {due}; {owner} has not answered.",
    ),
    "told.escalated": (
        "{name} 逾期未办（{owner}，{due} 到期），请督办。",
        "{name} is overdue since {due} ({owner}): follow it up.",
    ),
    "desk.planning_now": (
        "另一份方案正在编制，请等它完成。",
        "Another plan is being made; wait until it is there.",
    ),
    "desk.wishes": ("编制要求有误，见各项说明。", "The wishes cannot be met as they are; see each fault."),
    "desk.wish_work": ("现行方案中没有工程 {found}。", "The accepted plan has no work {found}."),
    "desk.wish_past": ("开工日期 {day:day} 已过。", "The day {day:day} is over."),
    "desk.wish_project": ("没有编号为 {found} 的工程。", "There is no project {found}."),
    "desk.wish_same": ("请选择两个不同的工程，而不是两次 {found}。", "Choose two projects, not {found} twice."),
    "desk.wish_both": (
        "{projects:list} 不能既要求联合又要求分开。",
        "{projects:list} cannot be joined and kept apart at once.",
    ),
    "desk.wish_days": ("自{day:day}起的时段先止后起。", "The days from {day:day} on end before they begin."),
    "desk.wish_road": ("没有名为“{found}”的道路。", "There is no road {found}."),
    "told.shift": (
        "工程 {project} 如{way:term.way}开工 {days} 天，即可在路段 {section} 与他方联合施工，少开挖 {saves_m:.0f} 米。"
        "请考虑调整并重新提交。",
        "If {project} began {days} days {way:term.way}, it could join others on section {section} and open"
        " {saves_m:.0f} m less. Please consider it and submit anew.",
    ),
    "term.way.later": ("推迟", "later"),
    "term.way.earlier": ("提前", "earlier"),
}
