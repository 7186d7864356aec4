"""Words for bundles: what a signature is worth, and what is wrong with one."""

__all__ = ["CATALOGUE"]

CATALOGUE: dict[str, tuple[str, str]] = {
    # what a signature is worth
    "signature.none": ("决定书未经电子签名。", "The decision bears no electronic signature."),
    "signature.broken": (
        "决定书的电子签名无效，签名后内容被改动或签名不完整（签名人：{signer}）。",
        "The electronic signature does not hold: the paper was changed, or the signature is damaged ({signer}).",
    ),
    "signature.sound": (
        "决定书的电子签名完好：{signer}，{at}；未核对其证书是否可信。",
        "The electronic signature holds: {signer}, {at}; whether its certificate can be trusted was not checked.",
    ),
    "signature.trusted": (
        "决定书的电子签名完好，证书可信：{signer}，{at}。",
        "The electronic signature holds and its certificate is trusted: {signer}, {at}.",
    ),
    "signature.unchecked": (
        "决定书带有电子签名，本机未安装 cotrench[signing]，无法校验。",
        "The decision is signed; without cotrench[signing] the signature cannot be checked here.",
    ),
    # making and checking bundles
    "bundle.empty": ("没有可装入办件包的文件", "there is no file to put into the bundle"),
    "bundle.reserved": ("清单字段名为保留字：{names}", "reserved names in the manifest: {names}"),
    "bundle.lacking": ("清单缺少必填内容：{names}", "the manifest lacks: {names}"),
    "bundle.not_zip": ("不是可读取的办件包", "not a readable bundle"),
    "bundle.too_large": (
        "内容 {size} 字节，超过上限 {limit} 字节",
        "{size} bytes of content, above the limit of {limit}",
    ),
    "bundle.too_many": ("包内 {count} 个文件，超过上限 {limit} 个", "{count} files, above the limit of {limit}"),
    "bundle.unsafe_name": ("文件名不安全：{name}", "unsafe file name: {name}"),
    "bundle.duplicate": ("文件重复出现：{name}", "file appears more than once: {name}"),
    "bundle.compressed": (
        "文件被压缩或加密，办件包只存原文：{name}",
        "file is compressed or encrypted; bundles only store: {name}",
    ),
    "bundle.damaged": ("文件已损坏，无法读取：{name}", "file is damaged: {name}"),
    "bundle.no_manifest": ("缺少清单 manifest.json", "manifest.json is missing"),
    "bundle.manifest_unreadable": ("清单不是有效的 JSON", "the manifest is not valid JSON"),
    "bundle.manifest_schema": ("清单内容不合规：{field}", "the manifest is wrong at: {field}"),
    "bundle.manifest_altered": ("清单自身的摘要不符，清单被改动过", "the manifest does not match its own digest"),
    "bundle.missing": ("清单所列文件不在包内：{name}", "listed file is missing: {name}"),
    "bundle.unlisted": ("包内文件未列入清单：{name}", "file is not in the manifest: {name}"),
    "bundle.size": (
        "文件大小不符：{name} 应为 {listed} 字节，实为 {found} 字节",
        "{name}: {listed} bytes listed, {found} found",
    ),
    "bundle.hash": ("文件内容被改动：{name}", "content was changed: {name}"),
    "bundle.not_canonical": ("包内有清单以外的多余数据或写法", "the archive holds bytes beyond its files and manifest"),
}
