"""Security events, read off the trail. Of everything else in it nothing is found here."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from greenbridge.accounts.models import Role, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.operations.events.kinds import ACTIONS, FACTORS, KINDS, REASONS
from greenbridge.operations.trail.actions import label
from greenbridge.operations.trail.masking import without_contacts
from greenbridge.operations.trail.queries import traces

DAYS = 14
_PERSON = User._meta.label_lower
_SAYS_WHY = ("account.disabled", "account.enabled", "role.")


@dataclass(frozen=True)
class Event:
    """One event in words, without anything of business: whom it concerns, who did it, and its particulars."""

    trace: AuditRecord

    @property
    def label(self) -> str:
        return label(self.trace.action)

    @property
    def whom(self) -> str:
        """The account that it concerns; else the masked login that was tried."""
        if self.trace.target_kind == _PERSON:
            return without_contacts(self.trace.target_name)
        return str((self.trace.after or {}).get("login", ""))

    @property
    def particulars(self) -> str:
        values = {**(self.trace.before or {}), **(self.trace.after or {})}
        if role := values.get("role"):
            return str(dict(Role.choices).get(role, role))
        if count := values.get("count"):
            return f"{values.get('minutes')}分钟内 {count} 个不存在的地址"
        if login := values.get("email") or values.get("mobile"):
            return f"改为 {login}"
        return {**REASONS, **FACTORS}.get(str(values.get("reason") or values.get("kind")), "")

    @property
    def note(self) -> str:
        """The reason that was given; of a file it would be its name."""
        return without_contacts(self.trace.note) if self.trace.action.startswith(_SAYS_WHY) else ""

    @property
    def account(self) -> str:
        """The number of the account that it concerns, for a link to it."""
        return self.trace.target_id if self.trace.target_kind == _PERSON else ""


def events(asked: Mapping[str, str]) -> QuerySet[AuditRecord]:
    """The events that fit what was asked (``EventForm.asked``), newest first."""
    kind = KINDS.get(asked.get("kind", ""))
    return traces(asked).filter(action__in=kind.actions if kind else ACTIONS)


@dataclass(frozen=True)
class Day:
    """How many events of each kind there were on a day, in the order of ``KINDS``."""

    date: dt.date
    counts: list[int]


def per_day() -> list[Day]:
    """The last fourteen days, the newest first."""
    today = clock.today()
    first = today - dt.timedelta(days=DAYS - 1)
    counted = events({"since": first.isoformat()}).order_by().annotate(day=TruncDate("at"))
    found: Counter[tuple[dt.date, str]] = Counter()
    for day, action, count in counted.values_list("day", "action").annotate(Count("pk")):
        found[day, action] += count
    return [
        Day(day, [sum(found[day, action] for action in kind.actions) for kind in KINDS.values()])
        for day in (today - dt.timedelta(days=back) for back in range(DAYS))
    ]
