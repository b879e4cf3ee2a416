"""Documents come in from files and folders, each by itself: a broken one never stops the rest."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.core.progress import Progress, unheard
from greenbridge.files.services import Checked
from greenbridge.library import naming
from greenbridge.library import services as library
from greenbridge.library.catalogues import services as catalogues
from greenbridge.library.errors import NoDate, SameDay
from greenbridge.library.facts import Facts
from greenbridge.library.intake import deducing, listings, originals, queries, reading, warnings
from greenbridge.library.intake.documents import Document
from greenbridge.library.intake.errors import KnownAlready, NotAside, NotHeld, NothingToRead, NoTitle
from greenbridge.library.intake.index import Days
from greenbridge.library.intake.warnings import Doubt, Warn, from_json
from greenbridge.library.models import Clause, Version
from greenbridge.library.naming import quoted
from greenbridge.library.structure.rules import split
from greenbridge.messaging import services as messaging
from greenbridge.reference import resolver

# What the person who brings a document may say of it, and how a text says it: ``Facts`` → its caption and ``Document.facts``.
SAID = {
    "promulgated_on": ("公布日期", "promulgated"),
    "effective_on": ("施行日期", "effective"),
    "number": ("文号或标准号", "number"),
    "issuers": ("制定机关", "author"),
}
# Doubts about a day that go away when the person says it.
_SETTLED = {"promulgated_on": Doubt.DAYS_DISAGREE, "effective_on": Doubt.BEGINS_PRESUMED}
REVISED = ("title", "dated_on", "number", "promulgated_on", "effective_on", "expires_on", "source_url")


class State(StrEnum):
    """What came of one document."""

    NEW = "new"
    COMPLETED = "completed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    """One document of an import: what came of it, or why not."""

    path: str
    title: str
    state: State
    version: Version | None = None
    is_new_work: bool = False
    articles: int = 0
    reason: str = ""
    is_kept: bool = False
    not_kept: str = ""
    """Why the file of a text that was taken in is not kept as its original."""

    @property
    def warnings(self) -> list[Warn]:
        return from_json(self.version.warnings) if self.version is not None else []


@dataclass(frozen=True)
class Given:
    """What the person who imports says beforehand; ``said`` are facts of one document, by the names of ``SAID``."""

    kind: str = ""
    source: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    is_held: bool = False
    days: Days = field(default_factory=dict)
    actor: User | None = None


def import_paths(paths: Sequence[Path], given: Given, progress: Progress = unheard) -> list[Outcome]:
    """Take in files and what folders hold, in the order of their names; each in a transaction of its own.

    What is there already stays as it is; a second run changes nothing. Word and PDF files are kept as originals, where they may be.
    """
    waiting = [one for path in paths for one in _found(path)]
    outcomes = []
    for done, one in enumerate(waiting, start=1):
        outcomes.append(_outcome(one, given))
        progress("收录", done, len(waiting))
    return outcomes


@transaction.atomic
def receive(document: Document, given: Given, original: Checked | None = None) -> Version:
    """Take in one document that an editor sent, with the file it came in. What they say of it holds, and the text remembers who said so.

    Raises NoTitle, NothingToRead, NoDate, DaysInDisorder, SameDay, KnownAlready where its words are there already,
    and IsAside where they were set aside.
    """
    facts, doubts = facts_of(document, given)
    put, has_rows = _put(facts, doubts, document, given, None)
    library.refuse_aside(put.version)
    if put.is_new and original is not None:
        originals.keep(put.version, original, by=given.actor)
    if not (put.is_new or put.is_completed or has_rows):
        raise KnownAlready(title=facts.title, day=f"{put.version.dated_on:%Y年%-m月%-d日}")
    return put.version


@transaction.atomic
def revise(version: Version, facts: Facts, *, by: User) -> None:
    """Put other facts in place of those that were read of a text still held; it may come to belong to another work.

    What was doubtful is asked anew. Raises NotHeld, NoDate, DaysInDisorder, and SameDay where the work has a text of that day.
    """
    version = _locked(version)
    if version.standing != Version.Standing.HELD:
        raise NotHeld(title=version.title)
    if facts.dated_on is None:
        raise NoDate(title=facts.title)
    library.refuse_disorder(facts)
    stays = _what_stays(version, facts)
    former = version.work
    version.work = library.work_of(facts)
    others = version.work.versions.not_aside().exclude(pk=version.pk)
    _refuse_another(others, facts)
    for name in REVISED:
        setattr(version, name, getattr(facts, name))
    version.number_key = naming.document_key(facts.number)
    version.warnings = [warn.as_json() for warn in [*stays, *warnings.of(facts, split(facts.text))]]
    version.save(update_fields=[*REVISED, "work", "number_key", "warnings"])
    if not others.exists():
        library.name_issuers(version.work, facts.issuers)
    if former != version.work and not former.versions.exists():
        with suppress(ProtectedError), transaction.atomic():
            former.delete()
    audit.record("library.facts_revised", actor=by, target=version)


@transaction.atomic
def set_aside(version: Version, *, by: User, reason: str) -> None:
    """Take a text that is held from the queue; it stays with the reason, which whoever brought it is told.

    Raises NotHeld.
    """
    version = _locked(version)
    if version.standing != Version.Standing.HELD:
        raise NotHeld(title=version.title)
    _stand(version, Version.Standing.ASIDE, reason)
    audit.record("library.text_set_aside", actor=by, target=version, note=reason)
    bringer = queries.bringer(version)
    if bringer is not None and bringer != by and bringer.is_active:
        words = f"您收录的{quoted(version.title)}（{clock.written(version.dated_on)}）已退回：{reason}"
        messaging.send(bringer, words, link=reverse("intake:record", args=[version.pk]))


@transaction.atomic
def take_up(version: Version, *, by: User) -> None:
    """Put a text that was set aside back among those that are held.

    Raises NotAside, and SameDay where another text of that day came in meanwhile.
    """
    version = _locked(version)
    if version.standing != Version.Standing.ASIDE:
        raise NotAside(title=version.title)
    _refuse_another(version.work.versions.not_aside(), version)
    _stand(version, Version.Standing.HELD, "")
    audit.record("library.text_taken_up", actor=by, target=version)


def _locked(version: Version) -> Version:
    return Version.objects.select_for_update(of=("self",)).select_related("work").get(pk=version.pk)


def _stand(version: Version, standing: Version.Standing, why: str) -> None:
    version.standing, version.aside_why = standing, why
    version.save(update_fields=["standing", "aside_why"])


def _refuse_another(others: QuerySet[Version], told: Facts | Version) -> None:
    """Raises SameDay where one of the others has the day already."""
    if told.dated_on is not None and others.filter(dated_on=told.dated_on).exists():
        raise SameDay(title=told.title, day=clock.written(told.dated_on))


def _what_stays(version: Version, facts: Facts) -> list[Warn]:
    """Doubts that no other facts settle: what was not read, and what somebody said of it that stays as they said."""
    known = {name: getattr(version, name) for name in SAID if name != "issuers"}
    known["issuers"] = [issuer.name for issuer in version.work.issuers.all()]
    changed = tuple(SAID[name][0] for name, value in known.items() if value != getattr(facts, name))
    return [
        warn
        for warn in from_json(version.warnings)
        if warn.doubt == Doubt.PARTLY_READ
        or (warn.doubt == Doubt.GIVEN and not warn.what.startswith(changed))
    ]


@dataclass(frozen=True)
class _Waiting:
    """A document that waits to be read; what a list beside it says of it."""

    path: str
    read: Callable[[], Document]
    file: Path | None = None
    listed: Mapping[str, str] = field(default_factory=dict)


def _found(path: Path) -> Iterator[_Waiting]:
    if not path.is_dir():
        yield _Waiting(str(path), lambda: reading.read(path), path)
        return
    files = sorted(
        (file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in reading.FORMATS),
        key=lambda file: (
            file.suffix.lower() == ".pdf",
            file,
        ),  # they say least of themselves: others name their days
    )
    lists = [file for file in files if reading.is_about_the_folder(file)]
    listed: dict[str, listings.Entry] = {}
    for entry in (entry for file in lists for entry in listings.entries(reading.text_of(file))):
        listed.setdefault(entry.stem, entry)
    for file in (file for file in files if file not in lists):
        yield _of_page(file, path, listed.pop(file.stem, None))
    for entry in listed.values():
        yield _Waiting(entry.link, entry.document)


def _of_page(file: Path, root: Path, entry: listings.Entry | None) -> _Waiting:
    folders = file.relative_to(root.parent).parts[:-1]
    return _Waiting(
        str(file), lambda: reading.read(file, folders), file, entry.facts if entry is not None else {}
    )


def _outcome(waiting: _Waiting, given: Given) -> Outcome:
    title = ""
    try:
        document = _with(waiting.read(), waiting.listed)
        title = document.title
        facts, doubts = facts_of(document, given)
        original, not_kept = _original(waiting, facts)
        put, has_more = _put(facts, doubts, document, given, original)
    except RuleBroken as refusal:
        return Outcome(waiting.path, title, State.REFUSED, reason=str(refusal))
    state = State.NEW if put.is_new else State.COMPLETED if put.is_completed or has_more else State.SAME
    articles = put.version.clauses.filter(level=Clause.Level.ARTICLE).count()
    return Outcome(
        waiting.path,
        facts.title,
        state,
        put.version,
        put.is_new_work,
        articles,
        is_kept=original is not None,
        not_kept=not_kept,
    )


def _original(waiting: _Waiting, facts: Facts) -> tuple[Checked | None, str]:
    """The file as it may be kept, or why it may not; its text comes in all the same."""
    if waiting.file is None or not originals.wanted(waiting.file, facts):
        return None, ""
    try:
        return originals.checked(waiting.file), ""
    except RuleBroken as refusal:
        return None, str(refusal)


@transaction.atomic
def _put(
    facts: Facts, doubts: Sequence[Warn], document: Document, given: Given, original: Checked | None
) -> tuple[library.Put, bool]:
    """The text, and beside it the rows of a catalogue and the file it came in; whether any of these is new."""
    put = library.put(facts, actor=given.actor, held=given.is_held, doubts=doubts)
    has_rows = catalogues.write(put.version, document.rows)
    if original is not None:
        originals.keep(put.version, original, by=given.actor)
    return put, has_rows or original is not None


def facts_of(document: Document, given: Given) -> tuple[Facts, list[Warn]]:
    """What is known of a document, with what is doubtful about it. Raises NoTitle or NothingToRead."""
    facts, doubts = _deduced(document, given)
    if not naming.title_key(facts.title):
        raise NoTitle()
    if given.said:
        facts, doubts = _as_said(document, given, facts)
    if not facts.text and not facts.number and facts.dated_on is None:
        raise NothingToRead(file=document.name)
    begins = given.days.get((naming.title_key(facts.title), f"{facts.promulgated_on}"))
    if begins is None:
        return facts, doubts
    return replace(facts, effective_on=begins), [
        doubt for doubt in doubts if doubt.doubt != Doubt.BEGINS_PRESUMED
    ]


def _deduced(document: Document, given: Given) -> tuple[Facts, list[Warn]]:
    facts, doubts = deducing.facts(document, place, kind=given.kind, source=given.source)
    return (facts if facts.issuers else _as_known(facts, given)), doubts


def _as_said(document: Document, given: Given, read: Facts) -> tuple[Facts, list[Warn]]:
    """What the person says holds. Where the text does not say the same, that is a doubt, which stays with the text."""
    stated = {SAID[name][1]: _words(value) for name, value in given.said.items()}
    facts, doubts = _deduced(_with(document, stated), given)
    facts = replace(facts, **{name: value for name, value in given.said.items() if name != "issuers"})
    settled = [_SETTLED[name] for name in given.said if name in _SETTLED]
    otherwise = [
        Warn(Doubt.GIVEN, f"{SAID[name][0]}{_shown(getattr(facts, name))}由上传人填写{_instead(before)}")
        for name in given.said
        if (before := getattr(read, name)) != getattr(facts, name)
    ]
    return facts, [*(doubt for doubt in doubts if doubt.doubt not in settled), *otherwise]


def _words(value: Any) -> str:
    return f"{value}" if isinstance(value, str | dt.date) else "、".join(value)


def _shown(value: Any) -> str:
    return clock.written(value) if isinstance(value, dt.date) else f"“{_words(value)}”"


def _instead(before: Any) -> str:
    return f"，文中读出的是{_shown(before)}" if before else "，文中没有读出"


def _as_known(facts: Facts, given: Given) -> Facts:
    """A text that names no issuer is most often one that is known by its title: it has that one's kind, issuers and days."""
    known = [
        version
        for version in Version.objects.filter(
            work__title_key=naming.title_key(facts.title), work__region=facts.region or None
        ).select_related("work")
        if naming.digest(version.title) == naming.digest(facts.title)
    ]
    if len(known) != 1:
        return facts
    issuers = [issuer.name for issuer in known[0].work.issuers.all()]
    facts = replace(facts, kind=given.kind or known[0].work.kind, issuers=issuers)
    if facts.dated_on is not None:
        return facts
    return replace(facts, promulgated_on=known[0].promulgated_on, effective_on=known[0].effective_on)


def place(words: str) -> str:
    """The code of the division that words speak of, where this installation knows it."""
    found = resolver.resolve(words)
    return found.region_code if found is not None else ""


def _with(document: Document, listed: Mapping[str, str]) -> Document:
    """The list beside it knows numbers and days that the page itself leaves out."""
    if not listed:
        return document
    status = f"来源载明：{listed['status']}。" if "status" in listed else ""
    history = "\n".join(filter(None, (document.history, status)))
    return replace(document, facts={**document.facts, **listed}, history=history)
