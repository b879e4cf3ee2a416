"""Bodies that were drawn by lot."""

import datetime as dt

from greenbridge.accounts.models import Association
from greenbridge.core import clock
from greenbridge.suppliers.models import SpotCheck, SpotDraw, Supplier
from greenbridge.suppliers.spotcheck import services
from greenbridge.testing.cast import accounts


def spot_draw(plan: dict[str, int] | None = None, *, year: int = 2026, quarter: int = 4) -> SpotDraw:
    """The operator draws; by default one body that monitors in 江苏."""
    due = clock.today() + dt.timedelta(days=30)
    return services.draw(year, quarter, plan or {"32-S01": 1}, due_on=due, by=accounts.operator())


def spot_check(owner: Supplier, examiner: str = "33", *, year: int = 2026) -> SpotCheck:
    """The body is drawn, and waits for the officer of that province."""
    drawn = SpotDraw.objects.create(
        year=year,
        quarter=1,
        seed="lot",
        plan={"32-S01": 1},
        population=[["32-S01", owner.code]],
        size=1,
        drawn=1,
        drawn_by=accounts.operator(),
        drawn_at=clock.now(),
    )
    return SpotCheck.objects.create(
        draw=drawn,
        supplier=owner,
        stratum="32-S01",
        association=Association.objects.get(province=examiner),
        due_on=clock.today() + dt.timedelta(days=30),
    )
