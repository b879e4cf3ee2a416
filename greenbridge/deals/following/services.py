"""Reminders that go out by themselves, and what a buyer says of a demand when it is over."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from greenbridge.accounts.models import User
from greenbridge.accounts.queries import officers_of
from greenbridge.core import clock
from greenbridge.deals import queries as deals
from greenbridge.deals import services
from greenbridge.deals.following import queries, rules
from greenbridge.deals.models import Reminder, Survey
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand
from greenbridge.demands.queries import association_of
from greenbridge.messaging import services as messaging

Kind = Reminder.Kind
MOST = 200  # of one kind in one run; the rest an hour later


def follow_up() -> int:
    """Tell buyers what is due to be told, each once; returns how many reminders went out."""
    return sum(
        (
            _each(Kind.UNANSWERED, queries.unanswered, _tell_unanswered),
            _each(Kind.LAST, lambda: queries.near_their_deadline(Kind.LAST), _tell_deadline),
            _each(Kind.SOON, lambda: queries.near_their_deadline(Kind.SOON), _tell_deadline),
            _each(Kind.SURVEY, queries.not_asked_yet, _ask_how_it_ended),
        )
    )


def _each(kind: Kind, due: Callable[[], QuerySet[Demand]], tell: Callable[[Demand], None]) -> int:
    return sum(_once(pk, kind, due, tell) for pk in list(due().values_list("pk", flat=True)[:MOST]))


@transaction.atomic
def _once(pk: int, kind: Kind, due: Callable[[], QuerySet[Demand]], tell: Callable[[Demand], None]) -> bool:
    """Asked again under the lock: whatever happened meanwhile, and whoever else runs, it is told once or not at all."""
    demand = demands.locked(Demand(pk=pk))
    if not due().filter(pk=pk).exists():
        return False
    ended = demand.closed_at or demand.ends_at
    about = ended if kind == Kind.SURVEY else demand.ends_at
    Reminder.objects.create(demand=demand, kind=kind, about=about, sent_at=clock.now())
    tell(demand)
    return True


def _tell_unanswered(demand: Demand) -> None:
    said = "".join(rules.advice(queries.scope_of(demand)))
    text = f"需求“{demand}”的响应时间已过半，还没有机构响应。{said}"
    _tell_buyer(demand, text)
    for officer in officers_of(association_of(demand)):
        messaging.send(officer, text, link=demand.get_absolute_url())


def _tell_deadline(demand: Demand) -> None:
    answers = deals.standing_interests(demand).count()
    answered = f"已有{answers}家机构响应" if answers else "还没有机构响应"
    waiting = demand.questions.unanswered().count()
    asked = f"，有{waiting}个提问等您回答" if waiting else ""
    _tell_buyer(
        demand,
        f"需求“{demand}”将于{clock.written(demand.ends_at)}截止，{answered}{asked}。需要更多时间的，可以用变更公告延长。",
    )


def _ask_how_it_ended(demand: Demand) -> None:
    _tell_buyer(demand, f"需求“{demand}”结束两周了。请用一分钟告诉我们结果，帮助平台改进。", page="survey/")


def _tell_buyer(demand: Demand, text: str, page: str = "") -> None:
    demands.tell_buyer(demand, text, link=f"/deals/{demand.number}/{page}")


@transaction.atomic
def answer_survey(
    demand: Demand,
    kind: str,
    *,
    buyer: User,
    satisfaction: int,
    words: str = "",
    **ended: Any,
) -> Survey:
    """The buyer says how it ended and how content they are; everyone who responded is told that it is over.

    Who it went to (``ended``), and what is raised, is as in ``deals.services.mark_outcome``: OutcomeMarked once it was said.
    """
    outcome = services.mark_outcome(demand, kind, buyer=buyer, **ended)
    return Survey.objects.create(
        outcome=outcome, satisfaction=satisfaction, words=words, answered_by=buyer, answered_at=clock.now()
    )
