"""Buyers and what is known of their conduct."""

import datetime as dt

from greenbridge.accounts.models import Organisation
from greenbridge.accounts.queries import association_for
from greenbridge.core import clock
from greenbridge.demands.models import Demand, DemandCheck, DemandDraw
from greenbridge.testing.cast import demands

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
    )
    return DemandCheck.objects.create(
        demand=drawn,
        draw=made,
        association=association_for(drawn.region),
        due_at=clock.now() + dt.timedelta(days=7),
    )
