"""What a check found to be corrected is followed up: by a change notice, or by an officer, and by the leading association."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import services
from greenbridge.demands.amendments import services as amendments
from greenbridge.demands.conduct import checking, queues, sanctioning
from greenbridge.demands.conduct.errors import NotToBeCorrected
from greenbridge.demands.models import Demand, DemandCheck, Sanction
from greenbridge.reference.models import Region
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")


def standing(province: str) -> Demand:
    site = {"31": "310118107", "32": "320509105"}[province]
    return cast.long_open(region=Region.objects.get(code=site))


def owed(province: str = "31") -> DemandCheck:
    """A demand that stands open for long, in which something has to be corrected."""
    check = cast.demand_check(standing(province))
    officer = cast.officer(province)
    return checking.find(
        check, officer=officer, finding="to_correct", note="写明采样点位。", is_withdrawn=False
    )


def late(check: DemandCheck) -> dt.datetime:
    assert check.correct_by
    return check.correct_by + dt.timedelta(minutes=1)


def test_the_buyers_change_notice_closes_it_and_the_officer_looks() -> None:
    check = owed()
    demand, officer = check.demand, cast.officer("31")
    [task] = queues.to_correct(demand.author)
    assert (task.due_at, task.status) == (check.correct_by, "待更正")
    assert "发变更公告更正" in demand.author.inbox.latest("id").text

    amendments.announce(demand, cast.changed(demand), reason="延期。", editor=demand.author)
    assert queues.to_correct(demand.author)  # an extension corrects nothing
    change = amendments.announce(
        demand,
        cast.changed(demand, description="总排口和雨水口各一个点位。"),
        reason="补充。",
        editor=demand.author,
    )
    assert queues.to_correct(demand.author)  # nobody reads it yet
    amendments.approve(change, officer=officer)

    assert not queues.to_correct(demand.author)
    assert "已发变更公告第2号，请核对" in officer.inbox.latest("id").text
    page = words_of(as_(officer).get(check.get_absolute_url()))
    assert "已更正或办结" in page
    with pytest.raises(NotToBeCorrected):
        checking.follow_up(check, officer=officer, note="撤下。", is_withdrawn=True)


def test_what_is_not_corrected_in_time_comes_back_to_the_officer_who_takes_it_down() -> None:
    check = owed()
    assert str(check) not in words_of(as_(cast.officer("31")).get("/desk/demand_check/"))

    with clock.stopped_at(late(check)):
        officer = as_(cast.officer("31"))
        assert "逾期未更正" in words_of(officer.get("/desk/demand_check/"))
        assert "警告发布单位" in words_of(officer.get(check.get_absolute_url()))
        assert "请写明办理情况" in words_of(officer.post(check.get_absolute_url(), {"is_withdrawn": "on"}))
        officer.post(check.get_absolute_url(), {"note": "三次电话没有回应。", "is_withdrawn": "on"})
        assert str(check) not in words_of(officer.get("/desk/demand_check/"))

    assert Demand.objects.get(pk=check.demand_id).status == Demand.Status.WITHDRAWN
    assert "三次电话没有回应。需求已从大厅撤下。" in check.demand.author.inbox.latest("id").text
    trace = AuditRecord.objects.get(action="demand.correction_closed")
    assert (trace.note, trace.after) == ("三次电话没有回应。", {"withdrawn": True})


def test_a_demand_that_ends_owes_nothing_any_more() -> None:
    check = owed()
    services.withdraw(check.demand, editor=check.demand.author, note="不再需要。")

    assert not queues.to_correct(check.demand.author)
    with clock.stopped_at(late(check)):
        assert not DemandCheck.objects.to_do()
        assert checking.escalate_overdue() == 0


def test_the_leading_association_hears_once_of_what_is_late() -> None:
    check, waiting = owed("32"), cast.demand_check(standing("32"))
    lead = cast.officer("31")
    seen = reverse("conduct:check", args=[waiting.pk])
    assert as_(lead).get(seen).status_code == 404

    with clock.stopped_at(late(check) + dt.timedelta(days=7)):
        assert checking.escalate_overdue() == 2
        assert checking.escalate_overdue() == 0
        assert as_(lead).get(seen).status_code == 200
    assert sum("牵头协会一并督办" in one.text for one in lead.inbox.all()) == 2
    assert AuditRecord.objects.filter(action="review.escalated").count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_closes_it() -> None:
    check, officer = owed(), cast.officer("31")

    results = at_once(
        *[lambda: checking.follow_up(check, officer=officer, note="已更正。", is_withdrawn=False)] * 2
    )

    assert sorted(type(one).__name__ for one in results) == ["DemandCheck", "NotToBeCorrected"]


def test_a_buyer_hears_once_when_its_suspension_is_over() -> None:
    dyer, officer = cast.dyer(), cast.officer("31")
    decided = sanctioning.Decided(Sanction.Kind.SUSPENSION, Sanction.Ground.OTHER, "说明不实。", days=3)
    row = sanctioning.impose(dyer, decided, officer=officer, association=officer.associations[0])
    person = cast.owner_of(dyer)

    assert sanctioning.tell_over() == 0
    with clock.stopped_at(clock.end_of_day(row.until) + dt.timedelta(hours=1)):
        assert sanctioning.tell_over() == 1
        assert sanctioning.tell_over() == 0
        assert "期满，现在可以发布需求" in person.inbox.latest("id").text
    trace = AuditRecord.objects.get(action="buyer.suspension_over")
    assert (trace.actor, trace.after) == (None, {"until": row.until.isoformat()})


def test_what_was_taken_back_or_ended_long_ago_is_no_news() -> None:
    dyer, officer = cast.dyer(), cast.officer("31")
    decided = sanctioning.Decided(Sanction.Kind.SUSPENSION, Sanction.Ground.OTHER, "说明不实。", days=3)
    row = sanctioning.impose(dyer, decided, officer=officer, association=officer.associations[0])

    with clock.stopped_at(clock.end_of_day(row.until) + dt.timedelta(days=9)):
        assert sanctioning.tell_over() == 0
    sanctioning.lift(row, officer=officer, reason="已经改正。")
    with clock.stopped_at(clock.end_of_day(row.until) + dt.timedelta(hours=1)):
        assert sanctioning.tell_over() == 0
