"""Words for what is wrong with a rulebook."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    # Reading
    "rulebook.no_document": ("没有名为“{found}”的规则册文件", "There is no rulebook document named “{found}”"),
    "rulebook.syntax": (
        "第 {line} 行第 {column} 列：不是有效的 YAML（{problem}）",
        "Line {line}, column {column}: not valid YAML ({problem})",
    ),
    "rulebook.encoding": ("第 {line} 行：文件不是 UTF-8 文本", "Line {line}: the document is not UTF-8 text"),
    "rulebook.not_a_mapping": (
        "第 {line} 行：文件应由“名称: 值”组成",
        "Line {line}: the document must consist of “name: value” entries",
    ),
    "rulebook.not_areas": (
        "第 {line} 行：文件应为 GeoJSON 的 FeatureCollection，每个要素是一个区域",
        "Line {line}: the document must be a GeoJSON FeatureCollection with one feature for each area",
    ),
    "rulebook.too_large": ("文件过大，规则册不超过 2 MB", "The document is too large: a rulebook is at most 2 MB"),
    "rulebook.too_deep": ("第 {line} 行：嵌套层数过多", "Line {line}: nested too deeply"),
    "rulebook.alias": (
        "第 {line} 行：规则册不使用 YAML 别名（*），请写出数值",
        "Line {line}: a rulebook uses no YAML aliases (*), write the value out",
    ),
    "rulebook.bad_key": ("第 {line} 行：名称应为一段文字", "Line {line}: a name must be a plain text"),
    "rulebook.duplicate_key": ("第 {line} 行：“{key}”写了两次", "Line {line}: “{key}” is given twice"),
    "rulebook.bad_include": (
        "第 {line} 行：“{found}”不是同一目录下的 YAML 或 GeoJSON 文件名",
        "Line {line}: “{found}” is not the name of a YAML or GeoJSON file in the same folder",
    ),
    "rulebook.missing_include": (
        "第 {line} 行：找不到要包含的文件“{found}”",
        "Line {line}: the included document “{found}” is not there",
    ),
    "rulebook.repeated_include": (
        "第 {line} 行：文件“{found}”重复包含",
        "Line {line}: the document “{found}” is included twice",
    ),
    "rulebook.unknown_base": (
        "第 {line} 行：没有可供扩展的规则册“{found}”，可用：{expected}",
        "Line {line}: there is no rulebook “{found}” to extend; known: {expected}",
    ),
    "rulebook.defined_twice": (
        "第 {line} 行：该值已在 {other} 第 {other_line} 行给出",
        "Line {line}: this value is already stated in {other}, line {other_line}",
    ),
    # Shape
    "rulebook.missing": ("第 {line} 行附近：缺少该项", "Near line {line}: this entry is missing"),
    "rulebook.unknown_key": (
        "第 {line} 行：规则册没有“{found}”这一项",
        "Line {line}: a rulebook has no entry “{found}”",
    ),
    "rulebook.wrong_type": (
        "第 {line} 行：应为 {expected} 类型，实为 {found}",
        "Line {line}: should be of type {expected}, found {found}",
    ),
    "rulebook.not_one_of": (
        "第 {line} 行：{found} 不在可选值之列：{expected}",
        "Line {line}: {found} is none of {expected}",
    ),
    "rulebook.bad_date": (
        "第 {line} 行：{found} 不是日期（YYYY-MM-DD）",
        "Line {line}: {found} is not a date (YYYY-MM-DD)",
    ),
    "rulebook.invalid": ("第 {line} 行：{found} 无效（{problem}）", "Line {line}: {found} is not valid ({problem})"),
    "rulebook.blank": ("第 {line} 行：内容为空", "Line {line}: the text is empty"),
    # Figures
    "rulebook.not_finite": ("第 {line} 行：{found} 不是有限的数", "Line {line}: {found} is not a finite number"),
    "rulebook.not_positive": ("第 {line} 行：{found} 应为正数", "Line {line}: {found} must be positive"),
    "rulebook.whole_share": (
        "第 {line} 行：保留路幅比例 {found} 应小于 1",
        "Line {line}: the share of the road kept open, {found}, must be below 1",
    ),
    "rulebook.range_reversed": (
        "第 {line} 行：下限 {low} 大于上限 {high}",
        "Line {line}: the low end {low} is above the high end {high}",
    ),
    "rulebook.not_ascending": (
        "第 {line} 行：{found} 应大于上一行的 {before}",
        "Line {line}: {found} must be above {before} of the row before",
    ),
    "rulebook.unknown_source": (
        "第 {line} 行：来源“{found}”未在 sources 中列出",
        "Line {line}: the source “{found}” is not listed under sources",
    ),
    "rulebook.unproven_rule": (
        "第 {line} 行：状态 {found} 的数值未经核实，不得作为禁止依据；可用状态：{expected}",
        "Line {line}: a figure of status {found} is unproven and may not forbid anything; allowed: {expected}",
    ),
    # Lists
    "rulebook.duplicate_code": (
        "第 {line} 行：“{found}”已用于 {first}",
        "Line {line}: “{found}” is already taken by {first}",
    ),
    "rulebook.unknown_authority": (
        "第 {line} 行：审批部门“{found}”未在 papers.authorities 中列出",
        "Line {line}: the authority “{found}” is not listed under papers.authorities",
    ),
    "rulebook.missing_service": (
        "第 {line} 行：缺少专业“{expected}”",
        "Line {line}: the service “{expected}” is missing",
    ),
    "rulebook.no_services": ("第 {line} 行：单位至少应有一个专业", "Line {line}: a utility has at least one service"),
    "rulebook.missing_track": (
        "第 {line} 行：缺少办理类型“{expected}”的时限",
        "Line {line}: the clock of the track “{expected}” is missing",
    ),
    "rulebook.missing_pair": ("第 {line} 行：缺少组合 {pair} 的规则", "Line {line}: the rule for {pair} is missing"),
    "rulebook.duplicate_pair": (
        "第 {line} 行：组合 {pair} 已在 {first} 给出",
        "Line {line}: the pair {pair} is already given at {first}",
    ),
    "rulebook.contradicting_pair": (
        "第 {line} 行：组合 {pair} 取 {found}，与 {first} 的 {other} 矛盾",
        "Line {line}: the pair {pair} has {found}, against {other} at {first}",
    ),
    "rulebook.unknown_class": (
        "第 {line} 行：管线类别“{found}”未在 trench.classes 中列出",
        "Line {line}: the class “{found}” is not listed under trench.classes",
    ),
    # Places
    "rulebook.unknown_area": (
        "第 {line} 行：区域“{found}”未在 areas 中给出；已有：{expected}",
        "Line {line}: the area “{found}” is not outlined under areas; known: {expected}",
    ),
    "rulebook.open_ring": (
        "第 {line} 行：区域边界应首尾相接、至少有三个角，现有 {corners} 个点",
        "Line {line}: an outline must end where it begins and have three corners at least; it has {corners} points",
    ),
    "rulebook.not_on_earth": (
        "第 {line} 行：{found} 不是经度或纬度；边界用 WGS 84 经纬度，经度在前",
        "Line {line}: {found} is no longitude or latitude; outlines are in WGS 84, longitude first",
    ),
    "rulebook.nowhere": (
        "第 {line} 行：“{found}”没有给出路段、道路或区域",
        "Line {line}: “{found}” names no section, no road and no area",
    ),
    # Days, colours, groups, papers
    "rulebook.bad_day": (
        "第 {line} 行：“{found}”不是每年都有的 MM-DD，也不是 YYYY-MM-DD",
        "Line {line}: “{found}” is neither an MM-DD that every year has nor a YYYY-MM-DD",
    ),
    "rulebook.mixed_days": (
        "第 {line} 行：起止日期 {first}、{last} 的写法应一致",
        "Line {line}: {first} and {last} must be written in one way",
    ),
    "rulebook.days_reversed": (
        "第 {line} 行：起始日期 {first} 晚于截止日期 {last}",
        "Line {line}: the first day {first} is after the last day {last}",
    ),
    "rulebook.bad_colour": (
        "第 {line} 行：“{found}”不是 #RRGGBB 颜色",
        "Line {line}: “{found}” is not a #RRGGBB colour",
    ),
    "rulebook.faint_ink": (
        "第 {line} 行：{found} 在白底上的对比度为 {ratio}，至少应为 {least}",
        "Line {line}: {found} has a contrast of {ratio} on white, it needs {least}",
    ),
    "rulebook.group_without_weight": (
        "第 {line} 行：道路分组“{found}”在 weights.opened_metre 中没有权重",
        "Line {line}: the road class group “{found}” has no weight under weights.opened_metre",
    ),
    "rulebook.weight_without_group": (
        "第 {line} 行：权重“{found}”没有对应的道路分组",
        "Line {line}: the weight “{found}” belongs to no road class group",
    ),
    "rulebook.class_in_two_groups": (
        "第 {line} 行：道路等级“{found}”已列入分组“{first}”",
        "Line {line}: the road class “{found}” is already in the group “{first}”",
    ),
    "rulebook.no_catch_all": (
        "第 {line} 行：应有一个分组列入空等级 ''，代表其余道路",
        "Line {line}: one group must list the empty class '', which stands for every other road",
    ),
    "rulebook.bad_hour": (
        "第 {line} 行：{found} 不是 0 至 24 的整点",
        "Line {line}: {found} is not an hour from 0 to 24",
    ),
    "rulebook.bad_country": (
        "第 {line} 行：“{found}”不是两个大写字母的国家代码",
        "Line {line}: “{found}” is not a country code of two capitals",
    ),
    "rulebook.unknown_country": (
        "不知道国家“{found}”的法定节假日",
        "The public holidays of the country “{found}” are not known",
    ),
    "rulebook.bad_pattern": (
        "第 {line} 行：文号格式“{found}”应恰好含 {{year}} 和 {{serial}}",
        "Line {line}: the number pattern “{found}” must hold {{year}} and {{serial}}, once each",
    ),
}
