"""The virus scanner: what it finds is not kept, and while it is silent nobody gets the file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files import queries, scanning, services, storage
from greenbridge.files.errors import Infected, NotYetScanned
from greenbridge.files.models import File
from greenbridge.files.queries import Condition
from greenbridge.files.scanning import Clamd, Verdict
from greenbridge.testing import cast
from greenbridge.testing.clamd import EICAR, MUTE, clamd
from greenbridge.testing.clamd import Clamd as Scanner
from greenbridge.testing.pages import fetch, words_of

pytestmark = pytest.mark.usefixtures("ground")

INFECTED = b"name\n" + EICAR + b"\n"


@pytest.fixture
def scanner(tmp_path: Path, settings: Any) -> Iterator[Scanner]:
    with clamd(tmp_path) as server:
        settings.FILES_SCANNER = server.address
        yield server


def waiting(owner: User, scanner: Scanner, content: bytes = b"name\n") -> File:
    scanner.manner = "dying"
    kept = services.store(cast.upload("表.csv", content), owner=owner, kinds=services.SHEETS)
    scanner.manner = "honest"
    return kept


def test_a_clean_file_is_given_out_at_once_and_its_row_says_when_it_was_scanned(scanner: Scanner) -> None:
    kept = services.store(cast.upload(), owner=cast.person())

    assert scanner.heard == [cast.PDF]
    assert kept.is_clean
    assert kept.scanned_at


def test_without_a_scanner_the_row_says_that_nothing_was_scanned() -> None:
    kept = services.store(cast.upload(), owner=cast.person())

    assert kept.is_clean
    assert kept.scanned_at is None


def test_a_scanner_that_starts_after_the_platform_is_met_and_waited_for_from_then_on(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILES_SCANNER = ""
    monkeypatch.setattr(scanning, "_met", [])
    monkeypatch.setattr(scanning, "USUAL_SOCKETS", ())
    assert scanning.ask(b"before") is Verdict.NOT_SCANNED

    with clamd(tmp_path) as server:
        monkeypatch.setattr(scanning, "USUAL_SOCKETS", (server.address.removeprefix("unix:"),))
        assert scanning.ask(b"meanwhile") is Verdict.CLEAN
    Path(server.address.removeprefix("unix:")).unlink(missing_ok=True)

    assert scanning.ask(b"afterwards") is Verdict.NO_ANSWER


@pytest.fixture
def started_anew(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process that has met no scanner and looks for one where none is; the place it looks at."""
    settings.FILES_SCANNER = ""
    monkeypatch.setattr(scanning, "_met", [])
    monkeypatch.setattr(scanning, "USUAL_SOCKETS", (str(tmp_path / "clamd.sock"),))
    return tmp_path / "clamd.sock"


def test_a_start_while_the_scanner_is_gone_does_not_make_it_forgotten(
    started_anew: Path,
) -> None:
    owner = cast.person()
    cast.file(owner)
    File.objects.update(scanned_at=clock.now())

    kept = services.store(cast.upload(), owner=owner)

    assert (kept.state, kept.scanned_at) == (File.State.WAITING, None)
    assert fetch(owner, reverse("files:download", args=[kept.stored_as])).status_code == 409
    with clamd(started_anew.parent):
        assert services.scan_waiting() == 1
    kept.refresh_from_db()
    assert kept.is_clean


def test_where_no_file_was_ever_scanned_or_no_scanner_is_wanted_any_more_none_is_waited_for(
    started_anew: Path, settings: Any
) -> None:
    never = services.store(cast.upload(), owner=cast.person())
    File.objects.update(scanned_at=clock.now())
    settings.FILES_SCANNER = "none"

    given_up = services.store(cast.upload(), owner=cast.person())

    assert (never.is_clean, never.scanned_at, given_up.is_clean, given_up.scanned_at) == (
        True,
        None,
        True,
        None,
    )


