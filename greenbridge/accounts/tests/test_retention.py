"""What is kept for a while only goes on its day, and not before."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from greenbridge.accounts import services
from greenbridge.accounts.models import Role, User, VerificationCase
from greenbridge.accounts.services import retention
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.files.models import File
from greenbridge.messaging import services as messaging
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


def test_failed_sign_ins_and_ended_sessions_go_after_their_time() -> None:
    now = clock.now()
    for days in (179, 181):
        attempt = AccessAttempt.objects.create(
            username=f"u{days}", ip_address="127.0.0.1", failures_since_start=1
        )
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - days * DAY)
    Session.objects.create(session_key="ended", session_data="", expire_date=now - DAY)
    Session.objects.create(session_key="standing", session_data="", expire_date=now + DAY)

    assert retention.forget_sign_ins() == 2

    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["u179"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["standing"]
    assert AuditRecord.objects.get(action="retention.applied").after == {"attempts": 1, "sessions": 1}


def test_decided_cases_go_with_their_files_after_three_years_and_the_last_case_takes_a_shared_one() -> None:
    first = cast.application()
    services.return_case(first, officer=cast.officer("31"), reasons="看不清。")
    with clock.stopped_at(clock.now() + 30 * DAY):
        again = services.apply(first.applicant, cast.statement(), first.licence)
        services.return_case(again, officer=cast.officer("31"), reasons="仍看不清。")
        waiting = cast.application()
    due = clock.now() + THREE_YEARS + DAY

    with clock.stopped_at(due):
        assert retention.forget_cases() == 1
    assert set(VerificationCase.objects.all()) == {again, waiting}
    assert all(File.objects.get(pk=case.licence_id).is_clean for case in (again, waiting))
    trace = AuditRecord.objects.get(action="retention.applied")
    assert trace.after == {"cases": 1, "role_changes": 0, "files": 0}

    with clock.stopped_at(due + 30 * DAY):
        assert retention.forget_cases() == 2  # with its licence
    assert list(VerificationCase.objects.all()) == [waiting]
    assert File.objects.get(pk=first.licence_id).state == File.State.DESTROYED


def test_what_is_known_of_a_device_goes_when_its_session_can_no_longer_stand() -> None:
    cast.session_of(cast.person())

    with clock.stopped_at(clock.now() + 2 * DAY):
        assert retention.forget_sign_ins() == 2  # with the session itself


def test_where_nothing_is_due_nothing_is_written_down() -> None:
    assert retention.forget_sign_ins() == 0
    assert not AuditRecord.objects.filter(action="retention.applied").exists()


def test_messages_go_after_two_years_and_not_a_day_before() -> None:
    messaging.send(cast.person(), "一条消息。")

    with clock.stopped_at(clock.now() + messaging.KEPT - DAY):
        assert messaging.forget_old() == 0
    with clock.stopped_at(clock.now() + messaging.KEPT + DAY):
        assert messaging.forget_old() == 1


def signs_up(name: str, **login: str) -> User:
    """Somebody who has filled in the form and not answered the code."""
    person = User.objects.create_user(login.get("email"), PASSWORD, name=name)
    if person.email:
        EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    person.unconfirmed_mobile = login.get("mobile", "")
    person.save()
    return person


def test_a_sign_up_that_nobody_confirmed_is_erased_after_a_week_and_a_confirmed_one_never() -> None:
    stale = [signs_up("甲", email="a@mail.example"), signs_up("乙", mobile="+8613812345678")]
    by_address, by_number = cast.person(), signs_up("丙", mobile="+8613912345678")
    by_number.mobile, by_number.unconfirmed_mobile = "+8613912345678", "+8613712345678"  # and changes it now
    by_number.save()
    EmailAddress.objects.create(user=by_address, email="new@mail.example", verified=False)
    proposed = services.propose_grant("d@mail.example", "丁", Role.OPERATOR, by=cast.admin(), reason="新入职")
    candidate = proposed.user
    EmailAddress.objects.create(user=candidate, email="d@mail.example", verified=False, primary=True)
    kept = [by_address, by_number, candidate, cast.operator()]
    before = {person: str(User.objects.get(pk=person.pk)) for person in kept}
    week = max(person.date_joined for person in stale) + retention.UNCONFIRMED

    with clock.stopped_at(min(person.date_joined for person in stale) + retention.UNCONFIRMED - SECOND):
        assert retention.forget_unconfirmed() == 0
    with clock.stopped_at(week):
        assert [retention.forget_unconfirmed(), retention.forget_unconfirmed()] == [2, 0]

    for person in stale:
        person.refresh_from_db()
        assert (person.name, person.email, person.unconfirmed_mobile) == ("已注销用户", None, "")
    with clock.stopped_at(week + retention.UNCONFIRMED * 50):
        retention.forget_unconfirmed()
    assert {person: str(User.objects.get(pk=person.pk)) for person in kept} == before
    trace = AuditRecord.objects.get(action="retention.applied")
    assert (trace.actor, trace.after) == (None, {"unconfirmed": 2})
    assert not EmailAddress.objects.filter(email="a@mail.example").exists()


def test_the_check_notices_a_job_that_erases_a_day_early(monkeypatch: pytest.MonkeyPatch) -> None:
    person = signs_up("甲", email="a@mail.example")
    edge = person.date_joined + retention.UNCONFIRMED - SECOND
    monkeypatch.setattr(retention, "UNCONFIRMED", dt.timedelta(days=6))

    with clock.stopped_at(edge):
        assert retention.forget_unconfirmed() == 1
