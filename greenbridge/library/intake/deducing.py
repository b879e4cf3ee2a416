"""What a document says about itself: kind, days, issuers, number. Pure; where it lies is asked of whoever knows the places."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from greenbridge.core.text import clean_line, standard_numbers
from greenbridge.library.facts import Facts
from greenbridge.library.intake.documents import EVENT, FIRST_UNIT, Document
from greenbridge.library.intake.warnings import Doubt, Warn
from greenbridge.library.issuers import canonical
from greenbridge.library.models import Work
from greenbridge.library.models.works import NUMBER, SOURCE, SOURCE_URL, TITLE
from greenbridge.library.structure.rules import number as chinese_number

Place = Callable[[str], str]
"""The code of the division that words speak of, or an empty text."""

Kind = Work.Kind
_DATED_NAME = re.compile(r"^(?P<title>.+?)[(（](?P<day>\d{4}-\d{2}-\d{2})[)）]$")
# Folders and categories of collections → the kind that everything in them has.
_SHELVES = {
    "法律": Kind.LAW,
    "行政法": Kind.LAW,
    "经济法": Kind.LAW,
    "社会法": Kind.LAW,
    "民法商法": Kind.LAW,
    "刑法": Kind.LAW,
    "行政法规": Kind.ADMINISTRATIVE,
    "司法解释": Kind.INTERPRETATION,
    "地方性法规": Kind.LOCAL,
    "地方规章": Kind.LOCAL_RULE,
    "部门规章": Kind.MINISTERIAL,
    "标准规范": Kind.STANDARD,
}
_CONGRESS = re.compile(
    r"[\u4e00-\u9fff]{2,18}?(?:第[一二三四五六七八九十]+届)?(?:人民代表大会|人大)(?:常务委员会|常委会)?"
)
_DECREE = re.compile(
    r"(?:中华人民共和国)?([\u4e00-\u9fff]{2,20}?(?:部|局|总局|署|委员会|国务院|人民政府))令[\s（(]*第?\s*(\d+)\s*号"
)
_DECREE_BRIEFLY = re.compile(r"^(?:部|总局|局)令\s*第\s*(\d+)\s*号$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}[〔﹝\[（(【]\s*(?:19|20)\d{2}\s*[〕﹞\]）)】]\s*\d+\s*号")
_FILE_OF_A_STANDARD = re.compile(
    r"/(?P<body>GB|HJ|DB|GB-T|HJ-T)-(?P<number>[\d.]+)(?:-(?P<local>\d+))?-(?P<year>\d{4}|\d{2})\.pdf"
)
_DAY = r"(?:(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})日|([公颁发]布)之?日)"
_BEGINS = re.compile(rf"自{_DAY}起(?:施行|实施|生效|执行)")
_LAST_DAY = re.compile(r"有效期(?:截止?|延长)?(?:至|到)\s*(\d{4})[年/](\d{1,2})[月/](\d{1,2})日?")
_YEARS = re.compile(r"有效期(?:为|限为)?\s*([一二三四五六七八九十\d]{1,2})年")
_PARTLY = re.compile(r"修正|修改")
_BEGINNING = re.compile(r"^\s*(?:起)?施行")
_CLOSING_LINES = 12
_SLIP = dt.timedelta(days=90)  # a text made public longer than that after its first day is an amended one
_ORGANS = ("最高人民法院", "最高人民检察院")


@dataclass(frozen=True)
class Event:
    """One day in the making of a text, with what is said of it."""

    day: dt.date
    words: str

    @property
    def begins(self) -> bool:
        """It names the first day in force, not a day of making."""
        return _BEGINNING.match(self.words) is not None or self.words.startswith("起施行")

    @property
    def amends_partly(self) -> bool:
        return _PARTLY.search(self.words) is not None


def facts(document: Document, place: Place, *, kind: str = "", source: str = "") -> tuple[Facts, list[Warn]]:
    """What is known, and what about it is doubtful. ``kind`` and ``source`` are what the person said."""
    events = list(_events(document.history))
    title = _title(document)
    number = _number(document, events)
    issuers = _issuers(document, title, events)
    kind = kind or _kind(document, number, issuers)
    if not issuers and (usual := _usual_issuer(kind)):
        issuers = [usual]
    promulgated, doubts = _promulgated(document, kind, events)
    effective, more = _effective(document, kind, promulgated, events)
    return Facts(
        kind=kind,
        title=title,
        text=document.text,
        promulgated_on=promulgated,
        effective_on=effective,
        expires_on=_expires(document, kind, effective),
        issuers=issuers,
        number=number[:NUMBER],
        region=_region(kind, title, number, issuers, document.folders, place),
        standard_class=_standard_class(title) if kind == Kind.STANDARD else "",
        short_titles=_short_titles(document, title),
        history=document.history,
        source=(source or document.facts.get("source", ""))[:SOURCE],
        source_url=document.source_url if len(document.source_url) <= SOURCE_URL else "",
    ), [*doubts, *more, *_of_reading(document)]


def day(year: str, month: str, day_: str) -> dt.date | None:
    """A day as written, or None for 2月30日."""
    y, m, d = int(year), int(month), int(day_)
    if not (1900 <= y <= 2200 and 1 <= m <= 12 and 1 <= d <= calendar.monthrange(y, m)[1]):
        return None
    return dt.date(y, m, d)


def _of_reading(document: Document) -> Iterator[Warn]:
    if lost := document.facts.get("lost"):
        yield Warn(Doubt.PARTLY_READ, f"{lost}页没有读出")


def iso(written: str) -> dt.date | None:
    """``2018-1-23`` and ``2018/01/23``, wherever it stands; None where no day does."""
    found = re.search(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", written)
    return day(*found.groups()) if found else None


def _title(document: Document) -> str:
    """The heading, which is the official title; file names leave out 中华人民共和国 and the marks around other titles."""
    named = _DATED_NAME.match(document.name)
    return clean_line(document.title or (named["title"] if named else document.name))[:TITLE]


def _short_titles(document: Document, title: str) -> list[str]:
    short = document.facts.get("shortTitle", "")
    return [short] if short and short != title else []


def _events(history: str) -> Iterator[Event]:
    found = list(EVENT.finditer(history))
    ends = [following.start() for following in found[1:]] + [len(history)]
    for match, end in zip(found, ends, strict=False):
        if (when := day(*match.groups())) is not None:
            yield Event(when, history[match.end() : end].strip(" \u3000\n"))


def _made(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if not event.begins]


def _promulgated(document: Document, kind: str, events: Sequence[Event]) -> tuple[dt.date | None, list[Warn]]:
    """The day in the file name, unless the text went on being amended after it: then the last day of making.

    Standards say only from when they apply.
    """
    named = _DATED_NAME.match(document.name)
    stated = iso(document.facts.get("promulgated", "")) or (iso(named["day"]) if named else None)
    made = [event.day for event in _made(events)]
    last = max(made, default=None)
    if stated is not None and last is not None and last > stated:
        return last, [Warn(Doubt.DAYS_DISAGREE, what=f"{stated} 早于最后一次修改 {last}")]
    if stated is not None or last is not None:
        return stated or last, []
    front = iso(document.facts.get("date", ""))
    is_first_day = kind == Kind.STANDARD or _closing_day(document) is not None
    return (None if is_first_day or front == iso(document.facts.get("effective", "")) else front), []


def _effective(
    document: Document, kind: str, promulgated: dt.date | None, events: Sequence[Event]
) -> tuple[dt.date | None, list[Warn]]:
    """From the listing beside it, the history, the closing article.

    An amendment leaves the closing article of the first text as it is, and lists name the first day of all. Decisions
    that amend nearly always apply from the day they are made public, and so do notices without a word about it; that
    day is taken, and said to be taken.
    """
    stated = iso(document.facts.get("effective", "")) or (
        iso(document.facts.get("date", "")) if kind == Kind.STANDARD else None
    )
    begun = [stated, *(event.day for event in events if event.begins), _closing_day(document)]
    days = [one for one in begun if isinstance(one, dt.date)]
    if fitting := [one for one in days if promulgated is None or one >= promulgated]:
        return fitting[0], []
    is_amended = any(event.amends_partly for event in _made(events)[-1:])
    if begun[-1] == "" and not is_amended:
        return promulgated, []
    if days and promulgated is not None and promulgated - days[0] <= _SLIP and not is_amended:
        return days[0], []  # made public after it began: a slip of somebody's, and warned of
    if promulgated is not None and (days or is_amended or kind == Kind.NORMATIVE):
        return promulgated, [Warn(Doubt.BEGINS_PRESUMED)]
    return None, []


def _closing_day(document: Document) -> dt.date | str | None:
    """What the end of the text says: a day, an empty text for 自公布之日, None for nothing."""
    lines = document.lines[-_CLOSING_LINES:]
    for line in reversed(lines):
        for found in reversed(list(_BEGINS.finditer(line))):
            if "《" in line[: found.start()].rpartition("。")[2]:
                continue  # of another document
            if found[4]:
                return ""
            if (when := day(found[1], found[2], found[3])) is not None:
                return when
    return None


def _expires(document: Document, kind: str, effective: dt.date | None) -> dt.date | None:
    """有效期至…, 有效期五年: only normative documents and trial rules end by themselves."""
    if stated := iso(document.facts.get("expires", "")):
        return stated
    if kind not in {Kind.NORMATIVE, Kind.LOCAL_RULE}:
        return None
    end = "\n".join(document.lines[-_CLOSING_LINES:])
    if (found := _LAST_DAY.search(end)) and (last := day(*found.groups())):
        return last if effective is None or last >= effective else None
    if (found := _YEARS.search(end)) and effective is not None:
        return _before(effective, chinese_number(found[1]))
    return None


def _before(first: dt.date, years: int) -> dt.date:
    """The last day of so many years that begin on a day."""
    year = first.year + years
    same = first.replace(year=year, day=min(first.day, calendar.monthrange(year, first.month)[1]))
    return same - dt.timedelta(days=1)


def _number(document: Document, events: Sequence[Event]) -> str:
    """The number beside it, the standard's in its file, a decree in its history, or a line of its own at the top."""
    stated = document.facts.get("number", "")
    if stated and (brief := _DECREE_BRIEFLY.match(stated)):
        return f"{canonical(document.facts.get('author', ''))}令第{brief[1]}号"
    if stated:
        return stated
    if found := _FILE_OF_A_STANDARD.search(document.facts.get("file", "")):
        return _standard_number(found)
    for event in reversed(events):
        if decree := _DECREE.search(event.words):
            return f"{canonical(decree[1])}令第{decree[2]}号"
    for line in _before_the_first(document):
        if len(line) <= 40 and (found := _NUMBER.fullmatch(line.strip("（）()"))):
            return found[0]
        if len(line) <= 40 and standard_numbers(line) and re.match(r"[A-ZＡ-Ｚa-z]", line):
            return line
    return ""


