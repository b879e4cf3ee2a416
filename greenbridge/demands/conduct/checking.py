"""Demands that were published at once are drawn by lot once a week, and an officer looks at them."""

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import F

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.audit import services as audit
from greenbridge.core import clock, lots, workdays
from greenbridge.demands import services as demands
from greenbridge.demands.amendments.rules import only_extends
from greenbridge.demands.conduct import errors, queries, rules, sanctioning
from greenbridge.demands.models import Amendment, Demand, DemandCheck, DemandDraw, Pledge, Sanction
from greenbridge.messaging import services as messaging

Finding = DemandCheck.Finding


@transaction.atomic
def draw_due() -> int:
    """Draw among what was published at once before this week and has been in no drawing. Returns how many were drawn.

    Called again in the same week it does nothing. The seed is made now, when nothing in the drawing can change any more;
    officers of the site's province are told.
    """
    monday = clock.today() - dt.timedelta(days=clock.today().weekday())
    before = clock.end_of_day(monday - dt.timedelta(days=1))
    pledges = Pledge.objects.filter(is_pre_reviewed=False, draw=None, given_at__lte=before)
    keys = list(pledges.values_list("pk", flat=True))
    if not keys or DemandDraw.objects.filter(week=monday).exists():
        return 0
    known = queries.numbers()
    made = DemandDraw.objects.create(
        week=monday, seed=secrets.token_hex(16), share=known.share, drawn_at=clock.now()
    )
    Pledge.objects.filter(pk__in=keys).update(draw=made)
    drawn = drawn_in(made)
    checks = DemandCheck.objects.bulk_create(_checks(made, drawn, known.check_workdays))
    made.size, made.drawn = len(keys), len(checks)
    made.save(update_fields=["size", "drawn"])
    after = {"seed": made.seed, "drawn": len(drawn), "of": len(keys)}
    audit.record("demands.checks_drawn", actor=None, target=made, after=after)
    for check in checks:
        for officer in officers_of(check.association):
            text = f"需求“{check.demand}”被抽中核查，请在{clock.written(check.due_at)}前核查。"
            messaging.send(officer, text, link=check.get_absolute_url())
    return len(drawn)


def drawn_in(made: DemandDraw) -> list[str]:
    """The numbers that the seed draws, as anybody may work out again."""
    members = [(made.stratum, number) for number in queries.numbers_in(made)]
    plan = {made.stratum: rules.drawn_of(len(members), made.share)}
    return [number for _, number in lots.sample(made.seed, members, plan)]


def _checks(made: DemandDraw, drawn: list[str], days: int) -> list[DemandCheck]:
    due_at = workdays.due_after(made.drawn_at, days)
    return [
        DemandCheck(draw=made, demand=demand, association=association_for(demand.region), due_at=due_at)
        for demand in Demand.objects.filter(number__in=drawn).select_related("region").order_by("number")
        if demand.region
    ]


@transaction.atomic
def find(check: DemandCheck, *, officer: User, finding: str, note: str, is_withdrawn: bool) -> DemandCheck:
    """Write down what was found in a demand that was drawn; its buyer is told. A false or repeated one is a warning.

    Where something was found, the demand may be withdrawn in the same step; whoever was invited or has responded is
    told then. What has to be corrected and stays in the hall gets a day: until then the buyer owes a change notice.
    Raises AlreadyFound, OwnBody.
    """
    check = _locked(check)
    demand = check.demand
    if not check.is_waiting:
        raise errors.AlreadyFound(by=check.found_by, finding=check.get_finding_display())
    sanctioning.check_not_own(demand.buyer, officer)
    check.finding, check.note, check.found_by, check.found_at = finding, note, officer, clock.now()
    check.save(update_fields=["finding", "note", "found_by", "found_at"])
    DemandDraw.objects.filter(pk=check.draw_id).update(closed=F("closed") + 1)
    audit.record("demand.checked", actor=officer, target=demand, after={"finding": finding}, note=note)
    said = f"{check.association}核查了需求“{demand}”，结论：{check.get_finding_display()}。{note}"
    if is_withdrawn and finding != Finding.GOOD and demand.status == Demand.Status.PUBLISHED:
        demands.withdraw(demand, editor=officer, note=f"核查结论：{check.get_finding_display()}")
        said += "需求已从大厅撤下。"
    elif finding == Finding.TO_CORRECT and demand.is_open:
        said += _to_be_corrected(check)
    demands.tell_buyer(demand, said)
    if finding in {Finding.FALSE, Finding.REPEATED}:
        warning = sanctioning.Decided(Sanction.Kind.WARNING, finding, note, demand=demand)
        sanctioning.impose(demand.buyer, warning, officer=officer, association=check.association)
    return check


