"""What the pages of assessments show."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.queries import officers_of
from greenbridge.accounts.workload import Done, Load, by_person, load
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.reference import lookups
from greenbridge.reference.models import Region
from greenbridge.suppliers.assessment import errors, rules
from greenbridge.suppliers.models import (
    AdmissionStart,
    Answer,
    Assessment,
    Credential,
    CriteriaSet,
    Criterion,
    Recusal,
    Scoring,
    Supplier,
)

CORRECT = "按原因整改并重新提交"


@dataclass(frozen=True)
class Choice:
    """A type of service and a province for which a body may be assessed, and how that stands."""

    criteria_set: CriteriaSet
    latest: Assessment | None
    passed: Assessment | None

    @property
    def act(self) -> str:
        """What the button says; empty where there is nothing to begin."""
        if self.latest and self.latest.state in Assessment.UNDER_WAY:
            return ""
        if self.passed:
            return "申请年度复核" if self.passed.is_renewable(clock.today()) else ""
        return CORRECT if self.latest and self.latest.is_correctable_today else "开始自评"


def choices(supplier: Supplier) -> list[Choice]:
    """Everything that the body does, by the criteria in force today."""
    kinds = _offered(supplier)
    sets = CriteriaSet.objects.in_force(clock.today()).select_related("province", "service_type")
    mine: dict[tuple[str, str], list[Assessment]] = {}
    for one in supplier.assessments.select_related("province", "service_type"):
        mine.setdefault((one.service_type_id, one.province_id), []).append(one)
    found: dict[tuple[str, str], Choice] = {}
    for criteria_set in sets:
        key = (criteria_set.service_type_id, criteria_set.province_id)
        if key in kinds and key not in found:
            rows = mine.get(key, [])
            passed = next((one for one in rows if one.state == Assessment.State.PASSED), None)
            found[key] = Choice(criteria_set, rows[0] if rows else None, passed)
    return list(found.values())


def act_from(assessment: Assessment) -> str:
    """What its body may begin from the page of this one; empty where a later one says how it stands."""
    if assessment.is_correctable_today:
        return CORRECT
    if assessment.state in Assessment.UNDER_WAY or not assessment.supplier.is_listed:
        return ""
    says = (one for one in choices(assessment.supplier) if assessment in (one.latest, one.passed))
    return next((one.act for one in says), "")


def _offered(supplier: Supplier) -> set[tuple[str, str]]:
    """(type, province) of everything that the body does; whoever names no region goes to every province."""
    provinces = set(CriteriaSet.objects.order_by().values_list("province", flat=True).distinct())
    return {
        (kind, province)
        for one in supplier.activities.prefetch_related("serves")
        for province in {region.province_code for region in one.regions} or provinces
        for kind in lookups.with_parents([one.service_type_id])
    }


def offers(supplier: Supplier, kind: str, province: str) -> bool:
    """Whether the body does that, or something finer of it, somewhere in the province."""
    return (kind, province) in _offered(supplier)


def load_of(association: Association) -> Load:
    """What waits for a scorer, or for a third who settles."""
    rows = Assessment.objects.filter(
        association=association, state__in=[Assessment.State.SCORING, Assessment.State.SETTLING]
    )
    return load(rows, since="submitted_at", late=Q(due_at__lt=clock.now()))


def scored_by(association: Association, after: dt.datetime) -> Done:
    """How often each has scored: an assessment has two or three scorers."""
    rows = Scoring.objects.filter(assessment__association=association, given_at__gte=after)
    return by_person(rows, "officer")


def readable_by(user: User) -> QuerySet[Assessment]:
    """A body's own assessments for its people, what was submitted for the officers in charge."""
    own = Q(supplier__organisation=user.organisation) if user.organisation else Q(pk=None)
    rows = Assessment.objects.filter(own | Q(pk__in=Assessment.objects.visible_to(user).values("pk")))
    return rows.select_related(
        "supplier__organisation__region", "criteria_set", "association"
    ).select_related("service_type", "province", "corrects")


