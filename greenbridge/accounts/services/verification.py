"""An application to act for a body: submitted, decided, withdrawn."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from greenbridge.accounts import origins, queries, renaming, reviews
from greenbridge.accounts.errors import (
    AlreadyMember,
    AlreadyVerified,
    ApplicantWorksHere,
    CaseOpen,
    NotSuccessor,
    NotWaiting,
    OrganisationTaken,
    OwnCase,
    ProofMissing,
    RegionNotOpen,
    StaffActForNobody,
)
from greenbridge.accounts.models import Membership, Organisation, Side, User, VerificationCase, WaitingBuyer
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.services import membership
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.files import services as files
from greenbridge.files.models import File
from greenbridge.messaging import services as messaging
from greenbridge.reference.models import Region
from greenbridge.reference.queries import is_open_for_buyers, open_regions
from greenbridge.search import services as search

Purpose = VerificationCase.Purpose


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


@dataclass(frozen=True)
class Claim:
    """Why the applicant may speak for a body that the platform knows already."""

    grounds: str
    proof: files.Upload | File


@transaction.atomic
def apply(
    applicant: User, statement: Statement, licence: files.Upload | File, claim: Claim | None = None
) -> VerificationCase:
    """Ask to act for a body; the case enters the queue of the association of the body's province.

    A body that is known and that nobody speaks for, from an official list or left by its last member, is claimed with
    proof. Raises RegionNotOpen for a buyer outside the open regions, AlreadyMember, OrganisationTaken,
    AlreadyVerified, ProofMissing, CaseOpen while an earlier application waits, or what ``files.store`` refuses.
    """
    purpose = _purpose(applicant, statement)
    if purpose == Purpose.CLAIM and claim is None:
        raise ProofMissing(name=statement.name)
    return _submit(applicant, statement, licence, purpose, claim if purpose == Purpose.CLAIM else None)


@transaction.atomic
def apply_to_succeed(
    applicant: User, licence: files.Upload | File, claim: Claim, contact_phone: str
) -> VerificationCase:
    """A member asks to become the owner because the owner has gone; the association decides.

    Raises NotSuccessor, CaseOpen, or what ``files.store`` refuses.
    """
    organisation = applicant.organisation
    if organisation is None or organisation.owner == applicant:
        raise NotSuccessor()
    statement = Statement(
        side=Side.BUYER if organisation.is_buyer else Side.SUPPLIER,
        credit_code=organisation.credit_code,
        name=organisation.name,
        region=organisation.region,
        address=organisation.address,
        contact_name=applicant.name,
        contact_phone=contact_phone,
    )
    case = _submit(applicant, statement, licence, Purpose.SUCCEED, claim)
    if organisation.owner:
        messaging.send(
            organisation.owner,
            f"{applicant}申请接任“{organisation}”负责人，{case.association}正在核对。如有异议，请联系协会。",
            link="/accounts/organisation/",
        )
    return case


def _submit(
    applicant: User,
    statement: Statement,
    licence: files.Upload | File,
    purpose: str,
    claim: Claim | None,
) -> VerificationCase:
    kept = _kept(licence, applicant)
    proven = {"grounds": claim.grounds, "proof": _kept(claim.proof, applicant)} if claim else {}
    association = queries.association_for(statement.region)
    try:
        with transaction.atomic():
            case = VerificationCase.objects.create(
                applicant=applicant,
                licence=kept,
                purpose=purpose,
                **proven,
                **vars(statement),
                **reviews.clocked(association),
            )
    except IntegrityError as twice:
        raise CaseOpen(name=statement.name) from twice
    WaitingBuyer.objects.filter(user=applicant).delete()
    if not applicant.phone:
        applicant.phone = statement.contact_phone
        applicant.save(update_fields=["phone"])
    audit.record(
        "verification.submitted",
        actor=applicant,
        target=case,
        after={"side": case.side, "purpose": case.purpose},
    )
    messaging.send(
        applicant,
        f"“{case.name}”的{case.get_purpose_display()}申请已提交，{association}将在{clock.written(case.due_at)}前答复。",
        link="/desk/",
    )
    return case


def _kept(upload: files.Upload | File, owner: User) -> File:
    return upload if isinstance(upload, File) else files.store(upload, owner=owner)


def _purpose(applicant: User, statement: Statement) -> str:
    """Whether a new or one's own body is to be verified, or a known one claimed."""
    if applicant.is_staff_member:
        raise StaffActForNobody()
    today = clock.day_of_the_database()
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
    return Purpose.CLAIM if known and not mine else Purpose.VERIFY


