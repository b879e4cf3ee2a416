"""What happens between a demand and suppliers."""

from django.db import IntegrityError, transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.deals import queries
from greenbridge.deals.errors import (
    AlreadyInterested,
    AlreadyInvited,
    DemandNeverPublished,
    DemandNotOpen,
    NoInvitation,
    NotLicensed,
    OutcomeMarked,
    OwnDemand,
    SupplierNotInterested,
    SupplierNotListed,
    SupplierNotReachable,
    Suspended,
)
from greenbridge.deals.models import ContactLook, Interest, Invitation, Outcome
from greenbridge.demands import services as demands
from greenbridge.demands.conduct.pledging import check_may_publish
from greenbridge.demands.models import Demand
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.models import Supplier


@transaction.atomic
def invite(demand: Demand, supplier: Supplier, *, buyer: User) -> Invitation:
    """Ask a supplier to look at a demand; its people are told. No contact is shown yet.

    Raises DemandNotOpen, OwnDemand, SupplierNotReachable, Suspended, NotLicensed where the law bars the supplier, AlreadyInvited;
    and what ``check_may_publish`` raises.
    """
    demand = _open(demand)
    check_may_publish(demand.buyer)
    _check_not_own(demand, supplier)
    if not (supplier.is_listed and supplier.is_claimed and supplier.people):
        raise SupplierNotReachable(supplier=supplier)
    _check_licence(demand, supplier)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                demand=demand, supplier=supplier, invited_by=buyer, invited_at=clock.now()
            )
    except IntegrityError as twice:
        raise AlreadyInvited(supplier=supplier) from twice
    audit.record("deal.invited", actor=buyer, target=demand, after={"supplier": supplier.code})
    _tell(supplier, f"{demand.shown_buyer}邀请您响应需求“{demand}”。", demand.get_absolute_url())
    return invitation


@transaction.atomic
def decline(invitation: Invitation, *, member: User, reason: str) -> Invitation:
    """The supplier says no with a reason; the buyer is told. Raises NoInvitation once it has been answered."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    answered = Interest.objects.filter(demand=invitation.demand, supplier=invitation.supplier).exists()
    if invitation.declined_at or answered:
        raise NoInvitation()
    invitation.declined_at, invitation.decline_reason = clock.now(), reason
    invitation.save(update_fields=["declined_at", "decline_reason"])
    audit.record("deal.declined", actor=member, target=invitation.demand, note=reason)
    _tell_buyer(invitation.demand, f"“{invitation.supplier}”谢绝了对“{invitation.demand}”的邀请：{reason}")
    return invitation


@transaction.atomic
def express_interest(
    demand: Demand, supplier: Supplier, *, member: User, message: str, contact_name: str, contact_phone: str
) -> Interest:
    """A supplier responds; from now on both sides may ask for each other's contacts, and the buyer is told.

    Raises DemandNotOpen, SupplierNotListed, OwnDemand, Suspended, NotLicensed, AlreadyInterested.
    """
    demand = _open(demand)
    if not supplier.is_listed:
        raise SupplierNotListed()
    _check_not_own(demand, supplier)
    _check_licence(demand, supplier)
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                demand=demand,
                supplier=supplier,
                expressed_by=member,
                expressed_at=clock.now(),
                message=message,
                contact_name=contact_name,
                contact_phone=contact_phone,
            )
    except IntegrityError as twice:
        raise AlreadyInterested() from twice
    audit.record("deal.interest_expressed", actor=member, target=demand, after={"supplier": supplier.code})
    _tell_buyer(demand, f"“{supplier}”响应了需求“{demand}”，您现在可以查看对方的联系方式。")
    return interest


@transaction.atomic
def see_contact(interest: Interest, *, side: str, person: User) -> ContactLook:
    """The person asks for the other side's contact: it is shown to them from now on, and the other side sees who asked.

    Asking again changes nothing.
    """
    look, is_new = ContactLook.objects.get_or_create(
        interest=interest, side=side, by=person, defaults={"at": clock.now()}
    )
    if is_new:
        audit.record(
            "deal.contacts_seen",
            actor=person,
            target=interest.demand,
            after={"side": side, "supplier": interest.supplier.code},
        )
    return look


@transaction.atomic
def mark_outcome(
    demand: Demand, kind: str, *, buyer: User, supplier: Supplier | None = None, note: str = ""
) -> Outcome:
    """The buyer says how it ended: the demand closes, and everyone who responded is told that it is over.

    Raises DemandNeverPublished, OutcomeMarked, SupplierNotInterested.
    """
    demand = Demand.objects.select_for_update(of=("self",)).select_related("buyer").get(pk=demand.pk)
    if not demand.is_public:
        raise DemandNeverPublished()
    interests = list(queries.standing_interests(demand))
    if supplier and supplier not in [interest.supplier for interest in interests]:
        raise SupplierNotInterested()
    try:
        with transaction.atomic():
            outcome = Outcome.objects.create(
                demand=demand, kind=kind, supplier=supplier, note=note, marked_by=buyer, marked_at=clock.now()
            )
    except IntegrityError as twice:
        raise OutcomeMarked() from twice
    if demand.status != Demand.Status.CLOSED:
        demands.close(demand, editor=buyer, note=outcome.get_kind_display())
    audit.record("deal.outcome_marked", actor=buyer, target=demand, after={"kind": kind})
    for interest in interests:
        chosen = interest.supplier == supplier
        words = "发布单位表示已与您达成合作。" if chosen else "已结束征集，感谢您的响应。"
        _tell(interest.supplier, f"需求“{demand}”：{words}", demand.get_absolute_url())
    return outcome


def tell_of_withdrawal(demand: Demand) -> None:
    """Whoever was invited or has responded learns that the demand is gone."""
    for supplier in queries.concerned(demand):
        _tell(supplier, f"需求“{demand}”已由发布单位撤回，感谢您的关注。", "/deals/opportunities/")


def _open(demand: Demand) -> Demand:
    """The demand, locked and still open by the database's clock after the lock."""
    demand = (
        Demand.objects.select_for_update(of=("self",))
        .select_related("buyer__region", "region")
        .get(pk=demand.pk)
    )
    if not demand.is_open_at(clock.of_the_database()):
        raise DemandNotOpen()
    return demand


def _check_not_own(demand: Demand, supplier: Supplier) -> None:
    if demand.buyer_id == supplier.organisation_id:
        raise OwnDemand()


def _check_licence(demand: Demand, supplier: Supplier) -> None:
    card = queries.judge(demand, supplier)
    if card.is_suspended:
        raise Suspended(supplier=supplier)
    if card.is_barred:
        raise NotLicensed(supplier=supplier)


def _tell(supplier: Supplier, text: str, link: str) -> None:
    for person in supplier.people:
        messaging.send(person, text, link=link)


def _tell_buyer(demand: Demand, text: str) -> None:
    for person in demand.buyer.members.filter(is_active=True):
        messaging.send(person, text, link=f"/deals/{demand.number}/")
