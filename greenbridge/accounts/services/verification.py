"""An application to act for a body: submitted, decided, withdrawn."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from greenbridge.accounts import queries, reviews
from greenbridge.accounts.errors import (
    AlreadyMember,
    AlreadyVerified,
    CaseOpen,
    NotWaiting,
    OrganisationTaken,
    RegionNotOpen,
    StaffActForNobody,
)
from greenbridge.accounts.models import Membership, Organisation, Side, User, VerificationCase
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.messaging import services as messaging
from greenbridge.reference.models import Region
from greenbridge.reference.queries import is_open_for_buyers, open_regions
from greenbridge.search import services as search


@dataclass(frozen=True)
class Statement:
    """What an applicant states of the body. ``credit_code`` has been through ``core.credit_code.parse``."""

    side: str
    credit_code: str
    name: str
    region: Region
    address: str
    contact_name: str
    contact_phone: str


@transaction.atomic
def apply(applicant: User, statement: Statement, licence: files.Upload | File) -> VerificationCase:
    """Ask to act for a body; the case enters the queue of the association of the body's province.

    Raises RegionNotOpen for a buyer outside the open regions, AlreadyMember, OrganisationTaken, AlreadyVerified,
    CaseOpen while an earlier application waits, or what ``files.store`` refuses.
    """
    _check_application(applicant, statement)
    kept = licence if isinstance(licence, File) else files.store(licence, owner=applicant)
    association = queries.association_for(statement.region)
    try:
        with transaction.atomic():
            case = VerificationCase.objects.create(
                applicant=applicant, licence=kept, **vars(statement), **reviews.clocked(association)
            )
    except IntegrityError as twice:
        raise CaseOpen(name=statement.name) from twice
    if not applicant.phone:
        applicant.phone = statement.contact_phone
        applicant.save(update_fields=["phone"])
    audit.record("verification.submitted", actor=applicant, target=case, after={"side": case.side})
    messaging.send(
        applicant,
        f"“{case.name}”的认证申请已提交，{association}将在{clock.written(case.due_at)}前答复。",
        link="/desk/",
    )
    return case


def _check_application(applicant: User, statement: Statement) -> None:
    if applicant.is_staff_member:
        raise StaffActForNobody()
    today = clock.today()
    if statement.side == Side.BUYER and not is_open_for_buyers(statement.region.code, today):
        names = "、".join(region.name for region in open_regions(today))
        raise RegionNotOpen(region=statement.region.full_name, open=names or "尚无地区")
    known = Organisation.objects.filter(credit_code=statement.credit_code).first()
    mine = applicant.memberships.select_related("organisation").first()
    if mine and mine.organisation != known:
        raise AlreadyMember(name=mine.organisation.name)
    if known and not mine and known.owner:
        raise OrganisationTaken(name=known.name)
    if known and mine and getattr(known, f"is_{statement.side}"):
        raise AlreadyVerified(name=known.name, side=Side(statement.side).label)


@transaction.atomic
def pass_case(case: VerificationCase, *, officer: User, reasons: str = "") -> Organisation:
    """The body is verified on the side it asked for, the applicant becomes its owner (or stays a member) and is told.

    Raises AlreadyDecided if a colleague got there first, OrganisationTaken if the body found another owner meanwhile.
    """
    case = reviews.decide(case, Decision.PASSED, officer=officer, reasons=reasons)
    organisation = _record_from(case)
    _make_member(organisation, case.applicant)
    if organisation.is_supplier:
        search.changed(
            "supplier", organisation.credit_code
        )  # its name or place may have changed in the directory
    audit.record("verification.passed", actor=officer, target=case, note=reasons, after={"side": case.side})
    messaging.send(
        case.applicant,
        f"“{case.name}”已通过认证，现在可以以{case.get_side_display()}身份使用平台。",
        link="/desk/",
    )
    return organisation


def _record_from(case: VerificationCase) -> Organisation:
    organisation = Organisation.objects.select_for_update().filter(credit_code=case.credit_code).first()
    organisation = organisation or Organisation(credit_code=case.credit_code)
    organisation.name, organisation.region, organisation.address = case.name, case.region, case.address
    organisation.is_buyer |= case.side == Side.BUYER
    organisation.is_supplier |= case.side == Side.SUPPLIER
    organisation.verified_at = clock.now()
    organisation.save()
    return organisation


def _make_member(organisation: Organisation, person: User) -> None:
    if organisation.memberships.filter(user=person).exists():
        return
    if organisation.owner:
        raise OrganisationTaken(name=organisation.name)
    Membership.objects.create(
        organisation=organisation, user=person, role=Membership.Role.OWNER, joined_at=clock.now()
    )


@transaction.atomic
def return_case(case: VerificationCase, *, officer: User, reasons: str) -> VerificationCase:
    """Back to the applicant with reasons; they correct and submit anew. Raises AlreadyDecided, ReasonMissing."""
    case = reviews.decide(case, Decision.RETURNED, officer=officer, reasons=reasons)
    audit.record("verification.returned", actor=officer, target=case, note=reasons)
    messaging.send(
        case.applicant,
        f"“{case.name}”的认证申请被退回，请修改后重新提交。理由：{reasons}",
        link=f"/accounts/apply/?again={case.pk}",
    )
    return case


@transaction.atomic
def refuse_case(case: VerificationCase, *, officer: User, reasons: str) -> VerificationCase:
    """The application ends with reasons. Raises AlreadyDecided, ReasonMissing."""
    case = reviews.decide(case, Decision.REFUSED, officer=officer, reasons=reasons)
    audit.record("verification.refused", actor=officer, target=case, note=reasons)
    messaging.send(
        case.applicant,
        f"“{case.name}”的认证申请未予通过。理由：{reasons}如有异议，请联系受理协会。",
        link="/desk/",
    )
    return case


@transaction.atomic
def withdraw_case(case: VerificationCase, *, applicant: User) -> VerificationCase:
    """The applicant takes the application back. Raises NotWaiting once it has been decided."""
    case = VerificationCase.objects.select_for_update(of=("self",)).get(pk=case.pk, applicant=applicant)
    if not case.is_waiting:
        raise NotWaiting()
    case.decision, case.decided_at = Decision.WITHDRAWN, clock.now()
    case.save(update_fields=["decision", "decided_at"])
    audit.record("verification.withdrawn", actor=applicant, target=case)
    return case
