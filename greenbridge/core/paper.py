"""Tables and texts on paper: a PDF for printing, sending on and filing."""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer

from greenbridge.core.sheets import Sheet

PAGE = landscape(A4)
MARGIN = 12 * mm
INK, FAINT, LINE, GROUND = (colors.HexColor(code) for code in ("#1d2b28", "#53625e", "#c9d3cf", "#eef3f1"))


def printed(sheet: Sheet, about: Sequence[str]) -> bytes:
    """The table across A4 pages, its columns named on each; ``about`` stands under the title.

    Columns share the width of the page as their widths in characters say; long text is broken within its cell.
    """
    style = _style()
    head, cell, lead, title = style["head"], style["cell"], style["lead"], style["title"]
    lines = [[Paragraph(escape(name), head) for name in sheet.headers]]
    lines += [[Paragraph(_text(value), cell) for value in row] for row in sheet.rows]
    table = LongTable(lines, colWidths=_widths(sheet), repeatRows=1)
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), GROUND),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    said = [Paragraph(escape(line), lead) for line in about]
    content = io.BytesIO()
    document = SimpleDocTemplate(
        content,
        pagesize=PAGE,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 4 * mm,
        title=sheet.title,
        lang="zh-CN",
    )
    story = [Paragraph(escape(sheet.title), title), *said, Spacer(1, 3 * mm), table]
    document.build(story, onFirstPage=_number, onLaterPages=_number)
    return content.getvalue()


@cache
def _font() -> str:
    """One that readers of PDF bring along for Chinese."""
    registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


@cache
def _style() -> dict[str, ParagraphStyle]:
    plain: dict[str, Any] = {"fontName": _font(), "wordWrap": "CJK", "textColor": INK}
    return {
        "title": ParagraphStyle("title", fontSize=15, leading=21, **plain),
        "lead": ParagraphStyle("lead", fontSize=8.5, leading=13, **{**plain, "textColor": FAINT}),
        "head": ParagraphStyle("head", fontSize=7.5, leading=10, **{**plain, "textColor": FAINT}),
        "cell": ParagraphStyle("cell", fontSize=7.5, leading=10, **plain),
    }


def _text(value: object) -> str:
    return escape("" if value is None else str(value)).replace("\n", "<br/>")


def _widths(sheet: Sheet) -> list[float]:
    shares = sheet.widths or [1] * len(sheet.headers)
    room = PAGE[0] - 2 * MARGIN
    return [room * share / sum(shares) for share in shares]


def _number(canvas: Any, document: Any) -> None:
    canvas.setFont(_font(), 8)
    canvas.setFillColor(FAINT)
    canvas.drawRightString(PAGE[0] - MARGIN, MARGIN - 2 * mm, f"第 {document.page} 页")


def set_text(title: str, about: Sequence[str], blocks: Iterable[tuple[str, str]], foot: str) -> bytes:
    """A text on upright A4 pages. ``blocks`` are (kind, words), the kind one of ``KINDS``; ``foot`` stands at the bottom of each page."""
    style = _text_style()
    content = io.BytesIO()
    document = SimpleDocTemplate(
        content,
        pagesize=A4,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=20 * mm,
        bottomMargin=22 * mm,
        title=title,
        lang="zh-CN",
    )
    story = [
        Paragraph(escape(title), style["title"]),
        *(Paragraph(escape(line), style["lead"]) for line in about),
    ]
    story += [Spacer(1, 4 * mm), *(Paragraph(_text(words), style[kind]) for kind, words in blocks)]

    def at_the_foot(canvas: Any, page: Any) -> None:
        canvas.setFont(_font(), 8)
        canvas.setFillColor(FAINT)
        canvas.drawString(22 * mm, 12 * mm, foot)
        canvas.drawRightString(A4[0] - 22 * mm, 12 * mm, f"第 {page.page} 页")

    document.build(story, onFirstPage=at_the_foot, onLaterPages=at_the_foot)
    return content.getvalue()


@cache
def _text_style() -> dict[str, ParagraphStyle]:
    plain: dict[str, Any] = {"fontName": _font(), "wordWrap": "CJK", "textColor": INK}
    text = plain | {"fontSize": 10.5, "leading": 18, "spaceAfter": 2}
    return {
        "title": ParagraphStyle("title", fontSize=18, leading=26, spaceAfter=6, **plain),
        "lead": ParagraphStyle("lead", fontSize=9, leading=14, **{**plain, "textColor": FAINT}),
        "heading": ParagraphStyle(
            "heading", fontSize=13, leading=20, spaceBefore=10, spaceAfter=4, keepWithNext=1, **plain
        ),
        "clause": ParagraphStyle("clause", spaceBefore=5, **text),
        "paragraph": ParagraphStyle("paragraph", firstLineIndent=21, **text),
        "item": ParagraphStyle("item", leftIndent=21, **text),
    }
