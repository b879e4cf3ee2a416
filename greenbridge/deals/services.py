"""What happens between a demand and suppliers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.deals import queries
from greenbridge.deals.errors import (
    AlreadyInterested,
    AlreadyInvited,
    DemandNeverPublished,
    DemandNotOpen,
    NoInvitation,
    NoLotAdded,
    NoLotAwarded,
    NothingToConfirm,
    NotLicensed,
    OutcomeMarked,
    OwnDemand,
    ResponseOver,
    StrangeLot,
    SupplierNotInterested,
    SupplierNotListed,
    SupplierNotReachable,
    Suspended,
)
from greenbridge.deals.models import Award, ContactLook, Interest, Invitation, Outcome
from greenbridge.deals.rules import Judgement
from greenbridge.demands import services as demands
from greenbridge.demands.amendments.rules import only_extends
from greenbridge.demands.conduct.pledging import check_may_publish
from greenbridge.demands.models import Amendment, Demand, Lot
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.models import Supplier


@transaction.atomic
def invite(demand: Demand, supplier: Supplier, *, buyer: User, lots: Sequence[Lot] = ()) -> Invitation:
    """Ask a supplier to look at a demand, or at the lots that are named; its people are told. No contact is shown yet.

    Raises DemandNotOpen, OwnDemand, SupplierNotReachable, StrangeLot, Suspended, NotLicensed where the law bars the supplier,
    from one of the named lots or from all there is, AlreadyInvited; and what ``check_may_publish`` raises.
    """
    demand = _open(demand)
    check_may_publish(demand.buyer)
    _check_not_own(demand, supplier)
    if not (supplier.is_listed and supplier.is_claimed and supplier.people):
        raise SupplierNotReachable(supplier=supplier)
    named = _check_lots(demand, supplier, lots) if lots else []
    if not named:
        _check_licence(demand, supplier)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                demand=demand, supplier=supplier, invited_by=buyer, invited_at=clock.now()
            )
    except IntegrityError as twice:
        raise AlreadyInvited(supplier=supplier) from twice
    invitation.lots.set(named)
    audit.record("deal.invited", actor=buyer, target=demand, after=_with_lots(supplier, named))
    text = f"{demand.shown_buyer}邀请您响应需求“{demand}”{_of_lots(named)}。"
    _tell(supplier, text, demand.get_absolute_url())
    return invitation


@transaction.atomic
def decline(invitation: Invitation, *, member: User, reason: str) -> Invitation:
    """The supplier says no with a reason; the buyer is told. Raises NoInvitation once it has been answered.

    A response that was withdrawn is no answer any more.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    standing = Interest.objects.filter(withdrawn_at=None)
    answered = standing.filter(demand=invitation.demand, supplier=invitation.supplier).exists()
    if invitation.declined_at or answered:
        raise NoInvitation()
    invitation.declined_at, invitation.decline_reason = clock.now(), reason
    invitation.save(update_fields=["declined_at", "decline_reason"])
    audit.record("deal.declined", actor=member, target=invitation.demand, note=reason)
    _tell_buyer(invitation.demand, f"“{invitation.supplier}”谢绝了对“{invitation.demand}”的邀请：{reason}")
    return invitation


@transaction.atomic
def express_interest(
    demand: Demand,
    supplier: Supplier,
    *,
    member: User,
    message: str,
    contact_name: str,
    contact_phone: str,
    lots: Sequence[Lot] = (),
) -> Interest:
    """A supplier responds; from now on both sides may ask for each other's contacts, and the buyer is told.

    It responds to the lots it names, and to all of them if it names none. Raises DemandNotOpen, SupplierNotListed,
    OwnDemand, StrangeLot, Suspended or NotLicensed for one of the lots, AlreadyInterested.
    """
    demand = _open(demand)
    if not supplier.is_listed:
        raise SupplierNotListed()
    _check_not_own(demand, supplier)
    covered = _check_lots(demand, supplier, lots)
    interest = _fresh_response(demand, supplier)
    interest.expressed_by, interest.expressed_at = member, clock.now()
    interest.message, interest.contact_name, interest.contact_phone = message, contact_name, contact_phone
    try:
        with transaction.atomic():
            interest.save()
    except IntegrityError as twice:
        raise AlreadyInterested() from twice
    interest.lots.set(covered)
    audit.record("deal.interest_expressed", actor=member, target=demand, after=_with_lots(supplier, covered))
    _tell_buyer(
        demand, f"“{supplier}”响应了需求“{demand}”{_of_lots(covered)}，您现在可以查看对方的联系方式。"
    )
    return interest


def _fresh_response(demand: Demand, supplier: Supplier) -> Interest:
    """A new one, or the one that was withdrawn, to be given anew."""
    held = Interest.objects.filter(demand=demand, supplier=supplier).first()
    if held is None:
        return Interest(demand=demand, supplier=supplier)
    if held.withdrawn_at is None:
        raise AlreadyInterested()
    held.withdrawn_at = held.confirmed_at = None
    return held


