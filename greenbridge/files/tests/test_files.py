"""The one upload path of the house: what is taken, what is refused, who may read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import ids
from greenbridge.core.errors import RuleBroken
from greenbridge.files import rules, services, storage, views
from greenbridge.files.errors import ContentDiffers, FileEmpty, FileTooLarge, KindNotTaken, Unreadable
from greenbridge.files.models import File
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, fetch
from greenbridge.testing.rules import lacking

pytestmark = pytest.mark.usefixtures("ground")

NAMES = [
    "../../etc/passwd.pdf",
    "..\\..\\boot.pdf",
    'a"; filename="b.pdf',
    "\u202egpj.pdf",
    "行一\r\nX-Injected: 1.pdf",
    "名\x00字.pdf",
    "长" * 300 + ".pdf",
    ".pdf",
    "<script>alert(1)</script>.pdf",
    "资质 证书（2026）.PDF",
]


def test_a_file_is_kept_under_a_random_name_with_its_digest_and_a_trace() -> None:
    owner = cast.person()

    kept = services.store(cast.upload("营业执照.pdf"), owner=owner)

    assert storage.path(kept).read_bytes() == cast.PDF
    assert (kept.name, kept.kind, kept.size, len(kept.digest)) == ("营业执照.pdf", "pdf", len(cast.PDF), 64)
    assert kept.name not in str(storage.path(kept))
    assert AuditRecord.objects.get(action="file.stored").actor == owner


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("空.pdf", b"", FileEmpty),
        ("脚本.html", b"<script>", KindNotTaken),
        ("没有扩展名", cast.PDF, KindNotTaken),
        ("表.csv", b"a,b", KindNotTaken),
        ("图.pdf", b"\x89PNG\r\n\x1a\n", ContentDiffers),
        ("网页.png", b"<html>", ContentDiffers),
        ("表格.docx", cast.office("xlsx"), ContentDiffers),
        ("文档.xlsx", b"PK\x03\x04 broken", Unreadable),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_changes_nothing(
    name: str, content: bytes, refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal):
        services.store(cast.upload(name, content), owner=cast.person())

    assert not File.objects.exists()
    assert not AuditRecord.objects.filter(action="file.stored").exists()


def test_a_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_MEGABYTES", 1)

    with pytest.raises(FileTooLarge, match="1 MB"):
        services.store(cast.upload("大.pdf", cast.PDF + b"0" * 1_000_000), owner=cast.person())


@pytest.mark.parametrize("name", NAMES)
def test_a_naughty_name_stays_inside_its_folder_and_its_header(name: str, settings: Any) -> None:
    owner = cast.person()
    upload = cast.upload("x.pdf")
    upload._name = name  # type: ignore[attr-defined]  # the setter would clean it, as the form does

    kept = services.store(upload, owner=owner)
    response = fetch(owner, reverse("files:download", args=[kept.stored_as]))

    assert Path(settings.FILES_DIR) in storage.path(kept).parents
    assert not {*kept.name} & {"/", "\\", '"', "\r", "\n", "\x00"}
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "X-Injected" not in response.headers


def test_a_download_is_an_attachment_in_a_sandbox_and_leaves_a_trace() -> None:
    owner = cast.person()
    kept = cast.file(owner)

    response = fetch(owner, reverse("files:download", args=[kept.stored_as]))

    assert response.content_received == cast.PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == views.SANDBOX["Content-Security-Policy"]
    assert lacking(response) == []
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store, private"
    assert AuditRecord.objects.get(action="file.downloaded").target_id == str(kept.pk)


def downloads(user: User | None, file: File) -> int:
    return int(fetch(user, reverse("files:download", args=[file.stored_as])).status_code)


def test_a_licence_is_read_by_its_owner_and_the_officer_in_charge_only() -> None:
    case = cast.application()

    assert downloads(case.applicant, case.licence) == 200
    assert downloads(cast.officer("31"), case.licence) == 200
    assert downloads(cast.officer("32"), case.licence) == 404
    assert downloads(cast.person("路人", "stranger@mail.example"), case.licence) == 404
    assert downloads(cast.operator(), case.licence) == 404
    assert downloads(None, case.licence) == 404


@pytest.mark.parametrize(
    ("where", "name", "planted", "story"),
    [
        (
            ids,
            "random_name",
            lambda: "营业执照.pdf",
            test_a_file_is_kept_under_a_random_name_with_its_digest_and_a_trace,
        ),
        (
            services,
            "may_read",
            lambda user, file: True,
            test_a_licence_is_read_by_its_owner_and_the_officer_in_charge_only,
        ),
        (
            views,
            "SANDBOX",
            dict.fromkeys(views.SANDBOX, ""),
            test_a_download_is_an_attachment_in_a_sandbox_and_leaves_a_trace,
        ),
    ],
    ids=["a name that tells", "a door that stands open", "no sandbox"],
)
def test_the_stories_notice(
    where: Any, name: str, planted: Any, story: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three planted bugs."""
    monkeypatch.setattr(where, name, planted)

    with pytest.raises(AssertionError):
        story()


def test_everybody_reads_a_public_file() -> None:
    assert downloads(None, cast.file(cast.person(), secrecy=File.Secrecy.PUBLIC)) == 200


def test_a_file_that_is_gone_from_the_disk_is_not_found_and_leaves_no_trace() -> None:
    owner = cast.person()
    kept = cast.file(owner)
    storage.path(kept).unlink()

    assert downloads(owner, kept) == 404
    assert not AuditRecord.objects.filter(action="file.downloaded").exists()


@pytest.mark.parametrize("name", ["0" * 32, "..", "%2e%2e%2fsecret", "%00"])
def test_an_address_that_leads_nowhere_is_not_found(name: str) -> None:
    assert as_(cast.person()).get(f"/files/{name}/").status_code == 404
