"""Several reviews decided alike in one go: looked ahead first, then each through the service of the single act."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from greenbridge.accounts.errors import AlreadyDecided, ChangedMeanwhile, WaitsNoMore
from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision
from greenbridge.core.errors import RuleBroken

MOST = 50


def _itself(row: Any) -> None:
    type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()


@dataclass(frozen=True)
class Bulk:
    """What a room lends: its reviews, and how one of them is judged.

    ``check(review, decision, officer)`` raises why the decision would be refused, ``decide`` takes it, and ``version``
    changes whenever what is judged changes. What is no review waits as long as it is among the ``rows``. ``lock(row)``
    keeps others away until it is done; it locks first what ``decide`` and the acts of others lock first.
    """

    rows: QuerySet[Any]
    check: Callable[[Any, str, User], None]
    decide: Callable[[Any, str, User, str], object]
    version: Callable[[Any], str] = lambda review: ""
    is_of_reviews: bool = True
    title: Callable[[Any], str] = str
    lock: Callable[[Any], object] = _itself

    @property
    def waiting(self) -> QuerySet[Any]:
        return self.rows.filter(decision=Decision.WAITING) if self.is_of_reviews else self.rows


@dataclass(frozen=True)
class Prospect:
    """What would happen to one; ``why_not`` is the sentence of the refusal, empty where there is none."""

    review: Any
    why_not: str
    version: str


@dataclass(frozen=True)
class Outcome:
    """What happened to one; without a title where it was not there any more."""

    title: str
    why_not: str = ""


def ahead(bulk: Bulk, keys: Iterable[int], decision: str, *, officer: User) -> list[Prospect]:
    """What the decision would do to each that is there, in the order of the queue; nothing is written."""
    return [
        Prospect(row, _why_not(bulk, row, decision, officer), bulk.version(row))
        for row in bulk.rows.filter(pk__in=list(keys))
    ]


def decide_all(
    bulk: Bulk, seen: Mapping[int, str], decision: str, *, officer: User, reasons: str
) -> list[Outcome]:
    """Decide each by itself, with its own trace and messages; what is refused leaves the others alone.

    ``seen`` are the versions that lay before the officer: what has changed since is refused, as is what a colleague
    decided meanwhile and what is not there any more. Rows are taken in the order of their keys, so that two officers at
    once never wait in a circle.
    """
    return [_one(bulk, key, seen[key], decision, officer, reasons) for key in sorted(seen)]


def _one(bulk: Bulk, key: int, version: str, decision: str, officer: User, reasons: str) -> Outcome:
    row = bulk.rows.filter(pk=key).first()
    title = bulk.title(row) if row else ""
    try:
        with transaction.atomic():
            if row:
                bulk.lock(row)
                row = bulk.rows.filter(pk=key).first()
            if row is None:
                raise WaitsNoMore()
            _check(bulk, row, decision, officer)
            if bulk.version(row) != version:
                raise ChangedMeanwhile()
            bulk.decide(row, decision, officer, reasons)
    except RuleBroken as refusal:
        return Outcome(title, str(refusal))
    return Outcome(title)


def _why_not(bulk: Bulk, row: Any, decision: str, officer: User) -> str:
    try:
        _check(bulk, row, decision, officer)
    except RuleBroken as refusal:
        return str(refusal)
    return ""


def _check(bulk: Bulk, row: Any, decision: str, officer: User) -> None:
    if bulk.is_of_reviews and not row.is_waiting:
        raise AlreadyDecided(by=row.decided_by or "提交人", result=row.get_decision_display())
    bulk.check(row, decision, officer)
