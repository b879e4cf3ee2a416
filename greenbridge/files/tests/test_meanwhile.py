"""While an upload is checked, nobody else waits to write; and a form that arrives twice still keeps one file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from greenbridge.audit import once
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.files import checking
from greenbridge.files.errors import Infected, KindNotTaken
from greenbridge.files.models import File
from greenbridge.suppliers.models import Credential
from greenbridge.testing import cast
from greenbridge.testing.clamd import EICAR, Clamd, clamd
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = [pytest.mark.usefixtures("ground"), pytest.mark.django_db(transaction=True)]

ADD = reverse("suppliers:add_credential")
CREDENTIAL = {"kind": "iso9001", "number": "Q1", "issuer": "认证机构"}


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[Clamd]:
    with clamd(tmp_path) as server:
        settings.FILES_SCANNER = server.address
        yield server


class Colleague:
    """Writes something of their own whenever the scanner is busy, and does not wait for it."""

    def __init__(self, scanner: Clamd) -> None:
        self.outcomes: list[object] = []
        scanner.meanwhile = self._write

    def _write(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout=100")
            with transaction.atomic():
                audit.record("messages.read", actor=None)
        except OperationalError as waited:
            self.outcomes.append(str(waited))
        else:
            self.outcomes.append("written")
        finally:
            connection.close()


def adds(person: Any, content: bytes = cast.PDF) -> Any:
    scan = cast.upload("证书.pdf", content)
    return as_(person).post(ADD, CREDENTIAL | {"scan": scan}, headers={"Idempotency-Key": "one"})


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows, not the database")
def test_another_writer_is_not_blocked_while_an_upload_is_checked(
    scanner: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = cast.lab()
    person, colleague = cast.owner_of(lab.organisation), Colleague(scanner)

    assert adds(person).status_code == 302
    assert (colleague.outcomes, len(scanner.heard)) == (["written"], 1)

    Credential.objects.filter(number="Q1").delete()
    monkeypatch.setattr(once, "_preparations", [])  # the control: checked within the act, as it once was
    as_(person).post(ADD, CREDENTIAL | {"scan": cast.pdf()}, headers={"Idempotency-Key": "two"})
    assert colleague.outcomes[1:] == ["database is locked"]


def test_a_form_with_a_file_that_arrives_twice_at_once_keeps_one(scanner: Clamd) -> None:
    person = cast.owner_of(cast.lab().organisation)

    answers = at_once(*[lambda: adds(person)] * 3)

    assert {getattr(answer, "status_code", answer) for answer in answers} == {302}
    assert Credential.objects.filter(number="Q1").count() == 1
    assert File.objects.filter(owner=person).count() == 1
    assert AuditRecord.objects.filter(action="file.stored").count() == 1


def test_what_was_found_beforehand_is_said_at_the_field_and_noted_once(scanner: Clamd) -> None:
    person = cast.owner_of(cast.lab().organisation)
    page = words_of(
        as_(person).post(
            ADD,
            CREDENTIAL | {"scan": cast.upload("证书.pdf", b"no such thing")},
            headers={"Idempotency-Key": "one"},
        )
    )

    assert "证书.pdf" in page
    assert not scanner.heard
    assert not File.objects.exists()


def test_what_was_found_is_found_once(scanner: Clamd) -> None:
    upload = cast.upload("表.csv", b"name\n" + EICAR + b"\n")
    checking.look_through(upload)

    for _ in range(2):
        with pytest.raises(Infected):
            checking.check(upload, checking.SHEETS)
    with pytest.raises(KindNotTaken):
        checking.check(upload, checking.DOCUMENTS)
    assert len(scanner.heard) == 1
    assert AuditRecord.objects.filter(action="file.infected").count() == 1


def test_who_has_not_signed_in_has_nothing_checked(scanner: Clamd) -> None:
    assert adds(None).status_code == 302

    assert not scanner.heard
