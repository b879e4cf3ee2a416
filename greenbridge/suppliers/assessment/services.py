"""An admission assessment from the first self-assessment to the end of its year."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.queries import officers_of
from greenbridge.audit import services as audit
from greenbridge.core import clock, workdays
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.reference.models import Region, ServiceType
from greenbridge.search import services as search
from greenbridge.suppliers.assessment import errors, queries, rules
from greenbridge.suppliers.models import (
    Answer,
    Assessment,
    CriteriaSet,
    Criterion,
    Scoring,
    Supplier,
)

State = Assessment.State
WORKDAYS_TO_SCORE = 10
WORKDAYS_TO_SETTLE = 5
DAYS_TO_CORRECT = 30
REMINDERS = (7, 30, 60)  # days before an end, the nearest first: it makes the wider ones needless


@dataclass(frozen=True)
class Said:
    """What the body says on one criterion; without a file the one that is there stays."""

    points: int | None
    note: str
    file: files.Upload | None = None


@transaction.atomic
def open_assessment(supplier: Supplier, kind: ServiceType, province: Region, *, by: User) -> Assessment:
    """Begin a self-assessment for a type of service in a province.

    Within thirty days after a fail it corrects that one: by the same criteria, with what was said before.
    Raises NotYetListed, NotOffered, NoCriteria, UnderWay, StillValid.
    """
    supplier = Supplier.objects.select_for_update(of=("self",)).get(pk=supplier.pk)
    mine = Assessment.objects.filter(supplier=supplier, service_type=kind, province=province)
    today = clock.today()
    if not supplier.is_listed:
        raise errors.NotYetListed()
    if not queries.offers(supplier, kind.code, province.code):
        raise errors.NotOffered(kind=kind, province=province)
    if running := mine.under_way().first():
        raise errors.UnderWay(what=running.what)
    passed = mine.passes(today).first()
    if passed and passed.valid_until and not passed.is_renewable(today):
        until, days = clock.written(passed.valid_until), Assessment.DAYS_OF_RENEWAL
        raise errors.StillValid(what=passed.what, until=until, days=days)
    latest = mine.exclude(state=State.CLOSED).order_by("-opened_at", "-id").first()
    failed = latest if latest and latest.is_correctable(today) else None
    in_force = CriteriaSet.objects.in_force(today).filter(province=province, service_type=kind).first()
    criteria_set = failed.criteria_set if failed else in_force
    if criteria_set is None:
        raise errors.NoCriteria(kind=kind, province=province)
    opened = Assessment.objects.create(
        supplier=supplier,
        service_type=kind,
        province=province,
        association=Association.objects.get(province=province),
        criteria_set=criteria_set,
        corrects=failed,
        opened_by=by,
        opened_at=clock.now(),
    )
    if failed:
        _carry_over(failed, opened)
    audit.record("assessment.opened", actor=by, target=opened, after={"corrects": failed and failed.pk})
    return opened


def _carry_over(failed: Assessment, opened: Assessment) -> None:
    Answer.objects.bulk_create(
        Answer(
            assessment=opened,
            criterion_id=answer.criterion_id,
            points=answer.points,
            note=answer.note,
            file_id=answer.file_id,
        )
        for answer in failed.answers.all()
    )


@transaction.atomic
def save_answers(assessment: Assessment, said: Mapping[Criterion, Said], *, by: User) -> Assessment:
    """Keep the draft of a self-assessment; a new file replaces the one before. Raises NotADraft."""
    assessment = locked(assessment)
    if not assessment.is_draft:
        raise errors.NotADraft()
    there = {answer.criterion_id: answer for answer in assessment.answers.select_related("file")}
    replaced = []
    for criterion, one in said.items():
        answer = there.get(criterion.pk) or Answer(assessment=assessment, criterion=criterion)
        answer.points, answer.note = one.points, one.note
        if one.file:
            replaced += [answer.file] if answer.file else []
            answer.file = files.store(one.file, owner=by)
        answer.save()
    files.destroy(replaced)
    audit.record("assessment.saved", actor=by, target=assessment)
    return assessment


@transaction.atomic
def submit(assessment: Assessment, *, by: User) -> Assessment:
    """Hand the self-assessment to the association of the province: two of its officers score it in ten working days.

    Raises NotADraft, AnswersMissing, CorrectionOver.
    """
    assessment = locked(assessment)
    if not assessment.is_draft:
        raise errors.NotADraft()
    if missing := unanswered(assessment):
        raise errors.AnswersMissing(titles=_named(missing))
    failed = assessment.corrects
    if failed and failed.correct_by and failed.correct_by < clock.day_of_the_database():
        raise errors.CorrectionOver(until=clock.written(failed.correct_by))
    assessment.state, assessment.submitted_at = State.SCORING, clock.now()
    assessment.due_at = workdays.due_after(clock.now(), WORKDAYS_TO_SCORE)
    assessment.save(update_fields=["state", "submitted_at", "due_at"])
    audit.record("assessment.submitted", actor=by, target=assessment)
    day = clock.written(assessment.due_at)
    _tell(
        assessment,
        f"{assessment.what}的准入考核自评已提交，{assessment.association}将在{day}前给出结果。",
    )
    return assessment


def unanswered(assessment: Assessment) -> list[Criterion]:
    """The criteria on which points or words are missing."""
    said = {answer.criterion_id for answer in assessment.answers.all() if answer.is_complete}
    return [one for one in assessment.criteria_set.criteria.all() if one.pk not in said]


@transaction.atomic
def score(
    assessment: Assessment, *, officer: User, points: Mapping[str, int], notes: Mapping[str, str]
) -> Assessment:
    """Give points on every criterion, by their codes; points below a threshold need a note.

    The first of two is told nothing of the second. After the second the result follows, unless a third has to settle.
    Raises OwnBody, Recused, NotScored, ScoredAlready, PointsMissing, NoteMissing.
    """
    assessment = _for_scoring(assessment, officer, State.SCORING)
    criteria = list(assessment.criteria_set.criteria.all())
    low = [one for one in criteria if points.get(one.code, one.threshold) < one.threshold]
    scoring = _give(assessment, officer, criteria, points, notes, must_say=low)
    if scoring.part == 2:
        first = assessment.scorings.get(part=1)
        if rules.differences(assessment.criteria_set.scheme, first.points, scoring.points):
            assessment.state = State.SETTLING
            assessment.due_at = workdays.due_after(clock.now(), WORKDAYS_TO_SETTLE)
            assessment.save(update_fields=["state", "due_at"])
        else:
            _conclude(assessment, officer)
    return assessment


@transaction.atomic
def settle(
    assessment: Assessment, *, officer: User, points: Mapping[str, int], notes: Mapping[str, str]
) -> Assessment:
    """Say, as a third, what counts where two scorers differ, each with its reason; the result follows.

    Raises OwnBody, Recused, WasScorer, NotScored, PointsMissing, NoteMissing.
    """
    assessment = _for_scoring(assessment, officer, State.SETTLING)
    open_ones = disputed(assessment)
    _give(assessment, officer, open_ones, points, notes, must_say=open_ones)
    _conclude(assessment, officer)
    return assessment


def disputed(assessment: Assessment) -> list[Criterion]:
    """The criteria on which the first two scorers are too far apart."""
    first, second = assessment.scorings.filter(part__lt=Scoring.SETTLES)
    codes = rules.differences(assessment.criteria_set.scheme, first.points, second.points)
    return [one for one in assessment.criteria_set.criteria.all() if one.code in codes]


def _for_scoring(assessment: Assessment, officer: User, state: str) -> Assessment:
    assessment = locked(assessment)
    if tie := queries.tie_of(assessment.supplier, officer):
        raise tie
    if assessment.scorings.filter(officer=officer).exists():
        raise errors.WasScorer() if assessment.is_settling else errors.ScoredAlready()
    if assessment.state != state:
        raise errors.NotScored()
    return assessment


def _give(
    assessment: Assessment,
    officer: User,
    criteria: list[Criterion],
    points: Mapping[str, int],
    notes: Mapping[str, str],
    *,
    must_say: list[Criterion],
) -> Scoring:
    if missing := [one for one in criteria if one.code not in points]:
        raise errors.PointsMissing(titles=_named(missing))
    if silent := [one for one in must_say if not notes.get(one.code, "").strip()]:
        raise errors.NoteMissing(titles=_named(silent))
    codes = [one.code for one in criteria]
    scoring = Scoring.objects.create(
        assessment=assessment,
        part=assessment.scorings.count() + 1,
        officer=officer,
        points={code: points[code] for code in codes},
        notes={code: notes[code] for code in codes if notes.get(code, "").strip()},
        given_at=clock.now(),
    )
    given = [f"{code} {mark}" for code, mark in scoring.points.items()]
    audit.record(
        "assessment.scored", actor=officer, target=assessment, after={"part": scoring.part, "points": given}
    )
    return scoring


def _conclude(assessment: Assessment, officer: User) -> None:
    """Both have scored and nothing is left to settle: the result, what it followed from, and what comes next."""
    scheme = assessment.criteria_set.scheme
    first, second, *third = assessment.scorings.all()
    settled = third[0].points if third else {}
    given = {
        code: rules.Given(mark, second.points[code], settled.get(code)) for code, mark in first.points.items()
    }
    result, today = rules.outcome(scheme, given), clock.today()
    assessment.sheet, assessment.total = rules.sheet(scheme, given), result.total
    assessment.concluded_at = clock.now()
    if result.passed:
        _replace(assessment)
        assessment.state, assessment.valid_until = State.PASSED, _in_a_year(today)
    else:
        assessment.state, assessment.correct_by = State.FAILED, today + dt.timedelta(days=DAYS_TO_CORRECT)
        assessment.reasons = _reasons(assessment, result)
    assessment.save()
    audit.record(f"assessment.{assessment.state}", actor=officer, target=assessment, after=_told(assessment))
    if assessment.valid_until:
        _show_admissions(assessment.supplier)
        until = clock.written(assessment.valid_until)
        words = f"已通过，得{assessment.points}分，有效期至{until}。"
    else:
        until = clock.written(today + dt.timedelta(days=DAYS_TO_CORRECT))
        words = f"未通过，得{assessment.points}分。请按结果页列出的原因整改，在{until}前重新提交。"
    _tell(assessment, f"{assessment.what}的准入考核{words}")


def _replace(assessment: Assessment) -> None:
    """A new pass takes the place of last year's."""
    same = Assessment.objects.filter(
        supplier=assessment.supplier,
        service_type=assessment.service_type,
        province=assessment.province,
        state=State.PASSED,
    )
    same.update(state=State.REPLACED)


