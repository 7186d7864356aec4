"""Words for trenches: why one trench or several, what was assumed, and what stands beside a cross-section."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "trench.recalled_clearance": (
        "水平净距：{a_zh}与{b_zh}之间不小于 {least_m:g} m（{clause}，{status} 类）",
        "Clear distance {a} to {b} of at least {least_m:g} m ({clause:cited}, status {status})",
    ),
    "trench.recalled_working_width": (
        "管道一侧工作面宽度 {least_m:g} m（{clause}，{status} 类）",
        "Working room of {least_m:g} m on each side of a pipe ({clause:cited}, status {status})",
    ),
    "trench.recalled_cover": (
        "{line_zh}最小覆土深度 {least_m:g} m（{clause}，{status} 类）",
        "Least cover of {line}, {least_m:g} m ({clause:cited}, status {status})",
    ),
    "trench.recalled_cutback": (
        "路面每侧切边加宽 {low_m:g}～{high_m:g} m（无规范条文，{status} 类）",
        "Cut-back of the pavement by {low_m:g} to {high_m:g} m on each side (no norm found, status {status})",
    ),
    "trench.recalled_pair": (
        "{a} 与 {b} 能否同沟（{clause}，{status} 类）",
        "Whether {a} and {b} may share a trench ({clause:cited}, status {status})",
    ),
    "trench.recalled_crossing": (
        (
            "{upper} 与 {lower} 交叉 {count} 处（{places:list}）：按覆土推算竖向净距 {gap_m:.2f} m，"
            "表列 {need_m:g} m（{clause}，{status} 类，待人工复核）；{lower} 在交叉处管顶埋深宜不小于 {top_m:.2f} m"
        ),
        (
            "{upper} and {lower} cross {count} times ({places:list}): {gap_m:.2f} m of clear height by their covers, "
            "{need_m:g} m in the table ({clause:cited}, status {status}, to be checked by a person); the top of "
            "{lower} should lie {top_m:.2f} m deep there"
        ),
    ),
    "trench.crossing_lower": (
        (
            "{upper} 与 {lower} 交叉 {count} 处（{places:list}）：按最小覆土推算竖向净距 {gap_m:.2f} m，"
            "小于 {need_m:g} m（{clause}，{status} 类）；{lower} 在交叉处管顶埋深应不小于 {top_m:.2f} m"
        ),
        (
            "{upper} and {lower} cross {count} times ({places:list}): {gap_m:.2f} m of clear height at the least "
            "covers, less than {need_m:g} m ({clause:cited}, status {status}); the top of {lower} has to lie "
            "{top_m:.2f} m deep there"
        ),
    ),
    "trench.crossing_short": (
        (
            "{upper} 与 {lower} 交叉 {count} 处（{places:list}）：按申报覆土竖向净距 {gap_m:.2f} m，不满足 {need_m:g} m"
            "（{clause}，{status} 类），须调整埋深（{lower} 管顶 {top_m:.2f} m）或采取安全措施"
        ),
        (
            "{upper} and {lower} cross {count} times ({places:list}): {gap_m:.2f} m of clear height at the covers "
            "submitted, short of {need_m:g} m ({clause:cited}, status {status}); change a level (top of {lower} at "
            "{top_m:.2f} m) or take safety measures"
        ),
    ),
    "trench.crossing_one_level": (
        (
            "{upper} 与 {lower} 交叉 {count} 处（{places:list}）：按覆土推算处于同一标高，表中无净距数值；"
            "{lower} 在交叉处管顶埋深应不小于 {top_m:.2f} m"
        ),
        (
            "{upper} and {lower} cross {count} times ({places:list}) at one level by their covers, and the table has "
            "no figure for them; the top of {lower} has to lie {top_m:.2f} m deep there"
        ),
    ),
    "trench.recalled_slope": (
        "{soil_zh}边坡坡度 1:{run:g}（{clause}，{status} 类）",
        "Slope of 1:{run:g} in {soil} ({clause:cited}, status {status})",
    ),
    "trench.recalled_support": (
        "支撑厚度每侧 {low_m:g}～{high_m:g} m（{clause}，{status} 类）",
        "Support of {low_m:g} to {high_m:g} m on each side ({clause:cited}, status {status})",
    ),
    "trench.recalled_scheme": (
        "开挖深度 {limit_m:g} m 及以上须编制专项施工方案（{clause}，{status} 类）",
        "A scheme of its own for trenches of {limit_m:g} m and more ({clause:cited}, status {status})",
    ),
    "trench.walls_supported": (
        (
            "沟深 {depth_m:.2f} m，超过{soil_zh}直立开挖限值 {upright_m:.2f} m，须设支撑，"
            "每侧另计 {low_m:g}～{high_m:g} m（{clause}）"
        ),
        (
            "{depth_m:.2f} m deep, more than the {upright_m:.2f} m at which {soil} stands upright: the walls are "
            "supported, which takes {low_m:g} to {high_m:g} m more on each side ({clause:cited})"
        ),
    ),
    "trench.walls_sloped": (
        "沟深 {depth_m:.2f} m，超过{soil_zh}直立开挖限值 {upright_m:.2f} m，按 1:{run:g} 放坡（{clause}）",
        (
            "{depth_m:.2f} m deep, more than the {upright_m:.2f} m at which {soil} stands upright: the walls slope "
            "1:{run:g} ({clause:cited})"
        ),
    ),
    "trench.dug_in_layers": (
        "沟深 {depth_m:.2f} m，人工开挖超过 {limit_m:g} m 时应分层（{clause}）",
        "{depth_m:.2f} m deep: digging by hand beyond {limit_m:g} m goes in layers ({clause:cited})",
    ),
    "trench.special_scheme": (
        "沟深 {depth_m:.2f} m，达到 {limit_m:g} m，须编制专项施工方案（{clause}）",
        "{depth_m:.2f} m deep: from {limit_m:g} m the works need a scheme of their own ({clause:cited})",
    ),
    "trench.single": (
        "单独开挖，恢复路面宽 {width_low_m:.2f}～{width_high_m:.2f} m",
        "Opened alone, {width_low_m:.2f} to {width_high_m:.2f} m of surface to reinstate",
    ),
    "trench.not_wider_than_separate": (
        (
            "{lines} 条管线全部同沟需恢复路面 {joint_low_m:.2f}～{joint_high_m:.2f} m（自左至右：{order}），"
            "各自单槽需 {separate_low_m:.2f}～{separate_high_m:.2f} m：同沟不宽于分槽"
        ),
        (
            "All {lines} lines in one trench (from left to right: {order}) take {joint_low_m:.2f} to "
            "{joint_high_m:.2f} m of surface, one trench for each {separate_low_m:.2f} to {separate_high_m:.2f} m: "
            "one trench is not wider"
        ),
    ),
    "trench.wider_than_separate": (
        (
            "{lines} 条管线全部同沟需恢复路面 {joint_low_m:.2f}～{joint_high_m:.2f} m，"
            "各自单槽只需 {separate_low_m:.2f}～{separate_high_m:.2f} m：同沟更宽"
        ),
        (
            "All {lines} lines in one trench take {joint_low_m:.2f} to {joint_high_m:.2f} m of surface, one trench "
            "for each only {separate_low_m:.2f} to {separate_high_m:.2f} m: one trench is wider"
        ),
    ),
    "trench.shared_in_part": (
        "同一围挡内分 {number} 槽最省，恢复路面 {width_low_m:.2f}～{width_high_m:.2f} m：{trenches}",
        (
            "{number} trenches in one closure are narrowest, {width_low_m:.2f} to {width_high_m:.2f} m of surface: "
            "{trenches}"
        ),
    ),
    "trench.depends_on_cutback": (
        "同沟与分槽孰窄取决于路面切缝加宽：每侧 {break_even_m:.2f} m 时两者相等，现按取值范围的中值比较",
        (
            "Which is narrower depends on the cut-back of the surface: both are equal at {break_even_m:.2f} m each "
            "side; they are compared at the middle of the range in use"
        ),
    ),
    "trench.road_too_narrow": (
        "同沟需开挖 {opened_m:.2f} m，道路宽 {road_width_m:.1f} m，可同时开挖的只有 {available_m:.2f} m",
        (
            "One trench would open {opened_m:.2f} m; of this {road_width_m:.1f} m road {available_m:.2f} m may be open "
            "at once"
        ),
    ),
    "trench.opened_in_turn": (
        (
            "各槽同时敞开至少需 {opened_m:.2f} m，道路宽 {road_width_m:.1f} m，可同时开挖的只有 {available_m:.2f} m，"
            "应在同一围挡期内依次开挖"
        ),
        (
            "All trenches open at once take at least {opened_m:.2f} m; of this {road_width_m:.1f} m road only "
            "{available_m:.2f} m may be open: open them one after another within the closure"
        ),
    ),
    "trench.road_width_unknown": (
        "道路宽度未知，未按路宽校核",
        "The width of the road is not known, so nothing was checked against it",
    ),
    "trench.too_many_lines": (
        "{lines} 条管线超过一条沟内可排布的 {most} 条，故同期不同槽",
        "{lines} lines are more than the {most} that are laid out in one trench, so they lie in separate trenches",
    ),
    "trench.pair_needs_measures": (
        "{a} 与 {b} 未记录同沟安全措施，同期不同槽（{clause}，依据状态 {status}）。{measures_zh}",
        (
            "{a} and {b} have no safety measures for a shared trench on record, so they lie in separate ones "
            "({clause:cited}, status {status}). {measures_en}"
        ),
    ),
    "trench.pair_measures": (
        "{a} 与 {b} 同沟要求：{measures_zh}",
        "{a} and {b} share the trench on condition: {measures_en}",
    ),
    "trench.pair_same_closure": (
        "{a} 与 {b} 按规则册同期不同槽（{clause}，依据状态 {status}）",
        "{a} and {b} lie in separate trenches by the rulebook ({clause:cited}, status {status})",
    ),
    "trench.pair_never": (
        "{a} 与 {b} 按规则册不得同沟（{clause}，依据状态 {status}）",
        "{a} and {b} never share a trench by the rulebook ({clause:cited}, status {status})",
    ),
    "trench.pair_unknown": (
        "规则册未规定 {a} 与 {b} 能否同沟，按同期不同槽处理",
        "The rulebook does not say whether {a} and {b} may share a trench, so they lie in separate ones",
    ),
    "trench.no_figure": (
        "规范表中 {a} 与 {b} 之间无净距数值，按工作面宽度留 {gap_m:.2f} m",
        "The tables have no clear distance between {a} and {b}; the working room of {gap_m:.2f} m is kept",
    ),
    "trench.gas_pressure_assumed": (
        "{project} 未填设计压力，按中压 A（{class}）取净距",
        "{project} gives no pressure; medium pressure A ({class}) is assumed",
    ),
    "trench.gas_above_table": (
        "{project} 设计压力 {pressure_mpa:g} MPa 超出 GB 50289 表 4.1.9 范围，暂按次高压 A 取净距，应按 GB 50028 复核",
        (
            "{project} has {pressure_mpa:g} MPa, beyond GB 50289 table 4.1.9; read as sub-high pressure A, to be "
            "checked against GB 50028"
        ),
    ),
    "trench.voltage_assumed": (
        "{project} 未填电压，按 35 kV 以下取净距",
        "{project} gives no voltage; below 35 kV is assumed",
    ),
    "trench.cover_raised": (
        "{project} 申报覆土 {cover_m:.2f} m 小于最小覆土 {least_m:.2f} m（{clause}），按后者绘制",
        (
            "{project} asks for {cover_m:.2f} m of cover, less than the least {least_m:.2f} m ({clause:cited}); drawn "
            "with the latter"
        ),
    ),
    "trench.drawing_title": ("沟槽横断面 1:{scale}", "Cross-section of the trench 1:{scale}"),
    "trench.drawing_trench": ("槽 {number}", "Trench {number}"),
    "trench.drawing_line": ("{order} {zh} {size}", "{order} {en} {size}"),
    "trench.drawing_named_line": ("{order} {zh} {size} {key}", "{order} {en} {size} {key}"),
    "trench.drawing_pipe": ("DN{size:g}", "DN {size:g}"),
    "trench.drawing_pipes": ("{count}×DN{size:g}", "{count} x DN {size:g}"),
    "trench.drawing_ducts": ("{count} 孔 φ{size:g}", "{count} ducts of {size:g} mm"),
    "trench.drawing_cables": ("电缆 {count}×φ{size:g}", "{count} cables of {size:g} mm"),
    "trench.drawing_bottom": ("槽底 {width}", "bottom {width}"),
    "trench.drawing_reinstated": ("恢复 {low:.2f}～{high:.2f}", "top {low:.2f} to {high:.2f}"),
    "trench.drawing_upright": ("沟壁直立不设支撑（{soil_zh}）", "Walls upright without support ({soil})"),
    "trench.drawing_sloped": (
        "沟壁放坡，每侧 {low:.2f} m（{soil_zh}）",
        "Walls sloped, {low:.2f} m on each side ({soil})",
    ),
    "trench.drawing_supported": (
        "沟壁设支撑，每侧 {low:.2f}～{high:.2f} m（{soil_zh}）",
        "Walls supported, {low:.2f} to {high:.2f} m on each side ({soil})",
    ),
    "trench.drawing_no_soil": ("沟壁按直立绘制，土质待勘察", "Walls drawn upright, the soil is to be surveyed"),
    "trench.drawing_of_trench": ("槽 {number}：{words}", "Trench {number}: {words}"),
    "trench.drawing_spacing": (
        "单位 m；槽间距离不按比例；①②为敷设次序",
        "Metres; top: surface to reinstate; gaps between trenches not to scale; ①② order of laying",
    ),
    "trench.drawing_unit": ("单位 m；①②为敷设次序", "Metres; top: surface to reinstate; ①② order of laying"),
    "trench.drawing_review": ("* 数值待人工复核", "* figure waits for review by a person"),
}
