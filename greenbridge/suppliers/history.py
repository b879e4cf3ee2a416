"""What changed on a record and when, as everybody may read it: no person's name, no officer's note."""

from typing import Any

from greenbridge.audit.models import AuditRecord
from greenbridge.reference import lookups
from greenbridge.suppliers.models import LateReport, RecordPart, Statement, Supplier

SHOWN = 20

TITLES = {
    "supplier.listed": "通过审核，进入名录",
    "supplier.described": "更新机构资料",
    "supplier.edit_undone": "撤销一次修改",
    "supplier.confirmed": "机构确认信息属实",
    "supplier.size_stated": "填写企业规模的依据",
    "supplier.activity_set": "填写业务",
    "supplier.activity_dropped": "删除业务",
    "supplier.activity_redeclared": "业务改按现在的分类登记",
    "supplier.redeclaring_undone": "撤销业务改按现在的分类登记",
    "supplier.credential_added": "添加资质",
    "supplier.credential_dropped": "删除资质",
    "supplier.part_added": "添加登记事项",
    "supplier.part_changed": "修改登记事项",
    "supplier.part_dropped": "删除登记事项",
    "supplier.part_verified": "协会核实登记事项",
    "supplier.change_passed": "机构申报的变更，协会核对通过",
    "supplier.dispute_settled": "协会核定来源不一的内容",
    "supplier.paper_settled": "协会核定来源不一的资质",
    "supplier.merged": "并入同一家机构的另一条记录",
    "supplier.merge_undone": "撤销合并，恢复为两条记录",
    "supplier.type_restricted": "业务暂停展示",
    "supplier.type_restored": "业务恢复展示",
    "supplier.suspended": "协会决定暂停展示",
    "supplier.suspension_ended": "暂停展示结束",
}
TOLD_IN_PUBLIC = {
    "supplier.type_restricted",
    "supplier.type_restored",
    "supplier.suspended",
    "supplier.suspension_ended",
}
"""Their notes are written for everybody."""


def of(supplier: Supplier) -> list[dict[str, Any]]:
    """The newest first, from the day on which it came into the directory."""
    traces = AuditRecord.objects.filter(
        target_kind="suppliers.supplier", target_id=str(supplier.pk), action__in=TITLES
    )
    if supplier.listed_at:
        traces = traces.filter(at__gte=supplier.listed_at)
    return [{"at": trace.at, "title": TITLES[trace.action], "note": note(trace)} for trace in traces[:SHOWN]]


def note(trace: AuditRecord) -> str:
    """What a trace is about, as everybody may read it."""
    if trace.action in TOLD_IN_PUBLIC:
        return trace.note
    said: dict[str, Any] = trace.after or {}
    if "absorbed" in said:
        return f"原代码 {said['absorbed']}"
    if "type" in said and said["type"] in lookups.service_types():
        return lookups.service_types()[said["type"]].name
    if trace.action == "supplier.dispute_settled":
        return "、".join(str(Statement.Field(name).label) for name in said if name in Statement.Field.values)
    if "fact" in said:
        return str(LateReport.Fact(said["fact"]).label)
    if "part" in said:
        return f"{RecordPart.Kind(said['kind']).label}：{said['name']}"
    if "number" in said and said["kind"] in lookups.credential_kinds():
        return f"{lookups.credential_kinds()[said['kind']].name} {said['number']}"
    return ""
