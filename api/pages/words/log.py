"""Words of the log and of the proof of its chain."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "log.proof_hint": ("每条记录都与前一条以摘要相连。", "Every event is chained to the one before by its digest."),
    "log.prove": ("核验整条日志链", "Verify the whole chain"),
    "log.proof": ("日志链核验", "Proof of the log"),
    "log.whole": ("共 {count} 条记录，{at} 核验：日志链完整。", "{count} events, verified {at}: the chain holds."),
    "log.broken": ("日志链有 {count} 处不成立。", "The chain does not hold in {count} places."),
    "log.broken_at": ("第 {number} 条：{what}", "event {number}: {what}"),
    "log.what.missing": ("缺失", "missing"),
    "log.what.digest": ("内容与摘要不符", "its content is not that of its digest"),
    "log.what.chain": ("与前一条不相连", "it is not chained to the one before"),
    "log.what.columns": ("列与内容不符", "its columns say other than its content"),
    "log.what.head": ("链尾与最后一条不符", "the head is not the last event"),
    "log.back": ("返回日志", "Back to the log"),
    "log.filter": ("筛选", "Filter"),
    "log.caption": ("最新在前", "The newest first"),
    "log.number": ("序号", "Number"),
    "log.at": ("时间", "At"),
    "log.action": ("操作", "Action"),
    "log.who": ("操作人", "Who"),
    "log.actor": ("用户名或单位代码", "Login or code of an organisation"),
    "log.subject": ("对象", "Subject"),
    "log.newest": ("最新记录", "The newest"),
    "log.older": ("更早的记录", "Older events"),
    "log.empty": ("没有符合条件的记录，请放宽筛选。", "No event is like that; ask for less."),
    "log.event": ("日志第 {number} 条", "Event {number}"),
    "log.digest": ("摘要", "Digest"),
    "log.before": ("前一条的摘要", "Digest before"),
    "log.changed": ("修改", "changed"),
    "log.made": ("新增", "new"),
    "log.field": ("字段", "Field"),
    "log.was": ("原值", "Was"),
    "log.is": ("现值", "Is"),
}
