"""Reads about yearly confirmations."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Least

from greenbridge.accounts.models import Association, Membership, User
from greenbridge.accounts.workload import Load, load
from greenbridge.core import clock
from greenbridge.core.comparing import Entry
from greenbridge.suppliers.confirmation.rules import STAGES
from greenbridge.suppliers.edits import versions
from greenbridge.suppliers.models import Confirmation, LateReport, Supplier
from greenbridge.suppliers.queries import in_charge_of, of_associations

ASKED = ("name", "legal_person", "region", "address", "size", "contact_name", "contact_phone")


@dataclass(frozen=True)
class KeyFacts:
    """What a body confirms: who it is, where, whom to call, and its papers."""

    profile: list[Entry]
    papers: list[Entry]

    @property
    def version(self) -> str:
        """Changes whenever any of them does."""
        said = json.dumps([self.profile, self.papers], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def key_facts(supplier: Supplier) -> KeyFacts:
    version = versions.of(supplier)
    said = version["profile"]
    profile: list[Entry] = [said[name] for name in ASKED if name in said]
    return KeyFacts(profile, list(version["credentials"].values()))


def open_of(supplier: Supplier) -> Confirmation | None:
    return supplier.confirmations.filter(confirmed_at=None).first()


def latest_of(supplier: Supplier) -> Confirmation | None:
    """The last that was given."""
    return supplier.confirmations.filter(confirmed_at__isnull=False).order_by("-confirmed_at").first()


def never_asked() -> list[Supplier]:
    """Bodies in the directory that somebody speaks for and that are not asked for a confirmation yet.

    They are found from their people, of whom there are far fewer than bodies; asked for a status too, SQLite would
    read all rows that have it.
    """
    asked = Confirmation.objects.filter(supplier=OuterRef("pk"), confirmed_at=None)
    spoken_for = _speaking().values("organisation")
    rows = Supplier.objects.filter(~Exists(asked), organisation__in=spoken_for, merged_into=None).order_by()
    return [s for s in rows.select_related("organisation") if s.is_admitted and s.is_claimed and s.listed_at]


def to_remind(today: dt.date) -> QuerySet[Confirmation]:
    """What is due within the longest stage, with the body; where nobody would read it, nobody is reminded."""
    until = today + dt.timedelta(days=STAGES[0])
    rows = _open().filter(_has_people(), due_on__range=(today, until))
    return rows.select_related("supplier__organisation").order_by("pk")


def unconfirmed(officer: User) -> QuerySet[Confirmation]:
    """Bodies of the officer's province that have not confirmed in time, or that nobody can remind; the longest first.

    Each stands there once, with ``has_people``.
    """
    rows = _unconfirmed().filter(in_charge_of(officer))
    return rows.select_related("supplier__organisation__region").order_by("due_on", "pk")


def load_of(association: Association) -> Load:
    """How many bodies of the association stand among the unconfirmed."""
    mine = _unconfirmed().filter(of_associations([association]))
    return load(mine.annotate(since=Least("due_on", Value(clock.today()))), since="since")


def _unconfirmed() -> QuerySet[Confirmation]:
    """Past their day; and those to be asked by now of which everybody has left, which no reminder reaches."""
    today = clock.today()
    asked_for = _open().filter(due_on__lte=today + dt.timedelta(days=Confirmation.DAYS_AHEAD))
    rows = asked_for.annotate(has_people=_has_people())
    return rows.filter(Q(due_on__lt=today) | Q(has_people=False))


def _open() -> QuerySet[Confirmation]:
    return Confirmation.objects.filter(confirmed_at=None, supplier__merged_into=None)


def _has_people() -> Exists:
    return Exists(_speaking().filter(organisation=OuterRef("supplier__organisation")))


def _speaking() -> QuerySet[Membership]:
    return Membership.objects.filter(user__is_active=True)


def late_reports(supplier: Supplier) -> QuerySet[LateReport]:
    """Those that stand."""
    return supplier.late_reports.filter(withdrawn_at=None)


def late_reports_for(officer: User) -> QuerySet[LateReport]:
    """Those that stand of bodies in the officer's province, and those that were withdrawn."""
    rows = LateReport.objects.filter(in_charge_of(officer))
    return rows.select_related("supplier__organisation", "withdrawn_by")
