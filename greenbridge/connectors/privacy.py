"""What official pages tell of people, and who looks after their sources."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

holds(
    "connectors.Source",
    plain="id name label adapter brings base hosts settings province pace is_on version failures rests_until running_since asked_at brought robots",
)
holds(
    "connectors.SettingsChange",
    "官方来源设置变更",
    whose="by",
    plain="id source at reason before after",
    by=personal("查明谁修改了设置", Keep.SIGNED),
)
holds(
    "connectors.Run",
    plain="id source started_at ended_at fetched items new changed same left_out rejected errors problems alarm",
)
holds(
    "connectors.Statement",
    plain="id source version their_id address says said differs seen_at gone_at",
)
holds("connectors.Difference", plain="id source run at kind version address fields note")
holds("connectors.OriginalLink", plain="id version address checked_at result answer failures failing_since")
_PAGE = "解析规则改动后重新解析；官方公告中可能有联系人和评审专家的姓名"
holds(
    "connectors.Snapshot",
    "官方网页留存",
    plain="id source kind address digest status media_type etag last_modified parser fault fetched_at seen_at",
    packed=confidential(_PAGE, Keep.FETCHED),
    row=confidential(_PAGE, Keep.FETCHED),
    found=confidential(_PAGE, Keep.FETCHED),
)
