"""A demand is reviewed, published, and comes to its end."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import services
from greenbridge.demands.errors import DemandIncomplete, NotPublished
from greenbridge.demands.models import Demand
from greenbridge.messaging.models import Message
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, fetch, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

Status = Demand.Status


def test_an_approved_demand_stands_in_the_hall_and_its_people_are_told() -> None:
    review, officer = cast.submitted(), cast.officer("31")

    demand = services.approve(review, officer=officer)

    assert list(Demand.objects.open()) == [demand]
    assert demand.published_at is not None
    assert "已发布" in demand.author.inbox.latest("id").text
    assert AuditRecord.objects.get(action="demand.published").actor == officer


@pytest.mark.parametrize(
    ("decide", "status", "action", "words"),
    [
        (services.return_for_changes, Status.RETURNED, "demand.returned", "被退回"),
        (services.refuse, Status.REFUSED, "demand.refused", "未予发布"),
    ],
)
def test_a_demand_turned_back_tells_the_reason_and_stays_hidden(
    decide: Any, status: str, action: str, words: str
) -> None:
    review = cast.submitted()

    demand = decide(review, officer=cast.officer("31"), reasons="说明不够具体。")

    assert demand.status == status
    assert not Demand.objects.public().exists()
    told = demand.author.inbox.latest("id").text
    assert words in told
    assert "说明不够具体。" in told
    assert AuditRecord.objects.get(action=action).note == "说明不够具体。"


def test_turning_back_without_a_reason_is_refused_and_changes_nothing() -> None:
    review = cast.submitted()

    with pytest.raises(ReasonMissing):
        services.refuse(review, officer=cast.officer("31"), reasons="\n")

    review.demand.refresh_from_db()
    assert review.demand.status == Status.SUBMITTED


def test_a_demand_whose_deadline_passed_in_the_queue_is_not_published() -> None:
    review = cast.submitted()
    deadline = review.demand.deadline
    assert deadline is not None

    with clock.stopped_at(deadline), pytest.raises(DemandIncomplete, match="响应截止日期已过"):
        services.approve(review, officer=cast.officer("31"))

    review.refresh_from_db()
    assert review.is_waiting


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_decides_and_the_other_is_told_by_whom() -> None:
    review, first = cast.submitted(), cast.officer("31")
    second = cast.staff("officer", "余音", "yu@sh.example", review.association)

    outcomes = at_once(
        lambda: services.approve(review, officer=first),
        lambda: services.refuse(review, officer=second, reasons="重复发布。"),
    )

    review.refresh_from_db()
    [refusal] = [one for one in outcomes if isinstance(one, Exception)]
    assert isinstance(refusal, AlreadyDecided)
    assert f"已由{review.decided_by}办理" in str(refusal)
    assert AuditRecord.objects.filter(action__in=("demand.published", "demand.refused")).count() == 1
    assert Message.objects.filter(recipient=review.submitted_by).count() == 2


def test_taken_back_from_the_queue_it_is_a_draft_again() -> None:
    review = cast.submitted()

    demand = services.withdraw(review.demand, editor=review.submitted_by)

    assert demand.status == Status.DRAFT
    with pytest.raises(AlreadyDecided):
        services.approve(review, officer=cast.officer("31"))
    assert services.submit(demand, editor=review.submitted_by).is_waiting


def test_taken_back_from_the_hall_it_is_gone_for_the_public() -> None:
    demand = cast.published()

    services.withdraw(demand, editor=demand.author, note="项目延期")

    assert as_(None).get(demand.get_absolute_url()).status_code == 404
    assert as_(demand.author).get(demand.get_absolute_url()).status_code == 200
    with pytest.raises(NotPublished, match="已撤回"):
        services.withdraw(demand, editor=demand.author)


def test_a_closed_demand_stays_readable_as_ended() -> None:
    demand = services.close(cast.published(), editor=cast.owner_of(cast.dyer()), note="已有合作方。")

    page = words_of(as_(None).get(demand.get_absolute_url()))
    assert "已有合作方。" in page
    assert not Demand.objects.open().exists()
    with pytest.raises(NotPublished):
        services.close(demand, editor=demand.author)


def test_a_demand_ends_in_the_second_of_its_deadline() -> None:
    demand = cast.published()
    deadline = demand.deadline
    assert deadline is not None

    with clock.stopped_at(deadline - dt.timedelta(seconds=1)):
        assert services.expire_due() == 0
        assert demand.is_open
    with clock.stopped_at(deadline):
        assert not demand.is_open
        assert not Demand.objects.open().exists()
        assert services.expire_due() == 1
        assert services.expire_due() == 0

    demand.refresh_from_db()
    assert demand.status == Status.EXPIRED
    assert "已到响应截止时间" in demand.author.inbox.latest("id").text
    assert AuditRecord.objects.filter(action="demand.expired", actor=None).count() == 1


def test_the_database_knows_no_published_demand_without_its_dates() -> None:
    demand = cast.draft()

    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(status=Status.PUBLISHED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(budget_min=2, budget_max=1)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.REFUSED])
def test_what_is_not_public_looks_like_nothing_to_others(status: str) -> None:
    demand = cast.demand()
    Demand.objects.filter(pk=demand.pk).update(status=status)
    unknown_number = "D20260101-AAAAA"

    for stranger in (None, cast.owner_of(cast.lab().organisation), cast.officer("32")):
        hidden = as_(stranger).get(demand.get_absolute_url())
        unknown = as_(stranger).get(reverse("demands:record", args=[unknown_number]))
        assert (hidden.status_code, unknown.status_code) == (404, 404)
        assert words_of(hidden).replace(demand.number, unknown_number) == words_of(unknown)
    assert as_(demand.author).get(demand.get_absolute_url()).status_code == 200


def test_attachments_are_read_by_whom_they_concern() -> None:
    demand = cast.demand()
    attachment = services.attach(demand, cast.pdf(), editor=demand.author)
    url = reverse("files:download", args=[attachment.file.stored_as])
    officer, other, lab = cast.officer("31"), cast.officer("33"), cast.owner_of(cast.lab().organisation)

    def readers() -> list[int]:
        return [fetch(who, url).status_code for who in (demand.author, officer, other, lab, None)]

    assert readers() == [200, 404, 404, 404, 404]
    review = services.submit(demand, editor=demand.author)
    assert readers() == [200, 200, 404, 404, 404]
    services.approve(review, officer=officer)
    assert readers() == [200, 200, 200, 200, 404]
    Demand.objects.update(is_masked=True)
    assert readers() == [200, 200, 404, 404, 404]


def test_through_the_officers_page_into_the_hall() -> None:
    review = cast.submitted()

    as_(cast.officer("31")).post(reverse("demands:review", args=[review.pk]), {"decision": "passed"})

    page = words_of(as_(None).get(review.demand.get_absolute_url()))
    assert "印染废水例行监测" in page
    assert "021-59888888" not in page
    assert "陈敏" not in page
