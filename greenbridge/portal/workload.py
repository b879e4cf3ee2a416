"""How much the officers of each association have before them and behind them (工作量), put together for one page."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from greenbridge.accounts.desk import Queue, queues_for
from greenbridge.accounts.models import Association, User
from greenbridge.accounts.workload import Done, Load, Work, officers
from greenbridge.core import clock

DAYS = 30
OTHERS = "其他人员"


@dataclass(frozen=True)
class Line:
    """One queue of one association. ``by`` says who has done how much, the most first; to others it says nothing."""

    key: str
    label: str
    association: Association
    load: Load
    done: int
    by: list[tuple[str, int]]

    @property
    def cells(self) -> tuple[object, ...]:
        """As a row of a table for programs."""
        people = "、".join(f"{name} {count}" for name, count in self.by)
        age = "" if self.load.age is None else self.load.age
        load = self.load
        waiting, overdue = load.waiting_said, load.overdue_said
        return (self.association.name, self.label, waiting, overdue, age, self.done, people)


HEADERS = ("协会", "队列", "待办", "超期", "最久（天）", f"近{DAYS}天办结", "办理人")


@dataclass(frozen=True)
class Total:
    """What an association has in all its queues."""

    association: Association
    lines: list[Line]

    @property
    def load(self) -> Load:
        loads = [line.load for line in self.lines]
        ages = [load for load in loads if load.age is not None]
        oldest = max(ages, key=lambda load: load.age or 0).oldest if ages else None
        return Load(
            sum(load.waiting for load in loads),
            sum(load.overdue for load in loads),
            oldest,
            any(load.is_more for load in loads),
            any(load.is_more_overdue for load in loads),
        )

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines)


def own(user: User) -> list[Total]:
    """The officer's own associations, with who has done what."""
    return [_total(user, association, with_names=True) for association in user.associations]


def everywhere(user: User) -> list[Total]:
    """For the leading association all of them, without who has done what elsewhere; for the others nothing."""
    mine = user.associations
    if not any(association.leads for association in mine):
        return []
    rows = Association.objects.select_related("province").order_by("province")
    return [_total(user, one, with_names=one in mine) for one in rows]


def _total(user: User, association: Association, *, with_names: bool) -> Total:
    names = {one.pk: str(one) for one in officers(association)} if with_names else None
    return Total(association, [_line(q, q.work, association, names) for q in queues_for(user) if q.work])


def _line(queue: Queue, work: Work, association: Association, names: dict[int, str] | None) -> Line:
    done = work.done(association, clock.now() - dt.timedelta(days=DAYS))
    by = [] if names is None else list(_named(done, names))
    return Line(queue.key, queue.label, association, work.waiting(association), done.total(), by)


def _named(done: Done, names: dict[int, str]) -> Iterable[tuple[str, int]]:
    """Officers of the association by name, the most first; whoever else has done something together."""
    for person, count in done.most_common():
        if person in names:
            yield names[person], count
    if others := sum(count for person, count in done.items() if person not in names):
        yield OTHERS, others