def _to_be_corrected(check: DemandCheck) -> str:
    """Start the buyer's clock; what the buyer has to do."""
    by = workdays.due_after(clock.now(), queries.numbers().correct_workdays)
    check.correct_by = by
    check.save(update_fields=["correct_by"])
    return f"请在{clock.written(by)}前发变更公告更正，只延长截止日期的不算；逾期没有更正的，由协会处理。"


def hear_amendment(amendment: Amendment) -> None:
    """A change notice was published: what was to be corrected in its demand is; the officer who asked for it looks.

    One that only extends the deadline corrects nothing. The notice leaves the trace.
    """
    row = DemandCheck.objects.to_be_corrected().filter(demand=amendment.demand).first()
    if row is None or only_extends(amendment.after):
        return
    row.corrected_at = clock.now()
    row.save(update_fields=["corrected_at"])
    if row.found_by and row.found_by.is_active:
        text = f"您要求更正的需求“{amendment.demand}”已发{amendment.name}，请核对。"
        messaging.send(row.found_by, text, link=amendment.get_absolute_url())


@transaction.atomic
def follow_up(check: DemandCheck, *, officer: User, note: str, is_withdrawn: bool) -> DemandCheck:
    """Close what was to be corrected without a change notice, or take the demand out of the hall; the buyer is told why.

    Raises NotToBeCorrected, OwnBody.
    """
    demand = demands.locked_open(check.demand)
    check = _locked(check)
    if not check.is_to_be_corrected:
        raise errors.NotToBeCorrected()
    sanctioning.check_not_own(demand.buyer, officer)
    check.corrected_at, check.follow_note = clock.now(), note
    check.save(update_fields=["corrected_at", "follow_note"])
    after = {"withdrawn": is_withdrawn}
    audit.record("demand.correction_closed", actor=officer, target=demand, after=after, note=note)
    said = f"{check.association}对需求“{demand}”的更正已办结。{note}"
    if is_withdrawn:
        demands.withdraw(demand, editor=officer, note="没有按期更正")
        said += "需求已从大厅撤下。"
    demands.tell_buyer(demand, said)
    return check


def escalate_overdue() -> int:
    """What an officer has not looked at in time, or a buyer not corrected, the leading association sees too; it is told
    once. Returns how many.
    """
    lead = Association.objects.get(leads=True)
    late = DemandCheck.objects.late().filter(escalated_at=None).exclude(association=lead)
    return sum(_escalate(check, lead) for check in late.select_related("demand"))


@transaction.atomic
def _escalate(check: DemandCheck, lead: Association) -> int:
    if not DemandCheck.objects.filter(pk=check.pk, escalated_at=None).update(escalated_at=clock.now()):
        return 0
    audit.record("review.escalated", actor=None, target=check, after={"to": lead.name})
    for officer in officers_of(lead):
        text = f"需求“{check.demand}”的核查或更正已超过期限，现由牵头协会一并督办。"
        messaging.send(officer, text, link=check.get_absolute_url())
    return 1


def _locked(check: DemandCheck) -> DemandCheck:
    DemandCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    return queries.checks().get(pk=check.pk)
