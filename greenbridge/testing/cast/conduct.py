"""Buyers and what is known of their conduct."""

import datetime as dt
from typing import Any

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.queries import association_for
from greenbridge.core import clock
from greenbridge.demands.conduct import complaining, queries, sanctioning
from greenbridge.demands.models import Complaint, Demand, DemandCheck, DemandDraw, Sanction, SanctionAppeal
from greenbridge.suppliers.models import Supplier
from greenbridge.testing.cast import accounts, demands

MONDAY = dt.date(2026, 1, 5)


def trusted(buyer: Organisation | None = None) -> Organisation:
    """A buyer that has published three demands long ago, in which nothing was found."""
    body = buyer or demands.dyer()
    made = [demands.published(buyer=body).pk for _ in range(3)]
    long_ago = clock.now() - dt.timedelta(days=60)
    Demand.objects.filter(pk__in=made).update(published_at=long_ago)
    return body


def demand_check(published: Demand | None = None) -> DemandCheck:
    """A demand that was drawn and waits for an officer of its site's province."""
    drawn = published or demands.published()
    assert drawn.region is not None
    made = DemandDraw.objects.create(
        week=MONDAY + dt.timedelta(weeks=DemandDraw.objects.count()),
        seed="lot",
        share=20,
        drawn_at=clock.now(),
        size=5,
        drawn=1,
    )
    return DemandCheck.objects.create(
        demand=drawn,
        draw=made,
        association=association_for(drawn.region),
        due_at=clock.now() + dt.timedelta(days=7),
    )


def sanction(buyer: Organisation | None = None, *, by: User | None = None, **facts: Any) -> Sanction:
    """An officer warns the dye works of a false demand."""
    body, officer = buyer or demands.dyer(), by or accounts.officer("31")
    usual = {"kind": "warning", "ground": "false", "reason": "现场没有所写的设备。"}
    decided = sanctioning.Decided(**usual | facts)
    return sanctioning.impose(body, decided, officer=officer, association=queries.acting_for(officer, body))


def sanction_appeal(imposed: Sanction) -> SanctionAppeal:
    """The buyer's owner objects."""
    owner = accounts.owner_of(imposed.buyer)
    return sanctioning.appeal(imposed, member=owner, statement="设备在二号车间，附照片。", file=None)


def complaint(about: Demand, lab: Supplier, *, is_accepted: bool = False, **facts: Any) -> Complaint:
    """A listed body complains; where it ``is_accepted``, an officer of the site's province looks into it."""
    owner = accounts.owner_of(lab.organisation)
    usual = {"kind": "mismatch", "statement": "现场的工作量与公布的不同。", "file": None}
    made = complaining.complain(about, lab.organisation, member=owner, **usual | facts)
    if is_accepted:
        made = complaining.accept(made, officer=accounts.officer(made.association.province_id))
    return made