@dataclass(frozen=True)
class Line:
    """One criterion with what the body said, what it holds, and what was given; points are None before they may be seen."""

    criterion: Criterion
    answer: Answer | None
    credentials: list[Credential]
    given: rules.Given | None = None
    notes: tuple[str, ...] = ()
    differs: bool = False

    @property
    def counted(self) -> str:
        """The points that count, exactly."""
        return "" if self.given is None else f"{Decimal(self.given.doubled) / 2:f}"

    @property
    def is_short(self) -> bool:
        return self.given is not None and self.given.doubled < 2 * self.criterion.threshold


def lines(assessment: Assessment, *, with_points: bool) -> list[Line]:
    """All criteria in their order. ``with_points`` brings what officers gave, once both have."""
    answers = {a.criterion_id: a for a in assessment.answers.select_related("file")}
    held: dict[str, list[Credential]] = {}
    for credential in assessment.supplier.credentials.select_related("kind", "scan").prefetch_related(
        "wastes"
    ):
        held.setdefault(credential.kind_id, []).append(credential)
    scorings = list(assessment.scorings.all()) if with_points else []
    scheme = assessment.criteria_set.scheme
    apart = set[str]()
    if len(scorings) > 1:
        apart.update(rules.differences(scheme, scorings[0].points, scorings[1].points))
    return [
        Line(
            criterion,
            answers.get(criterion.pk),
            [one for kind in criterion.credentials for one in held.get(kind, [])],
            _given(scorings, criterion.code),
            tuple(s.notes[criterion.code] for s in scorings if criterion.code in s.notes),
            criterion.code in apart,
        )
        for criterion in assessment.criteria_set.criteria.all()
    ]


def _given(scorings: list[Scoring], code: str) -> rules.Given | None:
    if len(scorings) < 2:
        return None
    first, second, *third = (scoring.points for scoring in scorings)
    return rules.Given(first[code], second[code], third[0].get(code) if third else None)


def is_recomputed(assessment: Assessment) -> bool:
    """Whether the stored inputs give the stored result again."""
    result = rules.recomputed(assessment.sheet)
    stored = assessment.scorings.order_by("part")
    given: Mapping[str, rules.Given] = {
        code: one for code in stored[0].points if (one := _given(list(stored), code)) is not None
    }
    same_sheet = rules.sheet(assessment.criteria_set.scheme, given) == assessment.sheet
    return same_sheet and result.total == assessment.total and result.passed == (not assessment.reasons)


def may_score(user: User, assessment: Assessment) -> bool:
    """Whether it waits for this officer."""
    return Assessment.objects.waiting_for(user).filter(pk=assessment.pk).exists()


def tie_of(supplier: Supplier, officer: User) -> RuleBroken | None:
    """Why the officer may score nothing of the body: its member, or declared to be tied with it."""
    if supplier.organisation.members.filter(pk=officer.pk).exists():
        return errors.OwnBody()
    if Recusal.objects.filter(assessment__supplier=supplier, officer=officer).exists():
        return errors.Recused()
    return None


def scorers_left(assessment: Assessment) -> list[User]:
    """The officers of the association for whom it waits."""
    waiting = Assessment.objects.filter(pk=assessment.pk)
    return [one for one in officers_of(assessment.association) if waiting.waiting_for(one).exists()]


def recusals_for(user: User, assessment: Assessment) -> QuerySet[Recusal]:
    """Who has declared a tie with the body: for the officers in charge, and for nobody else."""
    if not Assessment.objects.visible_to(user).filter(pk=assessment.pk).exists():
        return Recusal.objects.none()
    return Recusal.objects.filter(assessment__supplier=assessment.supplier).select_related("officer")


def starts() -> list[tuple[Region, AdmissionStart | None, int, int]]:
    """Each province with its day, how many bodies have passed there, and how many assessments wait for officers."""
    days = {start.province_id: start for start in AdmissionStart.objects.all()}
    passed = Assessment.objects.passes(clock.today())
    waiting = Assessment.objects.filter(state__in=[Assessment.State.SCORING, Assessment.State.SETTLING])
    return [
        (
            province,
            days.get(province.code),
            passed.filter(province=province).order_by().values("supplier").distinct().count(),
            waiting.filter(province=province).count(),
        )
        for province in Region.objects.filter(association__isnull=False)
    ]
