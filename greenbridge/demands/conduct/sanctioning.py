"""Warnings and suspensions of buyers: imposed, told, objected to, taken back, over by themselves."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from greenbridge.accounts import reviews
from greenbridge.accounts.models import Association, Organisation, User
from greenbridge.accounts.provinces import heard_by
from greenbridge.accounts.queries import officers_of
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.demands.conduct import errors, queries, rules
from greenbridge.demands.models import Demand, Sanction, SanctionAppeal
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging

Kind, Ground = Sanction.Kind, Sanction.Ground
LATE_NEWS = dt.timedelta(days=7)  # what ended earlier is no news any more


@dataclass(frozen=True)
class Decided:
    """What an officer decides. Days are for a suspension alone: how long a warning stands is said by the numbers."""

    kind: str
    ground: str
    reason: str
    demand: Demand | None = None
    days: int = 0
    is_withdrawn: bool = False
    """Whether what it is about leaves the hall: the demand that is named, or else all open ones."""


@transaction.atomic
def impose(buyer: Organisation, decided: Decided, *, officer: User, association: Association) -> Sanction:
    """Warn a buyer, or have it not publish for a time; its people are told why, until when, and how to object.

    As many warnings in force as the numbers say suspend it by themselves. Raises OwnBody, AlreadySuspended.
    """
    buyer = _locked(buyer)
    check_not_own(buyer, officer)
    known, today = queries.numbers(), clock.today()
    is_warning = decided.kind == Kind.WARNING
    days = known.warning_months * queries.MONTH if is_warning else dt.timedelta(days=decided.days)
    row = _write(buyer, decided, officer, association, until=today + days - dt.timedelta(days=1))
    if decided.is_withdrawn:
        _withdraw(buyer, row, officer)
    if is_warning:
        _follow(row)
    return row


def _write(
    buyer: Organisation, decided: Decided, officer: User, association: Association, *, until: dt.date
) -> Sanction:
    if decided.kind == Kind.SUSPENSION and queries.suspension_of(buyer):
        raise errors.AlreadySuspended(buyer=buyer)
    row = Sanction.objects.create(
        buyer=buyer,
        kind=decided.kind,
        ground=decided.ground,
        demand=decided.demand,
        association=association,
        reason=decided.reason,
        since=clock.today(),
        until=until,
        imposed_by=officer,
        imposed_at=clock.now(),
    )
    action = "buyer.suspended" if row.is_suspension else "buyer.warned"
    after = {"ground": row.ground, "until": row.until.isoformat()}
    audit.record(action, actor=officer, target=buyer, after=after, note=row.reason)
    _tell(row, f"{row.sentence}如有异议，可在{clock.written(row.last_day_of_appeal)}前申诉一次。")
    return row


def _withdraw(buyer: Organisation, row: Sanction, officer: User) -> None:
    """Whoever was invited or has responded hears of it as of any withdrawal."""
    open_ones = Demand.objects.filter(buyer=buyer, status=Demand.Status.PUBLISHED)
    if row.demand:
        open_ones = open_ones.filter(pk=row.demand.pk)
    for demand in open_ones.order_by("pk"):
        demands.withdraw(demand, editor=officer, note=f"协会决定撤下：{row.get_ground_display()}")


def _follow(warning: Sanction) -> None:
    """So many warnings in force are a suspension, the second time in a while a longer one."""
    buyer, known = warning.buyer, queries.numbers()
    count = buyer.sanctions.in_force().warnings().count()
    since = clock.today() - known.record_months * queries.MONTH
    earlier = buyer.sanctions.suspensions().filter(since__gte=since).exclude(appeal__decision=Decision.PASSED)
    days = rules.suspended_for(
        count,
        needed=known.warnings_to_suspend,
        is_repeated=earlier.exists(),
        first=known.suspension_days,
        again=known.repeated_days,
    )
    if days and not queries.suspension_of(buyer):
        said = f"有效的警告达到{count}次，最近一次的事由是{warning.get_ground_display()}"
        decided = Decided(Kind.SUSPENSION, Ground.WARNINGS, said, demand=warning.demand)
        until = clock.today() + dt.timedelta(days=days - 1)
        _write(buyer, decided, warning.imposed_by, warning.association, until=until)


@transaction.atomic
def lift(sanction: Sanction, *, officer: User, reason: str) -> Sanction:
    """Take it back before its last day; the buyer is told. Raises AlreadyOver, OwnBody."""
    row = _locked_row(sanction)
    check_not_own(row.buyer, officer)
    if row.is_over:
        raise errors.AlreadyOver()
    _end(row, f"协会撤销：{reason}", by=officer)
    return row


@transaction.atomic
def appeal(sanction: Sanction, *, member: User, statement: str, file: files.Upload | None) -> SanctionAppeal:
    """The buyer objects; another officer answers within three working days. It does not stop the sanction.

    Raises AlreadyOver, AlreadyAppealed, TooLate.
    """
    row = _locked_row(sanction)
    if row.is_over:
        raise errors.AlreadyOver()
    if row.is_appealed:
        raise errors.AlreadyAppealed()
    if clock.day_of_the_database() > row.last_day_of_appeal:
        raise errors.TooLate(until=clock.written(row.last_day_of_appeal))
    made = SanctionAppeal.objects.create(
        sanction=row,
        submitted_by=member,
        statement=statement,
        file=files.store(file, owner=member) if file else None,
        **reviews.clocked(heard_by(row.association, decided_by=row.imposed_by, body=row.buyer)),
    )
    audit.record("buyer.sanction_appealed", actor=member, target=row.buyer)
    for officer in officers_of(made.association):
        if officer != row.imposed_by:
            text = f"“{row.buyer}”对{row.get_kind_display()}提出申诉。"
            messaging.send(officer, text, link=reverse("conduct:answer", args=[row.pk]))
    return made


@transaction.atomic
def answer(asked: SanctionAppeal, *, officer: User, decision: str, reasons: str) -> Sanction:
    """Let the sanction stand, or end it at once, and with a warning the suspension that rested on it; the buyer and the
    officer who decided are told why.

    Raises OwnDecision, OwnBody, AlreadyDecided.
    """
    row = _locked_row(asked.sanction)
    if officer == row.imposed_by:
        raise errors.OwnDecision()
    check_not_own(row.buyer, officer)
    decided = reviews.decide(asked, decision, officer=officer, reasons=reasons)
    stands = decision == Decision.REFUSED
    action = "buyer.sanction_upheld" if stands else "buyer.sanction_overturned"
    audit.record(action, actor=officer, target=row.buyer, note=reasons)
    told = f"{decided.association}对“{row.buyer}”申诉的答复：{decided.outcome}。理由：{reasons}"
    _tell(row, told)
    messaging.send(row.imposed_by, told, link=row.get_absolute_url())
    if not stands and not row.is_over:
        _end(row, f"申诉成立：{reasons}", by=officer)
    return row


def _end(row: Sanction, why: str, *, by: User | None) -> None:
    row.ended_at, row.end_note = clock.now(), why
    row.save(update_fields=["ended_at", "end_note"])
    said = f"对贵单位的{row.get_kind_display()}已撤销。{why}"
    audit.record("buyer.sanction_ended", actor=by, target=row.buyer, after={"why": why}, note=row.kind)
    _tell(row, said)
    if not row.is_suspension:
        _let_go(row.buyer, by)


def tell_over() -> int:
    """Tell buyers whose suspension has run its days that they may publish again; each once. Returns how many."""
    yesterday = clock.today() - dt.timedelta(days=1)
    over = Sanction.objects.suspensions().filter(ended_at=None, told_over_at=None)
    rows = over.filter(until__range=(yesterday - LATE_NEWS, yesterday)).select_related("buyer")
    return sum(_tell_over(row) for row in rows)


@transaction.atomic
def _tell_over(sanction: Sanction) -> int:
    row = _locked_row(sanction)
    if row.told_over_at or row.ended_at:
        return 0
    row.told_over_at = clock.now()
    row.save(update_fields=["told_over_at"])
    audit.record(
        "buyer.suspension_over", actor=None, target=row.buyer, after={"until": row.until.isoformat()}
    )
    if not queries.suspension_of(row.buyer):
        _tell(row, f"对贵单位的暂停发布已于{clock.written(row.until)}期满，现在可以发布需求。")
    return 1


def _let_go(buyer: Organisation, by: User | None) -> None:
    """A suspension that rested on warnings does not outlast them."""
    left = buyer.sanctions.in_force().warnings().count()
    if left < queries.numbers().warnings_to_suspend:
        resting = buyer.sanctions.in_force().suspensions().filter(ground=Ground.WARNINGS)
        for row in resting.select_related("buyer", "association", "demand"):
            _end(row, "有效的警告已不足规定次数。", by=by)


def check_not_own(buyer: Organisation, officer: User) -> None:
    """Raises OwnBody where the officer belongs to the buyer."""
    if buyer.members.filter(pk=officer.pk).exists():
        raise errors.OwnBody()


def _locked(buyer: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).select_related("region").get(pk=buyer.pk)


def _locked_row(sanction: Sanction) -> Sanction:
    """The row with its buyer, both locked: the buyer first, as everywhere."""
    _locked(sanction.buyer)
    Sanction.objects.select_for_update(of=("self",)).get(pk=sanction.pk)
    return queries.sanctions().get(pk=sanction.pk)


def _tell(row: Sanction, text: str) -> None:
    messaging.send_to_all(row.buyer.people, text, link=row.get_absolute_url())
