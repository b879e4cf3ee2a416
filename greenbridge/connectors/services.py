"""What happens to a source: it is installed, visited by the clock or by hand, changed; a notice is pasted in."""

import datetime as dt
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.connectors import checking, errors, fetching, normalising, rules
from greenbridge.connectors.adapters import Row, reading
from greenbridge.connectors.models import Run, SettingsChange, Source
from greenbridge.connectors.visiting import Visit
from greenbridge.core import clock, outgoing
from greenbridge.demands.notices import services as notices
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging

STALE = dt.timedelta(hours=2)  # a visit that began so long ago was cut off
CHANGEABLE = ("label", "base", "hosts", "settings", "pace", "is_on")
SHARED = "ccgp"
"""The source whose way of reading the page of a notice others share: sites of one make."""


@transaction.atomic
def install() -> int:
    """Lay down the ready-made sources that are not there yet; what an operator has changed stays. Returns how many came."""
    known = set(Source.objects.values_list("name", flat=True))
    return len(Source.objects.bulk_create(source for source in ready_made() if source.name not in known))


def ready_made() -> list[Source]:
    """The sources that the platform brings along, not stored."""
    stored = resources.files("greenbridge.connectors").joinpath("data/sources.json").read_text("utf-8")
    ready = json.loads(stored)
    shared = next(one["settings"]["detail"] for one in ready if one["name"] == SHARED)
    return [Source(**facts | {"settings": _whole(facts["settings"], shared)}) for facts in ready]


