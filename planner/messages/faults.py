"""Words for what is wrong with a submission; file, feature and field stand beside the sentence, not in it."""

__all__ = ["CATALOGUE"]

_FILE: dict[str, tuple[str, str]] = {
    "file.empty": ("文件是空的。", "The file is empty."),
    "file.not_text": (
        "文件内容不是可识别的文字编码，请用 UTF-8 编码重新导出。",
        "The text is in no encoding that can be read; export it again as UTF-8.",
    ),
    "file.read_as_gb18030": (
        "文件不是 UTF-8 编码，已按 GB18030 读取，请核对中文是否正确。",
        "The file is not UTF-8; it was read as GB18030. Check the Chinese text.",
    ),
    "file.not_json": (
        "文件不是有效的 JSON：第 {line} 行第 {column} 列有错，可能没有下载或导出完整。",
        "Not valid JSON: line {line}, column {column}. The download or export may be incomplete.",
    ),
    "file.too_nested": (
        "JSON 嵌套层数过多，不是正常的 GeoJSON 文件。",
        "The JSON is nested too deeply to be a GeoJSON file.",
    ),
    "file.not_a_collection": (
        "顶层应为 FeatureCollection，实际是 {found}；请按 GeoJSON 要素集合导出。",
        "The top level must be a FeatureCollection but is {found}; export a GeoJSON feature collection.",
    ),
    "file.duplicate_key": (
        "“{key}”在文件顶层出现多次且内容不同，请只保留一个。",
        "“{key}” occurs more than once at the top level with different content; keep one.",
    ),
    "file.unknown_format": (
        "不能识别的文件格式；可以提交 {known}。",
        "Unknown file format; {known} can be submitted.",
    ),
    "file.unreadable": (
        "文件已损坏，无法按 {format} 读取，请重新导出。",
        "The file is damaged and cannot be read as {format}; export it again.",
    ),
    "file.not_a_shapefile_archive": (
        "压缩包应只含一套 Shapefile（.shp、.shx、.dbf、.prj），实际含有：{found}。",
        "The archive must hold one Shapefile (.shp, .shx, .dbf, .prj) and nothing else; it holds {found}.",
    ),
    "file.too_large": (
        "解压后有 {found} MB，最多 {most} MB，请分批提交。",
        "Unpacked it takes {found} MB; at most {most} MB. Submit it in pieces.",
    ),
    "file.no_layer": (
        "文件中没有带几何的图层；现有图层：{layers}。",
        "The file has no layer with geometry; its layers: {layers}.",
    ),
    "file.layers_ignored": (
        "文件有多个图层，只读取了“{used}”，未读取：{others}。",
        "The file has several layers; only “{used}” was read, not {others}.",
    ),
    "file.no_features": ("文件中没有任何要素。", "The file has no features."),
    "file.unknown_crs": (
        "不能识别坐标系“{found}”；请改用 EPSG 编号，或用 --crs 指定，例如 --crs 4547。",
        "Unknown coordinate reference system “{found}”; name an EPSG code or give --crs, for example --crs 4547.",
    ),
    "file.crs_replaced": (
        "不能识别文件中的坐标系“{found}”，已按 --crs {used} 读取。",
        "The file's coordinate reference system “{found}” is unknown; --crs {used} was used.",
    ),
    "file.crs_in_degrees": (
        "坐标是经纬度，不是 --crs {given} 的米；已按 WGS 84 读取。",
        "The positions are degrees, not metres of --crs {given}; read as WGS 84.",
    ),
    "file.no_crs": (
        "文件没有说明坐标系；请用 --crs 指定，例如 --crs {example}。",
        "The file does not say its coordinate reference system; give --crs, for example --crs {example}.",
    ),
    "file.crs_from_prefix": (
        "横坐标带有 3 度带带号 {zone}，已按 EPSG:{used}（CGCS2000，带号 {zone}）读取。",
        "The eastings carry the 3-degree zone number {zone}; they were read as EPSG:{used} (CGCS2000, zone {zone}).",
    ),
    "file.missing_siblings": (
        "Shapefile 由多个文件组成，缺少同名的 {missing} 文件；请一并提交，或打成一个 zip。",
        "A Shapefile is several files; {missing} are missing. Submit them beside it, or all in one zip.",
    ),
    "file.needs_extra": (
        "读取此格式需要另装组件：pip install 'cotrench[{extra}]'；也可以改交 GeoPackage。",
        "This format needs an extra: pip install 'cotrench[{extra}]'. A GeoPackage needs none.",
    ),
    "file.no_facts": (
        (
            "DXF 图形中没有写明工程信息（扩展数据或图块属性）；请在旁边放一个“{table}”，列为 layer 或 handle，以及"
            " project_id、utility、service、earliest_start、latest_finish。"
        ),
        (
            "The DXF drawing says no facts in extended data or block attributes; put “{table}” beside it with the "
            "columns layer or handle, and "
            "project_id, utility, service, earliest_start, latest_finish."
        ),
    ),
    "file.facts_unreadable": (
        "“{table}”中没有名为 layer 或 handle 的列，或没有任何一行。",
        "“{table}” has no column named layer or handle, or no row at all.",
    ),
    "file.facts_unused": (
        "“{table}”中的这些行在图中找不到对应的图层或实体：{rows}。",
        "These rows of “{table}” match no layer and no entity of the drawing: {rows}.",
    ),
    "file.dxf_broken": (
        "DXF 图形在第 {line} 行处损坏或被截断，没有读取任何内容；请重新导出。",
        "The DXF drawing is broken or cut off at line {line}; nothing was read. Export it again.",
    ),
    "file.dxf_too_many": (
        "DXF 图形展开图块后超过 {most} 个实体，没有读取；请炸开或清理图块后重新导出。",
        "With its blocks resolved the DXF drawing has more than {most} entities; not read. Purge its blocks.",
    ),
    "file.dxf_kinds_ignored": (
        "只读取直线、多段线、圆弧、圆、椭圆、样条曲线和图块；这些实体未读取：{kinds}。",
        "Only lines, polylines, arcs, circles, ellipses, splines and blocks are read; these were not: {kinds}.",
    ),
    "file.dxf_layers_ignored": (
        "读取了图层 {used}；其余图层不是管线，未读取：{others}。",
        "Layers read: {used}. The others are no utility lines and were not read: {others}.",
    ),
    "file.dxf_no_service_layer": (
        "没有一个图层是管线图层；图中有：{layers}。请在规则册 dxf_layers 或旁边的 CSV 中写明。",
        "No layer is a utility line; the drawing has {layers}. Name them in dxf_layers of the rulebook or in the CSV.",
    ),
    "file.no_roads": (
        "文件中没有规则册所列等级的道路，或道路都不在边界之内。",
        "The file holds no roads of the rulebook's classes, or none of them lies inside the boundary.",
    ),
    "file.no_boundary": (
        "“{boundary}”中没有可用的面，无法作为边界。",
        "“{boundary}” holds no polygon that could serve as a boundary.",
    ),
    "file.same_content": (
        "与“{other}”内容完全相同，只计一次。",
        "Same content as “{other}”; counted once.",
    ),
}

