"""A change of a published demand: announced, looked at by an officer, published with its number."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Max

from greenbridge.accounts import reviews
from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.demands import followers, queries
from greenbridge.demands import rules as demand_rules
from greenbridge.demands import services as demands
from greenbridge.demands.amendments import errors, facts, parts, rules
from greenbridge.demands.amendments import queries as changes
from greenbridge.demands.amendments.facts import Facts
from greenbridge.demands.errors import TooManyFiles
from greenbridge.demands.models import Amendment, Attachment, Demand
from greenbridge.demands.parts import rules as part_rules
from greenbridge.demands.parts.errors import TooManyLots, TooManySites
from greenbridge.files import services as files
from greenbridge.search import services as search

Listener = Callable[[Amendment], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Register what follows from a change notice once it is published, within its transaction."""
    _listeners.append(listener)


@transaction.atomic
def announce(
    demand: Demand, asked: Facts, *, reason: str, editor: User, file: files.Upload | None = None
) -> Amendment:
    """Change a demand that is open. What only extends the deadline is published at once and the followers are told;
    anything else waits for the association of the site.

    Raises NotPublished once it is over, NothingChanged, DeadlineMovesLater, TooLateToReview, AmendmentWaits,
    ReachesLimit, NotInLots, NoLotLeft, LotWithoutSites, TooManySites, TooManyLots, LeadingPlaceStays,
    DemandIncomplete, SensitiveWording, ContactInText, TooManyFiles, or what ``files.store`` refuses.
    """
    demand = demands.locked_open(demand)
    stands = facts.of(demand)
    _check_parts(stands, asked)
    after = facts.changed(stands, parts.fitted(stands, asked))
    if file:
        _check_room(demand)
        after["attachment"] = file.name
    if not after:
        raise errors.NothingChanged()
    clocked = reviews.clocked(queries.association_of(demand))
    row = Amendment(
        demand=demand,
        submitted_by=editor,
        reason=reason,
        after=after,
        before=_before(demand, after),
        **clocked,
    )
    _check_deadline(row)
    _check_place(row)
    _check_text(row)
    if rules.only_extends(after):
        row.decided_at = clock.now()
        return _publish(row, by=editor)
    return _wait(row, file)


def _check_room(demand: Demand) -> None:
    if demand.attachments.count() >= demand_rules.MAX_ATTACHMENTS:
        raise TooManyFiles(limit=demand_rules.MAX_ATTACHMENTS)


def _before(demand: Demand, after: Facts) -> Facts:
    stands = facts.of(demand)
    return {name: stands[name] for name in after if name in stands}


def _check_deadline(row: Amendment) -> None:
    """The deadline leaves the readers their time, and the association its own."""
    stands = clock.local(row.demand.ends_at).date()
    decided_on = clock.local(row.due_at).date()
    first = rules.first_deadline(stands, row.after, decided_on)
    last = rules.last_deadline(stands, first, clock.day_of_the_database())
    asked = facts.day_of(row.after[rules.DEADLINE]) if rules.DEADLINE in row.after else stands
    if not first <= asked <= last:
        raise errors.DeadlineMovesLater(first=clock.written(first), last=clock.written(last))
    if not rules.only_extends(row.after) and row.demand.ends_at < row.due_at:
        raise errors.TooLateToReview(decided=clock.written(decided_on))


def _check_place(row: Amendment) -> None:
    """The leading region says which association is in charge: it stays in its province."""
    stands, place = row.demand.region_id or "", row.after.get("region")
    if place and not rules.is_in_charge_still(stands, place[0]):
        raise errors.LeadingPlaceStays()


def _check_parts(stands: Facts, asked: Facts) -> None:
    """What was published as a whole stays one; of lots one is left, and each has a site."""
    sites, lots = asked[parts.SITES], asked[parts.LOTS]
    if lots and not stands[parts.LOTS]:
        raise errors.NotInLots()
    if stands[parts.LOTS] and not lots:
        raise errors.NoLotLeft()
    if left := rules.without_sites({number: lot["sites"] for number, lot in lots.items()}, sites):
        raise errors.LotWithoutSites(lots=f"标段{'、'.join(left)}")
    if len(sites) > part_rules.MAX_SITES:
        raise TooManySites(limit=part_rules.MAX_SITES)
    if len(lots) > part_rules.MAX_LOTS:
        raise TooManyLots(limit=part_rules.MAX_LOTS)


def _check_text(row: Amendment) -> None:
    """As at the submission of a demand: nothing is missing, and no word stands in it that may not; what only extends the
    deadline says nothing new but its reason. A public body says why it does not buy on the statutory platform when it
    submits a demand; a change may not bring it to a limit, and what was recorded since hinders none.
    """
    if rules.only_extends(row.after):
        demands.check_wording(row.reason, where="变更理由")
        return
    if changes.comes_to_limit(row) and not row.demand.off_platform:
        raise errors.ReachesLimit()
    demands.check_complete(_lacking(row))
    said = facts.of(row.demand) | row.after
    demands.check_wording(
        said["title"],
        said["description"],
        said["address"],
        *parts.wording(said),
        *(text for _, text in said.get("clauses", {}).values()),
        row.reason,
        where="变更理由、标题、需求说明、服务要求、点位、标段或项目地址",
    )


