"""Reading documents: a version as somebody looks at it on a day."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils.functional import cached_property

from greenbridge.core import clock
from greenbridge.core.kept import Kept
from greenbridge.library.addresses import clause_of
from greenbridge.library.ledger import queries as ledger
from greenbridge.library.models import Citation, Clause, Effect, Version, Work
from greenbridge.library.reading import corrected
from greenbridge.library.reading.aligning import Pair, Words, align
from greenbridge.library.reading.contents import HEADINGS, Contents, Entry
from greenbridge.library.reading.corrected import Corrected
from greenbridge.library.validity.rules import End, Status, called

Links = Mapping[int, Mapping[str, str]]
"""By clause: the words that cite, and where they lead."""

TAGS = {
    Status.IN_FORCE: "ok",
    Status.FUTURE: "info",
    Status.REVISED: "warn",
    Status.REPEALED: "bad",
    Status.REPLACED: "bad",
    Status.UNKNOWN: "plain",
}


def works() -> QuerySet[Work]:
    """Those of which visitors may read a version."""
    shown = Version.objects.published().values("work")
    return Work.objects.filter(pk__in=shown).select_related("region").prefetch_related("issuers", "domains")


def versions_of(work: Work) -> list[Version]:
    """The published ones, the latest first, without their words."""
    versions = list(work.versions.published().defer("text").order_by("-dated_on"))
    for version in versions:
        version.work = work
    return versions


@dataclass(frozen=True)
class Reading:
    """A version as it is looked at: on the day that somebody asked for, else today."""

    version: Version
    versions: Sequence[Version]
    day: dt.date
    is_asked: bool

    @property
    def work(self) -> Work:
        return self.version.work

    @property
    def on(self) -> str:
        """What addresses carry on, so that the next page is looked at on the same day."""
        return f"?on={self.day.isoformat()}" if self.is_asked else ""

    @property
    def status(self) -> Status:
        return self.version.status_on(self.day)

    @property
    def tag(self) -> tuple[str, str]:
        return tag_of(self.version, self.day)

    @property
    def word(self) -> str:
        """现行有效, of a past day 当时有效."""
        return called(self.status, self.day, clock.today())

    @property
    def is_of_today(self) -> bool:
        return self.day == clock.today()

    @cached_property
    def remark(self) -> str:
        """Which document may have ended this one, where nobody has confirmed it."""
        return ledger.remark(self.version, self.day)

    @property
    def gives_way(self) -> bool:
        """Whether a later text of the same document ends it."""
        return self.version.end in {End.REVISED, End.EDITION}

    @cached_property
    def successor(self) -> Version | None:
        """The version that took its place, or will."""
        if not self.gives_way:
            return None
        return next((one for one in self.versions if one.starts_on == self.version.ends_on), None)

    @cached_property
    def endings(self) -> list[Effect]:
        """Which documents brought the work to its end, on the last day of this version."""
        if self.version.end not in {End.REPEALED, End.REPLACED}:
            return []
        endings = (one for one in self.changed_by if one.kind in Effect.ENDING)
        return [one for one in endings if one.is_on_the_whole and one.day == self.version.ends_on]

    @cached_property
    def changed_by(self) -> list[Effect]:
        """What other documents do to the work, the latest first."""
        return list(ledger.changed_by(self.work))

    @cached_property
    def coming(self) -> list[ledger.Coming]:
        """Which confirmed changes begin on a later day, while this text is in force or to come (将有变动)."""
        if self.status not in {Status.IN_FORCE, Status.FUTURE}:
            return []
        return ledger.coming(self.changed_by, self.version, self.day)

    @cached_property
    def corrected(self) -> list[Corrected]:
        """How this text was put right, the latest first (文本更正)."""
        rows = self.version.corrections.approved().order_by("-decided_at", "-pk")
        return [
            Corrected(
                clock.local(row.decided_at).date(),
                row.reason if row.reason_is_public else "",
                corrected.places(row.former, row.text),
            )
            for row in rows
            if row.decided_at
        ]

    def corrected_within(self, addresses: Collection[str]) -> list[Corrected]:
        """What of that concerns some of its clauses."""
        return [those for one in self.corrected if (those := one.within(addresses))]

    @property
    def never_was(self) -> bool:
        """It gave way before its first day came."""
        starts, ends = self.version.starts_on, self.version.ends_on
        return starts is not None and ends is not None and ends <= starts

    @property
    def in_force(self) -> Version | None:
        """The version in force on that day, which may be another one."""
        return in_force(self.versions, self.day)

    @property
    def of_today(self) -> Version | None:
        """What is in force today, whatever day is asked for."""
        return in_force(self.versions, clock.today())

    @property
    def legal_force(self) -> str:
        """The word of schema.org for it; nothing where it is not known."""
        forces = {Status.IN_FORCE: "InForce", Status.UNKNOWN: ""}
        return forces.get(self.status, "NotInForce")

    @property
    def steps(self) -> list["Step"]:
        """All versions for the timeline, each with the one before it."""
        before = [*self.versions[1:], None]
        return [Step(one, old, self.day) for one, old in zip(self.versions, before, strict=True)]


@dataclass(frozen=True)
class Step:
    """A version in the history of its work."""

    version: Version
    before: Version | None
    day: dt.date

    @property
    def tag(self) -> tuple[str, str]:
        return tag_of(self.version, self.day)


def tag_of(version: Version, day: dt.date) -> tuple[str, str]:
    """The colour and the word for a text as it stands on a day, in lists as on its own page."""
    status = version.status_on(day)
    return TAGS[status], called(status, day, clock.today())


def in_force(versions: Sequence[Version], day: dt.date) -> Version | None:
    """The version in force on a day; the latest where several claim to be."""
    return next((one for one in versions if one.status_on(day) == Status.IN_FORCE), None)


def nearest(versions: Sequence[Version], day: dt.date) -> Version:
    """What a reader gets who asks for no day: what is in force, else the latest that has begun, else the first to come."""
    begun = [one for one in versions if one.status_on(day) != Status.FUTURE]
    return in_force(versions, day) or (begun[0] if begun else versions[-1])


_contents: Kept[tuple[int, str], Contents] = Kept("library", most=200, minutes=60)


def contents_of(version: Version) -> Contents:
    """The order of its clauses, without their words."""
    rows = version.clauses.defer("text").annotate(size=Length("text"))
    return _contents.one((version.pk, version.digest), lambda: Contents(list(rows)))


def with_words(version: Version, entries: Sequence[Entry]) -> list[Clause]:
    """The clauses of these entries, which stand together, with their words."""
    if not entries:
        return []
    places = [entry.clause.position for entry in entries]
    found = version.clauses.filter(position__gte=min(places), position__lte=max(places))
    wanted = set(places)
    clauses = [clause for clause in found if clause.position in wanted]
    for clause in clauses:
        clause.version = version
    return clauses


def all_clauses(version: Version) -> list[Clause]:
    return list(version.clauses.all())


def compared(old: Version, new: Version) -> list[Pair]:
    """The clauses of two texts of a work, each with what it has become."""
    return align(_said(old), _said(new))


def _said(version: Version) -> list[Words]:
    clauses = version.clauses.exclude(level__in=HEADINGS - {Clause.Level.ANNEX})
    return [Words(one.address, str(one), f"{one.heading}\n{one.text}".strip()) for one in clauses]


def links_in(reading: Reading, clauses: Sequence[Clause]) -> Links:
    """Where each citation in these clauses leads: another document on the day of the reading, or a clause of this text."""
    found = Citation.objects.filter(clause__in=clauses, target__isnull=False).select_related("target")
    links: dict[int, dict[str, str]] = {}
    for citation in found:
        links.setdefault(citation.clause_id, {})[citation.quote] = _leads_to(reading, citation)
    return links


def _leads_to(reading: Reading, citation: Citation) -> str:
    address, target = clause_of(citation.target_address), citation.target
    if target is None or target.pk == reading.work.pk:
        return f"{reading.version.get_absolute_url()}{address}{reading.on}"
    asked = {"on": reading.day.isoformat() if reading.is_asked else "", "at": address}
    query = urlencode({name: value for name, value in asked.items() if value})
    return target.get_absolute_url() + (f"?{query}" if query else "")


def same_place(reading: Reading, address: str) -> list[Clause]:
    """The clause of that address in the other versions, the latest first: an article may have another number there."""
    others = [one for one in reading.versions if one.pk != reading.version.pk]
    by_version = {
        clause.version_id: clause for clause in Clause.objects.filter(version__in=others, address=address)
    }
    found = [by_version[one.pk] for one in others if one.pk in by_version]
    for clause in found:
        clause.version = next(one for one in others if one.pk == clause.version_id)
    return found


def asked_day(text: str) -> dt.date | None:
    """A day as addresses write it, 2026-06-01; None for anything else."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def reading_of(version: Version, versions: Sequence[Version], asked: dt.date | None) -> Reading:
    return Reading(version, versions, asked or clock.today(), asked is not None)
