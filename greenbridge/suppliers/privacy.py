"""What this room knows of people and keeps in confidence."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

_CONTACT = personal("对接后供对方联系，平时不公开", Keep.BODY)

holds(
    "suppliers.Supplier",
    "机构资料",
    plain="id organisation status intro website standing listed_at updated_at",
    contact_name=_CONTACT,
    contact_phone=_CONTACT,
)
holds("suppliers.Activity", plain="id supplier service_type capability")
holds("suppliers.Activity_serves", plain="id activity region")
holds(
    "suppliers.Credential",
    "机构资质",
    plain="id supplier kind number issuer scope issued_on expires_on verified_at revoked_on source",
    scan=confidential("协会核对资质", Keep.BODY),
)
holds("suppliers.CredentialWaste", plain="id credential category tonnes_per_year")
holds(
    "suppliers.Sighting",
    "官方名单的原始记录",
    plain="id supplier source listed_on seen_at flags",
    raw=confidential("保留官方名单的原始内容，供核对", Keep.BODY),
)
holds(
    "suppliers.ListingReview",
    "入驻申请",
    whose="submitted_by",
    plain="id association submitted_at due_at escalated_at decision decided_at supplier",
    submitted_by=personal("告知办理结果", Keep.SIGNED),
    decided_by=personal("说明由谁办理", Keep.SIGNED),
    reasons=confidential("告知机构办理意见", Keep.CASE),
)
holds(
    "suppliers.ImportRun",
    "名单导入",
    whose="started_by",
    plain="id source listed_on started_at progressed_at finished_at status note mapping rows rows_done created updated flagged refused",
    file=confidential("导入官方名单", Keep.CASE),
    started_by=personal("说明由谁导入", Keep.SIGNED),
)
holds(
    "suppliers.ImportIssue",
    "名单导入的问题",
    plain="id run sheet row column reason refuses",
    value=confidential("指出名单中有问题的单元格", Keep.CASE),
)
