"""What cites a document that changed is flagged, and an editor settles the flag."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library.addresses import clause_of
from greenbridge.library.errors import AlreadySettled
from greenbridge.library.models import Correction, Effect, Recheck, Version, Work
from greenbridge.library.naming import quoted
from greenbridge.library.rechecks import registry

Stage = Recheck.Stage


def flag_effect(effect: Effect) -> int:
    """Flag what cites the work or the clause that an entry of the ledger ends or amends; how many flags are new.

    One flag for each thing and change; another one when an announced change's day comes and the first was settled.
    """
    if effect.target is None or effect.kind not in Effect.CHANGING:
        return 0
    since = f"自{clock.written(effect.day)}起" if effect.day else ""
    doubt = "" if effect.is_confirmed else "（待核对）"
    where = f"在{effect.region}" if effect.region else ""
    reason = f"{quoted(effect.by.title)}{since}{where}{effect.get_kind_display()}{quoted(effect.target.title)}{effect.place}{doubt}。"
    return _flag(
        effect.target, _cause_of(effect), effect.day, reason + effect.note, clause_of(effect.target_address)
    )


def flag_text(version: Version) -> int:
    """Flag what cites a work of which a newer text was made public."""
    others = version.work.versions.published().exclude(pk=version.pk)
    if not others.exists() or others.filter(dated_on__gt=version.dated_on).exists():
        return 0
    since = f"，自{clock.written(version.effective_on)}起施行" if version.effective_on else ""
    reason = f"{quoted(version.title)}有{clock.written(version.dated_on)}的新文本{since}。"
    return _flag(version.work, f"text-{version.pk}", version.effective_on, reason)


def flag_correction(row: Correction, changed: Collection[str]) -> int:
    """Flag what cites a clause that was put right; how many flags are new."""
    text = row.version
    reason = f"{quoted(text.title)}{clock.written(text.dated_on)}的文本有更正：{row.reason}"
    return sum(
        _flag(text.work, f"correction-{row.pk}", None, reason, clause_of(address))
        for address in sorted(changed)
    )


def _flag(work: Work, cause: str, day: dt.date | None, reason: str, address: str = "") -> int:
    stage = Stage.IN_FORCE if day is None or day <= clock.today() else Stage.ANNOUNCED
    opened = 0
    for source in registry.sources():
        for thing in source.citing(work):
            if address and thing.address and clause_of(thing.address) != address:
                continue
            opened += _open(source.name, thing, work, cause, stage, reason[:500])
    return opened


def _open(
    source: str, thing: registry.Citing, work: Work, cause: str, stage: Recheck.Stage, reason: str
) -> bool:
    """Whether the flag is new; one that waits since the announcement goes on waiting, with the new stage."""
    facts = {"reason": reason, "title": thing.title[:200], "url": thing.url, "address": thing.address}
    same = Recheck.objects.filter(source=source, key=thing.key, cause=cause)
    waiting = same.filter(settled_at=None).exclude(stage=stage)
    if stage == Stage.IN_FORCE and waiting.update(stage=stage, **facts):
        return False
    _, is_new = Recheck.objects.get_or_create(
        source=source,
        key=thing.key,
        cause=cause,
        stage=stage,
        defaults={**facts, "work": work, "opened_at": clock.now()},
    )
    return is_new


def lift(effect: Effect) -> int:
    """What waits because of an entry that was withdrawn waits no longer."""
    gone, _ = Recheck.objects.filter(cause=_cause_of(effect), settled_at=None).delete()
    return gone


def _cause_of(effect: Effect) -> str:
    return f"effect-{effect.pk}"


@transaction.atomic
def settle(row: Recheck, *, actor: User, outcome: str, note: str) -> Recheck:
    """An editor says what was done about a thing that cites the changed document. Raises AlreadySettled."""
    row = Recheck.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not row.is_open:
        raise AlreadySettled(by=row.settled_by)
    row.settled_at, row.settled_by = clock.now(), actor
    row.outcome, row.note = outcome, note
    row.save(update_fields=["settled_at", "settled_by", "outcome", "note"])
    audit.record("recheck.settled", actor=actor, target=row, after={"outcome": outcome}, note=note)
    return row