def _standard_number(found: re.Match[str]) -> str:
    body = found["body"].replace("-", "/")
    if found["local"]:
        return f"{body}{found['number']}/{found['local']}-{found['year']}"
    return f"{body} {found['number']}-{found['year']}"


def _before_the_first(document: Document) -> Iterator[str]:
    for line in document.lines[:20]:
        if FIRST_UNIT.match(line):
            return
        yield line


def _kind(document: Document, number: str, issuers: Sequence[str]) -> str:
    shelves = f"{document.facts.get('category', '')} {document.facts.get('tag', '')}".split()
    if standard_numbers(number):
        return Kind.STANDARD
    for shelf in (_SHELVES[word] for word in [*shelves, *reversed(document.folders)] if word in _SHELVES):
        is_notice = shelf in {Kind.MINISTERIAL, Kind.LOCAL_RULE} and number and "令" not in number
        return Kind.NORMATIVE if is_notice else shelf
    return _kind_by_issuer(issuers[0] if issuers else "", number, document.history)


def _kind_by_issuer(issuer: str, number: str, history: str) -> str:
    if issuer in _ORGANS:
        return Kind.INTERPRETATION
    if issuer.startswith("全国人民代表大会"):
        return Kind.LAW
    if "人民代表大会" in issuer:
        return Kind.LOCAL
    is_decree = "令" in number or _DECREE.search(history) is not None
    if issuer == "国务院":
        return Kind.ADMINISTRATIVE if is_decree else Kind.NORMATIVE
    if is_decree:
        return Kind.LOCAL_RULE if issuer.endswith("人民政府") else Kind.MINISTERIAL
    return Kind.NORMATIVE


