"""What a company does with its calendar, and the reminders by night."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library.duties import queries, rules
from greenbridge.library.duties.errors import NotDueNow
from greenbridge.library.duties.queries import Ground, Item
from greenbridge.library.models import ComplianceProfile, Duty, DutyDone, DutyReminder, DutyStop
from greenbridge.messaging import services as messaging

NAMED = 5
"""Duties that one message names; of more it says how many."""


@transaction.atomic
def keep_profile(organisation: Organisation, *, editor: User, **stated: Any) -> ComplianceProfile:
    """Write down what a company says of itself; from now on its people are reminded of its duties.

    What was marked as done, and what it wants to hear no more of, stays.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    profile = ComplianceProfile.objects.filter(organisation=organisation).first()
    if profile is None:
        profile = ComplianceProfile(
            organisation=organisation, begun_on=clock.today(), feed_key=secrets.token_urlsafe(18)
        )
    for name, value in stated.items():
        setattr(profile, name, value)
    profile.save()
    audit.record("duties.profile_kept", actor=editor, target=profile)
    return profile


@transaction.atomic
def forget_profile(profile: ComplianceProfile, *, editor: User) -> None:
    """Of the calendar nothing is kept but the trace; nobody is reminded any more, and its address leads nowhere."""
    audit.record("duties.profile_forgotten", actor=editor, target=profile)
    profile.delete()


@transaction.atomic
def renew_feed(profile: ComplianceProfile, *, editor: User) -> ComplianceProfile:
    """Give the calendar another address: whoever has the old one, a former colleague perhaps, sees nothing more."""
    profile = ComplianceProfile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    profile.feed_key = secrets.token_urlsafe(18)
    profile.save(update_fields=["feed_key"])
    audit.record("duties.feed_renewed", actor=editor, target=profile)
    return profile


@transaction.atomic
def mark(profile: ComplianceProfile, duty: Duty, period: str, *, is_done: bool, editor: User) -> None:
    """Say that a duty is done this time, or that it is not after all. A second time changes nothing.

    Raises NotDueNow where it does not stand in the calendar any more.
    """
    ComplianceProfile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    if queries.item_of(profile, duty.pk, period) is None:
        raise NotDueNow()
    mine = profile.done.filter(duty=duty, period=period)
    if mine.exists() == is_done:
        return
    if is_done:
        DutyDone.objects.create(
            profile=profile, duty=duty, period=period, done_at=clock.now(), done_by=editor
        )
    else:
        mine.delete()
    action = "duties.done" if is_done else "duties.not_done"
    audit.record(action, actor=editor, target=duty, after={"period": period})


@transaction.atomic
def heed(profile: ComplianceProfile, duty: Duty, *, is_heeded: bool, editor: User) -> None:
    """Stop the reminders of a duty, or send them again. A second time changes nothing."""
    ComplianceProfile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    stops = profile.stops.filter(duty=duty)
    if stops.exists() != is_heeded:
        return
    if is_heeded:
        stops.delete()
    else:
        DutyStop.objects.create(profile=profile, duty=duty, stopped_at=clock.now())
    action = "duties.reminders_resumed" if is_heeded else "duties.reminders_stopped"
    audit.record(action, actor=editor, target=duty)


def remind() -> int:
    """Once a day: tell the people of each company what is due in 30, 7 and 1 days. Returns to how many companies.

    Each stage is told once, however often this runs; after nights without it, only the tightest that has been reached.
    """
    keys = list(ComplianceProfile.objects.values_list("pk", flat=True))
    return sum(_remind(key) for key in keys)


@transaction.atomic
def _remind(key: int) -> bool:
    profile = ComplianceProfile.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if profile is None:  # forgotten meanwhile
        return False
    people = list(profile.organisation.people)
    due = [
        (item, stage) for item in queries.calendar_of(profile).items if (stage := _stage(item)) is not None
    ]
    told = set(profile.reminders.values_list("duty", "period", "stage"))
    new = [(item, stage) for item, stage in due if not _is_told(item, stage, told)]
    if not new or not people:
        return False
    now = clock.now()
    DutyReminder.objects.bulk_create(
        DutyReminder(profile=profile, duty=item.duty, period=item.due.period, stage=stage, sent_at=now)
        for item, stage in new
    )
    text = _reminder([item for item, _ in new])
    for person in people:
        messaging.send(person, text, link=reverse("duties:calendar"))
    audit.record("duties.reminded", actor=None, target=profile, after={"duties": len(new)})
    return True


def _stage(item: Item) -> int | None:
    if item.is_done or item.is_stopped:
        return None
    return rules.stage_due(item.due.day, item.today)


def _is_told(item: Item, stage: int, told: set[tuple[int, str, int]]) -> bool:
    return any(
        (item.duty.pk, item.due.period, earlier) in told for earlier in rules.STAGES if earlier <= stage
    )


def _doubted(duty: Duty, grounds: Mapping[int, Ground]) -> str:
    """（依据时效待核）, where the document that the duty stands on is in doubt or over."""
    ground = grounds.get(duty.pk)
    return f"（{ground.doubt}，办理前请核实）" if ground and ground.doubt else ""


def _reminder(items: Sequence[Item]) -> str:
    grounds = queries.grounds(item.duty for item in items[:NAMED])
    said = "；".join(
        f"{clock.written(item.due.day)}前{item.duty.title}{f'（{item.period}）' if item.period else ''}，{item.remaining}"
        f"{_doubted(item.duty, grounds)}"
        for item in items[:NAMED]
    )
    more = f"；还有{len(items) - NAMED}项" if len(items) > NAMED else ""
    return f"合规日历提醒：{said}{more}。办好以后请在日历上标记。"