def _lacking(row: Amendment) -> list[demand_rules.Gap]:
    """What the demand would lack by being changed so; it is asked of the changed rows, of which nothing stays."""
    known = queries.gaps(row.demand)
    before = transaction.savepoint()
    changed = Demand.objects.get(pk=row.demand.pk)
    facts.write(changed, row.after)
    lacking = [gap for gap in queries.gaps(changed) if gap not in known]
    transaction.savepoint_rollback(before)
    return lacking


def _wait(row: Amendment, file: files.Upload | None) -> Amendment:
    if Amendment.objects.filter(demand=row.demand).waiting().exists():
        raise errors.AmendmentWaits()
    if file:
        row.file = files.store(file, owner=row.submitted_by)
    row.save()
    audit.record(
        "amendment.submitted", actor=row.submitted_by, target=row.demand, after={"fields": list(row.after)}
    )
    demands.tell_buyer(
        row.demand,
        f"需求“{row.demand}”的变更公告已提交，{row.association}将在{clock.written(row.due_at)}前答复。",
    )
    return row


@transaction.atomic
def approve(amendment: Amendment, *, officer: User, reasons: str = "") -> Amendment:
    """Publish the change: the demand takes the new values, the buyer and the followers are told.

    An association that was late gives the readers their days nevertheless. Raises NotPublished when the demand ended
    meanwhile, AlreadyDecided.
    """
    demand = demands.locked_open(amendment.demand)
    row = reviews.decide(amendment, Decision.PASSED, officer=officer, reasons=reasons)
    row.demand = demand
    row.after = _with_time_to_read(row)
    return _publish(row, by=officer)


def _with_time_to_read(row: Amendment) -> Facts:
    """What the notice changes, with the deadline that holds when it is published: the latest of those that were promised."""
    stands = row.demand.ends_at
    asked = max(stands, facts.moment(row.after.get(rules.DEADLINE, facts.write_moment(stands))))
    day = clock.local(asked).date()
    shown = rules.deadline_when_shown(day, row.after, clock.day_of_the_database())
    deadline = clock.end_of_day(shown) if shown > day else asked
    return facts.changed(facts.of(row.demand), row.after | {rules.DEADLINE: facts.write_moment(deadline)})


def _publish(row: Amendment, *, by: User) -> Amendment:
    demand = row.demand
    row.before = _before(demand, row.after)
    row.number = 1 + (demand.amendments.aggregate(last=Max("number"))["last"] or 0)
    row.decision = Decision.PASSED
    row.save()
    _move_cut_off(row)
    facts.write(demand, row.after)
    if row.file:
        Attachment.objects.create(demand=demand, file=row.file)
    search.changed("demand", demand.number)
    audit.record(
        "amendment.published",
        actor=by,
        target=demand,
        after={"number": row.number, "fields": list(row.after)},
    )
    for listener in _listeners:
        listener(row)
    what = "、".join(facts.LABELS[name] for name in row.after)
    told = f"需求“{demand}”的{row.name}已公布，改动了：{what}。"
    demands.tell_buyer(demand, told)
    followers.tell(demand, f"{told}请查看变更后的内容。", link=row.get_absolute_url())
    return row


def _move_cut_off(row: Amendment) -> None:
    """A day that was stated for the last question moves with the deadline; the usual one does so by itself."""
    demand = row.demand
    if rules.DEADLINE in row.after and demand.questions_until and demand.deadline:
        demand.questions_until += facts.moment(row.after[rules.DEADLINE]) - demand.deadline
        demand.save(update_fields=["questions_until"])


@transaction.atomic
def send_back(amendment: Amendment, *, officer: User, reasons: str) -> Amendment:
    """Not published; the buyer is told why and may submit it anew. Raises AlreadyDecided, ReasonMissing."""
    row = reviews.decide(amendment, Decision.RETURNED, officer=officer, reasons=reasons)
    audit.record("amendment.returned", actor=officer, target=row.demand, note=reasons)
    demands.tell_buyer(row.demand, f"需求“{row.demand}”的变更公告被退回，内容没有变更。理由：{reasons}")
    return row


@transaction.atomic
def withdraw(amendment: Amendment, *, editor: User) -> Amendment:
    """The buyer takes back a change that waits; the demand stays as it is. Raises NotWaiting."""
    row: Amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    if not row.is_waiting:
        raise errors.NotWaiting()
    row.decision, row.decided_at = Decision.WITHDRAWN, clock.now()
    row.save(update_fields=["decision", "decided_at"])
    audit.record("amendment.withdrawn", actor=editor, target=row.demand)
    return row


def end_with(demand: Demand) -> None:
    """The demand is over: a change of it that waits goes with it."""
    waiting = demand.amendments.filter(decision=Decision.WAITING)
    waiting.update(decision=Decision.WITHDRAWN, decided_at=clock.now())
