"""Words for what is wrong with a road file; file, feature and field stand beside the sentence, not in it."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    "network.no_crs": (
        "道路文件没有说明坐标系；请用 --crs 指明。",
        "The road file does not say its coordinate reference system; name it with --crs.",
    ),
    "network.no_column": (
        "道路文件中没有字段“{column}”；现有字段：{known}。",
        "The road file has no column “{column}”; its columns: {known}.",
    ),
    "network.no_sections": (
        "道路文件中没有可用的路段。",
        "The road file holds no usable section.",
    ),
    "network.no_geometry": (
        "路段没有几何，未采用。",
        "The section has no geometry; left out.",
    ),
    "network.not_a_line": (
        "路段应为 LineString 或 MultiLineString，实际是 {found}，未采用。",
        "A section must be a LineString or MultiLineString but is {found}; left out.",
    ),
    "network.bad_coordinates": (
        "路段的坐标不能换算到规划坐标系，未采用。",
        "The section's coordinates have no image in the planning CRS; left out.",
    ),
    "network.zero_length": (
        "路段长度为零，未采用。",
        "The section has no length; left out.",
    ),
    "network.split": (
        "路段由 {parts} 段不相连的线组成，已拆成 {parts} 个路段。",
        "The section is drawn in {parts} unconnected pieces; each became a section.",
    ),
    "network.joined": (
        "编号相同、首尾相接的 {parts} 段已合为一个路段。",
        "{parts} pieces of one id that follow one another became one section.",
    ),
    "network.gaps": (
        "路网中有 {count} 处断头（最宽 {widest} 米），已视为相接；请核对道路文件。",
        "{count} dead ends (at most {widest} m apart) were taken to meet; check the road file.",
    ),
    "network.missing_id": (
        "路段没有编号，已编为“{given}”。",
        "The section has no id; it was given “{given}”.",
    ),
    "network.duplicate_id": (
        "路段编号“{found}”重复，已改为“{given}”。",
        "The section id “{found}” occurs more than once; this one became “{given}”.",
    ),
    "network.bad_number": (
        "“{found}”不是可用的数值，按未知处理。",
        "“{found}” is not a usable number; taken as unknown.",
    ),
    "network.bad_date": (
        "“{found}”不是日期（应如 2026-11-24），按未知处理。",
        "“{found}” is not a date (like 2026-11-24); taken as unknown.",
    ),
}