@transaction.atomic
def widen(interest: Interest, lots: Sequence[Lot], *, member: User) -> Interest:
    """The supplier responds to further lots too, until the deadline; the buyer is told.

    Raises DemandNotOpen, ResponseOver, NoLotAdded, StrangeLot, Suspended or NotLicensed for one of them.
    """
    demand = _open(interest.demand)
    interest = _standing(interest)
    fresh = [lot for lot in lots if lot not in interest.lots.all()]
    if not fresh:
        raise NoLotAdded()
    _check_lots(demand, interest.supplier, fresh)
    interest.lots.add(*fresh)
    _say_again(interest)
    audit.record(
        "deal.interest_widened", actor=member, target=demand, after=_with_lots(interest.supplier, fresh)
    )
    _tell_buyer(demand, f"“{interest.supplier}”对需求“{demand}”的响应增加了{numbers(fresh)}。")
    return interest


@transaction.atomic
def confirm(interest: Interest, *, member: User) -> Interest:
    """The supplier stands by its response after a change; the buyer is told.

    Raises DemandNotOpen, ResponseOver, NothingToConfirm, Suspended or NotLicensed for what is now asked.
    """
    demand = _open(interest.demand)
    interest = _standing(interest)
    if not queries.unconfirmed(demand, [interest]):
        raise NothingToConfirm()
    covered = set(interest.lots.all())
    cards = queries.lot_cards(demand, interest.supplier)
    for lot, card in cards:
        if lot in covered:
            _check_card(card, interest.supplier)
    if not cards:
        _check_licence(demand, interest.supplier)
    _say_again(interest)
    audit.record(
        "deal.interest_confirmed", actor=member, target=demand, after={"supplier": interest.supplier.code}
    )
    _tell_buyer(demand, f"需求“{demand}”变更后，“{interest.supplier}”确认响应继续有效。")
    return interest


@transaction.atomic
def take_back(interest: Interest, *, member: User) -> Interest:
    """The supplier withdraws its response: contacts are shown no longer, and the buyer is told. Until the deadline it
    may respond anew. Raises ResponseOver once it is withdrawn or the demand has an outcome.
    """
    interest = _standing(interest)
    demand = interest.demand
    interest.withdrawn_at = clock.now()
    interest.save(update_fields=["withdrawn_at"])
    audit.record(
        "deal.interest_withdrawn", actor=member, target=demand, after={"supplier": interest.supplier.code}
    )
    _tell_buyer(demand, f"“{interest.supplier}”撤回了对需求“{demand}”的响应。")
    return interest


def _standing(interest: Interest) -> Interest:
    """The response as it stands now, locked behind its demand, which whoever writes an outcome locks first."""
    Demand.objects.select_for_update(of=("self",)).get(pk=interest.demand_id)
    rows = Interest.objects.select_for_update(of=("self",)).select_related(
        "demand__buyer", "supplier__organisation"
    )
    held: Interest = rows.get(pk=interest.pk)
    if held.withdrawn_at or Outcome.objects.filter(demand=held.demand).exists():
        raise ResponseOver()
    return held


def _say_again(interest: Interest) -> None:
    interest.confirmed_at = clock.now()
    interest.save(update_fields=["confirmed_at"])


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
    demand: Demand,
    kind: str,
    *,
    buyer: User,
    supplier: Supplier | None = None,
    awards: Mapping[Lot, Supplier] | None = None,
    note: str = "",
) -> Outcome:
    """The buyer says how it ended: the demand closes, and everyone who responded is told that it is over.

    A demand in lots names its partners lot by lot, in ``awards``. Raises DemandNeverPublished, OutcomeMarked,
    SupplierNotInterested, NoLotAwarded; NotLicensed or Suspended for a partner who has not confirmed its response since
    the demand changed and may not do what is now asked.
    """
    demand = Demand.objects.select_for_update(of=("self",)).select_related("buyer").get(pk=demand.pk)
    if not demand.is_public:
        raise DemandNeverPublished()
    interests = list(queries.standing_interests(demand))
    awards = awards or {}
    _check_partners(demand, kind, supplier, awards)
    _check_unconfirmed(demand, interests, supplier, awards)
    try:
        with transaction.atomic():
            outcome = Outcome.objects.create(
                demand=demand,
                kind=kind,
                supplier=supplier,
                is_by_lot=bool(awards),
                note=note,
                marked_by=buyer,
                marked_at=clock.now(),
            )
    except IntegrityError as twice:
        raise OutcomeMarked() from twice
    Award.objects.bulk_create(
        Award(outcome=outcome, lot=lot, supplier=partner) for lot, partner in awards.items()
    )
    if demand.status != Demand.Status.CLOSED:
        demands.close(demand, editor=buyer, note=outcome.get_kind_display())
    partners = [str(supplier)] if supplier else [f"{lot}：{partner}" for lot, partner in awards.items()]
    audit.record(
        "deal.outcome_marked", actor=buyer, target=demand, after={"kind": kind, "partners": partners}
    )
    for interest in interests:
        won = [lot for lot, partner in awards.items() if partner == interest.supplier]
        chosen = interest.supplier == supplier or bool(won)
        on_lots = f"就{numbers(won)}" if won else ""
        words = f"发布单位表示已与您{on_lots}达成合作。" if chosen else "已结束征集，感谢您的响应。"
        _tell(interest.supplier, f"需求“{demand}”：{words}", demand.get_absolute_url())
    return outcome


