"""What two sides told each other goes three years after their deal, whichever of its ends came last."""

import datetime as dt

import pytest

from greenbridge.accounts.models import Side
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.deals import retention, services
from greenbridge.demands import retention as old_demands
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)


def a_night() -> tuple[int, int]:
    return old_demands.forget_old(), retention.forget_old()


def test_an_outcome_that_is_told_late_keeps_the_deal_for_three_years_more() -> None:
    demand, lab, start = cast.published(), cast.lab(), clock.now()
    buyer = cast.owner_of(demand.buyer)
    interest = cast.interest(demand, lab)
    services.see_contact(interest, side=Side.BUYER, person=buyer)
    demands.close(demand, editor=buyer)
    with clock.stopped_at(start + 300 * DAY):
        services.mark_outcome(demand, "agreed", buyer=buyer, supplier=lab, note="已签合同。")

    with clock.stopped_at(start + THREE_YEARS + DAY):
        assert a_night() == (1, 0)  # what was submitted, which goes by the decision of its officer
    with clock.stopped_at(start + 300 * DAY + THREE_YEARS + DAY):
        assert a_night() == (1, 2)  # the demand; its response and outcome

    page = words_of(as_(buyer).get(f"/deals/{demand.number}/"))
    assert "对接结束已满三年，联系方式已经删除。" in page
    assert lab.contact_phone not in page
    assert str(lab) in page


def test_an_open_demand_and_a_draft_that_was_touched_keep_everything() -> None:
    start = clock.now()
    demand = cast.published(deadline=start + 4 * THREE_YEARS)
    review = cast.submitted()
    with clock.stopped_at(start + 10 * DAY):
        demands.return_for_changes(review, officer=cast.officer("31"), reasons="请补充。")

    with clock.stopped_at(start + THREE_YEARS + DAY):
        a_night()

    assert Demand.objects.get(pk=demand.pk).contact_phone
    assert Demand.objects.filter(pk=review.demand_id).exists()
    with clock.stopped_at(start + THREE_YEARS + 11 * DAY):
        a_night()
    assert not Demand.objects.filter(pk=review.demand_id).exists()
