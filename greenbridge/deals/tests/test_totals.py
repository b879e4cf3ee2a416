"""Few responses and agreements are counted as of the moment; of many, what the job worker counted last is told."""

import pytest

from greenbridge.core import clock
from greenbridge.deals import tasks, totals
from greenbridge.deals.models import Interest, Outcome, Total
from greenbridge.demands.models import Demand
from greenbridge.portal import queries as portal
from greenbridge.testing import cast
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("follow")
RESPONSES, AGREEMENTS = Total.Kind.RESPONSES, Total.Kind.AGREEMENTS


def a_response() -> Interest:
    return cast.interest(cast.published(), cast.lab())


def test_few_are_counted_as_of_the_moment() -> None:
    agreed, withdrawn = a_response(), a_response()
    Interest.objects.filter(pk=withdrawn.pk).update(withdrawn_at=clock.now())
    _agreed(agreed.demand)

    assert totals.count() == 0
    assert totals.of(RESPONSES) == totals.Told(1)
    assert totals.of(AGREEMENTS) == totals.Told(1)


def test_of_many_the_last_count_is_told_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    furnish()
    monkeypatch.setattr(totals, "SHORT", 1)
    agreed, _ = a_response(), a_response()
    _agreed(agreed.demand)
    assert totals.of(RESPONSES) == totals.Told(1, is_floor=True)

    with clock.stopped_at(clock.now()):
        tasks.count_deals()
        told = totals.Told(2, counted_at=clock.now())
    a_response()

    assert totals.of(RESPONSES) == told, "until it is counted again"
    assert totals.of(AGREEMENTS) == totals.Told(1)
    figures = {figure.anchor: figure.counted_at for figure in portal.home().figures}
    assert figures["interests"] == told.counted_at
    assert figures["outcomes"] is None
    assert "机构响应统计于" in words_of(as_(None).get("/"))
    assert "2（统计于" in words_of(as_(None).get("/figures/"))
    tasks.count_deals()
    assert totals.of(RESPONSES).number == 3


def _agreed(demand: Demand) -> None:
    facts = {"supplier": cast.lab(), "marked_by": demand.author, "marked_at": clock.now()}
    Outcome.objects.create(demand=demand, kind=Outcome.Kind.AGREED, **facts)
