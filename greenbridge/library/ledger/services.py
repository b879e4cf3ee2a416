"""What happens to the ledger: entries are written, changed, confirmed, withdrawn, and linked when a document comes in."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library import references
from greenbridge.library.errors import AlreadyInLedger, AlreadyWithdrawn, OnItself, StillDoubtful
from greenbridge.library.ledger import rules
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import ClauseMapping, Effect, Work
from greenbridge.library.rechecks import services as rechecks
from greenbridge.library.validity.services import recompute

FACTS = ("kind", "by_address", "target_address", "target_title", "note")


@transaction.atomic
def record(
    entry: Entry,
    *,
    actor: User | None,
    found: Effect.Found = Effect.Found.EDITOR,
    is_confirmed: bool = True,
) -> Effect:
    """Write an entry; the standing of what it acts upon is drawn anew, and what cites that is flagged.

    Raises OnItself, AlreadyInLedger, StillDoubtful.
    """
    effect = Effect(found=found, is_confirmed=is_confirmed)
    _write(effect, entry)
    audit.record("ledger.recorded", actor=actor, target=effect, after=_facts(effect), note=effect.note)
    _follow(effect)
    return effect


@transaction.atomic
def change(effect: Effect, entry: Entry, *, actor: User) -> Effect:
    """Write other facts on an entry, which is an editor's from then on; both works are drawn anew.

    Whoever changes what nobody confirmed has not confirmed it. Raises AlreadyWithdrawn, OnItself, AlreadyInLedger,
    StillDoubtful.
    """
    effect = _standing(effect)
    before, target = _facts(effect), effect.target
    effect.found = Effect.Found.EDITOR
    _write(effect, entry)
    audit.record("ledger.changed", actor=actor, target=effect, before=before, after=_facts(effect))
    if target is not None and target != effect.target:
        recompute(target)
    _follow(effect)
    return effect


@transaction.atomic
def confirm(effect: Effect, *, actor: User, basis: str, basis_note: str, note: str) -> Effect:
    """Say that an entry is right which a source named or which stands in a list that nobody has checked.

    ``basis`` is the clause or document by which it was looked at, ``basis_note`` what came of that; ``note`` stands on
    the entry from then on. A second time changes nothing. Raises AlreadyWithdrawn, StillDoubtful.
    """
    effect = _standing(effect)
    if effect.is_confirmed:
        return effect
    effect.is_confirmed, effect.confirmed_at, effect.confirmed_by = True, clock.now(), actor
    effect.basis, effect.basis_note, effect.note = basis, basis_note, note
    _refuse_doubts(effect)
    effect.save(update_fields=["is_confirmed", "confirmed_at", "confirmed_by", "basis", "basis_note", "note"])
    audit.record("ledger.confirmed", actor=actor, target=effect, note=f"{basis}：{basis_note}")
    _follow(effect)
    return effect


@transaction.atomic
def withdraw(effect: Effect, *, actor: User, reason: str) -> Effect:
    """Take an entry back; the row stays with the reason, so that reading the same text again does not bring it back.

    What it acted upon is drawn anew, open flags that it raised are settled. Raises AlreadyWithdrawn.
    """
    effect = _standing(effect)
    effect.withdrawn_at, effect.withdrawn_why = clock.now(), reason
    effect.save(update_fields=["withdrawn_at", "withdrawn_why"])
    audit.record("ledger.withdrawn", actor=actor, target=effect, before=_facts(effect), note=reason)
    if effect.target is not None:
        recompute(effect.target)
    rechecks.lift(effect)
    return effect


@transaction.atomic
def map_clauses(old: Work, new: Work, pairs: Mapping[str, Iterable[str]], *, actor: User) -> int:
    """Say where clauses of a document went, by old address; none where nothing is said of it. How many pairs changed.

    A pair that stays keeps its note. Both works are read with the pairs at once.
    """
    Work.objects.select_for_update().get(pk=old.pk)
    changed = 0
    for old_address, addresses in pairs.items():
        there = ClauseMapping.objects.filter(old=old, old_address=old_address, new=new)
        known, wanted = set(there.values_list("new_address", flat=True)), set(addresses)
        changed += there.exclude(new_address__in=wanted).delete()[0] + len(wanted - known)
        ClauseMapping.objects.bulk_create(
            ClauseMapping(old=old, old_address=old_address, new=new, new_address=address)
            for address in sorted(wanted - known)
        )
    if changed:
        audit.record(
            "ledger.clauses_mapped", actor=actor, target=old, after={"rows": changed, "new": new.code}
        )
    return changed


def link(work: Work) -> int:
    """Entries that name the work by its title or number now act upon it; how many. Called when a work comes in."""
    waiting = Effect.objects.filter(target=None, target_key__in=references.keys_of(work), withdrawn_at=None)
    linked = 0
    for effect in waiting.select_related("by__work"):
        if references.works_named(effect.target_title) != [work] or effect.by.work == work:
            continue
        effect.target, effect.target_title, effect.target_key = work, "", ""
        if not _twins(effect).exists():
            effect.save(update_fields=["target", "target_title", "target_key"])
            linked += 1
    if linked:
        recompute(work)
    return linked


def _write(effect: Effect, entry: Entry) -> None:
    if entry.is_on_itself:
        raise OnItself(title=entry.by.title)
    entry.write_on(effect)
    _refuse_doubts(effect)
    if (twin := _twins(effect).first()) is not None:
        raise AlreadyInLedger(effect=twin)
    effect.save()


def _refuse_doubts(effect: Effect) -> None:
    if effect.is_confirmed and rules.is_doubtful(effect.note):
        raise StillDoubtful()


def _twins(effect: Effect) -> QuerySet[Effect]:
    """Entries that say the same."""
    facts = {name: getattr(effect, name) for name in ("kind", "by", "by_address", "target", "target_address")}
    same = Effect.objects.filter(**facts, withdrawn_at=None).exclude(pk=effect.pk)
    return same if effect.target else same.filter(target_key=effect.target_key)


def _standing(effect: Effect) -> Effect:
    """The entry, locked, unless it was withdrawn meanwhile."""
    Effect.objects.select_for_update(of=("self",)).get(pk=effect.pk)
    effect = Effect.objects.with_all().get(pk=effect.pk)
    if effect.is_withdrawn:
        raise AlreadyWithdrawn()
    return effect


def _follow(effect: Effect) -> None:
    """Only what a public text says has consequences; ``consequences.of`` calls again when it is made public."""
    if effect.target is not None and effect.by.is_public:
        recompute(effect.target)
        rechecks.flag_effect(effect)


def _facts(effect: Effect) -> dict[str, str]:
    facts = {name: str(getattr(effect, name)) for name in FACTS}
    return facts | {
        "by": str(effect.by),
        "target": effect.named,
        "since": str(effect.since or ""),
        "region": str(effect.region or ""),
    }
