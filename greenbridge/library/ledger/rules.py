"""What a text says of other documents' end (同时废止, 代替): read sentence by sentence, pure."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from greenbridge.library.addresses import parsed
from greenbridge.library.citations.rules import folded, numbers_in, titles

_PART = re.compile(r"[^。；;]+[。；;]?")
_SENTENCE = re.compile(r"[^。；\n]+[。；]?")
_REPEALS = re.compile(
    r"(?:同时|即行|予以|相应|一并)?(?:自(?P<day>\d{4}年\d{1,2}月\d{1,2}日)起)?(?:同时|即行|予以)?废止$"
)
_REPEALS_LIST = re.compile(r"(?:下列|以下).{0,30}(?:同时|即行|予以)?废止[：:]$")
_ITEM = re.compile(r"^(?:[（(]?[一二三四五六七八九十百\d]+(?:[）)、.．]|年)|《)")
_ITS_CLAUSE = re.compile(
    r"^(?:[（(][^（）()]{1,40}[）)])?(第[零〇一二三四五六七八九十百千\d]+条(?:第[一二三四五六七八九十\d]+款)?)"
)
_REPLACES = re.compile(r"^.{0,40}?(?P<part>部分)?(?:代替|替代)(?P<what>.{3,200})$")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_BEGINS = re.compile(r"本[^，。；《]{1,6}自(?P<day>\d{4}年\d{1,2}月\d{1,2}日)起(?:施行|实施)")
_AMENDS = re.compile(r"关于修[改订]\s*[《〈<](?P<named>[^《》〈〉<>]{2,80})[》〉>]\s*的决定")
_PLACE = r"第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?(?:第[一二三四五六七八九十]+款)?(?:第[一二三四五六七八九十]+项)?"
_AT = re.compile(
    rf"^(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十\d]+[）)])?\s*(?:将|把|在|删去|删除)?(?P<places>{_PLACE}(?:[、，和]{_PLACE})*)"
)
_UP_TO_A_MARK = re.compile(r"([^“”]*)([“”]?)")
_CHANGES = re.compile(r"修改|改为|改作|删去|删除|增加|作为")
_MOST = 50
"""Of one text: a list of documents that are repealed together is longer nowhere."""


@dataclass(frozen=True)
class Found:
    """One thing that a text says. ``kind`` is an ``Effect.Kind``, ``ground`` the address of the clause that says it."""

    kind: str
    named: str
    ground: str = ""
    target_address: str = ""
    since: dt.date | None = None
    note: str = ""


def read(clauses: Sequence[tuple[str, str]], own_number: str = "") -> list[Found]:
    """What the clauses, each an address and its text, say of the end of other documents; of each the first."""
    found: dict[tuple[str, str, str], Found] = {}
    for address, text in clauses:
        for one in [*_repeals(address, text), *_replacements(address, text, own_number)]:
            found.setdefault((one.kind, one.named, one.target_address), one)
    return list(found.values())[:_MOST]


def amendments(title: str, clauses: Sequence[tuple[str, str]]) -> list[Found]:
    """What a decision 关于修改《甲》的决定 changes: the clauses of 甲 that it names, by their former numbers; 甲 as a whole where it
    names none. The new wording that it quotes amends nothing itself. Of a decision on several documents, and of any other text, nothing."""
    said = _AMENDS.search(title)
    if said is None:
        return []
    found: dict[str, Found] = {}
    own_words = _without_quotations(text for _, text in clauses)
    for (address, _), text in zip(clauses, own_words, strict=True):
        for sentence in _SENTENCE.findall(text):
            at = _AT.match(sentence.strip())
            if at and _CHANGES.search(sentence):
                for place in re.findall(_PLACE, at["places"]):
                    found.setdefault(parsed(place), Found("amends", said["named"], address, parsed(place)))
    return list(found.values())[:_MOST] or [Found("amends", said["named"])]


def _without_quotations(texts: Iterable[str]) -> Iterator[str]:
    """The texts without what stands between “ and ”, which may run over several; each paragraph of it may begin with “ anew."""
    is_quoted = False
    for text in texts:
        kept = []
        for said, mark in _UP_TO_A_MARK.findall(text):
            kept.append("" if is_quoted else said)
            is_quoted = mark == "“" if mark else is_quoted
        yield "".join(kept)


def is_doubtful(note: str) -> bool:
    """Whether a note says that something is still to be looked at (待核): so no entry stands that somebody confirmed."""
    return "待核" in note


def without_doubts(note: str) -> str:
    """The note without the parts that say so: 废止清单待核；过渡见第一条。 becomes 过渡见第一条。"""
    return "".join(part for part in _PART.findall(note) if not is_doubtful(part)).strip()


def _repeals(address: str, text: str) -> Iterator[Found]:
    if "废止" not in text:
        return
    # An amended text repeats the closing article of the first one: what that repealed ended on the day that it names.
    begins = _BEGINS.search(text)
    since = _day(begins["day"]) if begins else None
    in_list = False
    for sentence in _SENTENCE.findall(text):
        plain = sentence.strip().rstrip("。；").strip()
        if _REPEALS_LIST.search(plain):
            in_list = True
        elif (said := _REPEALS.search(plain)) and not re.search(
            r"(?:不|未|被|决定|关于)$", plain[: said.start()]
        ):
            yield from _named(address, plain[: said.start()], _day(said["day"]) or since)
        elif in_list and _ITEM.match(plain):
            yield from _named(address, plain, since)
        elif in_list:
            in_list = False


def _named(address: str, sentence: str, since: dt.date | None) -> Iterator[Found]:
    """The documents that a sentence repeals: those it names last, joined by 、和以及, whatever is said of their origin."""
    for title in titles(sentence):
        if _is_a_ground(sentence[: title.start], sentence[title.end :]):
            continue
        clause = _ITS_CLAUSE.match(sentence[title.end :])
        yield Found("repeals", title.name, address, parsed(clause[1]) if clause else "", since)


def _is_a_ground(before: str, after: str) -> bool:
    """根据《甲》…《乙》同时废止: 甲 is not repealed; nor is the decision by which 乙 was amended once."""
    return bool(re.search(r"(?:根据|依据|依照|按照)$", before)) or bool(
        re.match(
            r"(?:[（(][^（）()]*[）)])?(?:(?:第[^，、《]{1,12})?(?:修正|修订|修改|的规定)|自[^《]{1,20}(?:施行|实施)[，,])",
            after,
        )
    )


def _replacements(address: str, text: str, own_number: str) -> Iterator[Found]:
    if "代替" not in text and "替代" not in text:
        return
    for sentence in _SENTENCE.findall(text):
        said = _REPLACES.match(folded(sentence.strip().rstrip("。；")))
        if said is None:
            continue
        for number in numbers_in(said["what"]):
            if number.key == own_number:
                continue
            if said["part"] or "部分" in said["what"]:
                yield Found("amends", number.name, address, note="部分代替")
            else:
                yield Found("replaces", number.name, address)


def _day(written: str | None) -> dt.date | None:
    if not written or (found := _DAY.match(written)) is None:
        return None
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        return None