@transaction.atomic
def pass_case(case: VerificationCase, *, officer: User, reasons: str = "") -> Organisation:
    """The body is verified on the side it asked for, the applicant becomes its owner (or stays a member) and is told.

    A claim writes what was stated over what a list said, and a succession makes a member the owner. Raises
    AlreadyDecided if a colleague got there first, OwnCase, ApplicantWorksHere if the applicant has been given a role meanwhile,
    OrganisationTaken if the body found another owner meanwhile, ProofMissing if it came onto a list meanwhile and the
    application brings no proof.
    """
    case = _decide(case, Decision.PASSED, officer=officer, reasons=reasons)
    known = case.existing()
    before = {label: old for label, old, _ in queries.differences(case, known)}
    if case.purpose == Purpose.SUCCEED:
        organisation = membership.succeed(case)
    else:
        _check_proof(case, known)
        organisation = _record_from(case)
        _make_member(organisation, case.applicant)
        origins.stated(organisation, known.name if known else "")
        if known and known.name != organisation.name:
            renaming.tell([organisation.credit_code])
    if organisation.is_supplier:
        search.changed(
            "supplier", organisation.credit_code
        )  # its name or place may have changed in the directory
    audit.record(
        "verification.passed",
        actor=officer,
        target=case,
        note=reasons,
        before=before,
        after={"side": case.side, "purpose": case.purpose},
    )
    messaging.send(
        case.applicant,
        f"您已是“{case.name}”的负责人。"
        if case.purpose == Purpose.SUCCEED
        else f"“{case.name}”已通过{case.get_purpose_display()}，现在可以以{case.get_side_display()}身份使用平台。",
        link="/desk/",
    )
    return organisation


def _decide(case: VerificationCase, decision: str, *, officer: User, reasons: str) -> VerificationCase:
    """What ``reviews.decide`` does. Raises OwnCase for who applied: they may work here by now."""
    if officer == case.applicant:
        raise OwnCase()
    return reviews.decide(case, decision, officer=officer, reasons=reasons)


def _check_proof(case: VerificationCase, known: Organisation | None) -> None:
    is_member = known and known.memberships.filter(user=case.applicant).exists()
    if known and not is_member and not known.owner and case.proof is None:
        raise ProofMissing(name=known.name)


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
    if User.objects.select_for_update(of=("self",)).get(pk=person.pk).is_staff_member:
        raise ApplicantWorksHere(name=person)
    if organisation.memberships.filter(user=person).exists():
        return
    if organisation.owner:
        raise OrganisationTaken(name=organisation.name)
    Membership.objects.create(
        organisation=organisation, user=person, role=Membership.Role.OWNER, joined_at=clock.now()
    )


@transaction.atomic
def return_case(case: VerificationCase, *, officer: User, reasons: str) -> VerificationCase:
    """Back to the applicant with reasons; they correct and submit anew. Raises AlreadyDecided, OwnCase, ReasonMissing."""
    case = _decide(case, Decision.RETURNED, officer=officer, reasons=reasons)
    audit.record("verification.returned", actor=officer, target=case, note=reasons)
    messaging.send(
        case.applicant,
        f"“{case.name}”的{case.get_purpose_display()}申请被退回，请修改后重新提交。理由：{reasons}",
        link=case.again_url,
    )
    return case


@transaction.atomic
def refuse_case(case: VerificationCase, *, officer: User, reasons: str) -> VerificationCase:
    """The application ends with reasons. Raises AlreadyDecided, OwnCase, ReasonMissing."""
    case = _decide(case, Decision.REFUSED, officer=officer, reasons=reasons)
    audit.record("verification.refused", actor=officer, target=case, note=reasons)
    messaging.send(
        case.applicant,
        f"“{case.name}”的{case.get_purpose_display()}申请未予通过。理由：{reasons}如有异议，请联系受理协会。",
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
