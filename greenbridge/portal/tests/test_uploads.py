"""The hostile corpus through the real upload pages: never an error of ours, one clear sentence, and memory that stays.

The generated cases are those of ``files/tests/test_content.py``; the collected ones lie beside the checkout.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from greenbridge.demands.models import Demand
from greenbridge.files import checking, child, rules, uploads
from greenbridge.files.child import runner
from greenbridge.files.models import File
from greenbridge.files.tests.test_content import OFFICE, PDFS, PICTURES
from greenbridge.testing import cast
from greenbridge.testing.collected import collected, naughty_strings
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

HOSTILE, COURSEWARE = "hostile", "courseware"
ERROR = re.compile(r'<p class="error".*?<span class="sr">错误：</span>(.*?)</span></p>', re.S)
MAX_GROWTH = 200 << 20
NAMES_TRIED = 25
# A file's content is judged before any database hears of it, so that PostgreSQL is shown every fifth only.
EACH = 1 if connection.vendor == "sqlite" else 5


@pytest.fixture
def page(settings: Any) -> Callable[[SimpleUploadedFile], str]:
    """Sends a file to the attachments of a draft; answers with the sentence, or nothing where it was taken."""
    settings.FILES_PER_DAY = 10_000
    demand = cast.demand()
    browser, address = as_(demand.author), f"/demands/{demand.number}/files/"
    return lambda upload: sent(browser, address, demand, upload)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[runner.Ended]:
    """How each child ended that has read a file."""
    ended: list[runner.Ended] = []
    run = runner.run

    def noted(*arguments: Any, **more: Any) -> runner.Ended:
        ended.append(run(*arguments, **more))
        return ended[-1]

    monkeypatch.setattr(runner, "run", noted)
    return ended


def sent(browser: Client, address: str, demand: Demand, upload: SimpleUploadedFile) -> str:
    response = browser.post(address, {"file": upload})
    assert response.status_code in {200, 302}, (upload.name, response.status_code)
    demand.attachments.all().delete()
    if response.status_code == 302:
        return ""
    found = ERROR.findall(words_of(response))
    assert len(found) == 1, (upload.name, found)
    return html.unescape(found[0])


def is_one_sentence(text: str, name: str) -> bool:
    """About this file, ending once, in words for the person who chose it."""
    about = text.replace(rules.safe_name(name), "").replace("“”", "")
    return about.count("。") == 1 and about.endswith("。") and "请" in about and len(about) <= 80


def files_below(folder: str) -> list[Path]:
    return sorted(place for place in collected(folder).rglob("*") if place.is_file())


def corpus() -> Iterator[SimpleUploadedFile]:
    """Everything collected: files as they are, and their contents under each ending that the page takes."""
    for place in files_below(HOSTILE)[::EACH]:
        content = place.read_bytes()
        yield cast.upload(place.name, content)
        if place.suffix != ".pdf":
            for kind in ("pdf", "png", "docx"):
                yield cast.upload(f"{place.stem}.{kind}", content)


def generated() -> Iterator[SimpleUploadedFile]:
    for case, (make, _) in PDFS.items():
        yield cast.upload(f"{case}.pdf", make())
    for name, (make, _) in PICTURES.items():
        yield cast.upload(name, make())
    for case, (make, _) in OFFICE.items():
        yield cast.upload(f"{case}.docx", make())


CASES: dict[str, Callable[[], Iterator[SimpleUploadedFile]]] = {"generated": generated, "collected": corpus}


@pytest.mark.parametrize("kind", CASES)
def test_every_generated_case_is_refused_the_collected_ones_are_taken_or_refused_and_memory_stays(
    page: Callable[[SimpleUploadedFile], str], children: list[runner.Ended], kind: str
) -> None:
    """That of the process that takes them in, and that of each child that reads one."""
    page(cast.pdf())  # what the first upload loads is not growth
    File.objects.all().delete()

    def post_all() -> None:
        for upload in CASES[kind]():
            sentence = page(upload)
            is_taken = kind == "collected" and not sentence
            assert is_taken or is_one_sentence(sentence, upload.name or ""), (upload.name, sentence)

    assert growth(post_all) <= MAX_GROWTH
    assert max(each.growth for each in children) <= MAX_GROWTH
    assert kind == "collected" or not File.objects.exists()


def test_courseware_is_taken_or_refused_for_its_kind(page: Callable[[SimpleUploadedFile], str]) -> None:
    for place in files_below(COURSEWARE):
        sentence = page(cast.upload(place.name, place.read_bytes()))
        if place.suffix == ".pdf":
            assert sentence == "", place.name
        else:
            assert "不是可接收的类型" in sentence


def test_naughty_names_are_taken_or_refused(page: Callable[[SimpleUploadedFile], str]) -> None:
    names = [text for text in naughty_strings() if "\x00" not in text]
    for text in names[:: len(names) // NAMES_TRIED]:
        upload = cast.upload(f"{text}.pdf")
        sentence = page(upload)
        assert not sentence or sentence.endswith("。"), (text, sentence)


def test_lists_bear_them_too(settings: Any, children: list[runner.Ended]) -> None:
    settings.FILES_PER_DAY = 10_000
    browser = as_(cast.operator())
    for place in files_below(HOSTILE):
        if place.suffix == ".pdf":
            continue
        list_ = cast.upload(f"{place.stem}.csv", place.read_bytes())
        response = browser.post("/suppliers/imports/", {"file": list_, "source": "名单"})
        assert response.status_code in {200, 302}, place.name
        if response.status_code == 200:
            (sentence,) = ERROR.findall(words_of(response))
            assert is_one_sentence(html.unescape(sentence), list_.name or ""), (place.name, sentence)
    assert max(each.growth for each in children) <= MAX_GROWTH


# --- Too much -------------------------------------------------------------------------------------------
def test_a_file_above_the_limit_is_answered_beside_its_field(
    page: Callable[[SimpleUploadedFile], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_MEGABYTES", 1)

    assert (
        page(cast.upload("大.pdf", cast.PDF + bytes(3_000_000)))
        == "“大.pdf”超过 1 MB，请压缩或拆分后再上传。"
    )


def test_what_was_typed_beside_a_large_file_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_MEGABYTES", 1)
    large = cast.upload("大.pdf", bytes(2_000_000))

    answer = as_(cast.person()).post("/accounts/apply/", {"address": "盛泽镇1号", "licence": large})

    assert "超过 1 MB" in words_of(answer)
    assert "盛泽镇1号" in words_of(answer)


def test_a_request_far_above_every_limit_gets_a_page_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BODY_MEGABYTES", 1)

    answer = as_(cast.person()).post("/accounts/apply/", {"licence": cast.upload("大.pdf", bytes(1_100_000))})

    assert answer.status_code == 413
    assert "超过" in words_of(answer)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"nothing", "multipart/form-data; boundary=\xff".encode("latin-1").decode("latin-1")),
        (
            b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name=a\r\n\r\n!\r\n--x--",
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_broken_form_is_no_error_of_ours(body: bytes, kind: str) -> None:
    answer = as_(cast.person()).post("/accounts/apply/", data=body, content_type=kind)

    assert answer.status_code in {200, 400}
    assert "生态环境第三方治理服务平台" in words_of(answer)


def test_too_many_files_in_one_form_get_a_page_of_ours() -> None:
    many = {f"file{n}": cast.upload(f"{n}.pdf") for n in range(installed.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}

    assert as_(cast.person()).post("/accounts/apply/", many).status_code == 400


# --- Memory ---------------------------------------------------------------------------------------------
def growth(work: Callable[[], object]) -> int:
    """By how many bytes the process at its largest exceeds what it was before."""
    Path("/proc/self/clear_refs").write_text("5")  # the largest size counts from now
    before = _size("VmRSS")
    work()
    return _size("VmHWM") - before


def _size(what: str) -> int:
    status = Path("/proc/self/status").read_text()
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    assert found
    return int(found[1]) << 10


def test_the_measure_notices_a_check_that_keeps_what_it_saw() -> None:
    """The planted bug: an upload path that holds on to every file."""
    kept: list[bytes] = []

    assert growth(lambda: kept.extend(bytes(b"0" * 20_000_000) for _ in range(12))) > MAX_GROWTH


def test_the_measure_notices_a_reader_that_takes_too_much(
    page: Callable[[SimpleUploadedFile], str],
    children: list[runner.Ended],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted bug: a child that unfolds what it reads, and a limit that lets it."""
    monkeypatch.setattr(checking, "LIMITS", replace(checking.LIMITS, megabytes=1024))
    (tmp_path / "pdf.py").write_text(
        "def main(path):\n    taken = b'0' * (300 << 20)\n    return ''\n", "utf-8"
    )
    monkeypatch.setattr(child, "__path__", [str(tmp_path)])

    assert page(cast.pdf()) == ""

    assert children[-1].growth > MAX_GROWTH


def test_the_measure_of_sentences_notices_two_and_none() -> None:
    assert is_one_sentence("“a.pdf”打不开，请另存后再上传。", "a.pdf")
    assert not is_one_sentence("“a.pdf”打不开。请另存后再上传。", "a.pdf")
    assert not is_one_sentence("Unsupported file", "a.pdf")


def test_a_story_without_its_collected_files_fails_and_says_which(settings: Any, tmp_path: Path) -> None:
    """Skipped, it would look as if it had been told."""
    settings.BASE_DIR = tmp_path / "checkout"

    for tell in (corpus().__next__, naughty_strings.__wrapped__):
        with pytest.raises(pytest.fail.Exception, match=r"shared/data/hostile\S* is absent"):
            tell()
    assert next(generated())
