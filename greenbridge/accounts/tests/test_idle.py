"""Accounts that nobody uses are warned, switched off, and easy to wake."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.models import User
from greenbridge.accounts.services import idle, sign_in
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging import letters
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


@contextmanager
def days_later(days: float) -> Iterator[None]:
    with clock.stopped_at(clock.now() + dt.timedelta(days=days, minutes=1)):
        yield


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def nightly(days: int) -> list[tuple[int, int, int]]:
    """What each night's job did, (day, switched off, warned) where it did something."""
    done = []
    for day in range(1, days + 1):
        with days_later(day):
            switched_off, warned = idle.sweep()
            if switched_off or warned:
                done.append((day, switched_off, warned))
    return done


def test_the_public_is_warned_twice_and_then_switched_off() -> None:
    person = cast.person()

    assert nightly(95) == [(76, 0, 1), (87, 0, 1), (90, 1, 0)]
    assert not fresh(person).is_active
    said = [message.text for message in person.inbox.all()]
    assert [("3天后" in text, "14天后" in text) for text in said] == [(True, False), (False, True)]
    assert AuditRecord.objects.get(action="account.went_dormant").target_id == str(person.pk)


@pytest.mark.parametrize("days", [89, 91])
def test_the_check_notices_a_sweep_that_comes_early_or_late(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "AFTER", days)
    cast.person()

    assert nightly(95)[-1] == (days, 1, 0)


def test_whoever_comes_in_between_is_left_alone() -> None:
    person = cast.person()
    with days_later(80):
        idle.sweep()
        as_(None).post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    with days_later(100):
        assert idle.sweep() == (0, 0)

    assert fresh(person).is_active
    assert fresh(person).idle_warnings == 0


def test_the_public_is_never_switched_off_unwarned() -> None:
    person = cast.person()
    with days_later(400):
        idle.sweep()

    assert fresh(person).is_active


def test_staff_are_switched_off_and_cannot_wake_themselves() -> None:
    officer = cast.officer()
    with days_later(91):
        idle.sweep()
    browser = as_(None)

    answer = browser.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})

    assert not fresh(officer).is_active
    assert "请联系安全管理员" in words_of(browser.get(answer.headers["Location"]))
    browser.post(reverse("account_request_login_code"), {"login": officer.email})
    code = sent_code()
    browser.post(reverse("account_confirm_login_code"), {"code": code})
    assert not fresh(officer).is_active


def sent_code() -> str:
    letters.deliver()
    found = re.search(r"验证码：(\d{6})", str(mail.outbox[-1].body))
    return found[1] if found else ""


def test_the_public_wakes_an_account_with_a_code() -> None:
    person = cast.person()
    User.objects.filter(pk=person.pk).update(is_active=False, dormant_since=clock.now())
    browser = as_(None)

    answer = browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert "用验证码登录一次就可以恢复" in words_of(browser.get(answer.headers["Location"]))
    browser.post(reverse("account_request_login_code"), {"login": person.email})
    assert Letter.objects.count() == 1
    done = browser.post(reverse("account_confirm_login_code"), {"code": sent_code()})

    assert done.headers["Location"] == "/desk/"
    assert fresh(person).is_active
    assert fresh(person).dormant_since is None
    assert AuditRecord.objects.filter(action="account.woke_up", actor=person).count() == 1


def dormant(person: User) -> User:
    with days_later(95):
        User.objects.filter(pk=person.pk).update(idle_warnings=2)
        assert idle.sweep()[0] == 1
    return fresh(person)


def asks_for_a_code(person: User) -> None:
    as_(None).post(reverse("account_request_login_code"), {"login": person.email})


def disabled(person: User) -> None:
    services.disable(person, by=cast.security_admin(), reason="账号外借。")


def enabled(person: User) -> None:
    services.enable(person, by=cast.security_admin(), reason="本人来电。")


@pytest.mark.parametrize("before", [(disabled,), (dormant, disabled), (dormant, enabled, disabled)])
def test_an_account_that_an_administrator_switched_off_does_not_wake(
    before: tuple[Callable[[User], Any], ...],
) -> None:
    person = cast.person()
    for happens in before:
        happens(person)

    asks_for_a_code(person)

    assert "没有注册" in str(Letter.objects.get().subject)
    assert not fresh(person).is_active

    Letter.objects.all().delete()
    User.objects.filter(pk=person.pk).update(dormant_since=clock.now())  # the control: what was there is kept
    asks_for_a_code(person)
    assert "验证码：" in Letter.objects.get().text


def test_a_code_that_was_sent_before_wakes_nobody_who_is_disabled_meanwhile() -> None:
    person, browser = dormant(cast.person()), as_(None)
    browser.post(reverse("account_request_login_code"), {"login": person.email})
    code = sent_code()
    services.disable(person, by=cast.security_admin(), reason="账号外借。")

    browser.post(reverse("account_confirm_login_code"), {"code": code})
    sign_in.wake(person)  # as another process has read it, a moment before

    assert not fresh(person).is_active
    assert not AuditRecord.objects.filter(action="account.woke_up").exists()


def test_a_sweep_that_read_the_account_a_moment_before_makes_it_none_that_wakes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = cast.officer()
    services.disable(officer, by=cast.security_admin(), reason="离职。")
    monkeypatch.setattr(idle, "_idle_for", lambda days: User.objects.filter(pk=officer.pk))

    assert idle.sweep()[0] == 0
    assert fresh(officer).dormant_since is None


def test_whom_an_administrator_enables_has_ninety_days_to_come() -> None:
    person = dormant(cast.person())
    with days_later(100):
        enabled(person)

    with days_later(101):
        idle.sweep()
    assert (fresh(person).is_active, fresh(person).is_dormant) == (True, False)


def test_who_is_dormant_is_shown_as_such_and_enabled_or_disabled_on_the_page() -> None:
    person, browser = dormant(cast.person()), as_(cast.security_admin())
    page = reverse("accounts:account", args=[person.pk])
    assert "本人用验证码登录即可恢复" in words_of(browser.get(page))

    after = words_of(browser.post(page, {"reason": "账号外借。", "disable": ""}, follow=True))
    assert "的账号已停用" in after
    assert "本人用验证码登录即可恢复" not in after

    assert "的账号已恢复" in words_of(browser.post(page, {"reason": "已核实。"}, follow=True))
    assert fresh(person).is_active


def test_demo_accounts_stay() -> None:
    person = cast.person()
    User.objects.filter(pk=person.pk).update(is_demo=True)

    assert nightly(100) == []
