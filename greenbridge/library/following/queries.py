"""What can be followed, and what has happened to it since."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.http import QueryDict
from django.urls import reverse

from greenbridge.core import clock
from greenbridge.library.finding import listing
from greenbridge.library.models import (
    Effect,
    Follow,
    Topic,
    TopicItem,
    TopicListing,
    Version,
    VersionQuerySet,
    Work,
)
from greenbridge.library.queries import nearest, versions_of, works
from greenbridge.library.validity.rules import End
from greenbridge.search import queries as search

RECENT = dt.timedelta(days=30)
"""What happened earlier is no news, even to who follows for longer and was not told."""
AHEAD = dt.timedelta(days=31)
"""So long before its day a text is announced as coming into force."""
IN_A_FEED = 50
FEW = 500
"""So many documents of a kind or a domain are looked at whole for a feed."""
OVER = (End.REPEALED, End.REPLACED)
"""How a text ends without a later one of the same document."""
MOST = 2_000
"""Texts of a search that are looked through, those promulgated last; of a feed, those made public last."""
WORK = "work="
TOPIC = "topic="
"""So the conditions of a follow begin that is of one document, or of a topic; all others are those of a search."""
EVERYTHING = "全部文件"


@dataclass(frozen=True)
class Subject:
    """What somebody follows: its conditions, the same in words, and where it stands."""

    conditions: str
    label: str
    url: str


def of_work(code: str) -> Subject | None:
    """A document that visitors may read."""
    work = works().filter(code=code).first()
    return Subject(f"{WORK}{work.code}", f"《{work.title}》", work.get_absolute_url()) if work else None


def of_topic(slug: str) -> Subject | None:
    """The documents that editors have put together in a published topic, as they are put together at each moment."""
    topic = Topic.objects.published().filter(slug=slug).first()
    return Subject(f"{TOPIC}{slug}", f"专题“{topic}”", topic.get_absolute_url()) if topic else None


def of_search(params: QueryDict) -> Subject:
    """What the hall finds under this address: words, filters and the place where it applies.

    Not as of which day, in which order, of which dates or status: they are about the look at it.
    """
    names = ["q", "in", *(one.name for one in listing.OF_A_DAY.filters)]
    kept = [(name, value) for name in names for value in params.getlist(name) if value.strip()]
    query = QueryDict(urlencode(kept))
    label = "，".join(chip.label for chip in listing.hall(query).page.chips) or EVERYTHING
    return Subject(query.urlencode(), label, _hall(query.urlencode()))


def url_of(row: Follow) -> str:
    """Where what is followed stands now."""
    for begins, of in ((WORK, of_work), (TOPIC, of_topic)):
        if row.conditions.startswith(begins):
            subject = of(row.conditions.removeprefix(begins))
            return subject.url if subject else _hall("")
    return _hall(row.conditions)


def _hall(conditions: str) -> str:
    return reverse("law:hall") + (f"?{conditions}" if conditions else "")


@dataclass(frozen=True)
class News:
    """Something that happened to a text. ``key`` is what is remembered of it once it has been told."""

    key: str
    words: str
    version: Version

    @property
    def url(self) -> str:
        return self.version.get_absolute_url()


def news(row: Follow) -> list[News]:
    """What happened since the follow was confirmed, was not told of, and is not older than a month; by text."""
    if row.confirmed_at is None:
        return []
    told, since = set(row.told), max(row.confirmed_at, clock.now() - RECENT)
    return [one for one in _happened(row.conditions, since) if one.key not in told]


def _happened(conditions: str, since: dt.datetime) -> Iterator[News]:
    today, first = clock.today(), clock.local(since).date()
    recent = (
        Q(published_at__gt=since)
        | Q(starts_on__gt=today, starts_on__lte=today + AHEAD)
        | Q(end__in=OVER, ends_on__gt=first, ends_on__lte=today)
    )
    texts = _followed(conditions, Version.objects.published().filter(recent))
    first_days = _first_days({text.work_id for text in texts})
    for text in texts:
        if text.published_at and text.published_at > since:
            is_revision = first_days[text.work_id] < text.dated_on
            yield News(f"new-{text.pk}", _of_a_new_one(text, is_revision), text)
        elif text.starts_on and text.starts_on > today:
            words = f"《{text.title}》{clock.written(text.starts_on)}起施行"
            yield News(f"starts-{text.pk}", words, text)
        if text.end in OVER and text.ends_on and first < text.ends_on <= today:
            words = f"《{text.title}》自{clock.written(text.ends_on)}起不再有效"
            yield News(f"ends-{text.pk}-{text.ends_on}", words, text)
    come_in = {text.work_id for text in texts if text.published_at and text.published_at > since}
    yield from _amended(conditions, since, besides=come_in)
    if conditions.startswith(TOPIC):
        yield from _listed(conditions.removeprefix(TOPIC), since, besides=come_in)


def _amended(conditions: str, since: dt.datetime, *, besides: Collection[int]) -> Iterator[News]:
    """What was confirmed since of other documents that amend one of these; where the new wording came in, that is told already,
    and where the library holds a text as young, the amendment is an old one of which only the entry is new."""
    rows = Effect.objects.standing().filter(kind=Effect.Kind.AMENDS, is_confirmed=True).with_all()
    known_since = Greatest(
        "created_at", Coalesce("confirmed_at", "created_at"), Coalesce("by__published_at", "created_at")
    )
    rows = rows.annotate(known_since=known_since).filter(known_since__gt=since)
    texts = Version.objects.published().filter(work=OuterRef("target")).order_by("-dated_on")
    rows = rows.filter(by__dated_on__gt=Subquery(texts.values("dated_on")[:1]))
    amending = list(rows.exclude(by__work=F("target")).exclude(target__in=besides).order_by("pk"))
    amended = Version.objects.published().filter(work__in={row.target_id for row in amending})
    met = {text.work_id for text in _followed(conditions, amended)}
    for row in amending:
        if row.target_id in met:
            begins = f"自{clock.written(row.day)}起" if row.day else ""
            words = f"《{row.named}》{row.place}{begins}由《{row.by.title}》修改"
            yield News(f"amends-{row.pk}", words, row.by)


def _listed(slug: str, since: dt.datetime, *, besides: Collection[int]) -> Iterator[News]:
    """Documents that were put into a topic since; of one that came in meanwhile, that is told already."""
    rows = TopicListing.objects.filter(topic__slug=slug, topic__live=True, listed_at__gt=since)
    for row in rows.select_related("work").order_by("pk"):
        texts = versions_of(row.work)
        if texts and row.work_id not in besides:
            there = nearest(texts, clock.today())
            yield News(f"listed-{row.pk}", f"列入专题：《{there.title}》", there)


def _followed(conditions: str, texts: VersionQuerySet) -> list[Version]:
    """Those of the texts that meet the conditions; the index is asked only where there are any."""
    texts = texts.select_related("work").defer("text").order_by("pk")
    if conditions.startswith(WORK):
        return list(texts.filter(work__code=conditions.removeprefix(WORK)))
    if conditions.startswith(TOPIC):
        return list(texts.filter(work__in=_works_of(conditions.removeprefix(TOPIC))))
    if domain := _only_domain(conditions):
        return list(texts.filter(work__domains=domain))
    recent = list(texts)
    if not recent:
        return []
    asked = replace(listing.all_texts(QueryDict(conditions)), order="newest")
    met = {text.pk for text in search.everything(asked, MOST)}
    return [text for text in recent if text.pk in met]


def _works_of(topic: str) -> QuerySet[TopicItem, Any]:
    """The keys of the documents in a published topic."""
    items = TopicItem.objects.filter(topic__slug=topic, topic__live=True).exclude(work=None)
    keys: QuerySet[TopicItem, Any] = items.order_by().values("work")
    return keys


def _only_domain(conditions: str) -> str:
    """The domain where nothing but one is asked for: of that the database knows every text, old or new."""
    name, _, domain = conditions.partition("=")
    return domain if name == "domain" and "&" not in domain else ""


def _first_days(keys: set[int]) -> dict[int, dt.date]:
    """The day of the oldest public text of each document: what is later is a revision."""
    rows = Version.objects.published().filter(work__in=keys).order_by()
    return dict(rows.values_list("work").annotate(day=Min("dated_on")))


def _of_a_new_one(text: Version, is_revision: bool) -> str:
    words = f"{'修改' if is_revision else '新收录'}：《{text.title}》"
    if text.starts_on is None:
        return words
    return f"{words}，{clock.written(text.starts_on)}起施行"


def newest(kind: str = "", domain: str = "", work: str = "", topic: str = "") -> list[Version]:
    """For a feed: the texts that were made public last.

    Of a kind or a domain with many documents, those among the last two thousand of all: who follows has seen the others.
    """
    texts = Version.objects.published()
    if topic:
        texts = texts.filter(work__in=_works_of(topic))
    elif work:
        texts = texts.filter(work__code=work)
    elif kind or domain:
        asked = {name: value for name, value in (("kind", kind), ("domains", domain)) if value}
        few = list(Work.objects.filter(**asked).order_by().values_list("pk", flat=True)[: FEW + 1])
        if len(few) <= FEW:
            texts = texts.filter(work__in=few)
        else:
            latest = dict(texts.order_by("-published_at", "-pk").values_list("pk", "work")[:MOST])
            many = Work.objects.filter(pk__in=set(latest.values()), **asked).order_by()
            met = set(many.values_list("pk", flat=True))
            texts = texts.filter(pk__in=[pk for pk, key in latest.items() if key in met][:IN_A_FEED])
    texts = texts.select_related("work").defer("text")
    return list(texts.order_by("-published_at", "-pk")[:IN_A_FEED])
