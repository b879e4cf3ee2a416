"""Feedback on texts: one's own, and what waits for an editor."""

import datetime as dt

from django.db.models import QuerySet

from greenbridge.accounts.models import Role, User
from greenbridge.core import clock
from greenbridge.library.models import TextFeedback

KEEPERS = frozenset({Role.EDITOR, Role.OPERATOR})


def answers(user: User) -> bool:
    """Whether the person answers what readers report."""
    return bool(user.roles & KEEPERS)


def mine(user: User) -> QuerySet[TextFeedback]:
    return with_text(TextFeedback.objects.filter(reported_by=user)).order_by("-reported_at")


def waiting() -> QuerySet[TextFeedback]:
    """The oldest first."""
    return with_text(TextFeedback.objects.filter(state=TextFeedback.State.WAITING)).order_by("reported_at")


def with_text(rows: QuerySet[TextFeedback]) -> QuerySet[TextFeedback]:
    return rows.select_related("version__work").defer("version__text")


def of_the_last_day(user: User) -> QuerySet[TextFeedback]:
    return TextFeedback.objects.filter(reported_by=user, reported_at__gt=clock.now() - dt.timedelta(days=1))
