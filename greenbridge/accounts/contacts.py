"""Whom to call, on officers' pages: masked until the officer asks (查看联系方式); who was asked about sees who asked.

The same on the page of an account, for security administrators.

Each hall says on which of its pages a contact stands (``stands_on``). That somebody asked is known from the trail alone.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse

from greenbridge.accounts import logins
from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core.comparing import Change, Comparison
from greenbridge.core.text import masked_name, masked_number

Said = tuple[str, *tuple[str, ...]]
"""Whom to ask for, then the numbers and addresses at which they are reached. Each may be empty."""


def called(subject: Any) -> Said:
    """Of a demand or a body in the directory: whom it named."""
    return subject.contact_name, subject.contact_phone


@dataclass(frozen=True)
class Page:
    """Where a contact stands: the route, the rows that an officer opens there, whose contact each shows and what it is.

    ``is_told`` where whose it is can read who asked; ``is_in_place`` where the rest of the page stays as it is meanwhile;
    ``may_ask`` who works there at all.
    """

    route: str
    rows: Callable[[User], QuerySet[Any]]
    subject: Callable[[Any], Any] = lambda row: row
    said: Callable[[Any], Said] = called
    is_list: bool = False
    is_told: bool = True
    is_in_place: bool = True
    key: Callable[[Any], Any] = attrgetter("pk")
    may_ask: Callable[[User], bool] = attrgetter("is_officer")


@dataclass(frozen=True)
class Contact:
    """A contact as one officer sees it. ``kind`` and ``pk`` name the page and the row, for who asks."""

    kind: str
    pk: int
    whose: str
    name: str
    ways: list[str]
    is_shown: bool
    page: Page


@dataclass(frozen=True)
class Look:
    """An association whose officer has asked, or that a security administrator has, and when."""

    association: str
    at: dt.datetime


LABELS = frozenset({"联系人", "业务联系人", "业务电话"})
"""What contacts are called where a record or a demand is held against what it said before."""

_ADMIN = Role.SECURITY_ADMIN.label  # asks for nobody but the platform
_pages: dict[str, Page] = {}


def stands_on(kind: str, page: Page) -> None:
    """Register a page, by the word that names its queue."""
    _pages[kind] = page


def on(kind: str, rows: Iterable[Any], officer: User) -> list[Contact]:
    """The contacts of rows of one page, in their order; read with one question."""
    page = _pages[kind]
    subjects = [(row, page.subject(row)) for row in rows]
    asked = {
        target
        for known in {type(subject) for _, subject in subjects}
        for target in _looks(known, [s.pk for _, s in subjects])
        .filter(actor=officer)
        .values_list("target_id", flat=True)
    }
    return [_seen(kind, row, subject, str(subject.pk) in asked) for row, subject in subjects]


def one(kind: str, row: Any, officer: User) -> Contact:
    [contact] = on(kind, [row], officer)
    return contact


def found(kind: str, pk: int, officer: User) -> Any:
    """The row of a page that the officer may open; for everybody else there is none."""
    page = _pages.get(kind)
    row = page.rows(officer).filter(pk=pk).first() if page and page.may_ask(officer) else None
    if row is None:
        raise Http404
    return row


def address(kind: str, row: Any) -> str:
    """The page on which the row stands."""
    page = _pages[kind]
    return reverse(page.route, args=[] if page.is_list else [page.key(row)])


@transaction.atomic
def see(kind: str, row: Any, *, officer: User) -> None:
    """The officer asks: the contact is shown to them from now on, and whose it is sees which association asked.

    Asking again changes nothing, also from another page.
    """
    subject = _pages[kind].subject(row)
    type(subject)._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if not has_asked(subject, officer):
        names = "、".join(str(association) for association in officer.associations) or _ADMIN
        audit.record("contact.seen", actor=officer, target=subject, after={"association": names})


def has_asked(subject: Model, officer: User) -> bool:
    return _looks(type(subject), [subject.pk]).filter(actor=officer).exists()


def veiled(changes: Iterable[Change]) -> list[Change]:
    """What changed, with the contacts among it masked on both sides."""
    return [
        replace(change, old=_veiled(change.old), new=_veiled(change.new))
        if change.label in LABELS
        else change
        for change in changes
    ]


def compared(comparison: Comparison | None, contact: Contact) -> Comparison | None:
    """A comparison as the officer sees it who sees this contact."""
    if comparison is None or contact.is_shown:
        return comparison
    sections = [replace(section, changes=veiled(section.changes)) for section in comparison.sections]
    return replace(comparison, sections=sections)


def _veiled(text: str) -> str:
    """A name, a number, or one with the other."""
    words = text.split()
    return " ".join(
        masked_number(word) if any(map(str.isdigit, word)) else masked_name(word) for word in words
    )


def looks_at(subject: Model) -> list[Look]:
    """Which associations, or administrators, have asked for this contact; the first asking of each."""
    first: dict[str, dt.datetime] = {}
    for look in _looks(subject._meta.model, [subject.pk]).order_by("at", "id"):
        first.setdefault((look.after or {})["association"], look.at)
    return [Look(association, at) for association, at in first.items()]


def _looks(model: type[Model], keys: Iterable[Any]) -> QuerySet[AuditRecord]:
    return AuditRecord.objects.filter(
        action="contact.seen", target_kind=model._meta.label_lower, target_id__in=[str(key) for key in keys]
    )


def _seen(kind: str, row: Any, subject: Model, is_shown: bool) -> Contact:
    page = _pages[kind]
    name, *said = page.said(subject)
    ways = [way if is_shown else _masked(way) for way in said if way]
    return Contact(kind, row.pk, str(subject), name if is_shown else masked_name(name), ways, is_shown, page)


def _masked(way: str) -> str:
    return logins.masked(way) if "@" in way else masked_number(way)
