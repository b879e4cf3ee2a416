"""The duties of one company as a calendar of the next twelve months."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.http import Http404

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.library import naming
from greenbridge.library.duties import rules
from greenbridge.library.duties.citing import SOURCE
from greenbridge.library.models import Clause, ComplianceProfile, Duty, Version
from greenbridge.library.queries import tag_of
from greenbridge.library.rechecks.queries import keys_waiting
from greenbridge.library.validity.rules import Status, called

NEXT = 3
"""So many duties that are not done are shown first; the others stand by month."""
CHANGED = "依据有变动，待复核"
LOOKING_BACK = dt.timedelta(days=30)
"""So long a duty that was not marked as done stays in sight after its day."""


@dataclass(frozen=True)
class Item:
    """A duty on the day it is due."""

    duty: Duty
    due: rules.Due
    today: dt.date
    is_done: bool = False
    is_stopped: bool = False

    @property
    def key(self) -> str:
        """Where it stands on the page."""
        return f"duty-{self.duty.pk}-{self.due.period}"

    @property
    def period(self) -> str:
        return rules.period_written(self.due)

    @property
    def is_late(self) -> bool:
        return self.due.day < self.today and not self.is_done

    @property
    def is_soon(self) -> bool:
        return 0 <= (self.due.day - self.today).days <= rules.STAGES[0] and not self.is_done

    @property
    def remaining(self) -> str:
        """还有12天, 今天到期, 已过3天: by whole days."""
        days = (self.due.day - self.today).days
        if days == 0:
            return "今天到期"
        return f"还有{days}天" if days > 0 else f"已过{-days}天"


@dataclass(frozen=True)
class Month:
    """What is due in one month."""

    name: str
    items: Sequence[Item]

    @property
    def is_soon(self) -> bool:
        return any(item.is_soon for item in self.items)


@dataclass(frozen=True)
class Calendar:
    """What a company has to do: what was due lately, what comes next and then by month, what has no day, and what wants
    a date first."""

    past: Sequence[Item]
    following: Sequence[Item]
    months: Sequence[Month]
    standing: Sequence[Duty]
    undated: Sequence[Duty] = field(default=())

    @property
    def items(self) -> list[Item]:
        return [*self.past, *self.following, *(item for month in self.months for item in month.items)]

    @property
    def anchors(self) -> set[str]:
        """The days that are missing."""
        return {duty.anchor for duty in self.undated}

    @property
    def duties(self) -> list[Duty]:
        return [*(item.duty for item in self.items), *self.standing]

    @property
    def is_empty(self) -> bool:
        return not (self.past or self.following or self.standing or self.undated)


def calendar_of(profile: ComplianceProfile) -> Calendar:
    """The calendar from today on; of a profile that is not kept, nothing is done or stopped."""
    today = clock.today()
    duties = list(concerning(profile, today))
    items = sorted(_items(profile, duties, today), key=lambda item: (item.due.day, item.duty.position))
    coming = [item for item in items if item.due.day >= today]
    following = [item for item in coming if not item.is_done][:NEXT]
    later = [item for item in coming if item not in following]
    return Calendar(
        past=[item for item in items if item.due.day < today],
        following=following,
        months=[
            Month(name, list(those))
            for name, those in groupby(later, key=lambda item: f"{item.due.day:%Y年%-m月}")
        ],
        standing=[duty for duty in duties if duty.pace == rules.Pace.STANDING],
        undated=[duty for duty in duties if duty.rule.needs_anchor and not profile.anchor(duty.anchor)],
    )


def concerning(profile: ComplianceProfile, day: dt.date) -> Iterator[Duty]:
    """The duties of a company that are not over by that day."""
    industry, region, traits = profile.industry_id, profile.region_id, profile.all_traits
    for duty in Duty.objects.from_day(day).as_shown():
        if rules.concerns(duty.circle, industry=industry, traits=traits, region=region):
            yield duty


def _items(profile: ComplianceProfile, duties: Iterable[Duty], today: dt.date) -> Iterator[Item]:
    kept = profile.pk is not None
    done = set(profile.done.values_list("duty", "period")) if kept else set()
    stopped = set(profile.stops.values_list("duty", flat=True)) if kept else set()
    first, last = max(today - LOOKING_BACK, profile.begun_on), a_year_on(today)
    for duty in duties:
        for due in rules.dues(duty.rule, first, last, profile.anchor(duty.anchor)):
            if duty.holds_on(due.day):
                is_done = (duty.pk, due.period) in done
                yield Item(duty, due, today, is_done, duty.pk in stopped)


def a_year_on(day: dt.date) -> dt.date:
    """The last day of the twelve months that begin on a day."""
    return rules.on_or_before(day.year + 1, day.month, day.day) - dt.timedelta(days=1)


def item_of(profile: ComplianceProfile, duty: int, period: str) -> Item | None:
    """One entry of the calendar as it stands now."""
    items = calendar_of(profile).items
    return next((one for one in items if one.duty.pk == duty and one.due.period == period), None)


def profile_of(organisation: Organisation | None) -> ComplianceProfile | None:
    if organisation is None:
        return None
    rows = ComplianceProfile.objects.select_related("organisation", "industry", "region")
    return rows.filter(organisation=organisation).first()


def behind(key: str) -> ComplianceProfile:
    """The profile whose calendar somebody has subscribed to. Raises Http404 once there is another key."""
    profile = ComplianceProfile.objects.filter(feed_key=key).first()
    if profile is None:
        raise Http404
    return profile


@dataclass(frozen=True)
class Ground:
    """The document that a duty stands on, as the library holds it: its clause where there is one, and its status today."""

    url: str
    tag: tuple[str, str]
    doubt: str = ""
    """What is uncertain about the duty because of the document: it is in doubt, or over; empty while all is well."""


def grounds(duties: Iterable[Duty]) -> dict[int, Ground]:
    """By the key of the duty, for those whose document is held. Of a document that is over the last text is named."""
    asked = {duty.pk: (naming.title_key(duty.law), duty.article) for duty in duties}
    texts = _texts_of({title for title, _ in asked.values()})
    clauses = {
        (clause.version_id, clause.label): clause
        for clause in Clause.objects.filter(
            version__in=texts.values(), label__in={article for _, article in asked.values() if article}
        ).only("version", "label", "address")
    }
    today, found, waiting = clock.today(), dict[int, Ground](), keys_waiting(SOURCE)
    for key, (title, article) in asked.items():
        if version := texts.get(title):
            clause = clauses.get((version.pk, article))
            if clause:
                clause.version = version
            url = (clause or version).get_absolute_url()
            doubt = _doubt(version, today) or (CHANGED if f"{key}" in waiting else "")
            found[key] = Ground(url, tag_of(version, today), doubt)
    return found


def remarks(duty: Duty, grounds: Mapping[int, Ground]) -> list[str]:
    """What to mind about a duty: 依据时效待核, 待运营核对; nothing where there is nothing."""
    ground = grounds.get(duty.pk)
    said = [ground.doubt if ground else "", "" if duty.is_confirmed else "待运营核对"]
    return [words for words in said if words]


def _doubt(version: Version, today: dt.date) -> str:
    status = version.status_on(today)
    return "" if status in {Status.IN_FORCE, Status.FUTURE} else f"依据{called(status, today, today)}"


def _texts_of(titles: Collection[str]) -> dict[str, Version]:
    """The text of each document that holds today, else the last that did."""
    rows = Version.objects.published().filter(work__title_key__in=titles).select_related("work").defer("text")
    today, found = clock.today(), dict[str, Version]()
    for version in rows.order_by("dated_on"):
        held = found.get(version.work.title_key)
        if held is None or held.status_on(today) != Status.IN_FORCE:
            found[version.work.title_key] = version
    return found