def _check_partners(
    demand: Demand, kind: str, supplier: Supplier | None, awards: Mapping[Lot, Supplier]
) -> None:
    """Only who has responded, and to that lot, may be named; an agreement on a demand in lots names some."""
    responded = queries.responders(demand)
    if any(partner not in responded.get(lot, ()) for lot, partner in awards.items()):
        raise SupplierNotInterested()
    if supplier and supplier not in [one.supplier for one in queries.standing_interests(demand)]:
        raise SupplierNotInterested()
    if responded and kind == Outcome.Kind.AGREED and not awards:
        raise NoLotAwarded()


def _check_unconfirmed(
    demand: Demand, interests: Sequence[Interest], supplier: Supplier | None, awards: Mapping[Lot, Supplier]
) -> None:
    """Whoever confirms is asked for its licence then; whoever has not is asked here, before it becomes a partner."""
    partners = {*awards.values(), *([supplier] if supplier else [])}
    waiting = queries.unconfirmed(demand, interests)
    for partner in {one.supplier for one in interests if one.pk in waiting} & partners:
        won = [lot for lot, other in awards.items() if other == partner]
        _check_lots(demand, partner, won)


def _with_lots(supplier: Supplier, lots: Sequence[Lot]) -> dict[str, Any]:
    """What the trail keeps of who was asked or has answered, and for which lots."""
    return {"supplier": supplier.code} | ({"lots": [lot.number for lot in lots]} if lots else {})


def _of_lots(lots: Sequence[Lot]) -> str:
    return f"的{numbers(lots)}" if lots else ""


def numbers(lots: Iterable[Lot]) -> str:
    """标段1、3"""
    return f"标段{'、'.join(str(lot.number) for lot in lots)}"


def check_may_ask(body: Organisation) -> None:
    """Whoever may respond may ask. Raises SupplierNotListed."""
    if not queries.is_listed(body):
        raise SupplierNotListed()


def tell_of_withdrawal(demand: Demand) -> None:
    """Whoever was invited or has responded learns that the demand is gone."""
    for supplier in queries.concerned(demand):
        _tell(supplier, f"需求“{demand}”已由发布单位撤回，感谢您的关注。", "/deals/opportunities/")


def ask_responders(amendment: Amendment) -> None:
    """Whoever has responded is asked to confirm or withdraw after a change that does more than extend the deadline, and
    learns which of its lots end."""
    demand = amendment.demand
    if only_extends(amendment.after):
        return
    for interest in queries.standing_interests(demand):
        over = [lot for lot in interest.lots.all() if lot.number in amendment.ended_lots]
        ends = f"{numbers(over)}已由发布单位终止，您对{numbers(over)}的响应随之结束。" if over else ""
        text = f"需求“{demand}”在您响应后有{amendment.name}。{ends}请查看变更后的内容，确认或撤回您的响应。"
        _tell(interest.supplier, text, f"/deals/{demand.number}/respond/")


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
    _check_card(queries.judge(demand, supplier), supplier)


def _check_lots(demand: Demand, supplier: Supplier, lots: Sequence[Lot]) -> list[Lot]:
    """The lots that a response covers, each allowed for itself: responding to all of them is no way around one's bar."""
    cards = queries.lot_cards(demand, supplier)
    if set(lots) - {lot for lot, _ in cards}:
        raise StrangeLot()
    if not cards:
        _check_licence(demand, supplier)
    covered = [(lot, card) for lot, card in cards if not lots or lot in lots]
    for _, card in covered:
        _check_card(card, supplier)
    return [lot for lot, _ in covered]


def _check_card(card: Judgement, supplier: Supplier) -> None:
    if card.is_suspended:
        raise Suspended(supplier=supplier)
    if card.is_barred:
        raise NotLicensed(supplier=supplier)


def _tell(supplier: Supplier, text: str, link: str) -> None:
    for person in supplier.people:
        messaging.send(person, text, link=link)


def _tell_buyer(demand: Demand, text: str) -> None:
    demands.tell_buyer(demand, text, link=f"/deals/{demand.number}/")
