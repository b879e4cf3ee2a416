"""Documents of the library: invented ones, split and published like any other."""

import datetime as dt
import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from greenbridge.core import clock
from greenbridge.library import services
from greenbridge.library.catalogues import services as catalogues
from greenbridge.library.catalogues.rules import Row
from greenbridge.library.facts import Facts
from greenbridge.library.intake import correcting
from greenbridge.library.intake.documents import Document
from greenbridge.library.ledger import services as ledger
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import Correction, Effect, Recheck, Version, Work
from greenbridge.testing.cast.accounts import editor
from greenbridge.testing.mould import first

TEXT = """第一章 总则
第一条 为了示例，制定本条例。
第二条 产生危险废物的单位应当按照规定贮存，并遵守下列要求：
（一）设置识别标志；
（二）不超过一年。
贮存场所应当防渗漏。
第二章 附则
第三条 本条例自2020年1月1日起施行。"""


@first
def law(title: str = "示例固体废物条例", text: str = TEXT, **facts: Any) -> Version:
    """A published version in force since 2020; the same one when called again."""
    usual: dict[str, Any] = {
        "kind": Work.Kind.ADMINISTRATIVE,
        "promulgated_on": dt.date(2019, 12, 1),
        "effective_on": dt.date(2020, 1, 1),
        "issuers": ["国务院"],
    }
    return services.put(Facts(title=title, text=text, **usual | facts)).version


def standard(number: str = "GB 99001-2010", title: str = "示例水污染物排放标准", **facts: Any) -> Version:
    """An edition of a standard, in force since 2010."""
    usual: dict[str, Any] = {
        "kind": Work.Kind.STANDARD,
        "promulgated_on": dt.date(2010, 1, 1),
        "effective_on": dt.date(2010, 7, 1),
        "standard_class": Work.StandardClass.EMISSION,
        "text": "1 适用范围\n本标准适用于示例企业。",
    }
    return services.put(Facts(title=title, number=number, **usual | facts)).version


def held_text(title: str = "示例待校对办法", text: str = "第一条 示例。\n第三条 示例。") -> Version:
    """A text that waits for an editor's look; its second article is missing."""
    facts = Facts("ministerial", title, text, promulgated_on=dt.date(2026, 1, 2), issuers=["生态环境部"])
    return services.put(facts, held=True).version


def doubted_law() -> Version:
    """A public text whose second article is missing."""
    return law("示例存疑条例", "第一条 示例。\n第三条 示例。")


def aside_text() -> Version:
    """A text that an editor set aside."""
    version = held_text("示例征求意见办法")
    version.standing, version.aside_why = Version.Standing.ASIDE, "是征求意见稿，不是公布的文本。"
    version.save()
    return version


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def word_law(*lines: str) -> SimpleUploadedFile:
    """A law as a Word file, as editors send it in."""
    lines = lines or (
        "示例收录办法",
        "（2025年3月1日公布）",
        "第一条 示例。",
        "第二条 本办法自2025年5月1日起施行。",
    )
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    spool = io.BytesIO()
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
        )
    return SimpleUploadedFile("示例收录办法.docx", spool.getvalue())


def correction() -> Correction:
    """An editor proposes to put a published text right, and another has not looked yet; the same one when called again."""
    text = law("示例更正办法", TEXT)
    if there := text.corrections.waiting().first():
        return there
    words = Document("", text.title, tuple(TEXT.replace("不超过一年", "不超过九十日").splitlines()))
    return correcting.propose(text, words, reason="第二条第二项与原文不同。", by=editor())


def catalogue(version: Version, count: int = 2) -> Version:
    """The version with a table of that many rows in its annex."""
    cells = [
        (("类别", "HW99示例废物"), ("代码", f"999-{n:03}-99"), ("废物", f"示例工序第{n}步的残渣"))
        for n in range(1, count + 1)
    ]
    catalogues.write(version, [Row(1, row[1][1], row[0][1], row) for row in cells])
    return version


def effect(kind: str, by: Version, target: Work, **facts: Any) -> Effect:
    """An entry of the ledger, without drawing anything anew: the story calls the service it is about."""
    return Effect.objects.create(kind=kind, by=by, target=target, **facts)


def doubted_effect() -> Effect:
    """An invented code is said to repeal the statute, and nobody has confirmed it; the same one when called again."""
    code = law(
        "示例法典", "第一条 示例。", promulgated_on=dt.date(2026, 3, 12), effective_on=dt.date(2026, 8, 15)
    )
    there = Effect.objects.filter(by=code, kind=Effect.Kind.REPEALS).first()
    entry = Entry(Effect.Kind.REPEALS, code, law().work)
    return there or ledger.record(entry, actor=None, is_confirmed=False)


def recheck() -> Recheck:
    """An explainer waits to be looked at because of that; the same one when called again."""
    return Recheck.objects.get_or_create(
        source="explainer",
        key="1",
        cause="effect-1",
        stage=Recheck.Stage.IN_FORCE,
        defaults={
            "title": "示例解读",
            "url": "/",
            "work": law().work,
            "reason": "《示例法典》废止《示例固体废物条例》。",
            "opened_at": clock.now(),
        },
    )[0]
