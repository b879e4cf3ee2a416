"""What this room knows of people and keeps in confidence."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

_CONTACT = personal("对接双方互相联系", Keep.TRADE)

holds(
    "deals.Invitation",
    "邀请",
    whose="invited_by",
    plain="id demand supplier invited_at declined_at",
    invited_by=personal("说明由谁邀请", Keep.SIGNED),
    decline_reason=confidential("告知发布单位不响应的理由", Keep.TRADE),
)
holds("deals.Invitation_lots", plain="id invitation lot")
holds(
    "deals.Interest",
    "响应",
    whose="expressed_by",
    plain="id demand supplier expressed_at confirmed_at withdrawn_at",
    expressed_by=personal("说明由谁响应", Keep.SIGNED),
    message=confidential("向发布单位说明能力和打算", Keep.TRADE),
    contact_name=_CONTACT,
    contact_phone=_CONTACT,
)
holds("deals.Interest_lots", plain="id interest lot")
holds(
    "deals.ContactLook",
    "查看联系方式",
    whose="by",
    plain="id interest side at",
    by=personal("告诉对方谁查看过联系方式", Keep.SIGNED),
)
holds("deals.Total", plain="id kind number counted_at")
holds("deals.Reminder", plain="id demand kind about sent_at")
holds(
    "deals.Survey",
    "结果调查",
    whose="answered_by",
    plain="id outcome satisfaction answered_at",
    words=confidential("改进平台", Keep.TRADE),
    answered_by=personal("说明由谁填写", Keep.SIGNED),
)
holds(
    "deals.Outcome",
    "对接结果",
    whose="marked_by",
    plain="id demand kind is_by_lot marked_at",
    supplier=confidential("与谁达成合作", Keep.RECORD),
    note=confidential("说明结果", Keep.TRADE),
    marked_by=personal("说明由谁填写", Keep.SIGNED),
)
holds(
    "deals.Award",
    "标段合作",
    plain="id outcome lot",
    supplier=confidential("与谁达成合作", Keep.RECORD),
)
