"""Writing the trail, noting its heads outside the database, and proving it."""

import datetime as dt
import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection, models, transaction

from greenbridge.audit import chain, notes, reading
from greenbridge.audit.errors import WrongKey
from greenbridge.audit.fields import canonical
from greenbridge.audit.models import AuditRecord, LaneHead, SentForm
from greenbridge.core import clock

REMEMBERED = dt.timedelta(days=2)  # how long a form that is sent again is known

_address: ContextVar[str | None] = ContextVar("address", default=None)
_counted: ContextVar[list[str] | None] = ContextVar("counted", default=None)
_fitting: set[bytes] = set()  # keys that were found to have sealed the trail


def record(
    action: str,
    *,
    actor: AbstractBaseUser | AnonymousUser | None,
    target: models.Model | None = None,
    note: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    is_act: bool = True,
) -> AuditRecord:
    """Write one trace, in the transaction of the change it tells of, and tie it into the chain.

    ``actor`` is None for what the platform does by itself (an expiry, a schedule). Refuses to run outside a
    transaction: a trace that could outlive its change, or be outlived by it, proves nothing. ``is_act`` is False of what
    somebody was refused or looked at: the form that did so may be sent again, and is heard each time. Raises WrongKey.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("audit.record belongs inside the transaction of the change it tells of")
    person = actor if isinstance(actor, AbstractBaseUser) else None
    trace = AuditRecord(
        at=clock.now(),
        actor_id=person.pk if person else None,
        actor_name=str(person)[:80] if person else "系统",
        address=_address.get(),
        action=action,
        target_kind=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        target_name=_text(str(target))[:200] if target else "",
        note=_text(note),
        before=before,
        after=after,
    )
    _chain(trace)
    if is_act and (counted := _counted.get()) is not None:
        counted.append(action)
    return trace


def opened(page: str, *, by: AbstractBaseUser) -> None:
    """Note that a person read what is kept in confidence on a page; once a day, however often they look."""
    today = clock.start_of_day(clock.today())
    if not AuditRecord.objects.filter(
        action="case.opened", actor_id=by.pk, at__gte=today, note=page
    ).exists():
        with transaction.atomic():
            record("case.opened", actor=by, note=page, is_act=False)


def took_away(**counts: int) -> int:
    """Note what a nightly job took away because its time was up, in one trace; none where there was nothing.

    Returns how much it was.
    """
    if any(counts.values()):
        record("retention.applied", actor=None, after=counts)
    return sum(counts.values())


def _text(value: str) -> str:
    return value.replace("\x00", "�")


def _chain(trace: AuditRecord) -> None:
    """Give the trace its number and seal in a lane that is ours until the transaction ends, and save it."""
    lane, length, previous = _take_lane()
    if length and not key_fits():
        raise WrongKey()
    trace.id = chain.number_of(lane, length + 1)
    trace.seal = chain.sealed(key(), previous, chain.parts(trace.id, _values(trace)))
    trace.save(force_insert=True)
    proof = chain.proof(key(), lane, length + 1, trace.seal)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_lanehead (lane, length, seal, proof) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (lane) DO UPDATE SET length = excluded.length, seal = excluded.seal, proof = excluded.proof",
            [lane, length + 1, trace.seal, proof],
        )


def _values(trace: AuditRecord) -> dict[str, Any]:
    values = {name: getattr(trace, name) for name in chain.FIELDS}
    for name in ("before", "after"):
        values[name] = None if values[name] is None else canonical(values[name])
    return values | {"at": chain.moment(trace.at)}


def _take_lane() -> tuple[int, int, str]:
    """Lane, length and last seal. On SQLite the transaction already has the database to itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT lane, length, seal FROM audit_take_lane()")
        else:
            cursor.execute("SELECT lane, length, seal FROM audit_lanehead WHERE lane = 0")
        lane, length, seal = cursor.fetchone() or (0, 0, chain.NOTHING)
    return lane, length or 0, seal or chain.NOTHING


def key() -> bytes:
    """What seals are made with. It is not in the database: who can write there cannot make a seal."""
    return settings.AUDIT_KEY.encode()


def key_fits() -> bool:
    """Whether the trail was sealed with our key so far: asked of the database until it was, once for each process.

    A key that was lost is made anew by itself; whatever it sealed could never be proven, nor taken away again.
    """
    if key() not in _fitting:
        heads = list(LaneHead.objects.all())
        fits = [head.proof == chain.proof(key(), head.lane, head.length, head.seal) for head in heads]
        if not any(fits):
            return not heads
        _fitting.add(key())
    return True


@contextmanager
def counting() -> Iterator[list[str]]:
    """The actions of the traces that are written inside."""
    actions: list[str] = []
    token = _counted.set(actions)
    try:
        yield actions
    finally:
        _counted.reset(token)


def forget_sent_forms() -> None:
    """Forms that were sent long ago will not arrive again."""
    SentForm.objects.filter(at__lt=clock.now() - REMEMBERED).delete()


@contextmanager
def coming_from(address: str | None) -> Iterator[None]:
    """Traces written inside carry this network address."""
    token = _address.set(_one_spelling(address))
    try:
        yield
    finally:
        _address.reset(token)


def _one_spelling(address: str | None) -> str | None:
    try:
        return str(ipaddress.ip_address(address)) if address else None
    except ValueError:
        return None


def note_heads() -> None:
    """Write the heads of all lanes into the file outside the database, which backups and others can copy."""
    heads = LaneHead.objects.order_by("lane").values_list("lane", "length", "seal")
    notes.append({str(lane): [length, seal] for lane, length, seal in heads}, key())


def verify(*, lines_before: int = 0) -> chain.Report:
    """Hold every record against its seal, the heads in the table, and those in the file. Changes nothing.

    The heads are read first: what is written meanwhile stands behind them and is proven by its seal alone.
    ``lines_before`` is how many lines of the file somebody has seen: it only grows.
    """
    noted: dict[int, set[str]] = {}
    lengths: dict[int, int] = {}
    verifier = chain.Verifier(key(), noted)
    for heads in _proven_heads(verifier.report):
        for lane, (length, seal) in heads.items():
            noted.setdefault(chain.number_of(lane, length), set()).add(seal)
            lengths[lane] = max(length, lengths.get(lane, 0))
    verifier.walk(reading.rows())
    _look_for_headless_lanes(verifier)
    verifier.report.miss_notes(lines_before)
    return verifier.close(lengths)


def _proven_heads(report: chain.Report) -> Iterator[notes.Heads]:
    """The heads in the table and in the file; those that are not ours go into the report instead."""
    for head in LaneHead.objects.order_by("lane"):
        if head.proof == chain.proof(key(), head.lane, head.length, head.seal):
            yield {head.lane: (head.length, head.seal)}
        else:
            report.add("head", chain.number_of(head.lane, head.length))
    for line, heads in enumerate(notes.read(key()), start=1):
        report.notes += 1
        if heads is None:
            report.add(f"heads file, line {line}", chain.OUTSIDE)
        else:
            yield heads


def _look_for_headless_lanes(verifier: chain.Verifier) -> None:
    known = set(LaneHead.objects.values_list("lane", flat=True))
    for lane, reached in enumerate(verifier.lanes):
        if reached.place and lane not in known:
            verifier.report.add("head", chain.number_of(lane, reached.place))
