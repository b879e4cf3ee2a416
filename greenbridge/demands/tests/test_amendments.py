"""A buyer changes a published demand by a numbered notice, and everybody who follows it learns of it."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.errors import AlreadyDecided
from greenbridge.accounts.reviews import WORKDAYS_TO_DECIDE
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock, stamps, workdays
from greenbridge.demands import services as demands
from greenbridge.demands.amendments import facts, queries, rules, services
from greenbridge.demands.amendments.errors import (
    AmendmentWaits,
    DeadlineMovesLater,
    NothingChanged,
    NotWaiting,
    TooLateToReview,
)
from greenbridge.demands.errors import DemandIncomplete, NotPublished, SensitiveWording
from greenbridge.demands.models import Amendment, Demand
from greenbridge.demands.reviewing.rules import title_key
from greenbridge.demands.rules import MIN_DAYS
from greenbridge.reference.models import CredentialKind, Region, ServiceType
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, fetch, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
FIELDS = st.sets(st.sampled_from(list(facts.LABELS)), min_size=1)
DESCRIPTION = "废水总排口每月一次，出具报告。"


def day(ahead: int) -> dt.date:
    return clock.today() + dt.timedelta(days=ahead)


def extended(demand: Demand, days: int = 40, **values: Any) -> Amendment:
    asked = cast.changed(demand, days=days, **values)
    return services.announce(demand, asked, reason="春节放假。", editor=demand.author)


@given(DAYS, FIELDS, DAYS, DAYS)
def test_a_deadline_never_moves_back_and_leaves_time_to_read(
    deadline: dt.date, fields: set[str], decided_on: dt.date, shown_on: dt.date
) -> None:
    first = rules.first_deadline(deadline, fields, decided_on)
    shown = rules.deadline_when_shown(first, fields, shown_on)

    assert shown >= first >= deadline
    assert first <= rules.last_deadline(deadline, first, decided_on)
    if rules.only_extends(fields):
        assert shown == deadline
    else:
        assert min(first - decided_on, shown - shown_on).days >= MIN_DAYS
        assert first in {deadline, decided_on + dt.timedelta(days=MIN_DAYS)}


def test_a_longer_deadline_holds_at_once_and_whoever_follows_the_demand_hears_of_it() -> None:
    demand, lab, rival = cast.long_open(), cast.lab(), cast.rival()
    cast.interest(demand, lab)
    cast.invitation(demand, rival)
    before = demand.deadline

    row = extended(demand)

    demand.refresh_from_db()
    assert (row.number, demand.deadline) == (1, clock.end_of_day(day(40)))
    assert before
    assert row.before == {"deadline": facts.write_moment(before)}
    for person in (demand.author, *lab.people, *rival.people):
        assert "变更公告第1号已公布，改动了：响应截止。" in person.inbox.latest("id").text
    assert AuditRecord.objects.get(action="amendment.published").after == {
        "number": 1,
        "fields": ["deadline"],
    }
    assert extended(demand, days=41).number == 2


def test_another_change_is_looked_at_first_and_then_holds_with_both_values_kept() -> None:
    demand = cast.long_open()
    kind = CredentialKind.objects.get(code="cma")
    budget = [Demand.BudgetKind.RANGE, 5_000_000, 9_000_000]

    row = extended(demand, description=DESCRIPTION, budget=budget, credentials={kind.code: kind.name})
    demand.refresh_from_db()
    assert (row.number, demand.description) == (None, "废水总排口每季度一次，出具报告。")

    services.approve(row, officer=cast.officer("31"))

    demand.refresh_from_db()
    assert (demand.description, demand.budget_max) == (DESCRIPTION, 9_000_000)
    assert list(demand.credentials.all()) == [kind]
    [shown] = queries.published(demand)
    assert shown.before["description"] == "废水总排口每季度一次，出具报告。"
    page = words_of(as_(None).get(demand.get_absolute_url()))
    for words in (
        "第1号",
        "每<del>季度</del>一次",
        "每月一次",
        "5–9万元",
        "不另要求",
        kind.name,
        "春节放假。",
    ):
        assert words in page


def test_wastes_are_changed_with_their_codes() -> None:
    demand = cast.waste_demand(deadline=clock.end_of_day(day(30)))

    row = extended(demand, wastes="HW08、HW17 336-064-17")
    services.approve(row, officer=cast.officer("31"))

    demand.refresh_from_db()
    assert demand.wastes_written == "HW08、HW17 336-064-17"
    assert demand.waste_codes == ["336-064-17"]


@pytest.mark.parametrize(
    ("days", "values", "refusal"),
    [
        (30, {}, NothingChanged),
        (29, {}, DeadlineMovesLater),
        (29, {"description": DESCRIPTION}, DeadlineMovesLater),
        (400, {}, DeadlineMovesLater),
        (40, {"description": "包过。"}, SensitiveWording),
        (40, {"address": "好处费路1号"}, SensitiveWording),
        (40, {"description": ""}, DemandIncomplete),
        (40, {"wastes": ""}, DemandIncomplete),
    ],
)
def test_what_takes_time_away_or_may_not_stand_there_is_refused_and_changes_nothing(
    days: int, values: dict[str, Any], refusal: type[Exception]
) -> None:
    demands.load_sensitive_words()
    demand = cast.waste_demand(deadline=clock.end_of_day(day(30)))

    with pytest.raises(refusal):
        extended(demand, days=days, **values)

    assert not Amendment.objects.exists()


def test_a_change_of_the_text_leaves_days_to_read_it_after_the_officer() -> None:
    demand = cast.long_open()
    decided_at = workdays.due_after(clock.now(), WORKDAYS_TO_DECIDE)
    Demand.objects.update(deadline=decided_at + dt.timedelta(days=1))
    stands = cast.changed(demand) | {
        "description": DESCRIPTION,
        "deadline": facts.write_moment(decided_at + dt.timedelta(days=1)),
    }

    with pytest.raises(DeadlineMovesLater):
        services.announce(demand, stands, reason="扩建。", editor=demand.author)
    Demand.objects.update(deadline=decided_at - dt.timedelta(hours=1))
    with pytest.raises(TooLateToReview, match="只延长截止日期"):
        extended(demand, description=DESCRIPTION)
    demand.refresh_from_db()
    assert extended(demand).number == 1


def test_an_officer_who_is_late_takes_no_day_from_the_readers() -> None:
    row = cast.amendment(cast.long_open(), deadline=facts.write_moment(clock.end_of_day(day(30))))

    with clock.stopped_at(clock.end_of_day(day(29))):
        services.approve(row, officer=cast.officer("31"))

    row.demand.refresh_from_db()
    assert row.demand.deadline == clock.end_of_day(day(29 + MIN_DAYS))
    assert row.demand.amendments.get().after["deadline"] == facts.write_moment(row.demand.deadline)


def test_one_waits_at_a_time_and_a_longer_deadline_need_not_wait_for_it() -> None:
    waits = cast.amendment(demand := cast.long_open())
    with pytest.raises(AmendmentWaits):
        cast.amendment(demand, address="新址1号")
    assert extended(demand, days=50).number == 1

    services.approve(waits, officer=cast.officer("31"))

    demand.refresh_from_db()
    assert demand.deadline == clock.end_of_day(day(50))
    second = demand.amendments.get(number=2)
    assert list(second.after) == ["description"]


@pytest.mark.parametrize("end", [demands.withdraw, demands.close])
def test_with_its_demand_a_change_that_waits_is_over(end: Any) -> None:
    waits = cast.amendment(cast.long_open())

    end(waits.demand, editor=waits.demand.author)

    waits.refresh_from_db()
    assert waits.decision == "withdrawn"
    with pytest.raises(NotPublished):
        services.approve(waits, officer=cast.officer("31"))
    with pytest.raises(NotPublished):
        extended(waits.demand)


def test_a_demand_whose_deadline_has_passed_is_not_changed_any_more() -> None:
    waits = cast.amendment(demand := cast.long_open())
    assert demand.deadline

    with clock.stopped_at(demand.deadline):
        with pytest.raises(NotPublished, match="已到期"):
            services.approve(waits, officer=cast.officer("31"))
        assert "公开征集期间才能变更" in words_of(
            as_(demand.author).get(reverse("amendments:new", args=[demand.number]), follow=True)
        )
        demands.expire_due()

    waits.refresh_from_db()
    assert waits.decision == "withdrawn"


def test_what_came_back_or_was_taken_back_is_not_typed_again() -> None:
    waits = cast.amendment(demand := cast.long_open())

    services.send_back(waits, officer=cast.officer("31"), reasons="请写明频次。")

    assert "内容没有变更。理由：请写明频次。" in demand.author.inbox.latest("id").text
    page = words_of(as_(demand.author).get(reverse("amendments:new", args=[demand.number])))
    assert DESCRIPTION in page
    assert "请写明频次。" in page
    again = cast.amendment(demand)
    services.withdraw(again, editor=demand.author)
    with pytest.raises(NotWaiting):
        services.withdraw(again, editor=demand.author)
    demand.refresh_from_db()
    assert demand.description != DESCRIPTION


def test_a_file_is_added_and_read_by_others_only_once_it_is_published() -> None:
    demand, lab = cast.long_open(), cast.lab()
    row = services.announce(
        demand, cast.changed(demand), reason="补充图纸。", editor=demand.author, file=cast.checked("图纸.pdf")
    )
    assert row.file
    url = reverse("files:download", args=[row.file.stored_as])
    people = (demand.author, cast.officer("31"), cast.officer("33"), cast.owner_of(lab.organisation))

    assert [fetch(who, url).status_code for who in people] == [200, 200, 404, 404]
    services.approve(row, officer=cast.officer("31"))
    assert [fetch(who, url).status_code for who in people] == [200, 200, 200, 200]
    assert demand.attachments.get().file == row.file


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_publishes_it() -> None:
    waits, first = cast.amendment(cast.long_open()), cast.officer("31")
    second = cast.staff("officer", "余音", "yu@sh.example", waits.association)

    outcomes = at_once(
        lambda: services.approve(waits, officer=first), lambda: services.approve(waits, officer=second)
    )

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [AlreadyDecided]
    assert AuditRecord.objects.filter(action="amendment.published").count() == 1
    assert Amendment.objects.get().number == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_waits() -> None:
    demand = cast.long_open()

    outcomes = at_once(*[lambda: cast.amendment(demand)] * 2)

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [AmendmentWaits]
    assert Amendment.objects.count() == 1


def test_through_the_pages_from_the_buyers_form_to_what_everybody_reads() -> None:
    demand = cast.long_open(is_masked=True, address="河滨路1号")
    buyer, officer = as_(demand.author), as_(cast.officer("31"))
    url = reverse("amendments:new", args=[demand.number])
    demand = Demand.objects.get(pk=demand.pk)

    early = buyer.post(url, cast.change_form(demand, deadline=day(1).isoformat()))
    assert "响应截止日期不能早于" in words_of(early)
    typed = cast.change_form(demand, address="新河路2号", deadline=day(40).isoformat())
    assert "变更公告正在审核" in words_of(buyer.post(url, typed, follow=True))
    review = reverse("amendments:review", args=[Amendment.objects.get().pk])
    shown = re.sub(r"</?(del|ins)>", "", words_of(officer.get(review)))
    assert "河滨路1号" in shown
    assert "新河路2号" in shown
    officer.post(review, {"decision": "passed"})

    page = words_of(as_(None).get(demand.get_absolute_url()))
    assert "内容已变更1次" in page
    assert "新河路" not in page
    assert "河滨路" not in page


def test_a_title_and_types_are_changed_where_no_lot_needs_them(follow: Callable[[], None]) -> None:
    demand = cast.long_open()
    kept = [kind.code for kind in demand.service_types.all()]
    page = reverse("amendments:new", args=[demand.number])
    form = cast.change_form(
        demand, title="总排口和厂界监测", service_types=[*kept, "S02"], deadline=_typed(40)
    )

    as_(demand.author).post(page, form)
    row = Amendment.objects.get()
    assert (row.after["title"], set(row.after["types"])) == ("总排口和厂界监测", {*kept, "S02"})
    services.approve(row, officer=cast.officer("31"))
    follow()

    demand.refresh_from_db()
    assert {kind.code for kind in demand.service_types.all()} == {*kept, "S02"}
    assert demand.title_key == title_key("总排口和厂界监测")
    shown = words_of(as_(None).get(demand.get_absolute_url()))
    assert "改动了" not in shown
    assert "总排口和厂界监测" in shown
    assert demand.number in as_(None).get("/demands/?q=总排口和厂界监测&type=S02").content.decode()


def test_a_demand_under_a_former_type_is_extended_at_once_all_the_same() -> None:
    demand = cast.long_open()
    [kind] = demand.service_types.all()
    former = ServiceType.objects.create(
        code="S98", name="例行监测", position=999, is_current=False, successors=[kind.code]
    )
    demand.service_types.set([former])
    stamps.renew_all()  # a story commits nothing

    as_(demand.author).post(reverse("amendments:new", args=[demand.number]), cast.extension_form(demand))

    row = Amendment.objects.get()
    assert (row.number, list(row.after)) == (1, ["deadline"])


def test_a_type_that_a_lot_needs_stays() -> None:
    demand = cast.long_open()
    lot = demand.lots.create(number=1, title="一标段")
    lot.service_types.set(demand.service_types.all())
    asked = cast.changed(demand, types={"S02": "环评"})

    with pytest.raises(DemandIncomplete, match="标段1中有这条需求没有的需求类型"):
        services.announce(demand, asked, reason="改做环评。", editor=demand.author)
    assert not Amendment.objects.exists()


def test_clauses_are_put_otherwise_or_left_out_one_by_one(follow: Callable[[], None]) -> None:
    draft = cast.demand(deadline=clock.end_of_day(day(30)))
    cast.specification(draft)
    review = demands.submit(draft, editor=draft.author, agreed_to=None)
    demand = demands.approve(review, officer=cast.officer("31"))
    page = reverse("amendments:new", args=[demand.number])
    [first, optional] = demand.specification.shown
    form = cast.change_form(demand, deadline=_typed(40)) | {
        f"text{first.number}": "对锅炉废气的监测，每月一次。",
        f"text{optional.number}": optional.text,
    }

    as_(demand.author).post(page, form)
    row = Amendment.objects.get()
    assert set(row.after) == {"deadline", "clauses"}
    services.approve(row, officer=cast.officer("31"))
    follow()

    demand = Demand.objects.get(pk=demand.pk)
    [clause] = demand.specification.shown
    assert (clause.text, clause.is_edited) == ("对锅炉废气的监测，每月一次。", True)
    shown = words_of(as_(None).get(demand.get_absolute_url()))
    assert f"服务要求：{optional.heading} 删除" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert demand.number in as_(None).get("/demands/?q=锅炉废气").content.decode()
    again = as_(demand.author).post(page, form | {f"text{first.number}": ""})
    assert "请填写条款" in words_of(again)


def test_the_leading_region_moves_within_its_province_and_the_hall_follows(
    follow: Callable[[], None],
) -> None:
    demand = cast.long_open()
    there = Region.objects.get(code="310118104")
    page = reverse("amendments:new", args=[demand.number])
    abroad = cast.change_form(demand, region="330421103", deadline=_typed(40))

    assert "同一个省（市）内" in words_of(as_(demand.author).post(page, abroad))
    assert not Amendment.objects.exists()
    as_(demand.author).post(page, abroad | {"region": there.pk})
    services.approve(Amendment.objects.get(), officer=cast.officer("31"))
    follow()

    assert demand.number in as_(None).get(f"/demands/?region={there.code}").content.decode()
    assert demand.number not in as_(None).get("/demands/?region=310118107").content.decode()
    assert there.full_name in words_of(as_(None).get(demand.get_absolute_url()))


def _typed(days: int) -> str:
    return day(days).isoformat()
