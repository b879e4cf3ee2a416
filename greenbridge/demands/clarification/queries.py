"""What the pages of questions and answers show, and to whom."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.queries import association_for
from greenbridge.demands.clarification import rules
from greenbridge.demands.models import Demand, Question
from greenbridge.demands.models.question import QuestionQuerySet


@dataclass(frozen=True)
class Talk:
    """What everybody reads: the answered questions, and how many wait."""

    answered: list[Question]
    waiting: int


def talk(demand: Demand) -> Talk:
    return Talk(list(demand.questions.answered().exclude(text="")), demand.questions.unanswered().count())


def cut_off(demand: Demand) -> dt.datetime | None:
    """The last moment for a question; None for what was never published."""
    if demand.published_at is None or demand.deadline is None:
        return None
    return rules.cut_off(demand.published_at, demand.deadline, demand.questions_until)


def is_in_charge(user: Any, demand: Demand) -> bool:
    """Whether the demand's site is in the officer's province."""
    if not isinstance(user, User) or not user.is_officer or demand.region is None:
        return False
    return association_for(demand.region) in user.associations


def waiting_for(user: Any, demand: Demand) -> list[Question]:
    """Unanswered ones that the person may read: all for the buyer and the officer in charge, one's own body's for others."""
    rows = demand.questions.unanswered().select_related("body")
    if not isinstance(user, User):
        return []
    if user.organisation != demand.buyer and not is_in_charge(user, demand):
        rows = rows.filter(body=user.organisation)
    return list(rows)


def version_of(question: Question) -> str:
    """Changes with every correction."""
    return str(len(question.former_answers))


def of_buyer(body: Organisation) -> QuestionQuerySet:
    return Question.objects.filter(demand__buyer=body).select_related("demand")


def in_charge_of(officer: User) -> QuerySet[Question]:
    """Questions about demands in the officer's province; those from provinces without an association for the leading one."""
    rows = Question.objects.select_related("demand__region", "body")
    return rows.filter(demand__reviews__association__in=officer.associations).distinct()


def askers(demand: Demand) -> QuerySet[User]:
    """Everybody who acts for a body that has asked."""
    bodies = demand.questions.order_by().values("body")
    return User.objects.filter(memberships__organisation__in=bodies)
