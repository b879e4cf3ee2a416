"""Where a text says what its words mean (本法所称…，是指…): read line by line, pure.

Three ways of saying it are known: 本条例所称X，是指…; a clause that lists 用语的含义, with X，是指… or X：… in each line; a line
that begins with X是指…. In a standard the sections under 术语和定义 are named by their terms.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from greenbridge.library.structure import parts

LONGEST, LONGEST_MEANING = 40, 600
_MEANS = r"(?:[，,]?\s*[是系即]\s*指|[，,]\s*指(?!使(?!用)|[定导挥示标令明派控引向南望]))"
_ITSELF = r"(?:本[\u4e00-\u9fff]{1,4}?|前[一二三两]?[款条项]|第[一二三四五六七八九十百千零]+[条款项][^，。；：]{0,12}?)"
_CALLED = re.compile(rf"(?P<place>{_ITSELF})中?[所下]称的?[：:]?(?P<term>[^。；;：:]{{1,80}}?){_MEANS}")
_ALSO_CALLED = re.compile(rf"[；;，,。]所称的?(?P<term>[^，,。；;：:]{{1,40}}?){_MEANS}")
_OR = r"(?:[，,](?:即|又称|也称|亦称|简称)[^，,。；;]{2,20})?"
_BARE = re.compile(rf"(?:^|(?<=。))(?P<term>[^，,。；;：:]{{2,40}}?){_OR}{_MEANS}")
_LISTED = re.compile(
    rf"^(?P<term>[^，,。；;：:]{{2,40}}?){_OR}(?:{_MEANS}|[，,]\s*(?:包括|为|即|是)|[：:](?=.))"
)
_LISTS = re.compile(
    r"(?:用语|术语|名词|名称|概念|词语).{0,16}(?:含义|解释|定义|如下)|含义(?:是|为|如下)?[：:]$"
)
_LOCAL = re.compile(r"前|第|本[款项章节编]|本条(?!例)")
_NUMBERED = re.compile(r"^[（(]?(?:[一二三四五六七八九十百]{1,4}|\d{1,2})(?:[）)、]|[.．](?!\d))\s*")
_OF_A_CLAUSE = re.compile(r"^.*(?:第[一二三四五六七八九十百千零]+[条款项]|前[一二三两]?[款条项])规定的")
_THE_MEANING_OF = re.compile(r"的(?:具体)?含义$")
_QUOTES = str.maketrans("", "", "“”\"'‘’「」《》〈〉 \u3000")
_SHORT = re.compile(r"[（(](?:以下)?(?:统称|简称|均称|称|又称|亦称)(?:为)?[：:]?(?P<name>[^）)]{2,40})[）)]")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_SENTENCE_END = re.compile(r"[。；;]")
_NO_TERM = re.compile(r"应当|不得|可以|负责|或者其他|所称|[？?！!=＝]")
_BEGINS_NO_TERM = re.compile(
    r"其(?!他|它)|[本该应按依对在由是将被因即也既又]|上述|以上|下列|有关|根据|主要是"
)
"""What begins a sentence and no term; after 所称 anything may stand."""
_TERM_OF_SECTION = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9（）()、\-]*")


@dataclass(frozen=True)
class Clause:
    """What is read: where it stands, its heading, its words; whether it stands under 术语和定义."""

    address: str
    text: str
    heading: str = ""
    is_under_terms: bool = False


@dataclass(frozen=True)
class Found:
    """A term with the words that define it. ``part`` is the 款 or 项 within the clause; one that ``is_local`` holds in
    its clause alone (本条所称, 前款所称)."""

    term: str
    address: str
    part: str
    meaning: str
    is_local: bool = False


def read(clauses: Iterable[Clause]) -> list[Found]:
    """The definitions in the order of the text, of each term the first in a clause."""
    found: dict[tuple[str, str], Found] = {}
    for clause in clauses:
        for one in _of_clause(clause):
            found.setdefault((one.address, one.term), one)
    return list(found.values())


def _of_clause(clause: Clause) -> Iterator[Found]:
    if clause.is_under_terms and (name := _TERM_OF_SECTION.match(clause.heading)):
        for term in _terms(name[0]):
            yield Found(term, clause.address, "", clause.text[:LONGEST_MEANING])
        return
    if not any(sign in clause.text for sign in ("指", "含义", "用语", "术语")):
        return
    lines = parts.of(clause.text)
    is_list = False
    for line in lines:
        if _LISTS.search(line.text) and line.text.rstrip().endswith(("：", ":", "。", "含义", "如下")):
            is_list = True
        for term, said, is_local in _of_line(line.text, is_list=is_list):
            yield Found(term, clause.address, line.address, said, is_local)


def _of_line(text: str, *, is_list: bool) -> Iterator[tuple[str, str, bool]]:
    """Terms of one line with the sentence that defines each, and whether they hold in the clause alone."""
    plain = _NUMBERED.sub("", text)
    called = list(_CALLED.finditer(plain))
    for said in [*called, *(_ALSO_CALLED.finditer(plain) if called else ())]:
        is_local = bool(_LOCAL.match(said.groupdict().get("place") or ""))
        start = said.start() if "place" in said.groupdict() else said.start() + 1
        for term in _terms(said["term"]):
            yield term, _sentence(plain, start), is_local
    bare = () if called else _BARE.finditer(plain)
    listed = _LISTED.match(plain) if is_list and not called else None
    for said in [*([listed] if listed else ()), *bare]:
        of_a_clause = _OF_A_CLAUSE.match(said["term"])
        name = said["term"][of_a_clause.end() :] if of_a_clause else said["term"]
        if not _BEGINS_NO_TERM.match(name):
            for term in _terms(name):
                yield term, _sentence(plain, said.start()), bool(of_a_clause)


def _sentence(text: str, start: int) -> str:
    end = _SENTENCE_END.search(text, start)
    return text[start : end.end() if end else len(text)].strip()[:LONGEST_MEANING]


def _terms(written: str) -> Sequence[str]:
    """The term, and what it is called for short: 生活饮用水源（以下简称饮用水源） are two names of one thing."""
    short = [one["name"] for one in _SHORT.finditer(written)]
    names = [_BRACKETS.sub("", written), *short]
    cleaned = [_THE_MEANING_OF.sub("", name.translate(_QUOTES)).strip("，,、：:") for name in names]
    return [one for one in cleaned if not never_a_term(one)]


def never_a_term(written: str) -> bool:
    return not 2 <= len(written) <= LONGEST or bool(_NO_TERM.search(written))
