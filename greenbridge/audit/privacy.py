"""What the trail knows of people."""

from greenbridge.core.privacy import Keep, confidential, holds, personal, secret

_WHO = personal("查明谁在何时做了什么", Keep.TRAIL)
_WHAT = confidential("查明改动前后的内容", Keep.TRAIL)

holds(
    "audit.AuditRecord",
    "操作记录",
    whose="actor",
    plain="id seal at action target_kind target_id target_name",
    actor=_WHO,
    actor_name=_WHO,
    address=_WHO,
    note=_WHAT,
    before=_WHAT,
    after=_WHAT,
)
holds("audit.LaneHead", "操作记录链首", plain="lane length seal proof")
holds(
    "audit.SentForm",
    "已提交的表单",
    plain="mark content location at",
    answer=confidential("同一张表单再次送到时照原样答复", Keep.SENT),
    session=secret("同一张表单再次送到时照原样答复", Keep.SENT),
)
