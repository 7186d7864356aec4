"""Words for papers: what a decision says around its figures, draft or issued."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    # the draft as a whole
    "paper.mark.draft": ("草案", "DRAFT"),
    "paper.mark.unsigned": ("未签名", "UNSIGNED"),
    "paper.number": ("{number}（草案）", "{number} (draft)"),
    "paper.title.joint": (
        "关于{road}{services}外线工程\n联合施工的决定书（草案）",
        "Decision on the joint works\nfor {services} lines in {road} (draft)",
    ),
    "paper.title.solo": (
        "关于{road}{services}外线工程\n施工的决定书（草案）",
        "Decision on the works\nfor {services} lines in {road} (draft)",
    ),
    "paper.title.joint.issued": (
        "关于{road}{services}外线工程\n联合施工的决定书",
        "Decision on the joint works\nfor {services} lines in {road}",
    ),
    "paper.title.solo.issued": (
        "关于{road}{services}外线工程\n施工的决定书",
        "Decision on the works\nfor {services} lines in {road}",
    ),
    "paper.addressees": ("{names}：", "To {names}:"),
    "paper.preamble": (
        (
            "你单位就{road}敷设{services}外线工程提出的占用、挖掘城市道路申请（{projects}），按照“同一路段、同一时段”原则"
            "编为联合工程{work}。经联合勘查、并联审查，依据本决定第五部分所列规定，"
            "拟决定如下："
        ),
        (
            "Your applications to dig {road} for {services} lines ({projects}) are taken together as {work}: "
            "same section, same period. After joint survey and parallel review, on part 5, "
            "it is to be decided:"
        ),
    ),
    "paper.preamble.issued": (
        (
            "你单位就{road}敷设{services}外线工程提出的占用、挖掘城市道路申请（{projects}），按照“同一路段、同一时段”原则"
            "编为联合工程{work}（联办件{case}）。经联合勘查、并联审查，各审批事项意见见附件，"
            "依据本决定第五部分所列规定，决定如下："
        ),
        (
            "Your applications to dig {road} for {services} lines ({projects}) are taken together as {work}, "
            "case {case}: same section, same period. After joint survey and parallel review, whose opinions are "
            "annexed, on part 5, it is decided:"
        ),
    ),
    "paper.supersedes": (
        "本决定替代{number}，原决定自本决定作出之日起不再执行。",
        "This decision supersedes {number}, which is no longer carried out from today. ",
    ),
    "paper.opened": ("立案日期：{day}", "Case opened on: {day}"),
    "paper.received": ("受理日期：　　　　年　　月　　日", "Received on: ____-__-__"),
    "paper.note.unsigned": (
        "未签名件：签发时平台未配置签名证书，本件未经电子签名，以加盖印章的文本为准。",
        "Unsigned: no certificate was set when this was issued; the sealed paper counts.",
    ),
    "paper.note.signed": (
        "本件经电子签名，签名后如有改动，校验时可以发现。",
        "This paper is electronically signed; any change to it is found on checking.",
    ),
    "paper.note.draft": (
        "本稿为草案：未编号、未会签、未盖章，不产生行政许可效力。",
        "This is a draft: not numbered, not countersigned, not sealed; it grants nothing.",
    ),
    "paper.origin.issued": (
        "{number}　{work}　方案日期 {as_of}　规则册 {rulebook} {version}　SHA-256 {sha256}",
        "{number}, {work}, plan as of {as_of}, rulebook {rulebook} {version}, SHA-256 {sha256}",
    ),
    "paper.code": ("扫码核验，或按文号查询：\n{page}", "Scan to check, or look the number up:\n{page}"),
    "paper.origin": (
        "{work}　方案日期 {as_of}　规则册 {rulebook} {version}　SHA-256 {sha256}",
        "{work}, plan as of {as_of}, rulebook {rulebook} {version}, SHA-256 {sha256}",
    ),
    "paper.date": ("{year}年{month}月{day}日", "{year}-{month:02}-{day:02}"),
    "paper.unnamed_road": ("未命名道路", "unnamed road"),
    "paper.listed": ("{first}、{rest}", "{first}, {rest}"),
    "paper.unknown_utility": ("{utility}（规则册未收录）", "{utility} (not in the rulebook)"),
    "paper.none": ("无。", "None."),
    "paper.review_mark": ("{text}〔待人工复核〕", "{text} (to be checked by a person)"),
    "paper.total": ("合计", "Total"),
    # headings
    "paper.heading.holders": ("一、被许可人", "1 Permit holders"),
    "paper.heading.subject": ("二、许可事项", "2 What is permitted"),
    "paper.heading.period": ("三、许可期限", "3 Period"),
    "paper.heading.conditions": ("四、许可要求", "4 Conditions"),
    "paper.heading.basis": ("五、法律依据", "5 Legal basis"),
    "paper.heading.fees": ("六、费用", "6 Fees"),
    "paper.heading.reasons": ("七、联合施工理由", "7 Reasons of the grouping"),
    "paper.heading.reasons.solo": ("七、安排理由", "7 Reasons"),
    "paper.heading.review": ("八、待人工复核事项", "8 To be checked by a person"),
    "paper.heading.review.issued": ("八、依据核对状态", "8 What of this was not compared with its source"),
    "paper.heading.remedies": ("九、权利告知", "9 Remedies"),
    "paper.annexes": ("附件：", "Annexes:"),
    "paper.annex": ("附件{number}　{title}", "Annex {number} {title}"),
    "paper.annex.map": ("施工平面图与位置图", "Site plan and location map"),
    "paper.annex.members": ("线位、断面、分摊与联系电话", "Lines, cross-sections, shares and hotlines"),
    "paper.annex.sections": ("沟槽横断面", "Cross-sections"),
    "paper.annex.opinions": ("并联审批意见", "Opinions of the authorities"),
    "paper.annex.acceptance": ("联合验收表", "Joint acceptance form"),
    # captions
    "paper.caption.holders": (
        "表1　被许可人、工程、面积份额与期限",
        "Table 1 Holders, projects, area shares and periods",
    ),
    "paper.caption.openings": (
        "表2　挖掘路段与恢复路面面积（长×宽＝面积）",
        "Table 2 Openings (length x width = area)",
    ),
    "paper.caption.windows": ("表3　各环节起止日期", "Table 3 Windows"),
    "paper.caption.lines": ("表4　各成员线位", "Table 4 Lines of the members"),
    "paper.caption.shares": ("表5　成员分摊与联系电话", "Table 5 Shares and hotlines"),
    "paper.caption.cuts": ("表6　各路段断面方式理由", "Table 6 Reasons of the cross-sections"),
    "paper.caption.section": (
        "图{number}　沟槽横断面（表2第 {rows} 行）",
        "Figure {number} Cross-section (table 2, row {rows})",
    ),
    "paper.caption.distances": ("表7　水平净距要求及依据", "Table 7 Clear distances and their rules"),
    "paper.caption.answers": ("表8　各审批事项意见", "Table 8 Opinions on the approval items"),
    "paper.caption.accepted": ("表9　验收内容", "Table 9 What is accepted"),
    "paper.caption.parties": ("表10　参加验收单位意见", "Table 10 Opinions of the parties"),
    "paper.caption.item_holders": ("被许可人", "Holders"),
    "paper.column.laid": ("安装期限", "Installation"),
    "paper.caption.item": ("事项与工程", "Item and work"),
    "paper.title.sections": ("沟槽横断面图（{work}）", "Cross-sections ({work})"),
    "paper.no_distance": ("表中无数值，按工作面宽度", "No figure in the tables; the working room is kept"),
    "paper.caption.location": (
        "附图　{road}工程位置图（方框内为本工程）",
        "Location map, {road} (the work is framed)",
    ),
    "paper.column.figure": ("图", "Figure"),
    "paper.column.required": ("净距要求（m）", "Required (m)"),
    "paper.column.kept": ("图示净距（m）", "Drawn (m)"),
    "paper.column.clause": ("依据", "Rule"),
    "paper.caption.figure": ("图1　{road}施工平面图（{work}）", "Figure 1 Site plan, {road} ({work})"),
    # column heads
    "paper.column.index": ("序号", "No."),
    "paper.column.holder": ("被许可人", "Holder"),
    "paper.column.projects": ("工程", "Projects"),
    "paper.column.area": ("恢复面积份额（m²）", "Area share (m²)"),
    "paper.column.period": ("期限", "Period"),
    "paper.column.road": ("路名／路段编号／道路等级", "Road, section, class"),
    "paper.column.chainage": ("起止桩号（m）", "From-to (m)"),
    "paper.column.mode": ("方式", "Mode"),
    "paper.column.members": ("成员工程", "Members"),
    "paper.column.product": ("长×宽＝面积（m、m、m²）", "Length x width = area"),
    "paper.column.phase": ("环节", "Phase"),
    "paper.column.first": ("开始", "First day"),
    "paper.column.last": ("结束", "Last day"),
    "paper.column.days": ("日历天", "Days"),
    "paper.column.project": ("工程", "Project"),
    "paper.column.section": ("路段编号", "Section"),
    "paper.column.side": ("侧别／距中线（m）", "Side, offset (m)"),
    "paper.column.length": ("长度（m）", "Length (m)"),
    "paper.column.share_length": ("参与长度（m）", "Metres"),
    "paper.column.percent": ("占比（%）", "Part (%)"),
    "paper.column.row": ("表2序号", "Row of table 2"),
    "paper.column.reason": ("理由", "Reason"),
    "paper.column.item": ("审批事项", "Item"),
    "paper.column.authority": ("机关", "Authority"),
    "paper.column.opinion": ("意见", "Opinion"),
    "paper.column.conditions": ("附加条件", "Conditions"),
    "paper.column.day": ("日期", "Day"),
    "paper.column.accepted": ("验收内容", "What"),
    "paper.column.quantity": ("数量", "Quantity"),
    "paper.column.result": ("结果", "Result"),
    "paper.column.party": ("参加单位", "Party"),
    "paper.column.accepting": ("验收意见", "Opinion"),
    "paper.column.signed": ("签名", "Signed"),
    "paper.column.what": ("项目", "Entry"),
    "paper.column.content": ("内容", "Content"),
    "paper.column.hotline": ("服务热线", "Hotline"),
    # cells
    "paper.cell.holder": (
        "{name}\n统一社会信用代码：\n　　　　　　　　　\n法定代表人：",
        "{name}\nCredit code:\n\nLegal representative:",
    ),
    "paper.cell.project": ("{project}（{service}{specification}）", "{project} ({service}{specification})"),
    "paper.cell.project_named": (
        "{project} {name}（{service}{specification}）",
        "{project} {name} ({service}{specification})",
    ),
    "paper.cell.dn": ("，DN{dn}，{count}根", ", DN{dn}, {count}"),
    "paper.cell.range": ("{low}～{high}", "{low} to {high}"),
    "paper.cell.period": ("{first}至\n{last}", "{first} to\n{last}"),
    "paper.cell.road": ("{road}\n{section}\n{road_class}", "{road}\n{section}\n{road_class}"),
    "paper.cell.product": ("{length}×{width}＝{area}", "{length} x {width} = {area}"),
    "paper.cell.installation": ("同步安装：{project}", "Installation: {project}"),
    "paper.cell.side": ("{side} {offset}", "{side} {offset}"),
    "paper.cell.hotline": ("{hotline}", "{hotline}"),
    "paper.cell.hotline_held": ("{hotline}（{holder}）", "{hotline} ({holder})"),
    "paper.cell.no_hotline": ("规则册未载", "not in the rulebook"),
    "paper.side.left": ("左侧", "left"),
    "paper.side.right": ("右侧", "right"),
    "paper.side.centre": ("中线", "centre"),
    "paper.mode.same_trench": ("同沟", "same trench"),
    "paper.mode.same_closure": ("同期不同槽", "same closure"),
    "paper.mode.single": ("单独开挖", "alone"),
    "paper.road_class.arterial": ("主干路（{value}）", "arterial ({value})"),
    "paper.road_class.secondary": ("次干路（{value}）", "secondary ({value})"),
    "paper.road_class.branch": ("支路及其他（{value}）", "branch ({value})"),
    "paper.road_class.other": ("{group}（{value}）", "{group} ({value})"),
    "paper.road_class.unknown": ("等级未载", "class unknown"),
    "paper.phase.survey": ("联合勘查", "Survey"),
    "paper.phase.approval": ("联合审批", "Approval"),
    "paper.phase.excavation": ("同步开挖", "Excavation"),
    "paper.phase.backfill": ("同步回填", "Backfill"),
    "paper.phase.reinstatement": ("路面恢复", "Reinstatement"),
    "paper.phase.acceptance": ("联合验收", "Acceptance"),
    "paper.field.preferred_start": ("期望开工日期", "preferred start"),
    "paper.field.duration_days": ("工期", "duration"),
    "paper.field.install_m_per_day": ("每日安装长度", "metres laid a day"),
    "paper.field.dn_mm": ("管径", "diameter"),
    "paper.field.count": ("根数", "count"),
    "paper.field.material": ("管材", "material"),
    "paper.field.pressure": ("压力", "pressure"),
    "paper.field.voltage_kv": ("电压等级", "voltage"),
    "paper.field.laying": ("敷设方式", "way of laying"),
    "paper.field.cover_m": ("覆土深度", "cover"),
    "paper.field.track": ("办理流程", "track"),
    "paper.field.urgency": ("紧急程度", "urgency"),
    # sentences of the parts
    "paper.subject.place": (
        "挖掘道路：{road}，涉及路段{sections}；起止桩号沿路段数字化方向自路段起点计量，逐段见表2。",
        "Road: {road}, sections {sections}; chainage runs from the start of each section, see table 2.",
    ),
    "paper.subject.modes": ("施工方式：{modes}。", "Modes: {modes}."),
    "paper.subject.mode": ("{mode} {metres} m", "{mode} {metres} m"),
    "paper.subject.opened": (
        (
            "挖掘长度：{opened} m（各自单独施工合计{separate} m，减少{saved} m）；"
            "封闭施工{days}个日历天（各自单独施工合计{days_separate}天）。"
        ),
        (
            "Opened: {opened} m ({separate} m if each were alone, {saved} m less); "
            "closed for {days} calendar days ({days_separate} if each were alone)."
        ),
    ),
    "paper.subject.area": (
        (
            "恢复路面面积：{low}～{high} m²。路面切边宽度无现行标准可依，故按规则册下限、上限分别计算，"
            "以联合勘查确定的切边宽度为准。"
        ),
        (
            "Reinstated: {low} to {high} m². No norm fixes the cut-back, so the rulebook's least and largest are both "
            "computed; the joint survey decides."
        ),
    ),
    "paper.subject.green": ("占用绿地：成员申报合计{area} m²。", "Green space: {area} m² declared by the members."),
    "paper.subject.no_green": ("占用绿地：成员均未申报。", "Green space: none declared."),
    "paper.subject.lead": (
        "首接负责：{utility}（工程{project}）牵头联系各成员与审批部门，直至联合验收。",
        "First receiver: {utility} (project {project}) leads until the joint acceptance.",
    ),
    "paper.period.site": (
        "占用、挖掘道路期限自{first}起至{last}止；各环节见表3，起止日均计入。变更位置、面积、期限的，应当提前办理变更手续。",
        (
            "The road may be occupied and dug from {first} to {last}, both included; see table 3. "
            "A change of place, area or period needs approval beforehand."
        ),
    ),
    "paper.law": ("《{law}》", "{law}"),
    "paper.clause": ("{law}{article}：{text}。", "{law}, {article}: {text}."),
    "paper.condition": ("{text}（{law}{article}）。", "{text} ({law}, {article})."),
    "paper.condition.of_item": (
        "{text}（{item}{number}审批意见）。",
        "{text} ({item}, {number}).",
    ),
    "paper.liability": (
        "{name}：恢复面积份额{area} m²；安装期限{first}至{last}；对所敷设管线（{projects}）的质量和安全负责。",
        "{name}: share {area} m², installation from {first} to {last}; answers for its lines ({projects}).",
    ),
    "paper.liability.lead": (
        (
            "{name}：恢复面积份额{area} m²；安装期限{first}至{last}；对所敷设管线（{projects}）的质量和安全负责，"
            "并作为首接单位牵头至联合验收。"
        ),
        (
            "{name}: share {area} m², installation from {first} to {last}; answers for its lines ({projects}) "
            "and, as first receiver, leads until the joint acceptance."
        ),
    ),
    "paper.fees": (
        "规则册未收录经核定的占用费、挖掘修复费收费标准，本决定不载明任何金额；收费事项由收费主体依据省级核定文件另行告知。",
        (
            "The rulebook holds no approved tariff for occupation or reinstatement, so this decision names no amount; "
            "the collecting body gives notice on the provincial tariff."
        ),
    ),
    "paper.review.figure": ("数值尚未与标准原文核对：{figure}", "Recalled figure: {figure}"),
    "paper.review.clause": ("条文尚未与原文核对：{law}{article}", "Recalled clause: {law}, {article}"),
    "paper.review.authority": ("机关名称待核：{names}", "Names of the authorities: {names}"),
    "paper.review.approval": ("审批事项依据待核：{name}", "Basis of the approval item: {name}"),
    "paper.review.assumed": (
        "工程{project}未申报，按规则册取值：{fields}",
        "Project {project} did not state, so the rulebook's values stand: {fields}",
    ),
    "paper.review.days": (
        "{day}以后的调休安排尚未公布，其后的工作日按法定节假日推算",
        "Make-up days after {day} are not announced: working days after it follow from the statutory holidays",
    ),
    "paper.reconsideration": (
        "对本决定不服的，可以自收到决定书之日起{days}日内向{body}申请行政复议。",
        "Whoever disagrees may ask {body} for reconsideration within {days} days of receipt.",
    ),
    "paper.litigation": (
        "也可以自收到决定书之日起{months}个月内依法向有管辖权的人民法院提起行政诉讼。",
        "Or sue in the competent people's court within {months} months of receipt.",
    ),
    "paper.shares_note": (
        "分摊口径：每段面积由该段成员均分，仅供成员协商，不是收费依据。",
        "Key: the area of each opening falls in equal parts to its members; for the members to agree on, no tariff.",
    ),
    "paper.copies": ("抄送：{names}。", "Copies to: {names}."),
    "paper.seal.issuer": ("（城市管理部门印章）", "(seal of the urban-management bureau)"),
    "paper.seal.signed": ("（电子签名）", "(electronic signature)"),
    "paper.seal.authority": ("（印章）", "(seal)"),
    "paper.blank_date": ("　　　年　　月　　日", "____-__-__"),
    # opinion boxes
    "paper.opinion.item": ("{name}（{basis}）", "{name} ({basis})"),
    "paper.opinion.item_if": ("{name}（{basis}）；适用情形：{condition}", "{name} ({basis}); applies if: {condition}"),
    "paper.opinion.joint": ("联合勘查、并联审查会签意见", "Opinion on the joint survey and review"),
    "paper.opinion.choices": (
        "□ 同意　　□ 附条件同意　　□ 需补正　　□ 不同意　　□ 不涉及",
        "[ ] agree  [ ] agree with conditions  [ ] correct  [ ] object  [ ] not concerned",
    ),
    "paper.opinion.words": ("审查意见：", "Opinion:"),
    "paper.opinion.handler": ("经办人：", "Handler:"),
    "paper.opinion.head": ("负责人：", "Head:"),
    # the decision as a Word file
    "paper.word.figure": ("（{caption}：见同一资料包中的 PDF）", "({caption}: see the PDF of this bundle)"),
    # the sheets of the approval items
    "paper.item.note.draft": (
        "本单为草案：审批机关尚未出具意见。",
        "This sheet is a draft: the authority has not answered yet.",
    ),
    "paper.item.note": (
        "意见摘自并联审查记录；本单附于决定书，由本机关盖章后作为其审批意见。",
        "The opinion is that of the parallel review; annexed to the decision, the sheet counts when sealed.",
    ),
    "paper.item.heading": ("审批事项单　{item}　{name}", "Approval item {item}: {name}"),
    "paper.item.name": ("{item}　{name}", "{item} {name}"),
    "paper.item.authority": ("审批机关", "Authority"),
    "paper.item.basis": ("依据", "Basis"),
    "paper.item.condition": ("适用情形", "Applies if"),
    "paper.item.always": ("挖掘道路敷设管线的，一律适用", "always, where a road is dug for lines"),
    "paper.item.number": ("决定书文号", "Decision"),
    "paper.item.case": ("联办件编号", "Case"),
    "paper.item.work": ("联合工程", "Joint work"),
    "paper.item.of_work": ("{work}　{road}", "{work} {road}"),
    "paper.item.sections": ("路段", "Sections"),
    "paper.item.site": ("占路期限", "Site period"),
    "paper.item.area": ("恢复路面面积", "Reinstated"),
    "paper.item.opinion": ("{authority}意见", "Opinion of {authority}"),
    "paper.item.said": ("意见：{opinion}", "Opinion: {opinion}"),
    "paper.item.on_condition": ("条件{number}：{text}", "Condition {number}: {text}"),
    # the form of the joint acceptance
    "paper.acceptance.line": ("{name}管线安装（{project}）", "Line of {name} ({project})"),
    "paper.acceptance.backfill": ("沟槽回填与压实", "Backfill and compaction"),
    "paper.acceptance.reinstatement": ("路面恢复", "Reinstatement"),
    "paper.acceptance.site": ("现场清理、标志撤除", "Site cleared, signs removed"),
    "paper.acceptance.records": ("竣工测量与隐蔽工程资料", "As-built survey and records of covered works"),
    "paper.acceptance.metres": ("{metres} m", "{metres} m"),
    "paper.acceptance.square": ("{area} m²", "{area} m²"),
    "paper.acceptance.result": ("□ 合格　□ 不合格", "[ ] passed  [ ] failed"),
    "paper.acceptance.opinion": ("□ 同意　□ 不同意", "[ ] agree  [ ] object"),
    "paper.acceptance.note": (
        "依据：叶政办〔2023〕6号附件3 三、7联合验收；验收意见上传业务平台，由首接单位告知申请人。",
        "Basis: 叶政办〔2023〕6号, annex 3; opinions are put on the platform, the first receiver tells the applicant.",
    ),
}