def _told(assessment: Assessment) -> dict[str, object]:
    until = assessment.valid_until or assessment.correct_by
    return {"total": assessment.total, "until": until and until.isoformat()}


def _reasons(assessment: Assessment, result: rules.Result) -> list[str]:
    criteria = {one.code: one for one in assessment.criteria_set.criteria.all()}
    reasons = [f"“{criteria[code]}”低于最低分{criteria[code].threshold}，一票否决" for code in result.vetoed]
    reasons += [f"“{criteria[code]}”低于最低分{criteria[code].threshold}，不计分" for code in result.short]
    if result.total < assessment.criteria_set.pass_mark * rules.UNITS:
        reasons.append(f"总分{assessment.points}，低于合格线{assessment.criteria_set.pass_mark}")
    return reasons


def _in_a_year(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def _show_admissions(supplier: Supplier) -> None:
    """Write on the record for what the body stands on the shelf, and until when, and tell the index."""
    rows = Assessment.objects.filter(supplier=supplier).passes(clock.today())
    until: dict[tuple[str, str], str] = {}
    for one in rows.order_by("valid_until"):
        until[one.service_type_id, one.province_id] = one.valid_until.isoformat() if one.valid_until else ""
    supplier.admissions = [
        {"type": kind, "province": province, "until": day} for (kind, province), day in sorted(until.items())
    ]
    supplier.save(update_fields=["admissions"])
    search.changed("supplier", supplier.code)


def run_clock() -> int:
    """Once a day: passes that have ended lapse, corrections that are late are closed, who is near an end is reminded,
    and what officers have left lying goes to the leading association as well. Returns how much was done.
    """
    today, now, rows = clock.today(), clock.now(), Assessment.objects.all()
    late = rows.filter(state__in=[State.SCORING, State.SETTLING], due_at__lt=now, escalated_at=None)
    uncorrected = rows.filter(state=State.FAILED, corrections=None)
    near = [(days, _nearing(today + dt.timedelta(days=days), days)) for days in REMINDERS]
    return (
        _each(rows.filter(state=State.PASSED, valid_until__lt=today), _lapse)
        + _each(rows.filter(state=State.DRAFT, corrects__correct_by__lt=today), _close)
        + _each(uncorrected.filter(correct_by__lt=today), _close)
        + _each(late.exclude(association__leads=True), _escalate)
        + sum(_each(some, partial(_remind, days=days)) for days, some in near)
    )


def _nearing(day: dt.date, days: int) -> QuerySet[Assessment]:
    """Passes that end, and corrections that are due, by that day; each is told once of each nearness."""
    ends = Q(state=State.PASSED, valid_until__lte=day)
    if days == min(REMINDERS):
        ends |= Q(state=State.FAILED, correct_by__lte=day, corrections=None)
    return Assessment.objects.filter(ends).exclude(reminded__lte=days)


def _each(rows: QuerySet[Assessment], act: Callable[[Assessment], None]) -> int:
    """Every row in a transaction of its own; one that has changed meanwhile is left alone."""
    count = 0
    for key in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            _lock(key)
            if found := rows.filter(pk=key).first():
                act(found)
                count += 1
    return count


def _lapse(assessment: Assessment) -> None:
    assessment.state = State.LAPSED
    assessment.save(update_fields=["state"])
    audit.record("assessment.lapsed", actor=None, target=assessment)
    _show_admissions(assessment.supplier)
    _tell(
        assessment, f"{assessment.what}的准入考核已到期，请申请年度复核。复核通过前，机构仍在名录库中展示。"
    )


def _close(assessment: Assessment) -> None:
    assessment.state = State.CLOSED
    assessment.save(update_fields=["state"])
    audit.record("assessment.closed", actor=None, target=assessment)
    _tell(assessment, f"{assessment.what}的整改期限已过，这次准入考核已结束。准备好后可以重新申请。")


def _escalate(assessment: Assessment) -> None:
    assessment.escalated_at = clock.now()
    assessment.save(update_fields=["escalated_at"])
    lead = Association.objects.get(leads=True)
    audit.record("assessment.escalated", actor=None, target=assessment, after={"to": lead.name})
    for officer in officers_of(lead):
        messaging.send(
            officer, f"“{assessment}”的准入考核已超过办理期限，现由牵头协会一并督办。", link="/desk/"
        )


def _remind(assessment: Assessment, days: int) -> None:
    assessment.reminded = days
    assessment.save(update_fields=["reminded"])
    audit.record("assessment.reminded", actor=None, target=assessment, after={"days": days})
    end = assessment.valid_until or assessment.correct_by
    until = clock.written(end) if end else ""
    if assessment.state == State.PASSED:
        text = f"{assessment.what}的准入考核将在{until}到期，请提前申请年度复核。"
    else:
        text = f"{assessment.what}的准入考核整改期限是{until}，请在期限前重新提交。"
    _tell(assessment, text)


def locked(assessment: Assessment) -> Assessment:
    """The row as it is now, and nobody else's until the transaction ends."""
    _lock(assessment.pk)
    rows = Assessment.objects.select_related("supplier__organisation", "criteria_set", "corrects")
    return rows.select_related("service_type", "province", "association").get(pk=assessment.pk)


def _lock(key: int) -> None:
    Assessment.objects.select_for_update(of=("self",)).get(pk=key)


def _named(criteria: Iterable[Criterion]) -> str:
    return "、".join(f"“{one}”" for one in criteria)


def _tell(assessment: Assessment, text: str) -> None:
    for person in assessment.supplier.people:
        messaging.send(person, text, link=assessment.get_absolute_url())
