"""A spot check from the drawing to its result."""

import datetime as dt
import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.queries import association_for, officers_of
from greenbridge.audit import services as audit
from greenbridge.core import clock, lots
from greenbridge.files import services as files
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.models import SpotCheck, SpotDraw, Supplier
from greenbridge.suppliers.spotcheck import errors, queries, rules

State, Result = SpotCheck.State, SpotCheck.Result


@transaction.atomic
def draw(year: int, quarter: int, plan: Mapping[str, int], *, due_on: dt.date, by: User) -> SpotDraw:
    """Draw by lot and hand out the tasks: each body to an association from elsewhere, whose officers are told.

    The seed is made here and now, and nobody chooses it. Raises AlreadyDrawn, NobodyDrawn.
    """
    seed, wanted = secrets.token_hex(16), {stratum: n for stratum, n in plan.items() if n}
    members = [one for one in queries.population(clock.today()) if one[0] in wanted]
    drawn = lots.sample(seed, members, wanted)
    if not drawn:
        raise errors.NobodyDrawn()
    made = SpotDraw(
        year=year,
        quarter=quarter,
        seed=seed,
        plan=wanted,
        population=members,
        size=len(members),
        drawn=len(drawn),
        drawn_by=by,
        drawn_at=clock.now(),
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as twice:
        raise errors.AlreadyDrawn(draw=made) from twice
    checks = _tasks(made, drawn, due_on)
    SpotCheck.objects.bulk_create(checks)
    audit.record("spotcheck.drawn", actor=by, target=made, after={"seed": seed, "drawn": len(drawn)})
    for association in {check.association for check in checks}:
        count = sum(check.association == association for check in checks)
        for officer in officers_of(association):
            text = f"{made}抽查分给本协会 {count} 家机构，请在{clock.written(due_on)}前检查。"
            messaging.send(officer, text, link="/desk/")
    return made


def _tasks(made: SpotDraw, drawn: list[lots.Member], due_on: dt.date) -> list[SpotCheck]:
    associations = {one.province_id: one for one in Association.objects.all()}
    codes = [code for _, code in drawn]
    rows = Supplier.objects.filter(organisation__credit_code__in=codes)
    bodies = {one.code: one for one in rows.select_related("organisation__region")}
    return [
        SpotCheck(
            draw=made,
            supplier=bodies[code],
            stratum=stratum,
            association=associations[
                rules.examiner(
                    made.seed,
                    code,
                    association_for(bodies[code].organisation.region).province_id,
                    associations.keys(),
                )
            ],
            due_on=due_on,
        )
        for stratum, code in drawn
    ]


@transaction.atomic
def find(
    check: SpotCheck, *, officer: User, finding: str, findings: str, correct_by: dt.date | None
) -> SpotCheck:
    """Write down what was found: good and unwilling close it, anything else is to be corrected by a day.

    The body is told. Raises NotNow.
    """
    check = _locked(check)
    if not check.is_open:
        raise errors.NotNow(state=check.get_state_display())
    check.findings, check.found_by, check.found_at = findings, officer, clock.now()
    if finding == State.CORRECTING:
        check.state, check.correct_by = State.CORRECTING, correct_by
    else:
        _close(check, Result(finding))
    check.save()
    audit.record("spotcheck.found", actor=officer, target=check, after={"finding": finding}, note=findings)
    until = f"请在{clock.written(correct_by)}前整改并答复。" if check.is_correcting and correct_by else ""
    said = check.get_result_display() or "需要整改"
    _tell(check, f"{check.association}对您单位的抽查：{said}。{findings}{until}")
    return check


@transaction.atomic
def correct(check: SpotCheck, *, member: User, correction: str, file: files.Upload | None) -> SpotCheck:
    """The body says what it has corrected; the officer who found it is told. Raises NotNow."""
    check = _locked(check)
    if not check.is_correcting:
        raise errors.NotNow(state=check.get_state_display())
    check.state, check.correction, check.corrected_at = State.ANSWERED, correction, clock.now()
    check.file = files.store(file, owner=member) if file else None
    check.save()
    audit.record("spotcheck.corrected", actor=member, target=check)
    if check.found_by:
        messaging.send(
            check.found_by, f"“{check.supplier}”答复了整改情况，请复核。", link=check.get_absolute_url()
        )
    return check


@transaction.atomic
def close(check: SpotCheck, *, officer: User, result: str, note: str) -> SpotCheck:
    """Say whether it is corrected; the result stands on the record. Raises NotNow."""
    check = _locked(check)
    if not check.is_closable:
        raise errors.NotNow(state=check.get_state_display())
    check.closing_note = note
    _close(check, Result(result))
    check.save()
    audit.record("spotcheck.closed", actor=officer, target=check, after={"result": result}, note=note)
    _tell(check, f"{check.association}对您单位的抽查已办结：{check.get_result_display()}。{note}")
    return check


def _close(check: SpotCheck, result: SpotCheck.Result) -> None:
    check.state, check.result, check.closed_at = State.CLOSED, result, clock.now()
    SpotDraw.objects.filter(pk=check.draw_id).update(closed=F("closed") + 1)


def _locked(check: SpotCheck) -> SpotCheck:
    SpotCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    return queries.with_all(SpotCheck.objects.all()).get(pk=check.pk)


def _tell(check: SpotCheck, text: str) -> None:
    for person in check.supplier.people:
        messaging.send(person, text, link=check.get_absolute_url())
