"""A trace lives and dies with the change it tells of."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse

from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")


def test_who_did_what_to_what_and_from_where_is_kept() -> None:
    person = cast.person()

    with audit.coming_from("203.0.113.9"), transaction.atomic():
        audit.record("file.stored", actor=person, target=person, note="理由", before={"a": 1}, after={"a": 2})

    trace = AuditRecord.objects.get()
    assert (trace.action, trace.actor, trace.actor_name) == ("file.stored", person, "周新")
    assert (trace.address, trace.note) == ("203.0.113.9", "理由")
    assert (trace.target_kind, trace.target_id, trace.target_name) == (
        "accounts.user",
        str(person.pk),
        "周新",
    )
    assert (trace.before, trace.after) == ({"a": 1}, {"a": 2})


@pytest.mark.parametrize("actor", [None, AnonymousUser()])
def test_what_nobody_signed_in_did_is_written_down_as_the_platforms(actor: AnonymousUser | None) -> None:
    with transaction.atomic():
        trace = audit.record("demand.expired", actor=actor)

    assert (trace.actor, trace.actor_name, trace.address) == (None, "系统", None)


def test_a_change_that_is_rolled_back_leaves_no_trace() -> None:
    with transaction.atomic():
        audit.record("file.stored", actor=None)
        transaction.set_rollback(True)

    assert not AuditRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused_and_writes_nothing() -> None:
    with pytest.raises(RuntimeError):
        audit.record("file.stored", actor=None)

    assert not AuditRecord.objects.exists()


def test_a_request_leaves_its_network_address() -> None:
    person = cast.owner_of(cast.dyer())

    as_(person).post(reverse("demands:new"), REMOTE_ADDR="198.51.100.7")

    assert AuditRecord.objects.get(action="demand.started").address == "198.51.100.7"
