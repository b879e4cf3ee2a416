"""Files and folders of law come in by command: what is right is taken, what is not is named, twice is once."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from greenbridge.files.models import File
from greenbridge.library.models import Version, VersionFile, Work
from greenbridge.testing import cast, pages
from greenbridge.testing.cast import library

pytestmark = pytest.mark.django_db

LAW = """# 示例水法

2019年12月1日 第十三届全国人民代表大会常务委员会第十五次会议通过

<!-- INFO END -->

第一条 为了示例，制定本法。

第三条 本法自2020年1月1日起施行。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shelf = tmp_path / "示例库" / "法律"
    shelf.mkdir(parents=True)
    (shelf / "示例水法(2019-12-01).md").write_text(LAW, "utf-8")
    (shelf / "坏的.md").write_bytes(b"\xff\x00\xfe")
    (shelf / "不读.bin").write_bytes(b"...")
    return tmp_path / "示例库"


def imported(*arguments: object) -> dict[str, Any]:
    printed = io.StringIO()
    call_command("library_import", *map(str, arguments), "--json", stdout=printed)
    result: dict[str, Any] = json.loads(printed.getvalue())
    return result


def test_a_folder_comes_in_and_a_second_time_changes_nothing(folder: Path) -> None:
    first = imported(folder, "--source", "示例库")
    law = Version.objects.get()

    assert (first["documents"], first["works"], first["versions"], first["articles"]) == (2, 1, 1, 2)
    assert [one["warning"] for one in first["warnings"]] == ["missing"]
    assert [Path(one["path"]).name for one in first["refused"]] == ["坏的.md"]
    assert (law.work.kind, law.source, law.is_public) == ("law", "示例库", True)
    assert [str(issuer) for issuer in law.work.issuers.all()] == ["全国人民代表大会常务委员会"]

    second = imported(folder)
    assert (second["versions"], second["unchanged"], second["articles"]) == (0, 1, 0)


def test_drafts_wait_for_an_editor(folder: Path) -> None:
    imported(folder, "--draft")

    assert not Version.objects.published().exists()


def test_the_list_of_a_collection_tells_the_first_day(folder: Path) -> None:
    index = folder.parent / "index.sqlite3"
    with sqlite3.connect(index) as lines:
        lines.execute("CREATE TABLE law (name TEXT, publish DATE, valid_from DATE)")
        lines.execute("INSERT INTO law VALUES ('示例水法', '2019-12-01', '2020-02-01')")
    lines.close()

    imported(folder, "--index", index)

    assert f"{Version.objects.get().effective_on}" == "2020-02-01"


def test_another_file_than_a_list_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="读不懂目录文件"):
        imported(folder, "--index", next(folder.rglob("*.bin")))


def test_a_missing_path_is_refused() -> None:
    with pytest.raises(CommandError, match="没有这个文件"):
        imported("/nowhere/示例.md")


def test_what_a_list_names_alone_comes_in_without_text_and_its_text_later(tmp_path: Path) -> None:
    listing = (
        """### [示例水质标准](/pdf/a.pdf)\n<Badge text="2002/06/01施行" /><Badge text="GB 99001-2002" />"""
    )
    (tmp_path / "README.md").write_text(listing, "utf-8")

    assert imported(tmp_path)["versions"] == 1
    known = Version.objects.get()
    assert (known.text, known.number, f"{known.dated_on}") == ("", "GB 99001-2002", "2002-06-01")

    full = library.standard("GB 99001—2002", title="示例水质标准", effective_on=None)
    known.refresh_from_db()
    assert full == known
    assert known.clauses.exists()
    assert (f"{known.effective_on}", f"{known.promulgated_on}") == ("2002-06-01", "2010-01-01")
    assert Work.objects.count() == 1


def test_word_and_pdf_files_of_a_folder_are_kept_as_originals_of_nobody(folder: Path) -> None:
    word = library.word_law().read()
    (folder / "示例收录办法.docx").write_bytes(word)

    first, again = imported(folder), imported(folder)
    text = Version.objects.get(title="示例收录办法")
    (original,) = text.files.all()

    assert (first["originals"], again["originals"], again["completed"]) == (1, 0, 0)
    assert original.file.owner is None
    address = reverse("files:download", args=[original.file.stored_as])
    assert address in Client().get(text.get_absolute_url()).content.decode()
    assert pages.fetch(None, address).content_received == word


def test_a_draft_keeps_its_original_to_itself_and_a_later_file_completes_a_text(folder: Path) -> None:
    (folder / "示例收录办法.docx").write_bytes(library.word_law().read())
    imported(folder, "--draft")
    file = File.objects.get()
    address = reverse("files:download", args=[file.stored_as])

    assert Client().get(address).status_code == 404
    assert pages.as_(cast.person()).get(address).status_code == 404
    assert pages.fetch(cast.editor(), address).status_code == 200

    VersionFile.objects.all().delete()
    assert (imported(folder)["originals"], VersionFile.objects.count()) == (1, 1)


def test_a_file_that_may_not_be_kept_is_named_and_its_text_comes_in(folder: Path) -> None:
    source = io.BytesIO(library.word_law().read())
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("word/media/a.zip", source.getvalue())
    (folder / "示例收录办法.docx").write_bytes(source.getvalue())

    told = imported(folder)

    assert Version.objects.filter(title="示例收录办法").exists()
    assert [one["document"] for one in told["originals_not_kept"]] == ["示例收录办法"]
    assert "嵌有其他文件" in told["originals_not_kept"][0]["reason"]
    assert not File.objects.exists()
