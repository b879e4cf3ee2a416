"""What a writing is about as it stands today, and which writings are about a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.html import strip_tags
from wagtail.models import TaskState, WorkflowState

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library import naming
from greenbridge.library.addresses import clause_of, words
from greenbridge.library.definitions import queries as definitions
from greenbridge.library.models import (
    Clause,
    Submission,
    Term,
    Topic,
    Version,
    Work,
    Writing,
    WritingQuerySet,
)
from greenbridge.library.models.editing import Pointing
from greenbridge.library.queries import TAGS, tag_of
from greenbridge.library.rechecks.queries import changes_from, is_waiting
from greenbridge.library.validity.rules import Status
from greenbridge.library.writings.services import GLOSSARY
from greenbridge.search.queries import Query

ON_THE_SHELF = 3
SOURCE = "writing"  # under which what cites a document is flagged


@dataclass(frozen=True)
class Subject:
    """A clause or a document that a writing is about (所解读的条款): the text that is meant, and its standing today."""

    work: Work
    version: Version | None
    clause: Clause | None
    address: str

    @property
    def title(self) -> str:
        """《示例条例》第十二条第二款."""
        title = self.version.title if self.version else self.work.title
        return f"《{title}》{self._place}"

    @property
    def _place(self) -> str:
        if self.clause and self.clause.address == self.address:
            return self.clause.label or self.clause.heading
        return words(self.address)

    @property
    def is_missing(self) -> bool:
        """Whether the text that is meant has no such clause any more."""
        return bool(self.address) and self.clause is None

    @property
    def url(self) -> str:
        """Where it can be read; empty while no text of it is public."""
        place = self.clause or self.version
        return place.get_absolute_url() if place else ""

    @property
    def tag(self) -> tuple[str, str]:
        """Its status today; in doubt while no text of it is public."""
        if self.version is None:
            return TAGS[Status.UNKNOWN], Status.UNKNOWN.label
        return tag_of(self.version, clock.today())


def subjects(rows: Sequence[Pointing]) -> list[Subject]:
    """In their order. Of a document the text in force today is meant, or its newest; of a day, the text of that day."""
    works = {row.work_id for row in rows}
    texts = Version.objects.published().filter(work__in=works).defer("text", "history")
    versions = list(texts.select_related("work").order_by("-dated_on"))
    meant = [_meant(row, versions) for row in rows]
    addresses = {clause_of(row.address) for row in rows if row.address}
    there = Clause.objects.filter(version__in=[one for one in meant if one], address__in=addresses)
    clauses = {(clause.version_id, clause.address): clause for clause in there}
    return [_subject(row, version, clauses) for row, version in zip(rows, meant, strict=True)]


def page(writing: Writing) -> dict[str, Any]:
    """What the page of a writing shows, and its preview; an open flag (待复核) is said to the reader."""
    return {
        "writing": writing,
        "subjects": subjects(writing.clauses.all()),
        "is_outdated": is_waiting(SOURCE, str(writing.pk)),
        "changes_from": changes_from(SOURCE, str(writing.pk)),
        "section": "library",
    }


@dataclass(frozen=True)
class Reading:
    """One thing to read in a topic: a document or clause, or a writing, and why."""

    note: str
    subject: Subject | None
    writing: Writing | None


def topic_page(topic: Topic) -> dict[str, Any]:
    """What the page of a topic shows. A writing that is off the site is left out."""
    items = list(topic.items.all())
    pointing = [item for item in items if item.work_id]
    meant = dict(zip(map(id, pointing), subjects(pointing), strict=True))
    numbers = [item.writing_id for item in items if item.writing_id]
    writings = Writing.objects.published().with_card().in_bulk(numbers)
    readings = [Reading(item.note, meant.get(id(item)), writings.get(item.writing_id)) for item in items]
    shown = [one for one in readings if one.subject or one.writing]
    return {"topic": topic, "readings": shown, "section": "library"}


def glossary(terms: Sequence[Term]) -> dict[str, Any]:
    """The terms by the first letter of their pinyin, each with where the law says what it means."""
    rows = [(term, list(term.clauses.all())) for term in sorted(terms, key=lambda term: term.letters)]
    meant = iter(subjects([row for _, clauses in rows for row in clauses]))
    said = [(term, list(islice(meant, len(clauses)))) for term, clauses in rows]
    letters = groupby(said, key=lambda one: one[0].letters[:1].upper())
    return {"letters": [(letter, list(terms)) for letter, terms in letters], "section": "library"}


@dataclass(frozen=True)
class Meaning:
    """What a word means, and who says so: an editor of the platform, or a text of the law."""

    term: str
    words: str
    url: str
    source: str
    is_demo: bool
    is_of_law: bool


def meanings(words: str) -> list[Meaning]:
    """The terms that somebody's words are about: first those that editors explain, then those that the law defines today."""
    known: list[Term] = definitions.named(words, Query(collections=(GLOSSARY,)))
    terms = sorted(known, key=lambda term: definitions.nearness(term.name, words))
    explained = [
        Meaning(
            term.name,
            strip_tags(term.meaning),
            term.get_absolute_url(),
            "术语",
            term.is_demo,
            is_of_law=False,
        )
        for term in terms
    ]
    defined = [
        Meaning(
            row.term,
            row.meaning,
            row.get_absolute_url(),
            f"《{row.clause.version.title}》{row.clause.label}",
            row.clause.version.work.is_demo,
            is_of_law=True,
        )
        for row in definitions.about(words, clock.today())
    ]
    return [*explained, *defined]


