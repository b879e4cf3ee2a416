"""Published demands that their buyers change."""

import datetime as dt
from typing import Any

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.demands.amendments import facts, services
from greenbridge.demands.amendments.facts import Facts
from greenbridge.demands.amendments.forms import AmendmentForm
from greenbridge.demands.models import Amendment, Demand
from greenbridge.testing.cast.demands import published
from greenbridge.testing.mould import first


def far(days: int = 30) -> dt.datetime:
    """A deadline a month ahead: whatever holidays come, an officer decides before it."""
    return clock.end_of_day(clock.today() + dt.timedelta(days=days))


@first
def long_open(**facts: Any) -> Demand:
    """A demand in the hall that is open for a month."""
    return published(deadline=far(), **facts)


def changed(demand: Demand, *, days: int = 40, **values: Any) -> Facts:
    """What stands in the demand, with another deadline so many days ahead and these values instead."""
    return facts.of(demand) | {"deadline": facts.write_moment(far(days))} | values


def amendment(demand: Demand, *, by: User | None = None, **values: Any) -> Amendment:
    """The buyer wants another description, and gives time to read it: it waits for an officer."""
    asked = changed(demand, **({"description": "废水总排口每月一次，出具报告。"} | values))
    return services.announce(demand, asked, reason="生产线扩建，监测频次提高。", editor=by or demand.author)


def change_form(demand: Demand, **typed: Any) -> dict[str, Any]:
    """What the form sends when it is left as it stands, a reason given, but for what was typed."""
    form = AmendmentForm(demand=demand, begin=facts.of(demand))
    values = {name: form[name].value() for name in form.fields}
    for part in form.parts.forms:
        values |= {part.add_prefix(name): part[name].value() for name in part.fields}
    stands = {name: value for name, value in values.items() if value not in (None, "", False)}
    return stands | {"reason": "春节放假，延长响应时间。"} | typed


def extension_form(demand: Demand, days: int = 40) -> dict[str, Any]:
    """The form with nothing changed but a deadline so many days ahead."""
    return change_form(demand, deadline=(clock.today() + dt.timedelta(days=days)).isoformat())