_FEATURE: dict[str, tuple[str, str]] = {
    "feature.not_a_feature": (
        "应为 Feature，实际是 {found}。",
        "Must be a Feature but is {found}.",
    ),
    "feature.properties_not_object": (
        "properties 应为属性对象，实际是 {found}。",
        "The properties must be an object but are {found}.",
    ),
    "feature.duplicate_key": (
        "“{key}”填了多次且内容不同，请只保留一个。",
        "“{key}” is given more than once with different content; keep one.",
    ),
}

_GEOMETRY: dict[str, tuple[str, str]] = {
    "geometry.missing": ("没有几何（为空值），请补画路由。", "There is no geometry; draw the route."),
    "geometry.empty": ("几何是空的，没有任何坐标，请补画路由。", "The geometry is empty; draw the route."),
    "geometry.malformed": (
        "几何结构不正确（{found}），请按 GeoJSON 标准导出。",
        "The geometry is malformed ({found}); export it by the GeoJSON standard.",
    ),
    "geometry.wrong_type": (
        "几何类型应为 {wanted}，实际是 {found}。",
        "The geometry must be {wanted} but is {found}.",
    ),
    "geometry.not_numbers": (
        "坐标中有非数字内容，每个坐标应为 [经度, 纬度] 两个数字。",
        "Some coordinates are not numbers; each position must be two numbers, [longitude, latitude].",
    ),
    "geometry.not_finite": (
        "坐标中有无效数值（NaN、无穷大或空值）。",
        "Some coordinates are NaN, infinite or null.",
    ),
    "geometry.too_few_points": (
        "线至少要有两个点，实际只有 {found} 个。",
        "A line needs at least two positions but has {found}.",
    ),
    "geometry.out_of_range": (
        "坐标 ({x}, {y}) 超出范围：经度应在 ±180 之间，纬度应在 ±90 之间。",
        "Position ({x}, {y}) is out of range: longitude lies within ±180, latitude within ±90.",
    ),
    "geometry.swapped_axes": (
        "坐标 ({x}, {y}) 像是纬度在前、经度在后；应为经度在前：({y}, {x})。",
        "Position ({x}, {y}) looks like latitude first; longitude comes first: ({y}, {x}).",
    ),
    "geometry.metres_without_crs": (
        "坐标 ({x}, {y}) 像是以米为单位的平面坐标，但文件没有说明坐标系；请用 --crs 指定，例如 --crs 4547。",
        "Position ({x}, {y}) looks like metres, but the file does not say so; give --crs, for example --crs 4547.",
    ),
    "geometry.degrees_in_metres": (
        "坐标 ({x}, {y}) 像是经纬度，但坐标系“{crs}”以米为单位；请更正坐标系。",
        "Position ({x}, {y}) looks like degrees, but “{crs}” is in metres; correct the reference system.",
    ),
    "geometry.far_away": (
        "位置远离本次规划区域（坐标系“{crs}”，经度 {west} 至 {east}，纬度 {south} 至 {north}），请检查坐标和坐标系。",
        "Far from the area planned here (“{crs}”, {west} to {east} E, {south} to {north} N); check the position.",
    ),
    "geometry.zero_length": (
        "路由长度为零，至少要有两个不同的点。",
        "The route has no length; it needs at least two different positions.",
    ),
    "geometry.part_dropped": (
        "有 {parts} 段长度为零，已略去，其余照常规划。",
        "{parts} parts have no length and were left out; the rest is planned.",
    ),
    "geometry.self_crossing": (
        "路由自相交，仍照常规划，请核对走向。",
        "The route crosses itself; it is planned all the same. Check its course.",
    ),
    "geometry.no_area": (
        "施工范围没有面积，请检查边界。",
        "The work area encloses nothing; check its boundary.",
    ),
    "geometry.polygon_repaired": (
        "施工范围的边界自相交，已修复后照常规划，请核对范围。",
        "The boundary of the work area crosses itself; it was repaired and is planned. Check the area.",
    ),
    "geometry.drawn_twice": (
        "与“{other_source}”第 {other_feature} 号要素是同一条线，只计一次。",
        "Same line as feature {other_feature} of “{other_source}”; counted once.",
    ),
}

