"""The words of a site become the facts of a notice. One way for all sources; the rules are those of the hall."""

import datetime as dt
from collections.abc import Sequence

from greenbridge.connectors import kinds
from greenbridge.connectors.adapters import Detail, Row
from greenbridge.connectors.adapters.shapes import Said
from greenbridge.connectors.errors import Unreadable
from greenbridge.connectors.models import Source
from greenbridge.demands.normalise import amounts, dates, environment, names, places, titles
from greenbridge.demands.notices.facts import NoticeFacts

LONGEST_TEXT = 200_000


def facts(source: Source, row: Row, detail: Detail, *, fetched_at: dt.datetime) -> NoticeFacts:
    """Raises Unreadable for a notice without title or day: it could be told from no other.

    Where only the opening of bids is told, that is the deadline: both are one moment (财政部令第87号, article 39).
    """
    said = Said(row, detail)
    title = titles.plain(said("title"))
    published = dates.moment(detail.get("published")) or dates.moment(row.get("published"))
    if not title:
        raise Unreadable("公告没有标题")
    if published is None:
        raise Unreadable("公告没有发布时间")
    text, buyer = said("text")[:LONGEST_TEXT], "、".join(_named(said, "buyer"))
    judged = environment.judge(title, text)
    place = places.resolve(
        district=said("region"),
        buyer_address=said("buyer_address"),
        buyer=buyer,
        title=title,
        agency_address=said("agency_address"),
        province=source.province,
    )
    return NoticeFacts(
        source=source.label,
        source_id=row.get("id"),
        url=row.get("address"),
        kind=kinds.kind_of(row.kind, row.get("kind") or detail.get("kind"), title),
        title=title,
        project_number=said("project_number"),
        buyer=buyer,
        buyer_address=said("buyer_address"),
        agency="、".join(_named(said, "agency")),
        region_code=place.code,
        region_words=place.evidence,
        region_confidence=place.confidence,
        types=judged.types,
        score=judged.score,
        matched=judged.matched,
        budget=_fen(said("budget")),
        award=_fen(said("award")),
        amount_words=said("award") or said("budget"),
        published_at=published,
        deadline=dates.moment(said("deadline") or said("opens")),
        opens_at=dates.moment(said("opens")),
        winners=_named(said, "winners"),
        text=text,
        attachments=detail.files,
        fetched_at=fetched_at,
        parser=source.parser,
    )


def _named(said: Said, field: str) -> tuple[str, ...]:
    return _bodies(said.detail.names.get(field) or [said(field)])


def _bodies(words: Sequence[str]) -> tuple[str, ...]:
    """Every body that is named, once."""
    return tuple(dict.fromkeys(name for one in words if one for name in names.bodies(one)))


def _fen(words: str) -> int | None:
    return amounts.fen(words).fen if words else None
