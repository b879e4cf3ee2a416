"""The file in which a text came is there for its readers, once the text is."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from greenbridge.files.models import File
from greenbridge.library import services
from greenbridge.library.models import Version
from greenbridge.testing import cast, pages
from greenbridge.testing.cast import library

pytestmark = pytest.mark.django_db

PAGE = "/library/intake/"
LAW = "示例收录办法\n（2025年3月1日公布）\n第一条 示例。\n第二条 本办法自2025年5月1日起施行。"


def test_readers_get_the_original_once_the_text_is_public() -> None:
    sent = library.word_law()
    pages.as_(cast.editor()).post(PAGE, {"file": sent})
    text = Version.objects.get()
    address = reverse("files:download", args=[File.objects.get().stored_as])

    assert Client().get(address).status_code == 404
    assert pages.fetch(cast.operator(), address).status_code == 200

    services.publish(text, actor=cast.editor())
    page = Client().get(text.get_absolute_url()).content.decode()
    answer = pages.fetch(None, address)

    assert address in page
    sent.seek(0)
    assert answer.content_received == sent.read()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_standards_and_web_pages_are_not_hosted() -> None:
    editor = pages.as_(cast.editor())
    web = "".join(f"<p>{line}</p>" for line in LAW.split("\n"))
    editor.post(PAGE, {"file": SimpleUploadedFile("一.html", web.encode())})
    standard = SimpleUploadedFile("二.txt", "示例排放标准\n1 范围\n示例。\n2 定义\n示例。".encode())
    editor.post(PAGE, {"file": standard, "number": "GB 99001-2025", "effective_on": "2025-01-01"})

    assert Version.objects.count() == 2
    assert not File.objects.exists()


def test_the_original_of_what_turns_out_to_be_a_standard_is_taken_from_readers() -> None:
    pages.as_(cast.editor()).post(PAGE, {"file": SimpleUploadedFile("一.txt", LAW.encode())})
    text = Version.objects.get()
    services.publish(text, actor=cast.editor())
    address = reverse("files:download", args=[File.objects.get().stored_as])
    assert pages.fetch(None, address).headers["Content-Type"] == "text/plain"

    text.work.kind = "standard"
    text.work.save()

    assert Client().get(address).status_code == 404
    assert address not in Client().get(text.get_absolute_url()).content.decode()


def test_the_same_again_keeps_no_second_file() -> None:
    editor = pages.as_(cast.editor())
    editor.post(PAGE, {"file": library.word_law()})
    editor.post(PAGE, {"file": library.word_law()})

    assert File.objects.count() == 1


def test_a_catalogue_that_carries_other_files_comes_in_with_its_table_and_without_its_file() -> None:
    path = settings.BASE_DIR.parent / "shared/data/laws/catalogues/gjwxfwml.pdf"
    if not path.is_file():
        pytest.skip("../shared/data/laws is absent")
    sent = SimpleUploadedFile("国家危险废物名录（2025年版）.pdf", path.read_bytes())

    page = pages.as_(cast.editor()).post(PAGE, {"file": sent, "effective_on": "2025-01-01"}, follow=True)

    assert "没有作为原文件保存" in pages.words_of(page)
    text = Version.objects.get()
    assert text.rows.filter(code="900-249-08").exists()
    assert not text.files.exists()
    assert not File.objects.exists()
