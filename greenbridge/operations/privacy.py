"""What the running of the house knows of people."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

_WHO = personal("查明谁校验、谁导出了操作记录", Keep.SIGNED)

holds(
    "operations.TrailCheck",
    "操作记录校验",
    whose="asked_by",
    plain="id asked_at finished_at records broken first_broken heads heads_missing",
    asked_by=_WHO,
)
holds(
    "operations.TrailExport",
    "操作记录导出",
    whose="by",
    plain="id mark made_at kind rows",
    by=_WHO,
    filters=confidential("查明导出了哪些记录", Keep.RECORD),
    purpose=confidential("查明导出的用途", Keep.RECORD),
)
