"""Reads that hold demands and suppliers against each other."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from greenbridge.accounts.models import Organisation, Side, User
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.core.text import masked_name, masked_number
from greenbridge.deals import rules
from greenbridge.deals.models import ContactLook, Interest
from greenbridge.demands.amendments.rules import only_extends
from greenbridge.demands.models import Demand, Lot
from greenbridge.reference import lookups
from greenbridge.reference.models import CredentialKind, Region
from greenbridge.suppliers.models import Credential, Supplier

CANDIDATES = 500


@dataclass(frozen=True)
class Match:
    """A supplier with the card that says why."""

    supplier: Supplier
    card: rules.Judgement


def needs_of(demand: Demand) -> dict[int, rules.Need]:
    """What each lot needs, by its number; all of it together where there are none."""
    lots = {lot.number: need_of(demand, lot) for lot in demand.standing_lots}
    return lots or {rules.WHOLE: need_of(demand)}


def need_of(demand: Demand, lot: Lot | None = None) -> rules.Need:
    """A demand, or one of its lots, as the rules see it. A lot that names no sites is for all of them."""
    asked = lot or demand
    known = lookups.service_types()
    types = [known[code] for one in asked.service_types.all() for code in lookups.standing_for(one.code)]
    first, further = _places(demand, lot)
    deadline = clock.local(demand.deadline).date() if demand.deadline else clock.today()
    return rules.Need(
        types={t.code: t.name for t in types},
        licensed_types=frozenset(t.code for t in types if t.is_licensed_waste),
        region=first.code if first else "",
        region_name=first.name if first else "",
        wastes=frozenset(category.code for category in asked.wastes.all()),
        credentials={kind.code: kind.short_name for kind in asked.credentials.all()},
        until=demand.service_ends_on or deadline,
        waste_codes=frozenset(asked.waste_codes),
        further=further,
    )


def _places(demand: Demand, lot: Lot | None) -> tuple[Region | None, dict[str, str]]:
    """The leading region and the others."""
    own: list[Region | None] = [site.region for site in lot.sites.all()] if lot else []
    first, *others = own or [demand.region, *(site.region for site in demand.sites.all())]
    return first, {region.code: region.name for region in others if region}


def offer_of(supplier: Supplier) -> rules.Offer:
    activities = {
        code: tuple(region.code for region in activity.regions)
        for activity in supplier.activities.all()
        for code in lookups.standing_for(activity.service_type_id)
    }
    return rules.Offer(
        activities=activities,
        required={code: lookups.requirements_of(code) for code in activities},
        papers=tuple(_paper(credential) for credential in supplier.credentials.all()),
        home=supplier.organisation.region_id,
        suspended=supplier.suspended_today,
    )


def _paper(credential: Credential) -> rules.Paper:
    licensed = credential.licensed_wastes
    return rules.Paper(
        kind=credential.kind_id,
        name=credential.kind.short_name,
        is_verified=credential.verified_at is not None,
        revoked_on=credential.revoked_on,
        expires_on=credential.expires_on,
        wastes=frozenset(licensed),
        waste_codes={category: frozenset(one.codes) for category, one in licensed.items() if one.codes},
        declared=frozenset(row.category_id for row in credential.wastes.all()) - licensed.keys(),
        has_declared_end="expires_on" in credential.declared,
    )


def waste_licence() -> str:
    """The kind of credential that covers hazardous waste."""
    return CredentialKind.objects.get(covers_waste=True).code


def judge(demand: Demand, supplier: Supplier, *, today: dt.date | None = None) -> rules.Judgement:
    """The card of one supplier for one demand, on that day."""
    return rules.together(_cards(demand, supplier, today or clock.today()))


def lot_cards(demand: Demand, supplier: Supplier) -> list[tuple[Lot, rules.Judgement]]:
    """The card of one supplier for each lot of a demand; none where it has no lots."""
    lots = demand.standing_lots
    cards = _cards(demand, supplier, clock.today()) if lots else {}
    return [(lot, cards[lot.number]) for lot in lots]


def _cards(demand: Demand, supplier: Supplier, today: dt.date) -> dict[int, rules.Judgement]:
    needs, offer = needs_of(demand), offer_of(supplier)
    return rules.judge_each(needs, offer, waste_licence=waste_licence(), today=today)


def matches(demand: Demand) -> list[Match]:
    """Listed suppliers that do at least one of the demand's types, those that fit first, then the nearer, then the more recently checked.

    Whom the law bars is left out, and whose work on it is suspended; of a demand in lots also who does nothing of those
    that are left to it. No payment and no membership moves anybody.
    """
    needs, licence, today = needs_of(demand), waste_licence(), clock.today()
    cards = [
        Match(
            supplier,
            rules.together(rules.judge_each(needs, offer_of(supplier), waste_licence=licence, today=today)),
        )
        for supplier in _candidates(demand)
    ]
    allowed = [match for match in cards if match.card.is_allowed and match.card.reasons]
    allowed.sort(key=lambda m: (len(m.card.objections), -m.card.nearness, -m.supplier.updated_at.timestamp()))
    return allowed


def _candidates(demand: Demand) -> QuerySet[Supplier]:
    """Whoever does one of the types, something finer of it, or what it is part of, in whatever version it said so."""
    known = lookups.service_types()
    asked = {code for one in demand.service_types.all() for code in lookups.standing_for(one.code)}
    asked |= {code for code, kind in known.items() if kind.parent_id in asked}
    asked |= {parent for code in asked if (parent := known[code].parent_id)}
    doing = Q(activities__service_type__in=lookups.formerly(asked))
    near = Supplier.objects.listed().exclude(organisation=demand.buyer).filter(doing)
    return near.with_card().distinct().order_by("-updated_at")[:CANDIDATES]


def open_for(supplier: Supplier) -> list[tuple[Demand, rules.Judgement]]:
    """Open demands that fit the supplier and that it has not answered, the nearest deadline first."""
    types = lookups.formerly(lookups.with_parents([a.service_type_id for a in supplier.activities.all()]))
    rows = (
        Demand.objects.open()
        .with_card()
        .with_lots()
        .filter(Q(service_types__in=types) | Q(service_types__parent__in=types))
        .exclude(buyer=supplier.organisation)
        .exclude(interests__supplier=supplier)
        .distinct()
        .order_by("deadline")[:CANDIDATES]
    )
    offer, licence, today = offer_of(supplier), waste_licence(), clock.today()
    judged = [
        (row, rules.together(rules.judge_each(needs_of(row), offer, waste_licence=licence, today=today)))
        for row in rows
    ]
    return [(row, card) for row, card in judged if card.fits]


def standing_interests(demand: Demand) -> QuerySet[Interest]:
    rows = Interest.objects.filter(demand=demand, withdrawn_at=None)
    return rows.select_related("supplier__organisation__region", "expressed_by").prefetch_related("lots")


def unconfirmed(demand: Demand, interests: Iterable[Interest]) -> set[int]:
    """Ids of the responses that were given before the latest change notice that did more than extend the deadline."""
    published = (row for row in demand.amendments.filter(decision=Decision.PASSED))
    days = [row.decided_at for row in published if row.decided_at and not only_extends(row.after)]
    return {one.pk for one in interests if days and one.said_at < max(days)}


def unanswered(demand: Demand) -> list[Lot]:
    """Lots that no response covers."""
    standing = Interest.objects.filter(demand=demand, withdrawn_at=None, lots__isnull=False)
    return list(demand.lots.standing().exclude(pk__in=standing.values("lots")))


def responders(demand: Demand) -> dict[Lot, list[Supplier]]:
    """Who has responded to each lot; empty for a demand without lots."""
    interests = list(standing_interests(demand))
    return {lot: [one.supplier for one in interests if lot in one.lots.all()] for lot in demand.standing_lots}


def concerned(demand: Demand) -> QuerySet[Supplier]:
    """Whoever was invited and has not declined, or has responded and not withdrawn that."""
    asked = Q(invitations__demand=demand, invitations__declined_at=None)
    answered = Q(interests__demand=demand, interests__withdrawn_at=None)
    return Supplier.objects.filter(asked | answered).distinct()


def people_concerned(demand: Demand) -> QuerySet[User]:
    """Everybody who acts for one of them."""
    bodies = concerned(demand).order_by().values("organisation")
    return User.objects.filter(memberships__organisation__in=bodies)


def answers_to(demands: QuerySet[Demand]) -> dict[int, int]:
    """Demand id → how many suppliers have responded; demands without any are left out."""
    rows = Interest.objects.filter(demand__in=demands, withdrawn_at=None).order_by()
    return dict(rows.values_list("demand").annotate(Count("id")))


@dataclass(frozen=True)
class Contact:
    """Whom to call on the other side, masked until the person has asked; and who over there has asked for ours."""

    name: str
    phone: str
    is_shown: bool
    asked_for_ours: list[ContactLook]
    is_gone: bool
    """Taken away three years after the deal."""


def contact_for(interest: Interest, side: str, person: User) -> Contact:
    """The contact of the other side as a person of ``side`` sees it."""
    looks = list(interest.looks.all())
    theirs = interest if side == Side.BUYER else interest.demand
    is_shown = any(look.side == side and look.by_id == person.pk for look in looks)
    name, phone = theirs.contact_name, theirs.contact_phone
    if not is_shown:
        name, phone = masked_name(name), masked_number(phone)
    return Contact(
        name, phone, is_shown, [look for look in looks if look.side != side], not theirs.contact_phone
    )


def responses_to(buyer: Organisation) -> int:
    """How many responses stand to all demands of a buyer."""
    return Interest.objects.filter(demand__buyer=buyer, withdrawn_at=None).count()


def is_listed(body: Organisation) -> bool:
    """Whether the body stands in the directory."""
    return Supplier.objects.listed().filter(organisation=body).exists()