def test_what_was_taken_in_without_a_scanner_is_scanned_once_there_is_one(
    tmp_path: Path, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    owner = cast.person()
    clean, bad = (
        services.store(cast.upload("表.csv", content), owner=owner, kinds=services.SHEETS)
        for content in (b"name\n", INFECTED)
    )
    assert services.scan_unscanned() == 0

    with clamd(tmp_path) as server, django_capture_on_commit_callbacks(execute=True):
        settings.FILES_SCANNER = server.address
        assert services.scan_unscanned() == 2
        assert services.scan_unscanned() == 0

    clean.refresh_from_db()
    bad.refresh_from_db()
    assert clean.is_clean
    assert clean.scanned_at
    assert bad.state == File.State.REFUSED
    assert not storage.path(bad).exists()
    assert "发现病毒" in owner.inbox.get().text
    assert queries.condition().not_scanned == 0


def test_an_infected_file_is_refused_and_keeps_nothing_but_a_trace(scanner: Scanner, settings: Any) -> None:
    with pytest.raises(Infected, match="发现病毒"):
        services.check(cast.upload("表.csv", INFECTED), services.SHEETS)

    assert not File.objects.exists()
    assert not list(Path(settings.FILES_DIR).glob("*/*"))
    assert AuditRecord.objects.get().action == "file.infected"


@pytest.mark.parametrize("manner", ["slow", "dying", "garbage", "endless", "too long", "half", "dripping"])
def test_a_scanner_that_gives_no_clear_answer_gives_none(scanner: Scanner, manner: str) -> None:
    scanner.manner = manner

    assert Clamd(scanner.address, seconds=0.3).scan(b"content" * 100_000) == Verdict.NO_ANSWER


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:9"])
def test_a_scanner_that_is_not_there_gives_no_answer(address: str) -> None:
    assert Clamd(address).scan(b"content") == Verdict.NO_ANSWER


def test_a_waiting_file_is_given_to_nobody_and_its_owner_reads_why(scanner: Scanner) -> None:
    owner = cast.person()
    kept = waiting(owner, scanner)
    address = reverse("files:download", args=[kept.stored_as])

    answer = fetch(owner, address)

    assert kept.state == File.State.WAITING
    assert answer.status_code == 409
    assert "正在检查病毒" in words_of(answer)
    assert fetch(cast.person("路人", "stranger@mail.example"), address).status_code == 404
    assert not AuditRecord.objects.filter(action="file.downloaded").exists()
    with pytest.raises(NotYetScanned):
        services.clean_path(kept)


def test_a_waiting_file_comes_free_once_the_scanner_answers(scanner: Scanner) -> None:
    owner = cast.person()
    kept = waiting(owner, scanner)

    assert services.scan_waiting() == 1

    kept.refresh_from_db()
    assert kept.is_clean
    assert kept.scanned_at
    assert fetch(owner, reverse("files:download", args=[kept.stored_as])).status_code == 200
    assert AuditRecord.objects.filter(action="file.cleared").count() == 1
    assert services.scan_waiting() == 0


def test_what_it_cannot_answer_for_keeps_no_other_file_waiting(scanner: Scanner) -> None:
    owner = cast.person()
    files = [waiting(owner, scanner, b"a\n" + MUTE) for _ in range(2)] + [waiting(owner, scanner)]

    assert services.scan_waiting() == 1

    assert [File.objects.get(pk=file.pk).is_clean for file in files] == [False, False, True]


def test_the_keepers_see_what_waits_and_what_was_never_scanned(scanner: Scanner, settings: Any) -> None:
    kept = waiting(cast.person(), scanner)
    settings.FILES_SCANNER = "none"
    cast.file(cast.person())

    seen = queries.condition()

    assert seen == Condition(
        has_scanner=False, waiting=1, waiting_since=kept.uploaded_at, refused=0, not_scanned=1
    )


def test_it_goes_on_waiting_while_the_scanner_is_silent(scanner: Scanner) -> None:
    kept = waiting(cast.person(), scanner)
    scanner.manner = "garbage"

    assert services.scan_waiting() == 0

    kept.refresh_from_db()
    assert kept.state == File.State.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_waiting_file_that_proves_infected_is_destroyed_and_its_owner_told(scanner: Scanner) -> None:
    owner = cast.person()
    kept = waiting(owner, scanner, INFECTED)
    assert storage.path(kept).exists()

    services.scan_waiting()

    kept.refresh_from_db()
    assert (kept.state, kept.reason) == (File.State.REFUSED, "查毒时发现病毒")
    assert not storage.path(kept).exists()
    assert "发现病毒" in owner.inbox.get().text
    assert AuditRecord.objects.filter(action="file.refused").count() == 1
    answer = fetch(owner, reverse("files:download", args=[kept.stored_as]))
    assert (answer.status_code, "没有通过检查" in words_of(answer)) == (409, True)


def test_a_file_of_nobody_that_proves_infected_is_destroyed_and_nobody_is_told(scanner: Scanner) -> None:
    kept = waiting(cast.person(), scanner, INFECTED)
    File.objects.update(owner=None)

    assert services.scan_waiting() == 1
    kept.refresh_from_db()
    assert kept.state == File.State.REFUSED
    assert not cast.person().inbox.exists()


def test_a_room_that_reads_at_once_does_not_read_what_was_not_scanned(scanner: Scanner) -> None:
    scanner.manner = "dying"

    with pytest.raises(NotYetScanned):
        services.check_for_reading(cast.upload("表.csv", b"a,b\n"), services.SHEETS)


def test_the_story_notices_a_scanner_that_lets_everything_pass(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug: whatever is said counts as clean."""
    pass_all: Callable[..., Verdict] = lambda self, answer: Verdict.CLEAN  # noqa: E731 — one line that is wrong
    monkeypatch.setattr(scanning.Clamd, "_understand", pass_all)

    assert services.check(cast.upload("表.csv", INFECTED), services.SHEETS).verdict == Verdict.CLEAN
