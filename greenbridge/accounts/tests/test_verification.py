"""A person asks to act for a body, and an association decides."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.accounts import queries, reviews, services
from greenbridge.accounts.errors import (
    AlreadyDecided,
    AlreadyMember,
    AlreadyVerified,
    CaseOpen,
    NotWaiting,
    OrganisationTaken,
    ReasonMissing,
    RegionNotOpen,
    StaffActForNobody,
)
from greenbridge.accounts.models import (
    Association,
    Organisation,
    Role,
    RoleGrant,
    Side,
    User,
    VerificationCase,
)
from greenbridge.accounts.services import verification
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.messaging.models import Message
from greenbridge.reference.models import OpeningPhase
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, fetch, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")


def last_words_to(person: User) -> str:
    return person.inbox.latest("id").text


def test_an_application_waits_three_working_days_in_the_queue_of_its_province() -> None:
    friday = clock.local(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC))
    with clock.stopped_at(friday):
        case = cast.application(region="310118107")

    assert case.association.province_id == "31"
    assert case.due_at == clock.end_of_day(dt.date(2026, 11, 25))
    assert list(VerificationCase.objects.visible_to(cast.officer("31"))) == [case]
    assert not VerificationCase.objects.visible_to(cast.officer("32")).exists()
    assert "11月25日" in last_words_to(case.applicant)
    assert AuditRecord.objects.filter(action="verification.submitted", actor=case.applicant).count() == 1


@pytest.mark.parametrize("officer_of", ["310118107", "320509105", "330421103"])
def test_a_passed_body_is_verified_owned_told_and_audited(officer_of: str) -> None:
    officer = cast.officer(officer_of[:2])
    case = cast.application(region=officer_of)

    body = services.pass_case(case, officer=officer, reasons="与营业执照一致。")

    assert (body.name, body.region_id, body.address) == ("华新食品有限公司", officer_of, "新府路9号")
    assert (body.is_buyer, body.is_supplier, body.owner) == (True, False, case.applicant)
    assert "已通过认证" in last_words_to(case.applicant)
    trace = AuditRecord.objects.get(action="verification.passed")
    assert (trace.actor, trace.note) == (officer, "与营业执照一致。")


@pytest.mark.parametrize(
    ("decide", "action", "words"),
    [
        (services.return_case, "verification.returned", "被退回"),
        (services.refuse_case, "verification.refused", "未予通过"),
    ],
)
def test_a_case_turned_back_tells_the_reason_and_verifies_nobody(
    decide: Any, action: str, words: str
) -> None:
    case, officer = cast.application(), cast.officer("31")

    decide(case, officer=officer, reasons="营业执照影像不清晰。")

    assert not Organisation.objects.exists()
    assert words in last_words_to(case.applicant)
    assert "营业执照影像不清晰。" in last_words_to(case.applicant)
    assert AuditRecord.objects.get(action=action).note == "营业执照影像不清晰。"


@pytest.mark.parametrize("decide", [services.return_case, services.refuse_case])
def test_turning_back_without_a_reason_is_refused_and_changes_nothing(decide: Any) -> None:
    case = cast.application()

    with pytest.raises(ReasonMissing):
        decide(case, officer=cast.officer("31"), reasons=" ")

    case.refresh_from_db()
    assert case.is_waiting


def test_a_returned_application_can_be_sent_again_with_the_same_licence() -> None:
    case = cast.application()
    services.return_case(case, officer=cast.officer("31"), reasons="地址不一致。")

    again = services.apply(case.applicant, cast.statement(address="新府路19号"), case.licence)

    assert (again.licence, again.is_waiting) == (case.licence, True)


def refused(refusal: type[RuleBroken], applicant: User | None = None, **stated: Any) -> str:
    """The sentence with which an application is refused, after checking that nothing changed."""
    person = applicant or cast.person()
    before = VerificationCase.objects.count(), Message.objects.count(), AuditRecord.objects.count()
    with pytest.raises(refusal) as told:
        services.apply(person, cast.statement(**stated), cast.pdf())
    assert (VerificationCase.objects.count(), Message.objects.count(), AuditRecord.objects.count()) == before
    return str(told.value)


def test_a_buyer_from_a_closed_region_is_refused_with_the_open_ones_and_changes_nothing() -> None:
    sentence = refused(RegionNotOpen, region="320583")

    assert sentence.startswith("江苏省苏州市昆山市的需求企业暂未开放注册。")
    assert "目前开放：青浦区、吴江区、嘉善县。" in sentence


def test_a_region_opens_on_the_day_of_its_phase() -> None:
    day = dt.date(2026, 12, 1)
    OpeningPhase.objects.filter(number=2).update(opens_on=day)

    with clock.stopped_at(clock.end_of_day(day - dt.timedelta(days=1))):
        refused(RegionNotOpen, region="320583")
    with clock.stopped_at(clock.end_of_day(day - dt.timedelta(days=1)) + dt.timedelta(seconds=1)):
        assert cast.application(region="320583").is_waiting


def test_a_server_whose_clock_is_behind_lets_in_by_the_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: behind)

    cast.application(region="310118107")

    assert not OpeningPhase.objects.filter(opens_on__lte=clock.today()).exists()  # the control


def test_a_supplier_from_elsewhere_goes_to_the_leading_association() -> None:
    case = cast.application(side=Side.SUPPLIER, region="340104")

    assert case.association == Association.objects.get(leads=True)
    assert case.association.province_id == "31"


def test_one_application_for_a_body_and_side_at_a_time() -> None:
    cast.application()

    other = cast.person("刘洋", "liu@mail.example")
    assert "正在审核中" in refused(CaseOpen, other)
    assert cast.application(other, side=Side.SUPPLIER).is_waiting


def test_a_body_that_has_an_owner_cannot_be_taken() -> None:
    dyer = cast.dyer()

    assert "已有负责人" in refused(
        OrganisationTaken, side=Side.SUPPLIER, credit_code=dyer.credit_code, name=dyer.name
    )


def test_whoever_acts_for_one_body_cannot_apply_for_another() -> None:
    assert "青溪染整有限公司" in refused(AlreadyMember, cast.owner_of(cast.dyer()))


def test_a_side_that_is_verified_is_not_verified_twice_but_the_other_one_may_be_added() -> None:
    dyer = cast.dyer()
    owner = cast.owner_of(dyer)
    refused(AlreadyVerified, owner, credit_code=dyer.credit_code)

    case = cast.application(owner, side=Side.SUPPLIER, credit_code=dyer.credit_code, name=dyer.name)
    body = services.pass_case(case, officer=cast.officer("31"))

    assert (body.pk, body.is_buyer, body.is_supplier) == (dyer.pk, True, True)
    assert body.memberships.count() == 1


def test_a_list_does_not_overwrite_what_a_verified_body_states_of_itself() -> None:
    dyer = cast.dyer()

    assert dyer.take_over({"name": "旧名", "region_id": "31", "capital": "100万元"})

    assert (dyer.name, dyer.region_id, dyer.capital) == ("青溪染整有限公司", "310118107", "100万元")


def test_when_two_apply_for_both_sides_the_second_cannot_become_owner_too() -> None:
    first = cast.application()
    second = cast.application(cast.person("刘洋", "liu@mail.example"), side=Side.SUPPLIER)
    services.pass_case(first, officer=cast.officer("31"))

    with pytest.raises(OrganisationTaken):
        services.pass_case(second, officer=cast.officer("31"))

    second.refresh_from_db()
    assert second.is_waiting
    assert not Organisation.objects.get().is_supplier


def test_a_withdrawn_application_leaves_the_queue() -> None:
    case = cast.application()

    services.withdraw_case(case, applicant=case.applicant)

    assert not VerificationCase.objects.visible_to(cast.officer("31")).waiting().exists()
    with pytest.raises(AlreadyDecided, match="提交人"):
        services.pass_case(case, officer=cast.officer("31"))


def test_a_decided_application_cannot_be_withdrawn() -> None:
    case = cast.application()
    services.pass_case(case, officer=cast.officer("31"))

    with pytest.raises(NotWaiting):
        services.withdraw_case(case, applicant=case.applicant)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_decides_and_the_other_is_told_by_whom() -> None:
    case = cast.application()
    first = cast.officer("31")
    second = cast.staff("officer", "余音", "yu@sh.example", case.association)

    outcomes = at_once(
        lambda: services.pass_case(case, officer=first),
        lambda: services.return_case(case, officer=second, reasons="地址不一致。"),
    )

    case.refresh_from_db()
    [refusal] = [one for one in outcomes if isinstance(one, Exception)]
    assert isinstance(refusal, AlreadyDecided)
    assert f"已由{case.decided_by}办理" in str(refusal)
    assert (
        AuditRecord.objects.filter(action__in=("verification.passed", "verification.returned")).count() == 1
    )
    assert Message.objects.filter(recipient=case.applicant).count() == 2


def test_an_overdue_case_is_shown_to_the_leading_association_once() -> None:
    case = cast.application(region="320509105")
    lead = cast.officer("31")

    with clock.stopped_at(case.due_at):
        assert services.escalate_overdue(VerificationCase) == 0
    with clock.stopped_at(case.due_at + dt.timedelta(seconds=1)):
        assert services.escalate_overdue(VerificationCase) == 1
        assert services.escalate_overdue(VerificationCase) == 0

    assert list(VerificationCase.objects.visible_to(lead)) == [case]
    assert case in VerificationCase.objects.visible_to(cast.officer("32"))
    assert not VerificationCase.objects.visible_to(cast.officer("33")).exists()
    assert "超过办理期限" in lead.inbox.get().text
    assert AuditRecord.objects.filter(action="review.escalated").count() == 1


def test_what_is_overdue_with_the_leading_association_itself_does_not_escalate() -> None:
    case = cast.application(region="310118107")

    with clock.stopped_at(case.due_at + dt.timedelta(days=9)):
        assert services.escalate_overdue(VerificationCase) == 0


def test_the_association_of_a_region_is_its_provinces() -> None:
    region = cast.statement(region="330421103").region

    assert queries.association_for(region).province_id == "33"


def application_form(**changes: Any) -> dict[str, Any]:
    stated = vars(cast.statement()) | {"region": "310118107", "licence": cast.pdf()}
    return stated | changes


def test_from_the_form_to_the_desk_and_through_the_officers_page() -> None:
    person, officer = cast.person(), cast.officer("31")
    applicant = as_(person)

    answer = applicant.post(reverse("accounts:apply"), application_form())
    case = VerificationCase.objects.get()
    assert answer.headers["Location"] == reverse("accounts:applied", args=[case.pk])
    assert "上海市环境保护产业协会核对" in words_of(applicant.get(answer.headers["Location"]))

    page = reverse("accounts:review", args=[case.pk])
    assert "华新食品有限公司" in words_of(as_(officer).get(page))
    as_(officer).post(page, {"decision": "passed"})

    assert Organisation.objects.get().owner == person
    assert "发布需求" in words_of(applicant.get(reverse("portal:desk")))


def test_an_officer_sees_a_photographed_licence_beside_what_was_stated() -> None:
    person, officer = as_(cast.person()), cast.officer("31")
    person.post(reverse("accounts:apply"), application_form(licence=cast.upload("执照.jpg", cast.picture())))
    case = VerificationCase.objects.get()
    picture = reverse("files:download", args=[case.licence.stored_as])

    assert f'<img src="{picture}" alt="营业执照影像"' in words_of(
        as_(officer).get(reverse("accounts:review", args=[case.pk]))
    )
    shown = fetch(officer, picture)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert shown.headers["Content-Disposition"].startswith("attachment")


def test_a_licence_that_is_no_picture_is_not_drawn() -> None:
    page = as_(cast.officer("31")).get(reverse("accounts:review", args=[cast.application().pk]))

    assert "下载营业执照" in words_of(page)
    assert '营业执照影像"' not in words_of(page)


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    page = words_of(
        as_(cast.person()).post(
            reverse("accounts:apply"), application_form(credit_code="9133", contact_name="")
        )
    )

    assert "统一社会信用代码应为18位" in page
    assert "请填写联系人姓名。" in page
    assert "新府路9号" in page
    assert not VerificationCase.objects.exists()


def test_a_decision_on_a_decided_case_is_shown_with_what_was_typed() -> None:
    case, officer = cast.application(), cast.officer("31")
    services.pass_case(case, officer=officer)

    page = words_of(
        as_(officer).post(
            reverse("accounts:review", args=[case.pk]), {"decision": "refused", "note": "我的意见。"}
        )
    )

    assert "已由沈清办理" in page
    assert "我的意见。" in page


def given(person: User, role: str) -> None:
    """As if the role had been given at the same moment as the application was sent."""
    association = Association.objects.get(province="31") if role == Role.OFFICER else None
    RoleGrant.objects.create(user=person, role=role, association=association, granted_at=clock.now())


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EXPERT])
def test_who_works_here_by_the_time_the_application_is_decided_speaks_for_nobody(role: str) -> None:
    case = cast.application()
    given(case.applicant, role)

    with pytest.raises(StaffActForNobody, match="请退回申请"):
        services.pass_case(case, officer=cast.officer("31"))

    assert VerificationCase.objects.get(pk=case.pk).is_waiting
    assert User.objects.get(pk=case.applicant.pk).organisation is None


def test_an_expert_may_speak_for_the_body_they_work_at() -> None:
    case = cast.application()
    given(case.applicant, Role.EXPERT)

    assert services.pass_case(case, officer=cast.officer("31")).owner == case.applicant


@pytest.mark.parametrize("decision", ["passed", "returned", "refused"])
def test_nobody_decides_on_their_own_application(decision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cast.application()
    given(case.applicant, Role.OFFICER)
    case.applicant.set_password(PASSWORD)
    case.applicant.save()
    cast.authenticator(case.applicant)
    browser, page = as_(case.applicant), reverse("accounts:review", args=[case.pk])

    said = words_of(browser.post(page, {"decision": decision, "note": "与营业执照不一致。"}))

    assert "请由本协会的另一位审核员办理" in said
    assert VerificationCase.objects.get(pk=case.pk).is_waiting

    monkeypatch.setattr(verification, "_decide", reviews.decide)  # the control: a decision is a decision
    monkeypatch.setattr(User, "is_staff_member", False)
    browser.post(page, {"decision": decision, "note": "与营业执照不一致。"})
    assert not VerificationCase.objects.get(pk=case.pk).is_waiting