_PROPERTY: dict[str, tuple[str, str]] = {
    "property.missing": ("必填项未填。", "Required, but not given."),
    "property.not_text": ("应为文字，实际是 {found}。", "Must be text but is {found}."),
    "property.bad_characters": (
        "含有不可见或不能打印的字符，请重新输入。",
        "Holds invisible or unprintable characters; type it again.",
    ),
    "property.too_long": ("文字过长，最多 {limit} 个字。", "Too long; at most {limit} characters."),
    "property.not_a_number": ("应为数字，实际是“{found}”。", "Must be a number but is “{found}”."),
    "property.not_whole": ("应为整数，实际是 {found}。", "Must be a whole number but is {found}."),
    "property.not_positive": ("应大于零，实际是 {found}。", "Must be above zero but is {found}."),
    "property.negative": ("不能为负数，实际是 {found}。", "Must not be negative but is {found}."),
    "property.too_large": (
        "数值 {found} 过大，最多为 {most}，请检查单位。",
        "{found} is too large; at most {most}. Check the unit.",
    ),
    "property.not_a_date": (
        "应为日期，格式如 2026-11-24，实际是“{found}”。",
        "Must be a date such as 2026-11-24 but is “{found}”.",
    ),
    "property.date_not_plausible": (
        "日期 {found} 不合理，应在 {first} 年至 {last} 年之间。",
        "{found} is not plausible; the year must be from {first} to {last}.",
    ),
    "property.not_one_of": (
        "“{found}”不在可选值之内；可填：{allowed}。",
        "“{found}” is not known; it must be one of {allowed}.",
    ),
    "property.unknown_utility": (
        "没有代码为“{found}”的单位；可填：{known_zh}。",
        "No organisation has the code “{found}”; known codes: {known_en}.",
    ),
    "property.service_not_laid": (
        "{utility} 不敷设“{service}”管线；该单位可填：{lays}。",
        "{utility} does not lay “{service}”; it lays {lays}.",
    ),
    "property.finish_before_start": (
        "最晚完工日期 {finish} 早于最早开工日期 {start}。",
        "The latest finish {finish} lies before the earliest start {start}.",
    ),
    "property.moratorium_exception": (
        "声明已获准在禁挖期内挖掘（{found}），请核对县级以上人民政府的批准文件（城市道路管理条例第33条）。",
        (
            "Claims the approval {found} to dig a newly paved road: check it against the paper of the county"
            " government (article 33 of the Regulations on Urban Roads)."
        ),
    ),
    "property.preferred_outside_window": (
        "希望开工日期 {preferred} 不在 {start} 至 {finish} 之内。",
        "The preferred start {preferred} lies outside {start} to {finish}.",
    ),
}

