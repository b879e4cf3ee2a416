"""Whom to call, on officers' pages: masked until the officer asks (查看联系方式); who was asked about sees who asked.

Each hall says on which of its pages a contact stands (``stands_on``). That somebody asked is known from the trail alone.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse

from greenbridge.accounts import logins
from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.core.text import masked_name, masked_number

Said = tuple[str, *tuple[str, ...]]
"""Whom to ask for, then the numbers and addresses at which they are reached. Each may be empty."""


def called(subject: Any) -> Said:
    """Of a demand or a body in the directory: whom it named."""
    return subject.contact_name, subject.contact_phone


@dataclass(frozen=True)
class Page:
    """Where a contact stands: the route, the rows that an officer opens there, whose contact each shows and what it is.

    ``is_told`` where whose it is can read who asked.
    """

    route: str
    rows: Callable[[User], QuerySet[Any]]
    subject: Callable[[Any], Any] = lambda row: row
    said: Callable[[Any], Said] = called
    is_list: bool = False
    is_told: bool = True


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
    """An association whose officer has asked, and when."""

    association: str
    at: dt.datetime


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
    row = _pages[kind].rows(officer).filter(pk=pk).first() if kind in _pages else None
    if row is None:
        raise Http404
    return row


def address(kind: str, row: Any) -> str:
    """The page on which the row stands."""
    page = _pages[kind]
    return reverse(page.route, args=[] if page.is_list else [row.pk])


@transaction.atomic
def see(kind: str, row: Any, *, officer: User) -> None:
    """The officer asks: the contact is shown to them from now on, and whose it is sees which association asked.

    Asking again changes nothing, also from another page.
    """
    subject = _pages[kind].subject(row)
    type(subject)._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if not _looks(type(subject), [subject.pk]).filter(actor=officer).exists():
        names = "、".join(str(association) for association in officer.associations)
        audit.record("contact.seen", actor=officer, target=subject, after={"association": names})


def looks_at(subject: Model) -> list[Look]:
    """Who of the associations has asked for this contact, the first asking of each."""
    first: dict[str, dt.datetime] = {}
    for look in _looks(type(subject), [subject.pk]).order_by("at", "id"):
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
