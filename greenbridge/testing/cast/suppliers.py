"""Service bodies: the lab in 吴江, the disposer in 嘉善, a rival, an outsider from 安徽."""

import datetime as dt
from typing import Any

from django.db import transaction

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock, stamps
from greenbridge.reference.models import CredentialKind, Industry, Region, ServiceType, WasteCategory
from greenbridge.search import services as search
from greenbridge.suppliers import services
from greenbridge.suppliers.changes import services as changes
from greenbridge.suppliers.changes.queries import Said as Reported
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    Dispute,
    KeyChange,
    LateReport,
    ListingReview,
    PaperDispute,
    RecordPart,
    Sighting,
    SizeStatement,
    Statement,
    Supplier,
)
from greenbridge.suppliers.papers import own
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.provenance.statements import Said, Source
from greenbridge.testing.cast import accounts, files
from greenbridge.testing.mould import first

Status = Supplier.Status


def supplier(
    number: int, name: str, region: str, *, person: str, types: tuple[str, ...] = (), serves: str = ""
) -> Supplier:
    """A claimed supplier, complete but for its credentials, and still a draft; the same one when called again.

    ``serves`` names region codes with spaces between; none is the whole country.
    """
    owner = accounts.person(person, f"supplier{number}@firm.example")
    body = accounts.verified(number, name, region, owner, is_supplier=True)
    known = Supplier.objects.filter(organisation=body).first()
    if known:
        return known
    made = Supplier.objects.create(
        organisation=body,
        intro="面向印染和电镀企业。",
        contact_name=person,
        contact_phone=f"0512-6{number:07d}",
        updated_at=clock.now(),
    )
    for type_code in types:
        activity = Activity.objects.create(
            supplier=made, service_type=ServiceType.objects.get(code=type_code), capability="自有设备"
        )
        activity.serves.set(Region.objects.filter(code__in=serves.split()))
    return made


def credential(owner: Supplier, kind: str, *, wastes: str = "", days: int = 900, **facts: Any) -> Credential:
    """A credential that is valid for so many days more and has been checked, unless ``verified_at`` is None.

    ``wastes`` names categories with spaces between.
    """
    made = Credential.objects.create(
        **{
            "supplier": owner,
            "kind": CredentialKind.objects.get(code=kind),
            "number": f"{kind}-{owner.pk}",
            "issuer": "生态环境厅",
            "issued_on": clock.today() - dt.timedelta(days=400),
            "expires_on": clock.today() + dt.timedelta(days=days),
            "verified_at": clock.now(),
        }
        | facts
    )
    CredentialWaste.objects.bulk_create(
        CredentialWaste(credential=made, category=category, tonnes_per_year=3000)
        for category in WasteCategory.objects.filter(code__in=wastes.split())
    )
    return made


def monitoring_papers(owner: Supplier, **facts: Any) -> tuple[Credential, Credential]:
    """CMA and the filing: what monitoring needs, both of them."""
    return credential(owner, "cma", **facts), credential(owner, "monitoring-filing", **facts)


def part(owner: Supplier, kind: str = "project", **facts: Any) -> RecordPart:
    """Something further on the record, as its people wrote it; by default a project that nobody has looked at yet."""
    usual = {"name": "青溪染整废水监测", "detail": "某印染企业", "year": 2025, "stated_at": clock.now()}
    return RecordPart.objects.create(supplier=owner, kind=kind, **usual | facts)


def size_statement(owner: Supplier) -> SizeStatement:
    """The figures that its size follows from."""
    return SizeStatement.objects.create(
        supplier=owner,
        industry=Industry.objects.get(code="M7461"),
        year=2025,
        employees=99,
        revenue=1_200_000_000,
        assets=800_000_000,
        stated_at=clock.now(),
    )


@transaction.atomic
def listed(made: Supplier) -> Supplier:
    """On the shelf since now, and announced to the index."""
    if not made.is_listed:
        made.status, made.listed_at = Status.LISTED, clock.now()
        made.save(update_fields=["status", "listed_at"])
        search.changed("supplier", made.code)
    return made


