"""Word, PDF and web pages are opened by a child; what cannot be read is refused with one sentence."""

import io
import zipfile
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from greenbridge.core.errors import RuleBroken
from greenbridge.library.intake import reading, unpack
from greenbridge.library.intake.errors import Damaged, NotText, OldWord, TooLong, UnknownFormat, WithoutWords
from greenbridge.testing.collected import collected

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINES = ["示例条例", "第一条 为了示例，制定本条例。", "第二条 自2020年1月1日起施行。"]


def word(paragraphs: str) -> bytes:
    spool = io.BytesIO()
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{paragraphs}</w:body></w:document>'
        )
    return spool.getvalue()


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def on_disk(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def pdf(pages: int) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    spool = io.BytesIO()
    canvas = Canvas(spool)
    for number in range(1, pages + 1):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 700, f"第{number}条 为了示例，编写这一条的第一行，它很长很长，一直写到")
        canvas.drawString(72, 680, "下一行才结束。")
        canvas.drawString(300, 40, f"— {number} —")
        canvas.showPage()
    canvas.save()
    return spool.getvalue()


def test_a_word_document_with_a_table(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = f"<w:tbl><w:tr>{cell.format('甲')}{cell.format('乙')}</w:tr></w:tbl>"
    read = reading.read(on_disk(tmp_path, "一.docx", word("".join(map(paragraph, LINES)) + table)))

    assert (read.title, *read.lines) == (*LINES, "甲\t乙")


def test_a_web_page_without_what_stands_around_the_text(tmp_path: Path) -> None:
    body = "".join(f"<p>{line}</p>" for line in LINES[1:])
    page = f"<html><head><title>示例条例_某部</title><script>x()</script></head><body><nav>首页</nav><h1>示例条例</h1><div>{body}</div><footer>版权</footer>"
    read = reading.read(on_disk(tmp_path, "t1.shtml", page.encode("gb18030")))

    assert (read.title, *read.lines) == tuple(LINES)


def test_three_hundred_pages_of_pdf_lose_their_page_numbers_and_line_ends(tmp_path: Path) -> None:
    read = reading.read(on_disk(tmp_path, "长.pdf", pdf(300)))

    assert len(read.lines) == 300
    assert read.lines[-1] == "第300条 为了示例，编写这一条的第一行，它很长很长，一直写到下一行才结束。"


def test_a_bomb_and_entities_in_a_word_document_cost_little(tmp_path: Path) -> None:
    with pytest.raises(TooLong):
        reading.read(on_disk(tmp_path, "大.docx", word(paragraph("甲" * unpack.MAX_PART))))

    spool = io.BytesIO()
    with zipfile.ZipFile(spool, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(Damaged):
        reading.read(on_disk(tmp_path, "毒.docx", spool.getvalue()))


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("坏.docx", b"PK\x03\x04", Damaged),
        ("空.docx", word(""), WithoutWords),
        ("旧.doc", b"\xd0\xcf\x11\xe0", OldWord),
        ("图.png", b"", UnknownFormat),
        ("乱.md", b"\xff\x00\xfe", NotText),
        ("坏.pdf", b"%PDF-1.7\n%%EOF", Damaged),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    tmp_path: Path, name: str, content: bytes, refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal, match=name):
        reading.read(on_disk(tmp_path, name, content))


@pytest.mark.parametrize(
    "name", ["pdfjs--poppler-742-0-fuzzed", "pdfjs--Pages-tree-refs", "pdfjs--empty_protected"]
)
def test_hostile_pdfs_are_refused(name: str) -> None:
    path = collected(f"hostile/pdf/{name}.pdf")
    with pytest.raises(RuleBroken):
        reading.read(path)
