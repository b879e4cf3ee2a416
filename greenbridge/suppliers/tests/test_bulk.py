"""Officers decide several cases alike: looked ahead first, each with its own trace and message, what is refused apart."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from greenbridge.accounts.bulk import MOST, Outcome, decide_all
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging.models import Message
from greenbridge.suppliers import services
from greenbridge.suppliers.bulk import listings
from greenbridge.suppliers.models import ListingReview
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import Careless, at_once

pytestmark = pytest.mark.usefixtures("ground")

LISTINGS, ANSWERS = reverse("suppliers:bulk"), reverse("feedback:bulk")


def asks(number: int, region: str = "320509105") -> ListingReview:
    """A listed consultant, which needs no papers, wants a project looked at."""
    body = cast.listed(
        cast.supplier(30 + number, f"咨询{number}有限公司", region, person=f"顾问{number}", types=("S13",))
    )
    cast.part(body)
    return services.submit(body, editor=body.people[0])


def form(*rows: Any, **facts: Any) -> dict[str, Any]:
    """What the officer has ticked and chosen."""
    usual = {"pick": [row.pk for row in rows], "decision": "passed", "step": "preview"}
    return usual | facts


def confirmed(*rows: ListingReview, **facts: Any) -> dict[str, Any]:
    """What the preview carries on."""
    seen = {f"seen-{row.pk}": row.supplier.updated_at.isoformat() for row in rows}
    return form(*rows, step="confirm", **seen, **facts)


def decisions(*rows: Any) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.decision for row in rows]


# --- Looking ahead ----------------------------------------------------------------------------------------------


def test_the_preview_says_what_would_happen_to_each_and_does_nothing() -> None:
    easy, unseen, over = asks(1), cast.listing_review(), asks(2)
    officer, colleague = cast.officer(), cast.scorer(2)
    services.return_listing(over, officer=colleague, reasons="请补充。")
    before = AuditRecord.objects.count(), Message.objects.count()

    page = words_of(as_(officer).post(LISTINGS, form(easy, unseen, over)))

    assert "1 件将办理为“通过”，2 件不能这样办理" in page
    assert "资质（CMA、监测备案）尚待核对" in page
    assert f"这一事项已由{colleague}办理" in page
    assert f'name="pick" value="{easy.pk}"' in page
    assert f'name="pick" value="{unseen.pk}"' not in page
    assert decisions(easy, unseen) == ["waiting", "waiting"]
    assert (AuditRecord.objects.count(), Message.objects.count()) == before


def test_what_lacks_something_is_not_passed_but_may_be_returned() -> None:
    review = asks(1)
    review.supplier.activities.all().delete()
    browser = as_(cast.officer())

    passed = words_of(browser.post(LISTINGS, form(review)))
    returned = words_of(browser.post(LISTINGS, form(review, decision="returned", note="请补充业务。")))

    assert "资料还不完整" in passed
    assert "1 件将办理为“退回修改”" in returned
    assert "请补充业务。" in returned


# --- Carrying out -----------------------------------------------------------------------------------------------


def test_each_is_decided_by_itself_with_its_own_trace_and_message() -> None:
    rows = [asks(number) for number in range(3)]
    officer = cast.officer()
    browser = as_(officer)

    answer = browser.post(LISTINGS, confirmed(*rows, decision="returned", note="请补充合同首页。"))

    assert decisions(*rows) == ["returned"] * 3
    traces = AuditRecord.objects.filter(action="supplier.returned")
    assert {(one.actor, one.note) for one in traces} == {(officer, "请补充合同首页。")}
    assert {one.target_id for one in traces} == {str(row.supplier_id) for row in rows}
    for row in rows:
        assert "请补充合同首页。" in row.supplier.people[0].inbox.latest("id").text
    result = words_of(browser.get(answer.headers["Location"]))
    assert "办理结果" in result
    assert all(str(row) in result for row in rows)
    assert "办理结果" not in words_of(browser.get(LISTINGS))


def test_what_a_colleague_decided_or_the_body_changed_meanwhile_is_refused_and_the_others_are_done() -> None:
    first, taken, changed, last = (asks(number) for number in range(4))
    sent = confirmed(first, taken, changed, last)
    services.return_listing(taken, officer=cast.scorer(2), reasons="请补充。")
    with clock.stopped_at(clock.now() + dt.timedelta(minutes=1)):
        project = changed.supplier.parts.get()
        services.drop_part(project, editor=changed.supplier.people[0])
    browser = as_(cast.officer())

    answer = browser.post(LISTINGS, sent)

    assert decisions(first, taken, changed, last) == ["passed", "returned", "waiting", "passed"]
    result = words_of(browser.get(answer.headers["Location"]))
    assert f"已由{cast.scorer(2)}办理" in result
    assert "在您查看之后更新了资料" in result
    assert result.count("没有办理") == 2


def test_papers_that_came_after_the_preview_are_still_to_be_seen() -> None:
    review = cast.listing_review()

    done = decide_all(
        listings(cast.officer()),
        {review.pk: review.supplier.updated_at.isoformat()},
        "passed",
        officer=cast.officer(),
        reasons="",
    )

    assert [one.why_not[:3] for one in done] == ["资质（"]
    assert decisions(review) == ["waiting"]


def test_a_form_that_is_sent_twice_decides_once() -> None:
    review, browser = asks(1), as_(cast.officer())
    sent = confirmed(review)

    answers = [browser.post(LISTINGS, sent, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert "没有办理" not in words_of(browser.get(answers[1].headers["Location"]))
    assert (
        AuditRecord.objects.filter(action="supplier.listed", target_id=str(review.supplier_id)).count() == 1
    )


# --- Refusals ---------------------------------------------------------------------------------------------------


def test_nothing_too_much_and_no_reason_are_refused() -> None:
    rows, browser = [asks(number) for number in range(2)], as_(cast.officer())

    nothing = words_of(browser.post(LISTINGS, form()))
    too_much = words_of(browser.post(LISTINGS, confirmed(*rows) | {"pick": [*range(1, MOST + 2)]}))
    no_reason = words_of(browser.post(LISTINGS, confirmed(*rows, decision="returned")))
    browser.post(LISTINGS, confirmed(*rows, decision="refused", note="不符。"))

    assert "请至少勾选一件" in nothing
    assert f"一次最多办理{MOST}件" in too_much
    assert "请勾选或填写理由" in no_reason
    assert f'value="{rows[0].pk}" checked' in no_reason
    assert decisions(*rows) == ["waiting"] * 2


def test_what_lies_with_another_association_is_left_alone() -> None:
    mine, theirs = asks(1), asks(2, "330421103")
    browser = as_(cast.officer())

    seen = words_of(browser.get(LISTINGS))
    ahead = words_of(browser.post(LISTINGS, form(mine, theirs)))
    browser.post(LISTINGS, confirmed(mine, theirs))

    assert str(theirs) not in seen + ahead
    assert decisions(mine, theirs) == ["passed", "waiting"]


def test_the_desk_leads_there_and_every_box_can_be_ticked_without_a_script() -> None:
    rows, browser = [asks(number) for number in range(2)], as_(cast.officer())

    assert LISTINGS in words_of(browser.get(reverse("portal:queue", args=["listing"])))
    assert ANSWERS not in words_of(browser.get(reverse("portal:queue", args=["feedback"])))
    page = words_of(browser.get(LISTINGS, {"all": ""}))
    assert all(f'value="{row.pk}" checked' in page for row in rows)
    assert as_(cast.operator()).get(LISTINGS).status_code == 404


# --- Feedback ---------------------------------------------------------------------------------------------------


def test_several_reports_of_the_same_are_answered_with_the_same_words() -> None:
    lab, officer = cast.lab(), cast.officer()
    people = [cast.owner_of(cast.dyer()), cast.person()]
    rows = [cast.feedback(lab, by=person) for person in people]
    browser = as_(officer)
    facts = {"decision": "passed", "reasons": "号码已更正。"}

    assert "2 件将办理为“已更正”" in words_of(browser.post(ANSWERS, form(*rows, **facts)))
    browser.post(ANSWERS, form(*rows, step="confirm", **facts))

    assert decisions(*rows) == ["passed", "passed"]
    assert all("号码已更正。" in person.inbox.latest("id").text for person in people)


def test_what_nobody_is_there_to_put_right_is_refused_ahead() -> None:
    lab = cast.lab()
    there, alone = cast.feedback(lab), cast.feedback(cast.rival())
    alone.supplier.organisation.memberships.all().delete()

    page = words_of(
        as_(cast.officer()).post(ANSWERS, form(there, alone, decision="returned", reasons="请核对。"))
    )

    assert "1 件将办理为“转由机构处理”，1 件不能这样办理" in page
    assert "还没有成员使用平台" in page


# --- At once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_decide_each_case_once() -> None:
    rows = [asks(number) for number in range(3)]
    seen = {row.pk: row.supplier.updated_at.isoformat() for row in rows}
    officers = [cast.officer(), cast.scorer(2)]

    def act(who: User) -> list[Outcome]:
        return decide_all(listings(who), seen, "passed", officer=who, reasons="")

    acts = [lambda who=who: act(who) for who in officers]
    outcomes: list[Any] = at_once(*acts)

    assert sum(not one.why_not for done in outcomes for one in done) == 3
    assert AuditRecord.objects.filter(action="supplier.listed").count() == 3

    ListingReview.objects.filter(pk=rows[0].pk).update(decision="waiting")
    seen = {rows[0].pk: listings(officers[0]).version(ListingReview.objects.get(pk=rows[0].pk))}
    if connection.vendor == "postgresql":  # the control; SQLite has one writer at a time anyway
        unlocked: list[Any] = at_once(*acts, careless=Careless("suppliers_listingreview", reads=3))
        assert [one.why_not for done in unlocked for one in done] == ["", ""]
