"""What a writing is about as it stands today, and which writings are about a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from wagtail.models import TaskState, WorkflowState

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library import naming
from greenbridge.library.models import (
    Clause,
    Submission,
    Version,
    Work,
    Writing,
    WritingClause,
    WritingQuerySet,
)
from greenbridge.library.validity.rules import Status


@dataclass(frozen=True)
class Subject:
    """A clause or a document that a writing is about (所解读的条款): the text that is meant, and its standing today."""

    work: Work
    version: Version | None
    clause: Clause | None
    is_missing: bool
    """Whether the text of today no longer has that clause."""

    @property
    def title(self) -> str:
        return self.version.title if self.version else self.work.title

    @property
    def url(self) -> str:
        """Where it can be read; empty while no text of it is public."""
        place = self.clause or self.version
        return place.get_absolute_url() if place else ""

    @property
    def status(self) -> Status:
        return self.version.status_on(clock.today()) if self.version else Status.UNKNOWN

    @property
    def status_kind(self) -> str:
        return {Status.IN_FORCE: "ok", Status.FUTURE: "info"}.get(self.status, "warn")

    @property
    def is_changed(self) -> bool:
        """Whether what was written about is no longer what applies."""
        return self.is_missing or self.status in (Status.REVISED, Status.REPEALED)


def subjects(writing: Writing) -> list[Subject]:
    """In their order. Of a document the text in force today is meant, or its newest; of a day, the text of that day."""
    rows = list(writing.clauses.all())
    works = {row.work_id for row in rows}
    versions = Version.objects.published().filter(work__in=works).defer("text").select_related("work")
    meant = [_meant(row, list(versions.order_by("-dated_on"))) for row in rows] if rows else []
    addresses = {row.address for row in rows if row.address}
    there = Clause.objects.filter(version__in=[one for one in meant if one], address__in=addresses)
    clauses = {(clause.version_id, clause.address): clause for clause in there}
    return [_subject(row, version, clauses) for row, version in zip(rows, meant, strict=True)]


def page(writing: Writing) -> dict[str, Any]:
    """What the page of a writing shows, and its preview."""
    meant = subjects(writing)
    outdated = any(subject.is_changed for subject in meant)
    return {"writing": writing, "subjects": meant, "is_outdated": outdated, "section": "library"}


def _meant(row: WritingClause, versions: Sequence[Version]) -> Version | None:
    own = [one for one in versions if one.work_id == row.work_id]
    if row.version_on:
        return next((one for one in own if one.dated_on == row.version_on), None)
    in_force = (one for one in own if one.status_on(clock.today()) == Status.IN_FORCE)
    return next(in_force, own[0] if own else None)


def _subject(
    row: WritingClause, version: Version | None, clauses: Mapping[tuple[int, str], Clause]
) -> Subject:
    clause = clauses.get((version.pk, row.address)) if version else None
    if version and clause:
        clause.version = version
    return Subject(row.work, version, clause, bool(row.address) and clause is None)


def about(work: Work, address: str = "") -> WritingQuerySet:
    """Published writings about a document, the newest first; with an address, about that clause of it."""
    meant = {"clauses__work": work} | ({"clauses__address": address} if address else {})
    return Writing.objects.published().filter(**meant).distinct()


def latest(count: int) -> list[Writing]:
    """The newest that visitors may read."""
    return list(Writing.objects.published().with_card()[:count])


def works_called(words: str) -> Q:
    """Which documents an editor means by a part of a title, or by a standard number in any spelling."""
    number, _ = naming.standard_keys(words)
    return Q(title__icontains=words) | (Q(number_key=number) if number else Q())


def to_approve(user: User) -> list[Submission]:
    """What this editor may approve, the oldest first; never what is their own."""
    rows = Submission.objects.filter(status=TaskState.STATUS_IN_PROGRESS).order_by("started_at")
    others = rows.exclude(workflow_state__requested_by=user).exclude(written_by=user)
    return list(others.select_related("workflow_state", "revision"))


def sent_back(user: User) -> list[Submission]:
    """What this editor handed in and has to change."""
    rows = Submission.objects.filter(
        status=TaskState.STATUS_REJECTED,
        workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
        workflow_state__requested_by=user,
        workflow_state__current_task_state=F("pk"),
    )
    return list(rows.select_related("workflow_state", "revision").order_by("finished_at"))