def _usual_issuer(kind: str) -> str:
    return {Kind.LAW: "全国人民代表大会常务委员会", Kind.ADMINISTRATIVE: "国务院"}.get(Kind(kind), "")


def _issuers(document: Document, title: str, events: Sequence[Event]) -> list[str]:
    """Those stated beside it; the courts in the title; else the body that passed it: not the one that approved it."""
    if stated := document.facts.get("author", ""):
        return [canonical(name) for name in stated.split("、")]
    if title.startswith(_ORGANS):
        return [organ for organ in _ORGANS if organ in title.partition("关于")[0]]
    if found := re.match(r"^(.{2,20}人民代表大会(?:常务委员会)?)关于", title):
        return [canonical(found[1])]
    passed = [event for event in _made(events) if not event.words.partition("《")[0].endswith("批准")]
    for event in [*passed, *_made(events)]:
        if body := _body_of(event.words):
            return [body]
    return []


def _body_of(words: str) -> str:
    before = words.partition("《")[0]
    if "国务院" in before:
        return "国务院"
    if found := _CONGRESS.search(before):
        return canonical(found[0])
    if found := _DECREE.search(before):
        return canonical(found[1])
    return ""


def _region(
    kind: str, title: str, number: str, issuers: Sequence[str], folders: Sequence[str], place: Place
) -> str:
    """Where it applies: the place in a local standard's number, in the title, in its issuer's name."""
    if kind == Kind.STANDARD:
        local = re.match(r"DB\s?(\d{2})", number.upper())
        return place(local[1]) if local else ""
    if kind in {Kind.LAW, Kind.ADMINISTRATIVE, Kind.INTERPRETATION, Kind.MINISTERIAL}:
        return ""
    if kind == Kind.NORMATIVE and not any("省" in name or "市" in name for name in issuers):
        return ""
    told = (title, *issuers, *reversed(folders))
    return next((code for words in told if (code := place(words))), "")


def _standard_class(title: str) -> str:
    classes = Work.StandardClass
    for words, found in (
        (("质量标准", "水质标准", "风险管控标准"), classes.QUALITY),
        (("排放标准", "排放限值", "控制标准", "污染物排放", "控制限值", "排放控制"), classes.EMISSION),
        (("测定", "监测", "采样", "鉴别", "检测"), classes.MONITORING),
        (("术语", "分类与代码", "编码", "图形标志"), classes.BASIC),
        (("规范", "指南", "导则", "规程"), classes.MANAGEMENT),
    ):
        if any(word in title for word in words):
            return found
    return classes.OTHER
