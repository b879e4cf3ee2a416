"""Documents of the demo world (演示数据): invented rules on waste, one of them replaced, one of them still to come."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library import services
from greenbridge.library.catalogues import services as catalogues
from greenbridge.library.catalogues.rules import Row
from greenbridge.library.facts import Facts
from greenbridge.library.intake import correcting
from greenbridge.library.intake.documents import Document
from greenbridge.library.ledger import services as ledger
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import ClauseMapping, Effect, Version, Work
from greenbridge.portal import demo_laws as texts

SOURCE = "演示来源"


def seed() -> None:
    """A rule for the whole country in two texts, one of 浙江 that a new one will replace, a standard in two editions, a
    catalogue with its table, and a text that waits for an editor's look."""
    for facts in (*texts.RULE, *texts.STANDARD, texts.OF_ZHEJIANG):
        _put(facts)
    _put(texts.OF_ZHEJIANG_TO_COME | _announced())
    catalogues.write(_put(texts.CATALOGUE), list(_rows()))
    _put(texts.TO_LOOK_AT, held=True)


def _rows() -> Iterator[Row]:
    for category, (group, wastes) in enumerate(texts.CATALOGUE_ROWS.items(), start=1):
        for number, waste in enumerate(wastes, start=1):
            code = f"99{category}-{number:03}-{group[0][2:4]}"
            cells = (*group, code, waste, "T")
            yield Row(1, code, group[0], tuple(zip(texts.CATALOGUE_HEADS, cells, strict=True)))


def seed_ledger(editor: User) -> None:
    """A former document that the rule says it repeals, with its clauses led over, and an amendment that is still to come:
    what cites the amended article waits to be looked at."""
    former, decision = _put(texts.FORMER).work, _put(texts.DECISION | _announced())
    rule = Work.objects.get(title=texts.RULE[0]["title"])
    amends = Entry(Effect.Kind.AMENDS, decision, rule, "", "art-1", "art-5", note="增加一款（演示）。")
    ledger.record(amends, actor=editor)
    ClauseMapping.objects.bulk_create(
        ClauseMapping(old=former, old_address=old, new=rule, new_address=new, note=note)
        for old, new, note in texts.WENT_TO
    )


def seed_correction(by: User) -> None:
    """A misprint in the former document waits for another editor's look."""
    former = Version.objects.get(title=texts.FORMER["title"])
    right = former.text.replace(*texts.MISPRINT).splitlines()
    document = Document("", former.title, tuple(right))
    correcting.propose(former, document, reason="第二条漏了“防雨”两个字（演示）。", by=by)


def _announced() -> dict[str, Any]:
    return {"promulgated_on": _days_from_now(-20), "effective_on": _days_from_now(40)}


def _put(facts: dict[str, Any], *, held: bool = False) -> Version:
    return services.put(
        Facts(source=SOURCE, fetched_at=clock.now(), is_demo=True, **facts), held=held
    ).version


def _days_from_now(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)
