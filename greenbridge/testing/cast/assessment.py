"""Admission assessments: criteria, the second and third officers, and how far a body has come."""

import datetime as dt

from greenbridge.accounts.models import Association, Role, User
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers.assessment import services
from greenbridge.suppliers.models import Answer, Assessment, CriteriaSet, Criterion, Supplier
from greenbridge.testing.cast import accounts
from greenbridge.testing.cast.suppliers import lab
from greenbridge.testing.mould import first

SCORERS = {
    ("31", 2): ("沈二", "shen2@sh.example"),
    ("32", 2): ("顾二", "gu2@js.example"),
    ("32", 3): ("顾三", "gu3@js.example"),
    ("33", 2): ("陆二", "lu2@zj.example"),
}


def scorer(number: int, province: str = "32") -> User:
    """The officers of 江苏 beside 顾澄 who score with him; number 1 is himself."""
    if number == 1:
        return accounts.officer(province)
    name, email = SCORERS[province, number]
    return accounts.staff(Role.OFFICER, name, email, Association.objects.get(province=province))


def criteria_set(province: str = "32", kind: str = "S01") -> CriteriaSet:
    """Three criteria: the licence is a veto, staff needs half, records need nothing. The same set when called again."""
    made, is_new = CriteriaSet.objects.get_or_create(
        province_id=province,
        service_type_id=kind,
        version=1,
        defaults={
            "effective_from": dt.date(2026, 1, 1),
            "pass_mark": 70,
            "tolerance": 10,
            "source": "平台拟定",
        },
    )
    if is_new:
        rows = (
            ("licence", "资质", 50, 60, True),
            ("staff", "人员", 30, 50, False),
            ("record", "业绩", 20, 0, False),
        )
        Criterion.objects.bulk_create(
            Criterion(
                criteria_set=made,
                position=position,
                code=code,
                title=title,
                guidance="按材料评分。",
                evidence="credential" if code == "licence" else "document",
                credentials=["cma"] if code == "licence" else [],
                weight=weight,
                threshold=threshold,
                is_veto=is_veto,
            )
            for position, (code, title, weight, threshold, is_veto) in enumerate(rows, start=1)
        )
    return made


def self_assessment(owner: Supplier | None = None, province: str = "32") -> Assessment:
    """A self-assessment for monitoring with every answer, not yet submitted."""
    body = owner or lab()
    criteria_set(province)
    kind, place = ServiceType.objects.get(code="S01"), Region.objects.get(code=province)
    person = accounts.owner_of(body.organisation)
    opened = services.open_assessment(body, kind, place, by=person)
    Answer.objects.bulk_create(
        Answer(assessment=opened, criterion=one, points=90, note=f"{one}齐全。")
        for one in opened.criteria_set.criteria.all()
    )
    return opened


@first
def assessment(owner: Supplier | None = None, province: str = "32") -> Assessment:
    """One that waits for its scorers."""
    opened = self_assessment(owner, province)
    return services.submit(opened, by=opened.opened_by)


def scored(waiting: Assessment, number: int, *points: int, province: str = "32", **notes: str) -> Assessment:
    """An officer gives points for licence, staff and records; what is low has a note."""
    codes = [one.code for one in waiting.criteria_set.criteria.all()]
    given = dict(zip(codes, points, strict=True))
    said = {code: "材料不足。" for code in codes if given[code] < 60} | notes
    return services.score(waiting, officer=scorer(number, province), points=given, notes=said)


def admitted(owner: Supplier | None = None) -> Assessment:
    """One that has passed today."""
    return scored(scored(assessment(owner), 1, 80, 80, 80), 2, 80, 80, 80)