def shelf() -> dict[str, Any]:
    """What stands above the list of the hall: key documents, topics, the newest writings."""
    is_readable = Exists(Version.objects.published().filter(work=OuterRef("pk")))
    return {
        "works": Work.objects.filter(is_readable, is_key=True)[:ON_THE_SHELF],
        "topics": Topic.objects.published()[:ON_THE_SHELF],
        "writings": Writing.objects.published()[:ON_THE_SHELF],
    }


def _meant(row: Pointing, versions: Sequence[Version]) -> Version | None:
    own = [one for one in versions if one.work_id == row.work_id]
    if row.version_on:
        return next((one for one in own if one.dated_on == row.version_on), None)
    in_force = (one for one in own if one.status_on(clock.today()) == Status.IN_FORCE)
    return next(in_force, own[0] if own else None)


def _subject(row: Pointing, version: Version | None, clauses: Mapping[tuple[int, str], Clause]) -> Subject:
    clause = clauses.get((version.pk, clause_of(row.address))) if version else None
    if version and clause:
        clause.version = version
    return Subject(row.work, version, clause, row.address)


def about(work: Work, address: str = "") -> WritingQuerySet:
    """Published writings about a document, the newest first; with an address, about that clause of it."""
    there = Q(clauses__work=work)
    if address:
        there &= Q(clauses__address=address) | Q(clauses__address__startswith=f"{address}-par-")
    return Writing.objects.published().filter(there).distinct()


def works_called(text: str) -> Q:
    """Which documents an editor means by a part of a title, or by a standard number in any spelling."""
    number, _ = naming.standard_keys(text)
    return Q(title__icontains=text) | (Q(number_key=number) if number else Q())


def to_approve(user: User) -> list[Submission]:
    """What this editor may approve, the oldest first; never what is their own."""
    rows = Submission.objects.filter(status=TaskState.STATUS_IN_PROGRESS).order_by("started_at")
    others = rows.exclude(workflow_state__requested_by=user).exclude(written_by=user)
    return list(others.select_related("workflow_state__content_type", "revision"))


def sent_back(user: User) -> list[Submission]:
    """What this editor handed in and has to change."""
    rows = Submission.objects.filter(
        status=TaskState.STATUS_REJECTED,
        workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
        workflow_state__requested_by=user,
        workflow_state__current_task_state=F("pk"),
    )
    return list(rows.select_related("workflow_state__content_type", "revision").order_by("finished_at"))
