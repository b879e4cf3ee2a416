"""Bodies that an association has taken off the shelf for a time."""

import datetime as dt
from typing import Any

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.suppliers.models import Appeal, Supplier, Suspension
from greenbridge.suppliers.suspension import services
from greenbridge.suppliers.suspension.queries import Decided
from greenbridge.testing.cast import accounts


def suspension(owner: Supplier, *, by: User | None = None, days: int = 0, **facts: Any) -> Suspension:
    """The officer of 江苏 has the body not shown for thirty days, from today or so many days later."""
    since = clock.today() + dt.timedelta(days=days)
    usual = {
        "service_type": None,
        "reason": "现场核查发现监测报告与原始记录不符。",
        "ground": "平台规则第十二条",
        "since": since,
        "until": since + dt.timedelta(days=29),
    }
    return services.suspend(owner, Decided(**usual | facts), officer=by or accounts.officer())


def appeal(suspended: Suspension) -> Appeal:
    """Its owner objects."""
    owner = accounts.owner_of(suspended.supplier.organisation)
    return services.appeal(suspended, member=owner, statement="原始记录已补正，附说明。", file=None)
