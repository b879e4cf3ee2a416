"""A connector hands over what it has read."""

from dataclasses import dataclass
from enum import Enum

from django.db import transaction

from greenbridge.core import ids
from greenbridge.demands.models import Notice, NoticeAddress, NoticeVersion, Project
from greenbridge.demands.notices import queries, rules
from greenbridge.demands.notices.cards import one_at_a_time, redraw
from greenbridge.demands.notices.doubts import weigh
from greenbridge.demands.notices.facts import NoticeFacts
from greenbridge.demands.notices.homes import home_of


class Outcome(Enum):
    """What a notice was to us."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Received:
    """What became of a notice: ``project`` is the number of its card, ``waits`` whether an officer has to look at it."""

    outcome: Outcome
    project: str
    waits: bool


@transaction.atomic
def receive(facts: NoticeFacts) -> Received:
    """Take in a notice: new, changed, or the same as before, when nothing is written.

    It joins the project of its number, else of its title and buyer, or begins one; two projects that it shows to be
    one become one. What a site has changed is kept as a version. Nothing is deleted, and no value gives way to an
    empty one. What may not be environmental, or is dated ahead, waits for the officer of its province. Persons are masked
    before anything is written. The run that read it leaves the trace.
    """
    one_at_a_time()
    facts = rules.cleaned(facts)
    address = NoticeAddress.objects.filter(source=facts.source, source_id=facts.source_id).first()
    known = address.notice if address else _same_elsewhere(facts)
    if known is None:
        return _received(Outcome.NEW, _begin(facts))
    if address is None:
        address = _note_address(known, facts)
    return _read_again(known, facts, address)


def _received(outcome: Outcome, notice: Notice) -> Received:
    return Received(outcome, notice.project.number, notice.standing == Notice.Standing.WAITING)


def _same_elsewhere(facts: NoticeFacts) -> Notice | None:
    """The same notice under another address or on another site, the first that came.

    The few are told apart here: asked for the first of them only, PostgreSQL walked a million notices in their order.
    """
    same = Notice.objects.filter(identity=rules.keys(facts).identity)
    return min(same, key=lambda notice: notice.pk, default=None)


def _note_address(notice: Notice, facts: NoticeFacts) -> NoticeAddress:
    return NoticeAddress.objects.create(
        notice=notice,
        source=facts.source,
        source_id=facts.source_id,
        url=facts.url,
        seen_at=facts.fetched_at,
    )


def _begin(facts: NoticeFacts) -> Notice:
    project = home_of(facts) or _new_project(facts)
    notice = Notice(project=project)
    _write(notice, facts)
    _note_address(notice, facts)
    weigh(notice, facts)
    redraw(project)
    return notice


def _read_again(notice: Notice, facts: NoticeFacts, address: NoticeAddress) -> Received:
    """A site that has moved a notice speaks from the new address; another site only fills in what is missing."""
    known = queries.facts_of(notice)
    newest = notice.addresses.filter(source=known.source).last()
    now = rules.completed(facts, known) if address == newest else rules.completed(known, facts)
    is_changed = rules.digest(now) != notice.digest
    if is_changed:
        _keep_version(notice)
    elif rules.to_row(now) == notice.facts:
        return _received(Outcome.SAME, notice)
    _write(notice, now)
    notice.project = home_of(now, notice.project) or notice.project
    weigh(notice, now)
    redraw(notice.project)
    return _received(Outcome.CHANGED if is_changed else Outcome.SAME, notice)


def _keep_version(notice: Notice) -> None:
    NoticeVersion.objects.create(
        notice=notice,
        number=notice.versions.count() + 1,
        facts=notice.facts,
        text=notice.text,
        fetched_at=notice.fetched_at,
        parser=notice.parser,
    )


def _write(notice: Notice, facts: NoticeFacts) -> None:
    keys = rules.keys(facts)
    notice.kind, notice.title, notice.published_at = facts.kind, facts.title, facts.published_at
    notice.facts, notice.text = rules.to_row(facts), facts.text
    notice.fetched_at, notice.parser, notice.digest = facts.fetched_at, facts.parser, rules.digest(facts)
    notice.identity, notice.number_key, notice.chain_key = keys.identity, keys.number, keys.chain
    notice.save()


def _new_project(facts: NoticeFacts) -> Project:
    return Project.objects.create(
        number=ids.dated_number("P"),
        title=facts.title,
        source=facts.source,
        state=Project.State.ON_VIEW,
        first_published_at=facts.published_at,
        last_published_at=facts.published_at,
    )
