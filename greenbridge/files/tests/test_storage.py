"""Bytes and rows: written whole, held against each other, given out only unaltered."""

import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installed
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files import services, storage, uploads, views
from greenbridge.files.errors import TooManyToday
from greenbridge.files.models import File
from greenbridge.testing import cast
from greenbridge.testing.pages import fetch
from greenbridge.testing.rules import EVERYWHERE, lacking

pytestmark = pytest.mark.usefixtures("ground")


def aged(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"left behind")
    os.utime(place, (0, 0))
    return place


def test_rows_and_bytes_that_agree_are_left_alone() -> None:
    kept = cast.file(cast.person())

    assert storage.compare() == storage.Comparison([], [], 0)
    assert storage.path(kept).read_bytes() == cast.PDF


def test_what_a_crash_left_behind_goes_after_a_day(settings: Any) -> None:
    folder = Path(settings.FILES_DIR)
    old, part = aged(folder / "ab" / ("ab" * 16)), aged(folder / "ab" / ("ab" * 16 + ".1234.part"))
    fresh = folder / "ab" / ("cd" * 16)
    fresh.write_bytes(b"being stored")

    assert storage.compare().removed == 2

    assert not old.exists()
    assert not part.exists()
    assert fresh.exists()


def test_a_destroyed_file_keeps_its_row_without_name_and_bytes(
    django_capture_on_commit_callbacks: Any,
) -> None:
    owner = cast.person()
    gone = cast.file(owner)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.destroy([gone]) == 1

    gone.refresh_from_db()
    assert (gone.state, gone.name, str(gone)) == (File.State.DESTROYED, "", "已销毁的文件")
    assert not storage.path(gone).exists()
    assert storage.compare() == storage.Comparison([], [], 0)
    assert fetch(owner, reverse("files:download", args=[gone.stored_as])).status_code == 404
    assert services.destroy([gone]) == 0


def test_bytes_that_outlive_their_destruction_by_a_crash_go_the_next_night() -> None:
    gone = cast.file(cast.person())
    services.destroy([gone])  # the commit, and with it the hand on the bytes, never comes in this story
    aged(storage.path(gone))

    assert storage.compare() == storage.Comparison([], [], 1)
    assert not storage.path(gone).exists()


def test_a_file_that_somebody_still_uses_is_not_destroyed_and_one_that_nobody_uses_goes_after_a_day() -> None:
    used, left = cast.application().licence, cast.file(cast.person())
    assert services.destroy([used]) == 0
    assert services.destroy_unused() == 0

    with clock.stopped_at(clock.now() + 2 * services.DAY):
        assert services.destroy_unused() == 1

    assert list(File.objects.filter(state=File.State.DESTROYED)) == [left]
    assert AuditRecord.objects.get(action="retention.applied").after == {"files": 1}


def test_missing_and_altered_bytes_are_named() -> None:
    owner = cast.person()
    missing, altered = cast.file(owner), cast.file(owner)
    storage.path(missing).unlink()
    storage.path(altered).write_bytes(cast.PDF + b" ")

    assert storage.compare() == storage.Comparison([missing.stored_as], [altered.stored_as], 0)


def test_altered_bytes_are_not_given_out() -> None:
    owner = cast.person()
    kept = cast.file(owner)
    storage.path(kept).write_bytes(cast.PDF.replace(b"300", b"301"))

    assert fetch(owner, reverse("files:download", args=[kept.stored_as])).status_code == 404
    assert not AuditRecord.objects.filter(action="file.downloaded").exists()


def test_a_full_disk_keeps_no_half_file_and_no_row(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    owner = cast.person()
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="no space"):
        services.store(cast.checked(), owner=owner)

    assert not File.objects.exists()
    assert [place for place in Path(settings.FILES_DIR).glob("*/*") if place.is_file()] == []


def test_a_reader_never_sees_half_a_file() -> None:
    """Readers that look all the time see nothing or everything."""
    file, content, seen, over = File(stored_as="ab" * 16), b"0" * 8_000_000, set[int](), threading.Event()

    def look() -> None:
        while not over.is_set():
            if storage.path(file).exists():
                seen.add(len(storage.path(file).read_bytes()))

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(5):
        storage.write(file, content)
    over.set()
    reader.join()

    assert seen <= {len(content)}


def test_a_public_file_is_read_without_a_trace_and_any_other_with_exactly_one() -> None:
    owner = cast.person()
    public, internal = cast.file(owner, secrecy=File.Secrecy.PUBLIC), cast.file(owner)

    for kept in (public, internal):
        assert fetch(owner, reverse("files:download", args=[kept.stored_as])).status_code == 200

    trace = AuditRecord.objects.get(action="file.downloaded")
    assert (trace.actor, trace.target_id) == (owner, str(internal.pk))


def test_behind_the_proxy_the_proxy_sends_the_bytes(settings: Any) -> None:
    settings.FILES_ACCEL = "/stored/"
    owner = cast.person()
    kept = cast.file(owner)

    response = fetch(owner, reverse("files:download", args=[kept.stored_as]))

    assert response.headers["X-Accel-Redirect"] == f"/stored/{kept.stored_as[:2]}/{kept.stored_as}"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%90%A5")
    assert response.headers["Content-Security-Policy"] == views.SANDBOX["Content-Security-Policy"]
    assert lacking(response) == []
    assert response.content == b""


def test_a_person_who_sends_too_much_in_a_day_is_refused_and_changes_nothing(settings: Any) -> None:
    settings.FILES_PER_DAY = 2
    owner = cast.person()
    for _ in range(2):
        cast.file(owner)

    with pytest.raises(TooManyToday, match="2 个"):
        cast.file(owner)

    assert File.objects.count() == 2
    assert cast.file(cast.person("别人", "other@mail.example"))


def test_the_day_has_a_limit_of_bytes_too(settings: Any) -> None:
    settings.FILES_MEGABYTES_PER_DAY = 0

    with pytest.raises(TooManyToday, match="0 MB"):
        cast.file(cast.person())


def test_the_proxy_says_the_sandbox_again_and_takes_bodies_as_large_as_we_do() -> None:
    """nginx drops most of our headers when it sends the bytes itself: those that the sandbox is made of come back."""
    proxy = (Path(installed.BASE_DIR) / "deploy/nginx.conf").read_text("utf-8")
    passed_on = {"Cache-Control"}
    of_the_site = {*EVERYWHERE, "Permissions-Policy", "Strict-Transport-Security"}
    stored = proxy.partition("location /stored/ {")[2].partition("}")[0]

    for name in (views.SANDBOX.keys() | of_the_site) - passed_on:
        assert f"add_header {name} $upstream_http_{name.lower().replace('-', '_')};" in stored
    assert f"client_max_body_size {uploads.MAX_BODY_MEGABYTES}m;" in proxy
