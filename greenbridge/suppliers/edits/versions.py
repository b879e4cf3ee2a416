"""A version of a record in words (资料版本), kept with each decision, and what changed between two of them (前后对照)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from greenbridge.accounts.models import Organisation
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock, comparing
from greenbridge.core.comparing import Comparison, Section, Version
from greenbridge.files.models import File
from greenbridge.suppliers import parts
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    ListingReview,
    RecordPart,
    SizeStatement,
    Supplier,
)

SECTIONS: Mapping[str, str] = {
    "profile": "基本情况",
    "activities": "业务",
    "credentials": "资质",
    **{str(kind): kind.label for kind in RecordPart.Kind},
}


def of(supplier: Supplier) -> dict[str, dict[str, list[str]]]:
    """The version of a record as it stands in the database, with the names of people: for the body and its officers."""
    rows = Supplier.objects.with_card().select_related("size_statement")
    record = rows.prefetch_related("credentials__scan", "credentials__offered_scan", "parts__evidence").get(
        pk=supplier.pk
    )
    version = {
        "profile": _profile(record),
        "activities": {a.service_type_id: _activity(a) for a in record.activities.all()},
        "credentials": {f"{c.kind_id} {c.number}": _credential(c) for c in record.credentials.all()},
    }
    for group in parts.groups(record.parts.all(), in_full=True):
        version[group.kind] = {str(row.part.pk): _part(group, row) for row in group.rows}
    return version


def _profile(record: Supplier) -> dict[str, list[str]]:
    body = record.organisation
    said = {
        "name": ("名称", body.name),
        "region": ("所在地区", body.region.full_name),
        "address": ("经营地址", body.address),
        "size": ("企业规模", _size(body, getattr(record, "size_statement", None))),
        "intro": ("机构简介", record.intro),
        "website": ("网站", record.website),
        "contact_name": ("业务联系人", record.contact_name),
        "contact_phone": ("业务电话", record.contact_phone),
    }
    if record.legal_person:  # earlier versions do not have it
        said["legal_person"] = ("法定代表人", record.legal_person)
    return {name: [label, text, ""] for name, (label, text) in said.items()}


def _size(body: Organisation, statement: SizeStatement | None) -> str:
    return f"{body.get_size_display()}（{statement.basis}）" if statement else body.get_size_display()


def _activity(activity: Activity) -> list[str]:
    names = [region.name for region in activity.regions]
    return [activity.service_type.name, activity_written(names, activity.capability), ""]


def activity_written(regions: Sequence[str], capability: str) -> str:
    return joined({"服务地区": "、".join(regions) or "全国", "能力说明": capability})


def _credential(paper: Credential) -> list[str]:
    said = {
        "发证机关": paper.issuer,
        "发证日期": clock.written(paper.issued_on) if paper.issued_on else "",
        "等级": paper.grade,
        "有效期至": clock.written(paper.expires_on) if paper.expires_on else "长期",
        "许可范围": paper.scope,
        "危险废物": paper.wastes_written,
        "扫描件": _name(paper.scan),
        "新扫描件": _name(paper.offered_scan),
        "仅为机构自行申报": paper.open_to_check,
    }
    return [f"{paper.kind.name} {paper.number}", joined(said), _key(paper.offered_scan or paper.scan)]


def _part(group: parts.Group, row: parts.Row) -> list[str]:
    part = row.part
    cells = dict(zip(group.headings, row.cells, strict=True))
    said = {label: text for label, text in cells.items() if text not in {part.name, "未公布"}}
    said |= {"说明": part.text, "证明材料": _name(part.evidence)}
    return [part.name, joined(said), _key(part.evidence)]


def joined(said: Mapping[str, str]) -> str:
    return "；".join(f"{label}：{text}" for label, text in said.items() if text)


def _name(file: File | None) -> str:
    return file.name if file else ""


def _key(file: File | None) -> str:
    return str(file.pk) if file else ""


def compare(before: Version, after: Version) -> list[Section]:
    """Section by section, what is new, gone or said otherwise."""
    return comparing.compare(before, after, SECTIONS)


def decided_before(review: ListingReview) -> ListingReview | None:
    """The decision on the same record that came last before this request."""
    return _decided(review.supplier).filter(decided_at__lte=review.submitted_at).exclude(pk=review.pk).first()


def of_review(review: ListingReview) -> Comparison | None:
    """What the officer of a request has not seen yet, or had not when it was decided; None without an earlier version."""
    earlier = decided_before(review)
    if earlier is None:
        return None
    return Comparison(earlier, compare(earlier.version, review.version or of(review.supplier)))


def since_decision(supplier: Supplier) -> Comparison | None:
    """What the body has changed since an officer last decided; None where no version was kept."""
    earlier = _decided(supplier).first()
    return Comparison(earlier, compare(earlier.version, of(supplier))) if earlier else None


def _decided(supplier: Supplier) -> QuerySet[ListingReview]:
    by_officers = [Decision.PASSED, Decision.RETURNED, Decision.REFUSED]
    rows = supplier.reviews.filter(decision__in=by_officers).exclude(version={})
    return rows.order_by("-decided_at", "-pk")
