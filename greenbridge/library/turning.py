"""Just after midnight in Asia/Shanghai texts begin and end by themselves: who has to know is told here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library.models import Effect, TurnedDay, Version
from greenbridge.library.rechecks import services as rechecks


@dataclass(frozen=True)
class Turn:
    """The days from ``first`` to ``day``, which is today: the texts that begin and end on them, the entries that take hold."""

    first: dt.date
    day: dt.date
    began: tuple[Version, ...]
    ended: tuple[Version, ...]
    effects: tuple[Effect, ...]

    @property
    def works(self) -> set[int]:
        """Every work of which something is different from now on."""
        touched = {version.work_id for version in (*self.began, *self.ended)}
        return touched | {row.target_id for row in self.effects if row.target_id}


Listener = Callable[[Turn], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have a room called within the transaction of each turn on which something changes: index, followers."""
    if listener not in _listeners:
        _listeners.append(listener)


@transaction.atomic
def turn() -> Turn | None:
    """Turn to today, once: flag what cites changed documents, tell listeners; None where that was done already.

    Days on which nothing ran are made up for. Writing the day renews the pages that are kept for visitors.
    """
    today = clock.day_of_the_database()
    last = TurnedDay.objects.order_by("day").last()
    row, is_new = TurnedDay.objects.get_or_create(
        day=today, defaults={"turned_at": clock.now(), "changed": 0}
    )
    if not is_new:
        return None
    made = _turn(min(last.day + dt.timedelta(days=1), today) if last else today, today)
    for effect in made.effects:
        rechecks.flag_effect(effect)
    for version in made.began:
        rechecks.flag_text(version)
    if made.works:
        row.changed = len(made.works)
        row.save(update_fields=["changed"])
        for listener in _listeners:
            listener(made)
        audit.record("library.day_turned", actor=None, target=row, after={"works": row.changed})
    return made


def _turn(first: dt.date, today: dt.date) -> Turn:
    public = Version.objects.published().select_related("work")
    effects = Effect.objects.standing().with_all().taking_hold(first, today)
    return Turn(
        first,
        today,
        tuple(public.filter(starts_on__range=(first, today))),
        tuple(public.filter(ends_on__range=(first, today))),
        tuple(effects),
    )
