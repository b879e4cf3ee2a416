"""The words of a site become what it says of a document. What a text says of itself is deduced as for any that comes in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from greenbridge.connectors.adapters import Detail, Row
from greenbridge.connectors.adapters.shapes import Said
from greenbridge.connectors.documents import rules
from greenbridge.connectors.documents.facts import Document
from greenbridge.connectors.errors import Unreadable
from greenbridge.connectors.models import Source
from greenbridge.core import clock
from greenbridge.core.text import standards_written
from greenbridge.demands.normalise import dates
from greenbridge.library.intake import deducing
from greenbridge.library.intake.documents import of_lines
from greenbridge.library.intake.services import place
from greenbridge.library.models import Work
from greenbridge.library.validity.rules import Status

LONGEST_TITLE, LONGEST_NUMBER, LONGEST_TEXT = 200, 80, 2_000_000


def document(source: Source, row: Row, detail: Detail, *, fetched_at: dt.datetime) -> Document:
    """Raises Unreadable for a document without title or day: it could be told from no other."""
    said, settings = Said(row, detail), source.settings
    brings_text = bool(settings.get("brings_text"))
    title = rules.plain_title(said("title"))[:LONGEST_TITLE]
    if not title:
        raise Unreadable("文件没有名称")
    stated = _stated(said, settings)
    lines = said("text")[:LONGEST_TEXT].splitlines()
    read = of_lines(title, [title, *lines], [source.province], **stated)
    kind = row.kind if row.kind in Work.Kind.values else ""
    facts, doubts = deducing.facts(read, place, kind=kind, source=source.label)
    facts = replace(
        facts,
        text=facts.text if brings_text else "",
        source_url=row.get("address"),
        fetched_at=fetched_at,
    )
    if facts.dated_on is None:
        raise Unreadable("文件没有日期")
    says = _status(said("status"), settings.get("statuses", {}))
    more = rules.doubts(facts, says=says, today=clock.today(), brings_text=brings_text)
    instead = standards_written(said("replaces")) or rules.numbers(rules.without_markup(said("title")))[1]
    return Document(
        source_id=row.get("id"),
        facts=facts,
        says=says,
        replaces=tuple(instead),
        replaced_by=tuple(standards_written(said("replaced_by"))),
        attachments=detail.files,
        doubts=(*doubts, *more),
        brings_text=brings_text,
    )


def _stated(said: Said, settings: Mapping[str, str]) -> dict[str, str]:
    """What the site says beside the text, by the names under which ``deducing`` looks for it."""
    found = {
        "number": _number(said("number")) or rules.numbers(rules.without_markup(said("title")))[0],
        "author": rules.without_markup(said("issuer")) or settings.get("issuer", ""),
        "category": said("kind"),
        "promulgated": _day(said("promulgated")),
        "effective": _day(said("effective")),
        "expires": _day(said("expires")),
    }
    return {name: words for name, words in found.items() if words}


def _number(words: str) -> str:
    """A standard number as it is written by the book, another number as it stands."""
    plain = rules.without_markup(words)
    return next(iter(standards_written(plain)), plain[:LONGEST_NUMBER])


def _day(words: str) -> str:
    when = dates.moment(words)
    return clock.local(when).date().isoformat() if when else ""


def _status(words: str, named: Mapping[str, str]) -> str:
    """What the source says, by the words of its settings; else in our own words."""
    words = words.strip()
    says = named.get(words) or next((one.value for one in Status if one.label == words), "")
    return says if says in Status.values else ""