@first
def lab(status: str = Status.LISTED) -> Supplier:
    """江澄检测, a monitoring lab in 盛泽镇, 吴江, with CMA and its filing, working in the three counties."""
    made = supplier(
        1,
        "江澄检测技术有限公司",
        "320509105",
        person="何静",
        types=("S01",),
        serves="310118 320509 330421",
    )
    if not made.credentials.exists():
        monitoring_papers(made, verified_at=clock.now() if status == Status.LISTED else None)
    return listed(made) if status == Status.LISTED else made


def disposer(wastes: str = "HW08 HW17", **licence: Any) -> Supplier:
    """净川固废, a disposer of hazardous waste in 西塘镇, 嘉善; by default with a valid licence for oil and plating waste."""
    made = supplier(2, "净川固废处置有限公司", "330421103", person="罗平", types=("S05",))
    if not made.credentials.exists():
        credential(made, "waste-licence", wastes=wastes, **licence)
    return listed(made)


def rival() -> Supplier:
    """朗清检测 in 昆山: what the lab does, for 苏州 only."""
    made = supplier(3, "朗清检测有限公司", "320583", person="秦朗", types=("S01",), serves="3205")
    if not made.credentials.exists():
        monitoring_papers(made)
    return listed(made)


def outsider() -> Supplier:
    """徽州环境 in 合肥, from a province without an association here; works everywhere."""
    return listed(supplier(4, "徽州环境有限公司", "340104", person="吴桐", types=("S13",)))


@first
def listing_review(status: str = Status.DRAFT) -> ListingReview:
    """The lab's request to be listed, waiting in the queue of 江苏."""
    made = lab(status)
    return services.submit(made, editor=accounts.owner_of(made.organisation))


def traces_of(body: Organisation) -> set[str]:
    """What gives a body away: its name, code and address."""
    return {body.name, body.credit_code, body.address}


def dispute(about: Supplier) -> Dispute:
    """Two lists write different addresses."""
    region = about.organisation.region_id
    for source, address in (("省名单", "振兴路1号"), ("市名单", "康民路2号")):
        said = [Said(about.pk, Statement.Field.ADDRESS, address, address, region)]
        heard = Source(Statement.Kind.IMPORTED.value, source, clock.now())
        statements.hear(said, heard, known=[about.pk])
    return Dispute.objects.get(supplier=about)


def paper_dispute(about: Supplier) -> PaperDispute:
    """A list says another last day of its first credential than the body does."""
    paper = about.credentials.select_related("kind").first()
    assert paper is not None
    row = {"资质名称": paper.kind.name, "证书编号": paper.number, "有效期至": "2031-01-31"}
    Sighting.objects.create(supplier=about, source="县名单", seen_at=clock.now(), raw=row)
    own.follow(about, paper.kind_id, paper.number)
    return PaperDispute.objects.get(supplier=about)


def former_activity(beside: Supplier) -> Activity:
    """What a list registered of an unclaimed body of the same place, under a type that was split since."""
    body = beside.organisation
    kind, is_new = ServiceType.objects.get_or_create(
        code="S98-1",
        defaults={"name": "水质化验", "position": 999, "is_current": False, "successors": ["S01-1", "S01-2"]},
    )
    if is_new:
        stamps.renew_all()  # a story commits nothing
    named = Organisation.objects.create(
        credit_code=accounts.code(8000 + body.pk), name="白鹤水质化验站", region=body.region
    )
    found = listed(Supplier.objects.create(organisation=named, updated_at=clock.now()))
    return Activity.objects.create(supplier=found, service_type=kind, capability="地表水")


def key_change(
    about: Supplier,
    fact: str = "legal_person",
    value: str = "何静",
    *,
    changed_on: dt.date | None = None,
    region: Region | None = None,
) -> KeyChange:
    """The body reports a change, by default of today and of its legal person; it waits for its association."""
    said = Reported(fact, value, changed_on or clock.today(), region)
    member = accounts.owner_of(about.organisation)
    return changes.report(about, said, proof=files.checked("变更通知书.pdf"), member=member)


def late_report(about: Supplier) -> LateReport:
    """Its address changed, and it said so three months later."""
    return LateReport.objects.create(
        supplier=about,
        fact=LateReport.Fact.ADDRESS,
        changed_on=clock.today() - dt.timedelta(days=100),
        reported_on=clock.today() - dt.timedelta(days=10),
        note="公示系统的变更记录。",
        recorded_by=accounts.officer(),
        recorded_at=clock.now(),
    )
