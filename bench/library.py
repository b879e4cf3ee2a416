"""The hall of laws with all the texts that lie beside the project: taking them in, and its pages beside bare Django's.

By name only (``ONLY=library``). The texts come in by the command's own service, into a world made for this run.
"""

import os
import resource
import tempfile
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.figures import Figure, milliseconds, say, timed
from bench.pages import Page, arena
from bench.world import ROOT, NoWorld, environment, installed

LAWS = ROOT.parent / "shared/data/laws"
FOLDERS = ("national-and-local-md", "standards-md")
ELSE = 100  # suppliers and demands: the hall of laws asks nothing of them
READ = 100  # texts and clauses asked in turn
SECONDS = 8.0
LONG = 1_057  # articles: as many as the longest code in force has
THICK = 300  # pages
FILTERED = (
    "domain=water",
    "kind=local",
    "area=32",
    "domain=solid-waste&status=in_force",
    "area=33&kind=local",
)
WORDS = ("危险废物贮存", "排污许可 变更", "噪声污染 罚款", "GB 3838", "环境影响评价 验收")


def figures(register: Path) -> dict[str, Figure]:
    """``library_import_…`` and ``library_longest_…``; pages as in ``pages.py``: ``library_list_drawn_cpu`` and so on."""
    if not LAWS.exists():
        raise NoWorld(f"{LAWS} is missing: the texts lie beside the project.")
    with installed(ELSE, register) as var:
        os.environ.update(environment(var))
        import django

        django.setup()
        found = {**_taken_in(), **_longest(), **_thickest()}
        measured = _pages()
        with arena(var, measured, "", SECONDS) as servers:
            for one in servers.measurements(measured):
                found |= one.run()
    return found


def _taken_in() -> dict[str, Figure]:
    """All texts, each in a transaction of its own, and again when nothing is new."""
    from greenbridge.library.intake.services import Given, import_paths
    from greenbridge.search.services import rebuild

    seconds: dict[str, float] = {}
    folders = [LAWS / name for name in FOLDERS]
    with timed("first", seconds):
        outcomes = import_paths(folders, Given(source="评测"))
    with timed("again", seconds):
        import_paths(folders, Given(source="评测"))
    rebuild()
    articles = sum(one.articles for one in outcomes)
    say(f"{len(outcomes)} texts, {articles} articles")
    return {
        "library_import_texts": Figure(len(outcomes) / seconds["first"], "texts/s"),
        "library_import_articles": Figure(articles / seconds["first"], "articles/s"),
        "library_import_again": Figure(len(outcomes) / seconds["again"], "texts/s"),
    }


def _longest() -> dict[str, Figure]:
    """A code of 1,057 articles: taken in, and its page drawn whole."""
    from django.test import Client

    from greenbridge.library.intake.services import Given, State, import_paths

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "评测法典.md"
        path.write_text(
            "\n\n".join(["# 评测法典", "（2026年3月1日公布，自2026年8月15日起施行）", *_articles()]), "utf-8"
        )
        outcomes: list[Any] = []
        taken = milliseconds(lambda: outcomes.extend(import_paths([path], Given(source="评测"))))
    (one,) = outcomes
    if one.state != State.NEW or one.articles != LONG:
        raise NoWorld(f"The long code came in as {one}.")
    browser = Client(HTTP_COOKIE="bench=1")
    drawn = milliseconds(lambda: _opened(browser, one.version.get_absolute_url()))
    return {
        "library_longest_import": Figure(taken, "ms"),
        "library_longest_page": Figure(drawn, "ms"),
    }


def _articles() -> Iterator[str]:
    """Articles with 款 and 项."""
    from greenbridge.library.structure.rules import written

    for number in range(1, LONG + 1):
        yield f"第{written(number)}条 排放污染物的单位应当按照规定监测，保存记录不少于五年。\n\n有下列情形之一的，应当报告：\n\n（一）设施停运；\n\n（二）排放超过标准。"


def _thickest() -> dict[str, Figure]:
    """A PDF of 300 pages, read in the child that reads what comes from outside."""
    from greenbridge.files.child import runner
    from greenbridge.library.intake import reading

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "评测标准.pdf"
        path.write_bytes(_pdf())
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        taken = milliseconds(partial(reading.read, path))
        runner.close()
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "library_thickest_read": Figure(taken, "ms"),
        "library_thickest_memory": Figure(max(before, after) / 1024, "MB"),
    }


def _pdf() -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = BytesIO()
    canvas = Canvas(target)
    for page in range(1, THICK + 1):
        canvas.setFont("STSong-Light", 11)
        for line in range(40):
            canvas.drawString(
                60, 780 - 18 * line, f"{page}.{line + 1} 监测点位应当避开死角，采样频次按本标准执行。"
            )
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _pages() -> list[Page]:
    """The list, with filters, with words; a whole text; a clause: of texts of usual length, in turn."""
    from django.db.models import Count

    from greenbridge.library.models import Version

    usual = Version.objects.published().annotate(parts=Count("clauses")).filter(parts__range=(20, 80))
    texts = list(usual.select_related("work").order_by("pk")[:READ])
    clauses = [text.clauses.filter(level="article")[3:4].get() for text in texts]
    whole = [text.get_absolute_url() for text in texts]
    parts = [f"{url}{clause.address}" for url, clause in zip(whole, clauses, strict=True)]
    filtered = [f"/library/?{asked}" for asked in FILTERED]
    return [
        Page("library_list", ["/library/"], ["/library/"]),
        Page("library_filtered", filtered, ["/library/"]),
        Page("library_words", [f"/library/?{urlencode({'q': words})}" for words in WORDS], ["/library/"]),
        Page("library_text", whole, whole),
        Page("library_clause", parts, parts),
    ]


def _opened(browser: Any, url: str) -> None:
    if browser.get(url, HTTP_HOST="127.0.0.1").status_code != 200:
        raise NoWorld(f"{url} was not shown.")
