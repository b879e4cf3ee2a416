"""Suppliers ask about an open demand; its buyer answers for everybody, and nobody but the officers learns who asked."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.deals.errors import SupplierNotListed
from greenbridge.demands import services as demands
from greenbridge.demands.amendments import services as amendments
from greenbridge.demands.clarification import queries, queues, rules, services
from greenbridge.demands.clarification.errors import (
    AlreadyAnswered,
    AlreadyHidden,
    ContactInText,
    CorrectedMeanwhile,
    NotAnswered,
    OwnQuestion,
    TooLateToAsk,
    TooManyQuestions,
)
from greenbridge.demands.errors import NotPublished, SensitiveWording
from greenbridge.demands.models import Demand, Question
from greenbridge.search.models import OutboxEntry
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

FIRST = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
MOMENTS = st.timedeltas(dt.timedelta(), dt.timedelta(days=690)).map(lambda since: FIRST + since)
SPANS = st.timedeltas(dt.timedelta(hours=1), dt.timedelta(days=90))


@given(MOMENTS, SPANS, st.floats(0, 1))
def test_questions_end_before_the_deadline_and_answers_come_in_time(
    published_at: dt.datetime, span: dt.timedelta, part: float
) -> None:
    deadline = published_at + span
    until = rules.cut_off(published_at, deadline)
    asked_at = published_at + (deadline - published_at) * part

    assert published_at < until <= deadline
    assert rules.cut_off(published_at, deadline, deadline + span) == deadline
    assert asked_at <= rules.answer_due(asked_at, deadline) <= deadline


def test_a_question_is_answered_for_everybody_and_only_officers_learn_who_asked() -> None:
    demand, lab, rival = cast.long_open(), cast.lab(), cast.rival()
    cast.interest(demand, rival)
    question = cast.question(demand, lab)
    buyer, officer, visitor = as_(demand.author), as_(cast.officer("31")), as_(None)
    record = demand.get_absolute_url()

    [task] = queues.unanswered(demand.author)
    assert task.due_at == question.due_at
    assert "采样点位有几个？" in words_of(buyer.get(record))
    assert "1个问题等候回答" in words_of(visitor.get(record))
    answer = reverse("clarification:answer", args=[question.pk])
    assert str(lab) not in words_of(buyer.get(answer))
    buyer.post(answer, {"text": "总排口和雨水口各一个。"})

    page = words_of(visitor.get(record))
    assert "采样点位有几个？" in page
    assert "总排口和雨水口各一个。" in page
    assert [str(lab) in words_of(who.get(record)) for who in (visitor, buyer, officer)] == [
        False,
        False,
        True,
    ]
    for person in (*lab.people, *rival.people):
        assert "第1号提问有了回答" in person.inbox.latest("id").text
    assert queues.unanswered(demand.author) == []
    assert AuditRecord.objects.filter(action__startswith="question.").count() == 2


def test_who_may_not_ask_is_told_why() -> None:
    demand, lab = cast.published(), cast.lab()
    with pytest.raises(OwnQuestion):
        services.ask(demand, demand.buyer, member=demand.author, text="何时进场？")

    Supplier.objects.update(status=Supplier.Status.DRAFT)
    with pytest.raises(SupplierNotListed):
        cast.question(demand, lab)
    assert not Question.objects.exists()


def test_asking_ends_at_the_cut_off_and_answering_at_the_deadline() -> None:
    demand, lab = cast.published(), cast.lab()
    question = cast.question(demand, lab)
    until = queries.cut_off(demand)
    assert until
    assert demand.deadline

    with clock.stopped_at(until + dt.timedelta(seconds=1)):
        with pytest.raises(TooLateToAsk):
            cast.question(demand, lab)
        page = words_of(as_(cast.owner_of(lab.organisation)).get(demand.get_absolute_url()))
        assert reverse("clarification:ask", args=[demand.number]) not in page
    with clock.stopped_at(demand.deadline), pytest.raises(NotPublished):
        services.answer(question, member=demand.author, text="三个。")


def test_a_stated_cut_off_moves_with_the_deadline() -> None:
    until = clock.end_of_day(clock.today() + dt.timedelta(days=5))
    demand = cast.long_open(questions_until=until)
    assert queries.cut_off(demand) == until

    amendments.announce(demand, cast.changed(demand), reason="放假。", editor=demand.author)

    demand.refresh_from_db()
    assert demand.questions_until == until + dt.timedelta(days=10)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("保证达标数据吗？", SensitiveWording),
        ("请打１３８１２３４１２３４", ContactInText),
        ("发到lab@mail.example", ContactInText),
    ],
)
def test_words_and_contacts_that_may_not_be_public_are_refused(text: str, refusal: type[Exception]) -> None:
    demands.load_sensitive_words()
    demand, lab = cast.published(), cast.lab()
    question = cast.question(demand, lab)

    with pytest.raises(refusal):
        cast.question(demand, lab, text)
    with pytest.raises(refusal):
        services.answer(question, member=demand.author, text=text)


def test_a_body_waits_for_answers_before_it_asks_on_and_on() -> None:
    demand, lab = cast.published(), cast.lab()
    for _ in range(rules.MOST_OPEN):
        cast.question(demand, lab)

    with pytest.raises(TooManyQuestions):
        cast.question(demand, lab)
    assert cast.question(demand, cast.rival()).number == rules.MOST_OPEN + 1


def test_an_officer_of_the_province_hides_one_and_both_sides_learn_why() -> None:
    demand, lab = cast.published(), cast.lab()
    question = services.answer(cast.question(demand, lab), member=demand.author, text="三个。")
    url = reverse("clarification:hide", args=[question.pk])

    assert as_(cast.officer("33")).get(url).status_code == 404
    as_(cast.officer("31")).post(url, {"reason": "问题中有单位名称。"})

    assert "采样点位有几个？" not in words_of(as_(None).get(demand.get_absolute_url()))
    for person in (demand.author, *lab.people):
        assert "理由：问题中有单位名称。" in person.inbox.latest("id").text
    with pytest.raises(AlreadyHidden):
        services.hide(question, officer=cast.officer("31"), reason="再次。")


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_answers() -> None:
    question = cast.question(cast.published(), cast.lab())
    author = question.demand.author

    outcomes = at_once(
        *[lambda words=words: services.answer(question, member=author, text=words) for words in "甲乙"]
    )

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [AlreadyAnswered]
    assert AuditRecord.objects.filter(action="question.answered").count() == 1


def test_an_answer_is_put_right_in_front_of_everybody() -> None:
    demand, lab, rival = cast.long_open(), cast.lab(), cast.rival()
    cast.interest(demand, rival)
    question = cast.answered(cast.question(demand, lab), "一个点位。")
    buyer, record = as_(demand.author), demand.get_absolute_url()
    page = reverse("clarification:correct", args=[question.pk])

    assert page in buyer.get(record).content.decode()
    assert "与现在的一样" in words_of(buyer.post(page, {"text": "一个点位。", "seen": "0"}))
    said = words_of(buyer.post(page, {"text": "两个点位。", "seen": "0"}, follow=True))
    assert "更正已公开" in said
    assert "刚刚更正过" in words_of(buyer.post(page, {"text": "三个点位。", "seen": "0"}))

    shown = words_of(as_(None).get(record))
    assert shown.index("两个点位。") < shown.index("一个点位。")
    assert f"{clock.written(clock.today())} 更正" in shown
    assert page not in as_(None).get(record).content.decode()
    for person in (*lab.people, *rival.people):
        assert "第1号提问的回答有更正" in person.inbox.latest("id").text
    assert AuditRecord.objects.filter(action="question.corrected").count() == 1


def test_what_is_not_answered_hidden_or_over_is_not_put_right() -> None:
    demand, lab = cast.published(), cast.lab()
    question = cast.question(demand, lab)
    words: dict[str, Any] = {"member": demand.author, "text": "两个。", "seen": "0"}
    with pytest.raises(NotAnswered):
        services.correct(question, **words)

    cast.answered(question)
    for text, refusal in (("保证达标数据。", SensitiveWording), ("请打13812341234", ContactInText)):
        demands.load_sensitive_words()
        with pytest.raises(refusal):
            services.correct(question, **words | {"text": text})
    assert demand.deadline
    with clock.stopped_at(demand.deadline), pytest.raises(NotPublished):
        services.correct(question, **words)
    services.hide(question, officer=cast.officer("31"), reason="含单位名称。")
    with pytest.raises(NotAnswered):
        services.correct(question, **words)
    assert Question.objects.get().answer == "三个。"


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_corrects() -> None:
    question = cast.answered(cast.question(cast.published(), cast.lab()))
    author = question.demand.author

    outcomes = at_once(
        *[
            lambda words=words: services.correct(question, member=author, text=words, seen="0")
            for words in "甲乙"
        ]
    )

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [CorrectedMeanwhile]
    assert len(Question.objects.get().former_answers) == 1


def test_through_the_pages_and_the_step_that_sets_the_cut_off() -> None:
    demand, lab = cast.published(), cast.lab()
    asker = as_(cast.owner_of(lab.organisation))

    page = asker.post(
        reverse("clarification:ask", args=[demand.number]), {"text": "雨天采样吗？"}, follow=True
    )

    assert "问题已提交" in words_of(page)
    assert "雨天采样吗？" in words_of(page)
    draft = cast.demand()
    step = reverse("demands:step", args=[draft.number, "where"])
    late = {"region": "310118107", "deadline": _in(10), "questions_until": _in(11)}
    assert "提问截止不能晚于响应截止日期" in words_of(as_(draft.author).post(step, late))
    as_(draft.author).post(step, late | {"questions_until": _in(4)})
    assert Demand.objects.get(pk=draft.pk).questions_until == clock.end_of_day(
        clock.today() + dt.timedelta(days=4)
    )


def _in(days: int) -> str:
    return (clock.today() + dt.timedelta(days=days)).isoformat()


def test_a_demand_is_found_by_what_was_asked_and_answered_and_not_by_what_was_hidden(
    follow: Callable[[], None],
) -> None:
    demand, lab = cast.long_open(), cast.lab()
    asked = services.ask(demand, lab.organisation, member=lab.people[0], text="采样井盖由谁负责开启？")
    follow()

    def is_found(words: str) -> bool:
        return demand.number in as_(None).get("/demands/", {"q": words}).content.decode()

    assert not is_found("采样井盖")
    services.answer(asked, member=demand.author, text="由本单位设备科开启。")
    follow()
    assert is_found("采样井盖")
    assert is_found("设备科")
    assert demand.number in as_(None).get("/search/", {"q": "采样井盖"}).content.decode()
    version = queries.version_of(Question.objects.get())
    services.correct(asked, member=demand.author, text="由安保值班室开启。", seen=version)
    follow()
    assert is_found("安保值班室")
    assert not is_found("设备科")
    services.hide(asked, officer=cast.officer("31"), reason="含有联系方式。")
    follow()
    assert not is_found("采样井盖")


def test_what_was_answered_before_comes_into_the_index_by_the_upgrade() -> None:
    answered = cast.answered(cast.question(cast.long_open(), cast.lab()))
    OutboxEntry.objects.all().delete()

    import_module("greenbridge.demands.migrations.0021_answers_are_found").find_anew(apps, None)

    assert OutboxEntry.objects.get().keys == answered.demand.number