def _whole(settings: dict[str, Any], shared: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with the shared way of reading written out, and what differs from it put in its place."""
    if settings.get("labels") == SHARED:
        return settings | {"labels": shared["labels"]}
    if settings.get("detail") != SHARED:
        return settings
    own: dict[str, Any] = {name: settings.pop(name) for name in ("content", "html") if name in settings}
    if "detail_fields" in settings:
        own["fields"] = settings.pop("detail_fields")
    return settings | {"detail": {**shared, **own}}


def find(name: str) -> Source:
    """Raises UnknownSource."""
    source = Source.objects.filter(name=name).first()
    if source is None:
        known = "、".join(Source.objects.values_list("name", flat=True))
        raise errors.UnknownSource(name=name, known=known or "无，请先执行 set_up")
    return source


# --- Visits -----------------------------------------------------------------------------------------------------


def sync_due() -> int:
    """Visit every source in use that does not rest, one after the other. Returns how many were visited.

    A source that fails rests twice as long each time and is asked again by itself.
    """
    return _visit(Source.objects.due())


def _visit(sources: QuerySet[Source]) -> int:
    visited = 0
    for source in sources:
        try:
            sync(source)
        except (errors.AlreadyRunning, errors.ByHandOnly):
            continue
        visited += 1
    return visited


def sync(
    source: Source,
    *,
    base: str = "",
    pace: float | None = None,
    by: User | None = None,
    content: bytes | None = None,
    limits: outgoing.Limits = fetching.LIMITS,
) -> Run:
    """Visit a source now and hand what it publishes to the hall; what fails is counted, nothing known is lost.

    ``base`` is asked in the place of the source's own site: a replica that somebody has named. ``content`` is a list that a
    person has brought. Operators are told when something begins to be wrong. Leaves one trace.
    Raises AlreadyRunning, ByHandOnly.
    """
    run = _begin(source, is_brought=content is not None)
    line = fetching.Line(run.source, base=base, pace=pace, limits=limits)
    visit = Visit(run.source, run, line)
    try:
        visit.go(content)
    finally:
        _end(visit, by)
    return run


@transaction.atomic
def ask_for_visit(source: Source, *, by: User) -> Source:
    """Have a source visited out of turn, in the background within minutes. Raises ByHandOnly, AlreadyAsked."""
    held = Source.objects.select_for_update().get(pk=source.pk)
    if held.is_by_hand:
        raise errors.ByHandOnly(source=held)
    if held.asked_at:
        raise errors.AlreadyAsked(source=held)
    held.asked_at = clock.now()
    held.save(update_fields=["asked_at"])
    audit.record("connectors.visit_asked", actor=by, target=held)
    return held


@transaction.atomic
def bring(source: Source, upload: files.Upload, *, by: User) -> Source:
    """Take in a list that a person got from the site; it is read in the background within minutes.

    Raises NoSheet, AlreadyAsked, and what ``files.services.store`` raises.
    """
    held = Source.objects.select_for_update().get(pk=source.pk)
    if held.adapter != Source.Adapter.SHEET:
        raise errors.NoSheet(source=held)
    if held.brought_id:
        raise errors.AlreadyAsked(source=held)
    held.brought = files.store(upload, owner=by, kinds=files.SHEETS)
    held.save(update_fields=["brought"])
    audit.record("connectors.list_brought", actor=by, target=held, note=held.brought.name)
    return held


def sync_asked() -> int:
    """Visit the sources that somebody asked for, and read the lists that were brought. Returns how many.

    While another visit is under way they wait: one of the two workers is left to everything else.
    """
    if Source.objects.filter(running_since__gt=clock.now() - STALE).exists():
        return 0
    read = sum(
        _read_brought(source) for source in Source.objects.exclude(brought=None).select_related("brought")
    )
    return read + _visit(Source.objects.exclude(asked_at=None))


def _read_brought(source: Source) -> int:
    """Read the list once; the file goes by night, since nothing names it any more. One that is not scanned yet waits."""
    file = source.brought
    if file is None or not file.is_clean:
        return 0
    Source.objects.filter(pk=source.pk).update(brought=None)
    try:
        sync(source, content=files.clean_path(file).read_bytes())
    except errors.AlreadyRunning:
        Source.objects.filter(pk=source.pk).update(brought=file)
        return 0
    return 1


@transaction.atomic
def _begin(source: Source, *, is_brought: bool) -> Run:
    held = Source.objects.select_for_update().get(pk=source.pk)
    now = clock.now()
    if held.is_by_hand and not is_brought:
        raise errors.ByHandOnly(source=held)
    if held.running_since and held.running_since > now - STALE:
        raise errors.AlreadyRunning(source=held)
    held.running_since, held.asked_at = now, None
    held.save(update_fields=["running_since", "asked_at"])
    return Run.objects.create(source=held, started_at=now)


@transaction.atomic
def _end(visit: Visit, by: User | None) -> None:
    """Close the run, let the source rest if it failed, and tell operators of an alarm that is new."""
    run, now = visit.run, clock.now()
    source = Source.objects.select_for_update().get(pk=run.source_id)
    has_failed = not visit.was_read
    source.failures = source.failures + 1 if has_failed else 0
    source.rests_until = now + rules.rest(source.failures) if has_failed else None
    if has_failed and source.failures >= rules.FEW:
        visit.alarms.append(f"连续{source.failures}次没有取到列表")
    run.alarm = "；".join(dict.fromkeys(visit.alarms))[:200]
    run.ended_at, source.running_since = now, None
    source.robots = {
        site: kept
        for site, kept in visit.source.robots.items()
        if now.timestamp() - kept["at"] < fetching.ROBOTS_KEPT
    }
    run.save()
    source.save(update_fields=["failures", "rests_until", "running_since", "robots"])
    audit.record("connectors.synced", actor=by, target=source, note=run.alarm, after=run.counts)
    _tell_of(run)


def _tell_of(run: Run) -> None:
    """One message to each operator when an alarm begins, not each night that it lasts."""
    before = (
        Run.objects.filter(source=run.source, pk__lt=run.pk).values_list("alarm", flat=True).first() or ""
    )
    if run.alarm and run.alarm != before:
        text = f"官方来源“{run.source}”需要查看：{run.alarm}。已有的内容没有改动。"
        messaging.send_to_all(operators(), text, link=run.source.get_absolute_url())


def operators() -> QuerySet[User]:
    return User.objects.filter(Q(grants__role=Role.OPERATOR), is_active=True).distinct()


# --- Settings ---------------------------------------------------------------------------------------------------


@transaction.atomic
def change(source: Source, *, by: User, reason: str, version: int, **facts: Any) -> Source:
    """Change how a source is read; the settings before and after are kept. Raises SourceChanged, BadSettings."""
    held = Source.objects.select_for_update().get(pk=source.pk)
    if held.version != version:
        raise errors.SourceChanged(source=held)
    before = {name: getattr(held, name) for name in CHANGEABLE}
    for name, value in facts.items():
        setattr(held, name, value)
    after = {name: getattr(held, name) for name in CHANGEABLE}
    if faults := checking.faults(held.adapter, held.settings):
        raise errors.BadSettings(faults="；".join(faults) + "。")
    if after == before:
        return held
    held.version += 1
    held.rests_until, held.failures = None, 0
    held.save()
    differing = [name for name in CHANGEABLE if before[name] != after[name]]
    change = SettingsChange.objects.create(
        source=held,
        by=by,
        at=clock.now(),
        reason=reason,
        before={name: before[name] for name in differing},
        after={name: after[name] for name in differing},
    )
    audit.record(
        "connectors.changed", actor=by, target=held, note=reason, before=change.before, after=change.after
    )
    return held


# --- By hand ----------------------------------------------------------------------------------------------------


@transaction.atomic
def paste(source: Source, *, by: User, words: Mapping[str, str], text: str) -> notices.Received:
    """Take in one notice that a person copied from a site. Raises NoNotices, NotANotice."""
    if source.brings != Source.Brings.NOTICES:
        raise errors.NoNotices(source=source)
    row = Row(
        {name: said for name, said in words.items() if said} | {"id": words["address"] or words["title"]}
    )
    detail = reading.pasted(text, source.settings)
    try:
        facts = normalising.facts(source, row, detail, fetched_at=clock.now())
    except errors.Unreadable as fault:
        raise errors.NotANotice(why=fault.why) from fault
    received = notices.receive(facts)
    audit.record(
        "connectors.pasted", actor=by, target=source, note=facts.title, after={"project": received.project}
    )
    return received
