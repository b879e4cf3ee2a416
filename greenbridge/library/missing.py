"""What a reader is told whose address leads to no document, no text or no clause."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse

from greenbridge.core import clock
from greenbridge.library.models import Clause, Version, Work
from greenbridge.ui.missing import Missing

MOST_DAYS = 5


def no_work(code: str) -> Missing:
    """Nothing is made public at this address: the words of it may still find what was meant."""
    hall, words = reverse("law:hall"), code.replace("-", " ").strip()
    search = [(f"在标准政策中查找“{words}”", f"{hall}?{urlencode({'q': words})}")] if words else []
    text = "网址可能写错了，或者这份文件已经撤下。请按名称、文号或标准号查找。"
    return Missing("没有收录这份文件", text, [*search, ("全部标准政策", hall)])


def no_day(work: Work, versions: Sequence[Version]) -> Missing:
    """The document has texts, but none of this day."""
    days = [(f"{_written(one)}的文本", one.get_absolute_url()) for one in versions[:MOST_DAYS]]
    text = f"《{work.title}》收录了 {len(versions)} 份文本，都不是这一天的。"
    return Missing("没有这一天的文本", text, [*days, ("今天适用的文本", work.get_absolute_url())])


def no_clause(version: Version) -> Missing:
    """The text has no clause at this address."""
    articles = version.clauses.filter(level=Clause.Level.ARTICLE).count()
    counted = f"共 {articles} 条" if articles else "没有编这样的序号"
    text = f"《{version.title}》{_written(version)}的文本{counted}。请从目录中选择。"
    return Missing(
        "没有这一条", text, [("查看目录", version.get_absolute_url()), ("全部标准政策", reverse("law:hall"))]
    )


def _written(version: Version) -> str:
    return clock.written(version.dated_on)
