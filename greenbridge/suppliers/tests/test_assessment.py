"""A body assesses itself, two officers score it, a third settles, and a year later it begins again."""

import datetime as dt

import pytest

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files.models import File
from greenbridge.reference.models import Region, ServiceType
from greenbridge.search.models import OutboxEntry
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.assessment import errors, queries, retention, services
from greenbridge.suppliers.assessment.services import Said
from greenbridge.suppliers.models import Answer, Assessment, Supplier
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")
State = Assessment.State
DAY = dt.timedelta(days=1)


def in_days(days: int) -> dt.datetime:
    return clock.now() + days * DAY


def fresh(assessment: Assessment) -> Assessment:
    return Assessment.objects.get(pk=assessment.pk)


def actions() -> list[str]:
    return list(
        AuditRecord.objects.filter(action__startswith="assessment.")
        .order_by("pk")
        .values_list("action", flat=True)
    )


def heard(assessment: Assessment) -> str:
    return str(cast.owner_of(assessment.supplier.organisation).inbox.latest("pk").text)


def test_a_body_that_two_officers_find_good_is_admitted_for_a_year_and_told() -> None:
    waiting = cast.assessment()
    cast.scored(waiting, 1, 80, 75, 70)

    passed = cast.scored(waiting, 2, 85, 80, 75)

    assert (passed.state, passed.points) == (State.PASSED, "79")
    assert passed.valid_until == clock.today().replace(year=clock.today().year + 1)
    assert actions() == [
        "assessment.opened",
        "assessment.submitted",
        "assessment.scored",
        "assessment.scored",
        "assessment.passed",
    ]
    assert "环境监测（江苏省）的准入考核已通过，得79分" in heard(passed)
    assert passed.supplier.admissions == [
        {"type": "S01", "province": "32", "until": passed.valid_until.isoformat()}
    ]
    assert OutboxEntry.objects.filter(keys=passed.supplier.code).exists()


def test_the_stored_sheet_alone_gives_the_result_again() -> None:
    passed = cast.admitted()
    assert queries.is_recomputed(fresh(passed))

    passed.scorings.filter(part=1).update(points={"licence": 81, "staff": 80, "record": 80})

    assert not queries.is_recomputed(fresh(passed))


def test_two_who_differ_wait_for_a_third_whose_word_counts() -> None:
    waiting = cast.assessment()
    cast.scored(waiting, 1, 90, 80, 80)
    settling = cast.scored(waiting, 2, 60, 80, 80)
    assert (settling.state, settling.total) == (State.SETTLING, None)
    assert [one.code for one in services.disputed(settling)] == ["licence"]

    with pytest.raises(errors.WasScorer):
        services.settle(settling, officer=cast.scorer(2), points={"licence": 70}, notes={"licence": "齐全。"})
    with pytest.raises(errors.NoteMissing, match="请写明“资质”的评分理由"):
        services.settle(settling, officer=cast.scorer(3), points={"licence": 70}, notes={})
    settled = services.settle(
        settling, officer=cast.scorer(3), points={"licence": 70, "staff": 0}, notes={"licence": "证书有效。"}
    )

    assert (settled.state, settled.points) == (State.PASSED, "75")
    assert settled.sheet["items"][0] == ["licence", 50, 60, True, 90, 60, 70]
    assert queries.is_recomputed(fresh(settled))


def test_a_body_that_fails_is_told_why_and_corrects_within_thirty_days() -> None:
    waiting = cast.assessment()
    cast.scored(waiting, 1, 55, 40, 90)

    failed = cast.scored(waiting, 2, 50, 45, 90)

    assert (failed.state, failed.points) == (State.FAILED, "18")
    assert failed.reasons == [
        "“资质”低于最低分60，一票否决",
        "“人员”低于最低分50，不计分",
        "总分18，低于合格线70",
    ]
    assert failed.correct_by == clock.today() + 30 * DAY
    assert "请按结果页列出的原因整改" in heard(failed)
    assert failed.supplier.admissions == []

    with clock.stopped_at(in_days(30)):
        again = _open(failed)
        assert again.corrects == failed
        assert [answer.note for answer in again.answers.all()] == ["资质齐全。", "人员齐全。", "业绩齐全。"]
        services.submit(again, by=again.opened_by)
        passed = cast.scored(cast.scored(again, 1, 80, 80, 80), 2, 80, 80, 80)
    assert passed.state == State.PASSED


