"""Words for what is wrong with the files of a plan's folder, and for how one plan differs from another."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "difference.added": ("{work} 为新增工程", "{work} is new"),
    "difference.dropped": ("原 {work} 不再实施", "The earlier {work} is dropped"),
    "difference.moved": (
        "{work} 开工日由{before:day}改为{after:day}（{days:+d} 天）",
        "{work} begins on {after:day} instead of {before:day} ({days:+d} days)",
    ),
    "difference.nothing": ("与原方案相同", "Nothing differs from the earlier plan"),
    "difference.project": (
        "{project}：{before:term.status} → {after:term.status}",
        "{project}: {before:term.status} → {after:term.status}",
    ),
    "difference.regrouped": (
        "{work}（{members:list}）由原 {before:list} 重新编组",
        "{work} ({members:list}) is regrouped from the earlier {before:list}",
    ),
    "difference.stability": (
        (
            "重新编组涉及 {touched} 个分量（共 {components} 个）；"
            "为少变动，编组代价比不受约束的最优值高 {price:.1f}（规划权重，非金额）"
        ),
        (
            "{touched} of {components} components were planned anew; staying near the earlier plan costs {price:.1f}"
            " more than the best grouping (planning weights, not money)"
        ),
    ),
    "plan_file.absent": ("方案目录缺少 {file}", "The plan's folder lacks {file}"),
    "plan_file.declined": (
        "{pair:list} 在路段 {section} 的未联合原因或建议与重算结果不符",
        "The reason or the advice for {pair:list} on section {section} is not what follows from the ground",
    ),
    "plan_file.differs": (
        "{file} 的内容与由方案重算的结果不符",
        "{file} does not say what follows from the plan",
    ),
    "plan_file.fact": (
        "方案中 {project} 的 {field} 与提交的内容不符",
        "The plan states {field} of {project} otherwise than it was submitted",
    ),
    "plan_file.frozen": (
        "已确定的联合工程 {work} 不在原方案中，或其成员、线位已改变，无法保持不变",
        "The committed work {work} is not in the earlier plan, or its members or metres have changed",
    ),
    "plan_file.input": (
        "方案所列输入文件 {name} 与目录中保存的文件不一致",
        "The input {name} is not the one that lies beside the plan",
    ),
    "plan_file.lacks": ("输入档案缺少 {found}", "The archive of inputs lacks {found}"),
    "plan_file.layer": (
        "plan.gpkg 的图层 {layer} 与方案不符（{column}）",
        "Layer {layer} of plan.gpkg is not what the plan says ({column})",
    ),
    "plan_file.malformed": ("不符合文件格式：{problem}", "Not in the format of the file: {problem}"),
    "plan_file.missing": ("方案目录中没有这个文件", "The plan's folder has no such file"),
    "plan_file.no_archive": ("不是可读的输入档案", "Not a readable archive of inputs"),
    "plan_file.reason": (
        "{name} 没有说明原因，或原因与其结果不符",
        "{name} has no reason, or one that does not go with what became of it",
    ),
    "term.status.absent": ("未提交", "not submitted"),
    "plan_file.wish": (
        "{one} 与 {other} 无法按要求联合施工：重合长度不足、其中一项已确定，或没有共同的可施工日期",
        "{one} and {other} cannot dig together as asked: too few shared metres, one is decided, or no days suit both",
    ),
}
