"""What an officer reads beside a demand, and the reasons from which a decision is put together."""

import pytest
from django.urls import reverse

from greenbridge.accounts.services import agree
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.demands import retention, services
from greenbridge.demands.models import DecisionReason, DemandReview
from greenbridge.demands.reviewing import queries, versions
from greenbridge.demands.reviewing.services import FIRST_REASONS, load_reasons
from greenbridge.portal.setup import set_up
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

VAGUE, REPEATED = (
    "需求说明不够具体，请补充现状、工作量和验收方式。",
    "与本单位已经发布的需求重复，请使用原来的那一条。",
)
REASONS = "wagtailsnippets_demands_decisionreason"


def page_of(review: DemandReview) -> str:
    return reverse("demands:review", args=[review.pk])


def returned() -> DemandReview:
    review = cast.submitted()
    services.return_for_changes(review, officer=cast.officer("31"), reasons=VAGUE)
    return review


def again(review: DemandReview, **facts: object) -> DemandReview:
    demand = review.demand
    demand.refresh_from_db()
    services.save(demand, facts, editor=demand.author)
    return services.submit(demand, editor=demand.author)


def test_another_contact_stands_masked_in_the_comparison_until_the_officer_asks() -> None:
    second = again(returned(), contact_name="钱多多", contact_phone="0512-61234567")
    officer = as_(cast.officer("31"))

    page = words_of(officer.get(page_of(second)))

    assert "前后对照" in page
    assert "钱**" in page
    assert "钱多多" not in page
    assert "61234567" not in page
    officer.post(reverse("accounts:see_contact", args=["demand", second.pk]))
    assert words_of(officer.get(page_of(second))).count("0512-61234567") > 1


def test_an_officer_sees_first_what_changed_since_the_demand_was_returned() -> None:
    first = returned()
    demand = first.demand
    services.attach(demand, cast.pdf("工艺图.pdf"), editor=demand.author)

    second = again(first, description="废水总排口每月一次，出具报告。")

    page = words_of(as_(cast.officer("31")).get(page_of(second)))
    assert "“退回修改”时的内容对照。" in page
    assert "废水总排口每<del>季度</del>一次" in page
    assert "废水总排口每<ins>月</ins>一次" in page
    found = versions.of_review(second)
    assert found is not None
    assert [(c.label, c.word) for s in found.changed for c in s.changes] == [
        ("需求说明", "修改"),
        ("工艺图.pdf", "新增"),
    ]
    assert "标题" in found.same


def test_of_a_first_submission_nothing_is_compared() -> None:
    review = cast.submitted()

    assert versions.of_review(review) is None
    assert "前后对照" not in words_of(as_(cast.officer("31")).get(page_of(review)))


def test_what_was_taken_back_from_the_queue_does_not_stand_before_what_an_officer_returned() -> None:
    first = returned()
    second = again(first, title="印染废水月度监测")
    services.withdraw(second.demand, editor=second.submitted_by)

    third = again(second, title="印染废水每月监测")

    assert versions.before(third) == first
    assert versions.before(second) == first


def test_what_was_submitted_goes_with_the_reasons_three_years_later() -> None:
    review = returned()
    DemandReview.objects.update(decided_at=review.submitted_at - THREE_YEARS)

    retention.forget_old()

    review.refresh_from_db()
    assert review.version == {}
    assert versions.of_review(again(review)) is None


def test_each_decision_offers_its_own_reasons_and_their_use_is_counted() -> None:
    load_reasons()
    review, officer = cast.submitted(), as_(cast.officer("31"))
    wrong = officer.post(page_of(review), {"decision": "refused", "listed": [VAGUE]})
    assert "勾选的理由不都属于“不予通过”" in words_of(wrong)

    officer.post(page_of(review), {"decision": "refused", "listed": [REPEATED], "note": "见编号 D1。"})

    review.refresh_from_db()
    assert review.reasons == f"{REPEATED}见编号 D1。"
    assert [row.text for row in review.listed.all()] == [REPEATED]
    uses = dict(DecisionReason.objects.with_uses().values_list("text", "uses"))  # type: ignore[misc]
    assert (uses[REPEATED], uses[VAGUE]) == (1, 0)


def test_a_reason_that_is_not_used_any_more_is_not_offered() -> None:
    number = load_reasons()
    DecisionReason.objects.filter(text=VAGUE).update(is_active=False)

    assert number == sum(map(len, FIRST_REASONS.values()))
    assert VAGUE not in queries.reasons()["returned"]
    assert load_reasons() == number


def test_an_editor_keeps_the_reasons_and_nobody_else() -> None:
    set_up()
    for person in (cast.editor(), cast.operator()):
        agree(person)
    fresh = {"decision": "returned", "text": "请写明监测点位。", "position": "5", "is_active": "on"}

    as_(cast.operator()).post(reverse(f"{REASONS}:add"), fresh)
    assert not DecisionReason.objects.exists()

    editor = as_(cast.editor())
    editor.post(reverse(f"{REASONS}:add"), fresh)
    row = DecisionReason.objects.get()
    listed = words_of(editor.get(reverse(f"{REASONS}:list")))
    assert "请写明监测点位。" in listed
    assert "True" not in listed
    assert "这条理由已经在列表中。" in words_of(editor.post(reverse(f"{REASONS}:add"), fresh))
    editor.post(reverse(f"{REASONS}:delete", args=[row.pk]))
    assert DecisionReason.objects.get() == row