def test_a_correction_that_comes_too_late_is_refused_and_the_case_is_closed() -> None:
    failed = cast.scored(cast.scored(cast.assessment(), 1, 50, 50, 50), 2, 50, 50, 50)
    late = _open(failed)

    with clock.stopped_at(in_days(31)):
        with pytest.raises(errors.CorrectionOver):
            services.submit(late, by=late.opened_by)
        assert services.run_clock() == 1
        assert fresh(late).state == State.CLOSED
        anew = _open(failed)

    assert anew.corrects is None
    assert not anew.answers.exists()


def test_a_server_whose_clock_is_ahead_takes_the_correction_by_the_databases(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = cast.scored(cast.scored(cast.assessment(), 1, 50, 50, 50), 2, 50, 50, 50)
    corrected, ahead = _open(failed), in_days(40)
    monkeypatch.setattr(clock, "now", lambda: ahead)

    assert services.submit(corrected, by=corrected.opened_by).state == State.SCORING

    assert not failed.is_correctable_today  # the control: by its own clock it would have refused


def test_a_fail_that_nobody_corrects_is_closed_after_thirty_days() -> None:
    failed = cast.scored(cast.scored(cast.assessment(), 1, 50, 50, 50), 2, 50, 50, 50)

    with clock.stopped_at(in_days(24)):
        assert [services.run_clock(), services.run_clock()] == [1, 0]
        assert "请在期限前重新提交" in heard(failed)
    with clock.stopped_at(in_days(30)):
        assert services.run_clock() == 0
    with clock.stopped_at(in_days(31)):
        assert services.run_clock() == 1

    assert fresh(failed).state == State.CLOSED


def test_a_pass_is_reminded_of_and_lapses_after_its_year() -> None:
    passed = cast.admitted()
    year = (passed.valid_until - clock.today()).days if passed.valid_until else 0
    told = []
    for days in (61, 60, 59, 30, 7, 0, -1):
        with clock.stopped_at(in_days(year - days)):
            told.append(services.run_clock())

    assert told == [0, 1, 0, 1, 1, 0, 1]
    assert fresh(passed).state == State.LAPSED
    assert Supplier.objects.get(pk=passed.supplier_id).admissions == []
    assert "已到期，请申请年度复核" in heard(passed)


def test_a_new_pass_in_time_takes_the_place_of_the_old_one() -> None:
    old = cast.admitted()
    with pytest.raises(errors.StillValid, match="到期前90天起"):
        _open(old)

    with clock.stopped_at(in_days(300)):
        again = cast.self_assessment(old.supplier)
        services.submit(again, by=again.opened_by)
        new = cast.scored(cast.scored(again, 1, 80, 80, 80), 2, 80, 80, 80)
    with clock.stopped_at(in_days(366)):
        assert services.run_clock() == 0

    assert fresh(old).state == State.REPLACED
    assert new.supplier.admissions[0]["until"] == str(new.valid_until)


def test_what_officers_leave_lying_falls_to_the_leading_association_as_well() -> None:
    waiting = cast.assessment()
    leading = cast.officer("31")
    assert not Assessment.objects.waiting_for(leading).exists()

    with clock.stopped_at(in_days(20)):
        assert [services.run_clock(), services.run_clock()] == [1, 0]

    assert Assessment.objects.waiting_for(leading).get() == waiting
    assert "现由牵头协会一并督办" in leading.inbox.latest("pk").text


def test_an_officer_scores_once_and_never_the_own_body() -> None:
    waiting = cast.assessment()
    cast.member_of(waiting.supplier.organisation, cast.scorer(2))

    with pytest.raises(errors.OwnBody):
        cast.scored(waiting, 2, 80, 80, 80)
    cast.scored(waiting, 1, 80, 80, 80)
    with pytest.raises(errors.ScoredAlready):
        cast.scored(waiting, 1, 80, 80, 80)

    assert waiting.scorings.count() == 1
    assert not Assessment.objects.waiting_for(cast.scorer(1)).exists()
    assert not Assessment.objects.waiting_for(cast.scorer(2)).exists()
    assert Assessment.objects.waiting_for(cast.scorer(3)).exists()


@pytest.mark.parametrize(
    ("points", "notes", "refusal"),
    [
        ({"licence": 80, "staff": 80}, {}, "请给“业绩”评分"),
        ({"licence": 80, "staff": 49, "record": 80}, {}, "请写明“人员”的评分理由"),
        ({"licence": 80, "staff": 49, "record": 80}, {"staff": "  "}, "请写明“人员”的评分理由"),
    ],
)
def test_points_without_a_gap_and_low_ones_with_a_reason(
    points: dict[str, int], notes: dict[str, str], refusal: str
) -> None:
    waiting = cast.assessment()

    with pytest.raises(RuleBroken, match=refusal):
        services.score(waiting, officer=cast.scorer(1), points=points, notes=notes)

    assert not waiting.scorings.exists()


def test_who_may_be_assessed() -> None:
    lab = cast.lab()
    criteria = cast.criteria_set()
    monitoring, waste = (ServiceType.objects.get(code=code) for code in ("S01", "S05"))
    here, owner = criteria.province, cast.owner_of(lab.organisation)

    with pytest.raises(errors.NotOffered, match="没有在江苏省的“危险废物”业务"):
        services.open_assessment(lab, waste, here, by=owner)
    with pytest.raises(errors.NoCriteria, match="上海市还没有“环境监测”的考核标准"):
        services.open_assessment(lab, monitoring, Region.objects.get(code="31"), by=owner)
    services.open_assessment(lab, monitoring, here, by=owner)
    with pytest.raises(errors.UnderWay):
        services.open_assessment(lab, monitoring, here, by=owner)
    Supplier.objects.update(status=Supplier.Status.DRAFT)
    with pytest.raises(errors.NotYetListed):
        services.open_assessment(lab, monitoring, here, by=owner)


def test_a_finer_type_counts_and_what_is_no_longer_in_force_does_not() -> None:
    lab = cast.lab()
    owner = cast.owner_of(lab.organisation)
    lab.activities.all().delete()
    finer = ServiceType.objects.get(code="S01-1")
    suppliers.set_activity(lab, finer, serves=[], capability="", editor=owner)
    cast.criteria_set("33")

    assert [(c.criteria_set.service_type_id, c.act) for c in queries.choices(lab)] == [("S01", "开始自评")]

    cast.criteria_set("33").__class__.objects.update(effective_until=clock.today() - DAY)
    assert queries.choices(lab) == []


def test_a_draft_keeps_what_is_there_and_a_new_file_replaces_the_old_one() -> None:
    lab = cast.lab()
    cast.criteria_set()
    owner = cast.owner_of(lab.organisation)
    kind, here = ServiceType.objects.get(code="S01"), Region.objects.get(code="32")
    draft = services.open_assessment(lab, kind, here, by=owner)
    licence, *others = draft.criteria_set.criteria.all()

    for _ in range(2):
        services.save_answers(draft, {licence: Said(90, "证书齐全。", cast.checked())}, by=owner)
    services.save_answers(draft, {licence: Said(95, "证书齐全。"), others[0]: Said(None, "")}, by=owner)

    assert [(a.points, bool(a.file)) for a in draft.answers.all()] == [(95, True), (None, False)]
    assert sorted(File.objects.values_list("state", flat=True)) == ["clean", "destroyed"]
    with pytest.raises(errors.AnswersMissing, match="请填写“人员”、“业绩”的自评分和说明"):
        services.submit(draft, by=owner)


def test_words_and_evidence_go_three_years_after_the_end_and_the_result_stays() -> None:
    passed = cast.admitted()
    Answer.objects.filter(criterion__code="licence").update(file=cast.file(passed.opened_by))
    assert retention.forget_old() == 0

    with clock.stopped_at(clock.now() + THREE_YEARS + DAY):
        assert retention.forget_old() == 4

    assert {(answer.note, answer.file) for answer in passed.answers.all()} == {("", None)}
    assert File.objects.get().state == File.State.DESTROYED
    assert queries.is_recomputed(fresh(passed))


def _open(like: Assessment) -> Assessment:
    return services.open_assessment(like.supplier, like.service_type, like.province, by=like.opened_by)
