"""Writings of the demo world (演示数据): an explainer, a piece of news, know-how; one more waits for its second editor.

A topic, two terms and the key documents beside them.
"""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library.models import Term, TermClause, Topic, TopicItem, Work, Writing, WritingClause
from greenbridge.library.models.editing import Edited
from greenbridge.library.writings import services
from greenbridge.reference.models import Domain, Region

FIRST, SECOND = "许墨", "方砚"
EXPLAINED, CLAUSES = "示例危险废物贮存条例", ("art-4", "art-5", "art-7")
PICTURE = "贮存间的三个分区（演示）"
PICTURE_WORDS = (
    "图上从左到右是三个分区：绿色为固态废物区，桶下有托盘；蓝色为液态废物区，四周有围堰；黄色为待转运区，靠近出口。"
    "三个分区之间留有通道，门口挂识别标志（演示）。"
)
# Days ago, kind, domains, regions, title, lead, text, and what else.
WRITINGS: tuple[tuple[int, str, tuple[str, ...], tuple[str, ...], str, str, str, dict[str, str]], ...] = (
    (
        3,
        Writing.Kind.EXPLAINER,
        ("solid-waste",),
        (),
        "危险废物贮存：先看期限，再看场所（演示）",
        "贮存期限从哪天算起、场所要做到什么、台账记到什么程度，三件事一次说清（演示）。",
        "<h2>期限从哪天算</h2><p>从废物产生、放入容器的那天算起，不是从装满那天算起。分批产生的，按每一批的标签计算（演示）。</p>"
        "<h2>场所要做到什么</h2><ul><li>地面和裙脚防渗漏，液态废物有围堰或者托盘。</li><li>不相容的废物分开放。</li>"
        "<li>门口和容器上有识别标志。</li></ul><h2>台账记到什么程度</h2><p>每一批写明产生环节、重量、放入和转出的日期，"
        "做到账物相符（演示）。</p>",
        {},
    ),
    (
        6,
        Writing.Kind.NEWS,
        ("procedures",),
        ("320509",),
        "吴江开展排污许可证质量检查（演示）",
        "检查从下月开始，重点看执行报告和自行监测是否按证落实（演示）。",
        "<p>演示生态环境局发布通知，下月起对部分行业的排污许可证开展质量检查。企业可以先对照许可证逐条自查（演示）。</p>",
        {"source": "演示生态环境局", "source_url": "https://news.example/permits/"},
    ),
    (
        15,
        Writing.Kind.PRACTICE,
        ("water", "monitoring"),
        ("310118", "320509", "330421"),
        "自行监测委托出去以后，企业还要做什么（演示）",
        "监测可以委托，责任不能委托：方案、点位、数据公开和异常处理仍由企业负责（演示）。",
        "<h2>委托前</h2><p>先定监测方案，再找机构；方案里的指标和频次以许可证为准（演示）。</p><h2>委托后</h2>"
        "<ol><li>核对机构的资质是否覆盖全部指标。</li><li>采样时派人到场。</li><li>收到报告后对照限值，超出的当天处理。</li></ol>",
        {},
    ),
)
WAITING = (
    "废气收集常见的三个误区（演示）",
    "罩口离得太远、风量只看铭牌、软管随意拉长，收集效率就上不去（演示）。",
    "<ol><li>罩口离散发点太远。</li><li>只看风机铭牌，不测实际风量。</li><li>软管拉得太长、弯头太多（演示）。</li></ol>",
)
TOPIC = {
    "title": "第一次产生危险废物（演示）",
    "slug": "first-hazardous-waste",
    "lead": "从分类到贮存、台账和转移，按顺序看一遍（演示）。",
}
NOTE = "先看整部条例，十分钟看完（演示）。"
TERMS = (
    ("贮存场所（演示）", "<p>单位内部专门用来存放危险废物、等待利用或者处置的地方（演示）。</p>", "art-4"),
    ("台账（演示）", "<p>逐批写明数量、类别和去向的记录，纸质和电子的都算（演示）。</p>", "art-7"),
)


def seed() -> None:
    """Each was approved by the second editor, some days ago."""
    first, second = (User.objects.get(name=name, is_demo=True) for name in (FIRST, SECOND))
    work = Work.objects.get(title=EXPLAINED, is_demo=True)
    Work.objects.filter(pk=work.pk).update(is_key=True)
    picture = services.take_picture(_drawn(), PICTURE, PICTURE_WORDS, editor=first)
    for days, kind, domains, regions, title, lead, text, more in WRITINGS:
        facts: dict[str, Any] = {"kind": kind, "title": title, "lead": lead, "text": text, **more}
        if kind == Writing.Kind.EXPLAINER:
            facts["picture"] = picture
            facts["clauses"] = [WritingClause(work=work, address=address) for address in CLAUSES]
        writing = _writing(facts, domains, regions)
        _approved(writing, first, second)
        at = clock.now() - dt.timedelta(days=days)
        Writing.objects.filter(pk=writing.pk).update(first_published_at=at, last_published_at=at)
    for name, meaning, address in TERMS:
        clauses = [TermClause(work=work, address=address)]
        _approved(Term(live=False, is_demo=True, name=name, meaning=meaning, clauses=clauses), first, second)
    _approved(_topic(work), first, second)
    title, lead, text = WAITING
    facts = {"kind": Writing.Kind.PRACTICE, "title": title, "lead": lead, "text": text}
    _hand_in(_writing(facts, ("air",), ()), first)


def _topic(work: Work) -> Topic:
    writings = Writing.objects.published().order_by("pk")
    items = [TopicItem(work=work, note=NOTE), TopicItem(work=work, address="art-5")]
    items += [TopicItem(writing=writing) for writing in writings]
    return Topic(live=False, is_demo=True, items=items, **TOPIC)


def _approved(piece: Edited, author: User, second: User) -> None:
    _hand_in(piece, author)
    state = piece.current_workflow_task_state
    state.task.specific.on_action(state, second, "approve")


def _hand_in(piece: Edited, author: User) -> None:
    piece.save()
    piece.save_revision(user=author)
    piece.get_workflow().start(piece, author)


def _writing(facts: dict[str, Any], domains: tuple[str, ...], regions: tuple[str, ...]) -> Writing:
    writing = Writing(live=False, is_demo=True, **facts)
    writing.domains = Domain.objects.filter(pk__in=domains)
    writing.regions = Region.objects.filter(pk__in=regions)
    return writing


def _drawn() -> SimpleUploadedFile:
    """Three areas of a store, each with its barrels; without words, because a font may be missing."""
    drawn = Image.new("RGB", (960, 360), "#f4f7f5")
    pen = ImageDraw.Draw(drawn)
    for number, colour in enumerate(("#0b6e4f", "#1f5fa8", "#b8860b")):
        left = 30 + number * 310
        pen.rounded_rectangle((left, 60, left + 280, 320), 12, fill="#ffffff", outline=colour, width=6)
        for barrel in range(3):
            x = left + 30 + barrel * 80
            pen.rounded_rectangle((x, 140, x + 60, 270), 8, fill=colour)
            pen.line((x, 180, x + 60, 180), fill="#ffffff", width=4)
        pen.line((left + 16, 290, left + 264, 290), fill=colour, width=8)
    content = io.BytesIO()
    drawn.save(content, "PNG")
    return SimpleUploadedFile("贮存间分区.png", content.getvalue())
