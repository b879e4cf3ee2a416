"""The names that files carry: shown as typed, but for what deceives or harms."""

import unicodedata

import pytest

from greenbridge.files.rules import extension, safe_name
from greenbridge.testing.collected import naughty_strings


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("资质 证书（2026）.PDF", "资质 证书（2026）.pdf"),
        ("GB3838.2002.pdf", "GB3838.2002.pdf"),
        ("发票\u202efdp.exe.pdf", "发票fdp_exe.pdf"),
        ("全角．ｐｄｆ", "全角.pdf"),
        ("../../etc/passwd.pdf", "_.._etc_passwd.pdf"),
        ("／etc／passwd.pdf", "_etc_passwd.pdf"),
        ("C:\\boot.pdf", "C__boot.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1.2026.pdf", "_com1.2026.pdf"),
        (".pdf", "文件.pdf"),
        ("报告.js.docx", "报告_js.docx"),
        ("长" * 300 + ".pdf", "长" * 140 + ".pdf"),
        ("照片.JPEG", "照片.jpg"),
        ("零宽\u200b名.pdf", "零宽名.pdf"),
        ("行\r\n头.pdf", "行头.pdf"),
    ],
)
def test_a_name_is_shown_as_typed_but_for_what_harms(typed: str, shown: str) -> None:
    assert safe_name(typed) == shown


@pytest.mark.parametrize("name", ["发票\u202efdp.exe", "没有", "点.", "a.pdf.exe", "a.pdf\u202e.scr"])
def test_the_ending_that_counts_is_the_last_one_that_a_machine_sees(name: str) -> None:
    assert extension(name) not in {"pdf", "png", "jpg", "docx", "xlsx", "csv"}


def test_no_string_makes_a_name_that_harms() -> None:
    for text in naughty_strings():
        assert not harms(safe_name(f"{text}.pdf")), text


def harms(name: str) -> bool:
    return (
        not name.endswith(".pdf")
        or len(name) > 150
        or bool(set('/\\:*?"<>|') & set(name))
        or any(unicodedata.category(letter)[0] == "C" for letter in name)
        or name.startswith(".")
    )


def test_the_story_notices_a_name_that_was_left_as_it_was() -> None:
    assert harms("a\u202e.pdf")
    assert harms("../a.pdf")
