"""A question about a demand: asked, answered for everybody, hidden where it must not stand."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Max

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.demands import followers
from greenbridge.demands import services as demands
from greenbridge.demands.clarification import errors, queries, rules
from greenbridge.demands.models import Demand, Question
from greenbridge.demands.rules import contact_in
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search

Gate = Callable[[Organisation], None]
_gates: list[Gate] = []


def let_ask(gate: Gate) -> None:
    """Register who may ask: a gate raises a refusal for a body that may not. Rooms that know suppliers call it."""
    _gates.append(gate)


@transaction.atomic
def ask(demand: Demand, body: Organisation, *, member: User, text: str) -> Question:
    """A supplier asks; the buyer is told by when to answer, and not who asked.

    Raises NotPublished once the demand is over, TooLateToAsk, OwnQuestion, TooManyQuestions, SensitiveWording,
    ContactInText, or what a gate raises.
    """
    demand = demands.locked_open(demand)
    _check_may_ask(demand, body)
    _check_text(text, where="问题")
    now = clock.now()
    question = Question.objects.create(
        demand=demand,
        number=1 + (demand.questions.aggregate(last=Max("number"))["last"] or 0),
        body=body,
        asked_by=member,
        asked_at=now,
        due_at=rules.answer_due(now, demand.ends_at),
        text=text,
    )
    audit.record("question.asked", actor=member, target=demand, after={"number": question.number})
    demands.tell_buyer(
        demand,
        f"需求“{demand}”收到第{question.number}号提问，请在{clock.written(question.due_at)}前回答，回答对所有人公开。",
    )
    return question


def _check_may_ask(demand: Demand, body: Organisation) -> None:
    if demand.buyer_id == body.pk:
        raise errors.OwnQuestion()
    for gate in _gates:
        gate(body)
    until = queries.cut_off(demand)
    if until and clock.of_the_database() > until:
        raise errors.TooLateToAsk(until=clock.written(until))
    waiting = demand.questions.unanswered().filter(body=body).count()
    if waiting >= rules.MOST_OPEN:
        raise errors.TooManyQuestions(count=waiting)


def _check_text(text: str, *, where: str) -> None:
    if found := contact_in(text):
        raise errors.ContactInText(found=found)
    demands.check_wording(text, where=where)


@transaction.atomic
def answer(question: Question, *, member: User, text: str) -> Question:
    """The buyer answers: everybody reads question and answer from now on, who asked and the followers are told.

    Raises NotPublished once the demand is over, AlreadyAnswered, SensitiveWording, ContactInText.
    """
    demand = demands.locked_open(question.demand)
    question = _locked(question)
    if not question.is_answerable:
        raise errors.AlreadyAnswered()
    _check_text(text, where="回答")
    question.demand = demand
    question.answer, question.answered_by, question.answered_at = text, member, clock.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    search.changed("demand", demand.number)
    audit.record("question.answered", actor=member, target=demand, after={"number": question.number})
    told = f"需求“{demand}”的第{question.number}号提问有了回答，对所有人公开。"
    followers.tell(demand, told, link=question.get_absolute_url())
    return question


@transaction.atomic
def correct(question: Question, *, member: User, text: str, seen: str) -> Question:
    """The buyer puts an answer right: both stand there with the day, who asked and the followers are told.

    ``seen`` is the answer that lay before the member. Raises NotPublished once the demand is over, NotAnswered,
    CorrectedMeanwhile, SameAnswer, SensitiveWording, ContactInText.
    """
    demand = demands.locked_open(question.demand)
    question = _locked(question)
    if not question.is_correctable:
        raise errors.NotAnswered()
    if seen != queries.version_of(question):
        raise errors.CorrectedMeanwhile()
    if text == question.answer:
        raise errors.SameAnswer()
    _check_text(text, where="回答")
    now = clock.now()
    question.demand = demand
    question.former_answers.append({"text": question.answer, "at": now.isoformat()})
    question.answer, question.answered_by, question.corrected_at = text, member, now
    question.save(update_fields=["answer", "answered_by", "corrected_at", "former_answers"])
    search.changed("demand", demand.number)
    audit.record("question.corrected", actor=member, target=demand, after={"number": question.number})
    told = f"需求“{demand}”第{question.number}号提问的回答有更正，原来的回答一并列出，对所有人公开。"
    followers.tell(demand, told, link=question.get_absolute_url())
    return question


@transaction.atomic
def hide(question: Question, *, officer: User, reason: str) -> Question:
    """An officer takes question and answer off the page; who asked and the buyer are told why. Raises AlreadyHidden."""
    question = _locked(question)
    if question.hidden_at:
        raise errors.AlreadyHidden(by=question.hidden_by)
    question.hidden_by, question.hidden_at, question.hidden_because = officer, clock.now(), reason
    question.save(update_fields=["hidden_by", "hidden_at", "hidden_because"])
    search.changed("demand", question.demand.number)
    audit.record(
        "question.hidden",
        actor=officer,
        target=question.demand,
        after={"number": question.number},
        note=reason,
    )
    told = f"需求“{question.demand}”的第{question.number}号提问已由协会隐去。理由：{reason}"
    demands.tell_buyer(question.demand, told)
    messaging.send_to_all(question.body.people, told, link=question.demand.get_absolute_url())
    return question


def _locked(question: Question) -> Question:
    rows = Question.objects.select_for_update(of=("self",)).select_related(
        "demand__buyer", "body", "hidden_by"
    )
    return rows.get(pk=question.pk)
