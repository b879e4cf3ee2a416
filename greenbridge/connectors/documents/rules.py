"""Decisions about documents of official sites, without a database: do statuses agree, what is in doubt, what is said of a title."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from greenbridge.core.text import clean_line, standard_numbers, standards_written
from greenbridge.library.facts import Facts
from greenbridge.library.intake.warnings import Doubt, Warn
from greenbridge.library.models import Work
from greenbridge.library.validity.rules import Status, status

FIELDS = {
    "title": "名称",
    "number": "文号或标准号",
    "promulgated_on": "公布日期",
    "effective_on": "施行日期",
    "expires_on": "有效期至",
    "text": "正文",
    "says": "时效",
    "replaces": "代替",
    "replaced_by": "被代替",
}
"""What is compared, and what people call it."""
ENDED = {Status.REPEALED, Status.REPLACED}
OVER = {*ENDED, Status.REVISED}
FEW_GONE = 3
GENERAL = ("环境", "生态", "环保", "污染", "排放")
"""Words of titles that concern the environment at large; those of its parts are the domains'."""
_BRACKETS = re.compile(r"[（(][^（()）]{1,200}[)）]")
_MARKUP = re.compile(r"<[^<>]{1,100}>")
_WRITTEN = r"[A-Za-zＡ-Ｚ][A-Za-zＡ-Ｚ/／ \u3000\d.—－–-]{3,30}"
_AT_AN_END = re.compile(rf"^{_WRITTEN}|{_WRITTEN}$")
_EDGES = " \u3000《》"
_INSTEAD = re.compile(r"(?:部分)?(?:代替|替代)")


def agree(says: Status, ours: Status, kind: str) -> bool:
    """Whether a source and the library mean the same. Sites call 废止 also what another document replaced, those of
    standards what a later edition did."""
    both = {says, ours}
    return says == ours or both == ENDED or (kind == Work.Kind.STANDARD and both <= OVER)


def without_markup(words: str) -> str:
    """Sites that search mark what they found: ``<em>水</em>质`` is 水质."""
    return clean_line(_MARKUP.sub("", words))


def plain_title(title: str) -> str:
    """Without markup, and without brackets that only name the standard: ``水质 …（HJ 700-2014）`` is 水质 …."""
    plain = without_markup(title)
    without = _BRACKETS.sub(lambda found: "" if standard_numbers(found[0]) else found[0], plain)
    own, *instead = _INSTEAD.split(without, maxsplit=1)
    if instead and standard_numbers(instead[0]):
        without = own
    without = _AT_AN_END.sub(lambda found: "" if standard_numbers(found[0]) else found[0], without)
    return without.strip(_EDGES) or plain.strip(_EDGES)


def numbers(words: str) -> tuple[str, list[str]]:
    """The number that a title gives the document, and those that it takes the place of, not only in part."""
    found = _INSTEAD.search(words)
    own, instead = (words[: found.start()], words[found.end() :]) if found else (words, "")
    is_partly = found is not None and found[0].startswith("部分")
    return next(iter(standards_written(own)), ""), [] if is_partly else standards_written(instead)


def doubts(facts: Facts, *, says: str, today: dt.date, brings_text: bool) -> Iterator[Warn]:
    """What is doubtful because of where a document came from; what is in itself, ``library.intake.warnings`` knows."""
    if facts.kind == Work.Kind.STANDARD and not standard_numbers(facts.number):
        yield Warn(Doubt.NO_NUMBER)
    if facts.promulgated_on and facts.promulgated_on > today:
        yield Warn(Doubt.NOT_YET_MADE, str(facts.promulgated_on))
    if brings_text and not facts.text:
        yield Warn(Doubt.NO_TEXT)
    drawn = status(facts.effective_on, None, "", today)
    if says and facts.effective_on and not agree(Status(says), drawn, facts.kind):
        yield Warn(Doubt.SOURCE_SAYS, f"{Status(says).label}，按日期推算为{drawn.label}")


def holds_back(doubt: Doubt, *, brings_text: bool) -> bool:
    """Whether an editor is to look before a document is shown. Sites that only list standards do not name who made them."""
    return brings_text or doubt not in {Doubt.NO_ISSUER, Doubt.NO_CLAUSES}


def too_many_gone(gone: Sequence[object], known: int) -> bool:
    """Whether so much is missing from a list that the list is to be doubted and not the documents."""
    return len(gone) > FEW_GONE and len(gone) * 2 > known
