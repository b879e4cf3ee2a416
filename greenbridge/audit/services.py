"""Writing the trail."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock

_address: ContextVar[str | None] = ContextVar("address", default=None)


def record(
    action: str,
    *,
    actor: AbstractBaseUser | AnonymousUser | None,
    target: models.Model | None = None,
    note: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditRecord:
    """Write one trace, in the transaction of the change it tells of.

    ``actor`` is None for what the platform does by itself (an expiry, a schedule). Refuses to run outside a
    transaction: a trace that could outlive its change, or be outlived by it, proves nothing.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record belongs inside the transaction of the change it tells of")
    person = actor if isinstance(actor, AbstractBaseUser) else None
    return AuditRecord.objects.create(
        at=clock.now(),
        actor_id=person.pk if person else None,
        actor_name=str(person) if person else "系统",
        address=_address.get(),
        action=action,
        target_kind=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        target_name=str(target)[:200] if target else "",
        note=note,
        before=before,
        after=after,
    )


@contextmanager
def coming_from(address: str | None) -> Iterator[None]:
    """Traces written inside carry this network address."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)
