"""What an editor should look at in a text that came in. Pure; nothing is refused for it."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from greenbridge.library.facts import Facts
from greenbridge.library.issuers import canonical, is_known
from greenbridge.library.structure.rules import Unit, written

MOST_OF_A_SORT = 20  # of one sort: more than that is one thing to mend
EARLIEST = dt.date(1949, 10, 1)


class Doubt(StrEnum):
    """Each with the sentence that the editor reads."""

    MISSING = "missing"
    DOUBLED = "doubled"
    OUT_OF_ORDER = "out_of_order"
    NO_CLAUSES = "no_clauses"
    UNKNOWN_ISSUER = "unknown_issuer"
    NO_ISSUER = "no_issuer"
    DAYS_OUT_OF_ORDER = "days_out_of_order"
    DAYS_DISAGREE = "days_disagree"
    NO_FIRST_DAY = "no_first_day"
    BEGINS_PRESUMED = "begins_presumed"
    PARTLY_READ = "partly_read"
    NO_NUMBER = "no_number"
    NO_TEXT = "no_text"
    NOT_YET_MADE = "not_yet_made"
    SOURCE_SAYS = "source_says"
    GIVEN = "given"


SENTENCES = {
    Doubt.MISSING: "缺少{what}，请核对原文是否有遗漏。",
    Doubt.DOUBLED: "{what}出现不止一次，请核对原文。",
    Doubt.OUT_OF_ORDER: "{what}的序号比前一条小，请核对原文的次序。",
    Doubt.NO_CLAUSES: "没有切分出条文，全文作为一段收录。",
    Doubt.UNKNOWN_ISSUER: "制定机关“{what}”不是常见写法，请核对。",
    Doubt.NO_ISSUER: "没有找到制定机关，请补充。",
    Doubt.DAYS_OUT_OF_ORDER: "日期先后不对：{what}。",
    Doubt.DAYS_DISAGREE: "日期互相矛盾：{what}，文本日期按后者计。",
    Doubt.NO_FIRST_DAY: "没有找到施行日期，补充以前时效显示为待核。",
    Doubt.BEGINS_PRESUMED: "文中没有写明这一文本的施行日期，暂按公布日期计，请核对。",
    Doubt.PARTLY_READ: "文件只读出了一部分：{what}。",
    Doubt.NO_NUMBER: "没有读出标准号，请补充。",
    Doubt.NO_TEXT: "来源网页有正文，没有读出来，请补充。",
    Doubt.NOT_YET_MADE: "公布日期{what}在今天之后，请核对。",
    Doubt.SOURCE_SAYS: "来源称{what}，请核对依据。",
    Doubt.GIVEN: "{what}，请与原文核对。",
}


# Those that the split shows; all others are about what is known of the text.
OF_UNITS = {Doubt.MISSING, Doubt.DOUBLED, Doubt.OUT_OF_ORDER, Doubt.NO_CLAUSES}


@dataclass(frozen=True)
class Warn:
    """One thing to look at; ``at`` is the clause's address where it lies in one."""

    doubt: Doubt
    what: str = ""
    at: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.doubt].format(what=self.what)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(kept: Iterable[dict[str, str]]) -> list[Warn]:
    """Those kept beside a version."""
    return [Warn(Doubt(one["doubt"]), one["what"], one["at"]) for one in kept]


def of(facts: Facts, units: Sequence[Unit]) -> list[Warn]:
    """Everything doubtful about a text and what is known of it."""
    return [*_of_days(facts), *_of_issuers(facts), *(of_units(units) if facts.text else ())]


def of_units(units: Sequence[Unit]) -> list[Warn]:
    """Numbers of 条 that are missing, doubled or run backwards; 条 are counted through the whole text."""
    articles = [unit for unit in units if unit.level == "article"]
    if not any(unit.level in {"article", "numbered"} for unit in units):
        return [Warn(Doubt.NO_CLAUSES)]
    return [
        *_few(_missing(articles)),
        *_few(_missing_chapters(units)),
        *_few(_doubled(articles)),
        *_few(_backwards(articles)),
    ]


def _few(warns: Iterator[Warn]) -> Iterator[Warn]:
    yield from (warn for warn, _ in zip(warns, range(MOST_OF_A_SORT), strict=False))


def _missing(articles: Sequence[Unit]) -> Iterator[Warn]:
    numbers = {unit.number[0] for unit in articles}
    last = max(numbers, default=0)
    for number in range(1, min(last, len(articles) + MOST_OF_A_SORT) + 1):
        if number not in numbers:
            after = max((n for n in numbers if n < number), default=0)
            yield Warn(Doubt.MISSING, f"第{written(number)}条", f"art-{after}" if after else "")


def _missing_chapters(units: Sequence[Unit]) -> Iterator[Warn]:
    """章 and 节 begin at one in whatever they stand in; only where there are any."""
    last: dict[tuple[str, str], int] = {}
    for unit in units:
        if unit.level not in {"chapter", "section"}:
            continue
        sibling = (unit.parent, unit.level)
        for number in range(
            last.get(sibling, 0) + 1, min(unit.number[0], last.get(sibling, 0) + MOST_OF_A_SORT)
        ):
            yield Warn(Doubt.MISSING, f"第{written(number)}{unit.label[-1]}", unit.address)
        last[sibling] = max(last.get(sibling, 0), unit.number[0])


def _doubled(articles: Sequence[Unit]) -> Iterator[Warn]:
    seen: set[tuple[int, int]] = set()
    for unit in articles:
        if unit.number in seen:
            yield Warn(Doubt.DOUBLED, unit.label, unit.address)
        seen.add(unit.number)


def _backwards(articles: Sequence[Unit]) -> Iterator[Warn]:
    for before, unit in itertools.pairwise(articles):
        if unit.number < before.number:
            yield Warn(Doubt.OUT_OF_ORDER, unit.label, unit.address)


def _of_issuers(facts: Facts) -> Iterator[Warn]:
    if not facts.issuers:
        yield Warn(Doubt.NO_ISSUER)
    for name in facts.issuers:
        if not is_known(canonical(name)):
            yield Warn(Doubt.UNKNOWN_ISSUER, name)


def _of_days(facts: Facts) -> Iterator[Warn]:
    made, begins, ends = facts.promulgated_on, facts.effective_on, facts.expires_on
    if begins is None:
        yield Warn(Doubt.NO_FIRST_DAY)
    if made and begins and begins < made:
        yield Warn(Doubt.DAYS_OUT_OF_ORDER, f"施行日期 {begins} 早于公布日期 {made}")
    if ends and made and ends < made:
        yield Warn(Doubt.DAYS_OUT_OF_ORDER, f"有效期至 {ends}，早于公布日期 {made}")
    if early := [each for each in (made, begins) if each and each < EARLIEST]:
        yield Warn(Doubt.DAYS_OUT_OF_ORDER, f"{min(early)} 早于1949年")