_PROJECT: dict[str, tuple[str, str]] = {
    "project.conflicting_facts": (
        "工程编号 {project_id} 重复而内容不同：此处“{found}”；{other_source} 第 {other_feature} 号要素“{other}”。",
        "Project {project_id} differs: “{found}” here, “{other}” in {other_source}, feature {other_feature}.",
    ),
    "project.held_back": (
        "工程编号 {project_id} 的其他要素内容与此不同，核实之前整个工程暂不规划。",
        "Other features of project {project_id} contradict this one; the project waits until they agree.",
    ),
    "project.id_of_two_utilities": (
        "工程编号 {project_id} 有多家单位使用（{utilities}），方案中写作“{key}”。",
        "Several organisations use project number {project_id} ({utilities}); the plan calls this one “{key}”.",
    ),
}


def _suspicion(zh: str, en: str) -> tuple[str, str]:
    """Word a suspicion with its evidence; nothing is changed before the submitter or a flag says so."""
    return (
        (
            f"路由像是{zh}：原样只有 {{given_pct}}% 沿道路，如此还原后有 {{reread_pct}}%（{{samples}} 个采样点）。"
            "未作改动；请核实后重新导出，或用 --read-as 文件={reading} 要求更正。"
        ),
        (
            f"Routes seem {en}: as given {{given_pct}}% follow a road, read so {{reread_pct}}% ({{samples}} samples). "
            "Nothing was changed; check and export again, or ask for it with --read-as FILE={reading}."
        ),
    )


_DATUM: dict[str, tuple[str, str]] = {
    "datum.gcj02": _suspicion("画在 GCJ-02（高德、腾讯地图）坐标上", "drawn on GCJ-02 (Amap, Tencent)"),
    "datum.bd09": _suspicion("画在 BD-09（百度地图）坐标上", "drawn on BD-09 (Baidu)"),
    "datum.zone_west": _suspicion("属于西邻的 3 度带", "to belong to the 3-degree zone next to the west"),
    "datum.zone_east": _suspicion("属于东邻的 3 度带", "to belong to the 3-degree zone next to the east"),
    "datum.swapped_axes": _suspicion("纵横坐标写反了", "to have their axes swapped"),
    "datum.corrected": (
        "已按要求以“{reading}”方式读取本文件的坐标，方案中照此记录。",
        "As asked, the positions of this file were read as “{reading}”; the plan records it.",
    ),
    "datum.unknown_reading": (
        "没有名为“{found}”的坐标更正方式；可用：{known}。",
        "There is no reading named “{found}”; known are {known}.",
    ),
    "project.datum_corrected": (
        "路由来自“{file}”，其坐标已按要求以“{reading}”方式更正。",
        "Its route comes from “{file}”, whose positions were corrected as “{reading}” on request.",
    ),
}

CATALOGUE: dict[str, tuple[str, str]] = {**_FILE, **_FEATURE, **_GEOMETRY, **_PROPERTY, **_PROJECT, **_DATUM}
