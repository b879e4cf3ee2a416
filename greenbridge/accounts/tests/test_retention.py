"""What is kept for a while only goes on its day, and not before."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

from greenbridge.accounts.services import retention
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)


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


def test_where_nothing_is_due_nothing_is_written_down() -> None:
    assert retention.forget_sign_ins() == 0
    assert not AuditRecord.objects.filter(action="retention.applied").exists()


def test_messages_go_after_two_years_and_not_a_day_before() -> None:
    messaging.send(cast.person(), "一条消息。")

    with clock.stopped_at(clock.now() + messaging.KEPT - DAY):
        assert messaging.forget_old() == 0
    with clock.stopped_at(clock.now() + messaging.KEPT + DAY):
        assert messaging.forget_old() == 1
