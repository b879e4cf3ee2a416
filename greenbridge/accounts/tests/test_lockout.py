"""Guessing passwords: slow for who guesses, and no way to lock somebody else out."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import timezone

from greenbridge.accounts import lockout, logins
from greenbridge.accounts.forms.sign_in import NewPasswordForm
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground", "axes")

HOME, ATTACKER = "192.0.2.10", "203.0.113.66"


@pytest.fixture
def axes(settings: Any) -> None:
    settings.AXES_ENABLED = True


def tries(password: str, address: str = HOME, login: str = "zhou@mail.example") -> Any:
    browser = as_(None)
    return browser.post(reverse("account_login"), {"login": login, "password": password}, REMOTE_ADDR=address)


def comes_in(address: str = HOME) -> bool:
    return bool(tries(PASSWORD, address).status_code == 302)


def it_was(minutes: int) -> None:
    """The failures lie so long ago."""
    earlier = timezone.now() - dt.timedelta(minutes=minutes)
    AccessAttempt.objects.update(attempt_time=earlier)


def test_five_failures_close_the_door_for_thirty_minutes_and_the_page_says_so() -> None:
    cast.person()
    answers = [tries("wrong") for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "30分钟" in words_of(answers[-1])
    assert not comes_in()
    it_was(29)
    assert not comes_in()
    it_was(31)
    assert comes_in()


def test_a_failure_while_locked_does_not_make_it_last_longer() -> None:
    cast.person()
    for _ in range(9):
        tries("wrong")

    assert AccessAttempt.objects.get().failures_since_start == 5


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("account_change_password", "oldpassword"),
        ("account_reauthenticate", "password"),
        ("accounts:close", "password"),
    ],
)
@pytest.mark.parametrize("login", ["zhou@mail.example", "13812345678"])
def test_who_is_asked_again_for_the_password_guesses_no_longer_than_at_the_door(
    page: str, field: str, login: str
) -> None:
    person = cast.person()
    if login == "13812345678":
        EmailAddress.objects.all().delete()
        User.objects.filter(pk=person.pk).update(email=None, mobile="+8613812345678")
    answers = guesses_at(page, field, person)

    assert answers == [200, 200, 200, 200, 429]
    traces = (
        AuditRecord.objects.filter(target_id=str(person.pk)).order_by("id").values_list("action", flat=True)
    )
    assert list(traces) == ["account.step_up_refused"] * 4 + ["account.locked_out"]
    assert tries(PASSWORD, login=login).status_code == 429
    it_was(31)
    assert tries(PASSWORD, login=login).status_code == 302


def guesses_at(page: str, field: str, person: User) -> list[int]:
    browser, new = as_(person), {"password1": "heron-lake-41", "password2": "heron-lake-41"}
    return [
        browser.post(reverse(page), {field: f"wrong-{n}", **new}, REMOTE_ADDR=HOME).status_code
        for n in range(5)
    ]


def test_the_check_notices_a_page_that_only_compares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(NewPasswordForm, "clean_oldpassword")  # as django-allauth brings it
    person = cast.person()

    assert guesses_at("account_change_password", "oldpassword", person) == [200] * 5
    assert comes_in()


def test_nobody_can_lock_a_victim_out_from_elsewhere_however_long_they_try() -> None:
    cast.person()
    assert comes_in(HOME)
    for n in range(60):
        tries("wrong", f"203.0.113.{n}")
        tries("wrong", ATTACKER)

    assert comes_in(HOME)


def test_who_guesses_at_one_account_from_everywhere_leaves_it_to_the_addresses_it_comes_in_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = cast.person()
    assert comes_in(HOME)
    for n in range(lockout.PER_ACCOUNT):
        tries("wrong", f"203.0.113.{n}")

    stopped = tries(PASSWORD, "198.51.100.7")
    assert (stopped.status_code, "重设密码" in words_of(stopped)) == (429, True)
    assert comes_in(HOME)
    last = AuditRecord.objects.filter(target_id=str(person.pk), address="198.51.100.7").get()
    assert (last.action, last.after["reason"]) == ("account.sign_in_failed", "locked")
    it_was(31)
    assert comes_in("198.51.100.7")

    for n in range(lockout.PER_ACCOUNT):
        tries("wrong", f"203.0.113.{n}")
    monkeypatch.setattr(lockout, "PER_ACCOUNT", 1000)  # the control
    assert comes_in("198.51.100.8")


def test_a_household_with_an_ipv6_network_is_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.person()
    home = "2001:db8:1:2"
    answers = [tries("wrong", f"{home}:{n:x}::{n:x}").status_code for n in range(1, 7)]

    assert answers == [200, 200, 200, 200, 429, 429]
    assert not comes_in(f"{home}::abcd")
    assert comes_in("2001:db8:1:3::1")

    monkeypatch.setattr(lockout, "origin", str)  # the control
    assert comes_in(f"{home}::abcd")


def test_the_check_notices_a_lock_that_holds_for_the_account_everywhere(settings: Any) -> None:
    settings.AXES_LOCKOUT_PARAMETERS = ["username"]
    cast.person()
    for _ in range(6):
        tries("wrong", ATTACKER)

    assert not comes_in(HOME)


def test_one_account_is_one_account_however_its_login_is_typed() -> None:
    cast.person()
    guess_in_every_spelling()

    assert not comes_in()


def test_the_check_notices_logins_that_are_taken_as_they_are_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.person()
    monkeypatch.setattr(logins, "folded", str)
    guess_in_every_spelling()

    assert comes_in()


def guess_in_every_spelling() -> None:
    for typed in ("zhou@mail.example", "ZHOU@Mail.example", " zhou@mail.example") * 2:
        tries("wrong", login=typed)


def test_an_address_that_guesses_at_many_accounts_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.person()
    for n in range(lockout.PER_ADDRESS):
        tries("wrong", ATTACKER, f"somebody{n}@mail.example")

    assert not comes_in(ATTACKER)
    assert comes_in(HOME)

    monkeypatch.setattr(lockout, "PER_ADDRESS", 1000)  # the control
    assert comes_in(ATTACKER)


def test_under_attack_from_everywhere_who_has_not_failed_still_comes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast.person()
    monkeypatch.setattr(lockout, "WHOLE_SITE", 20)
    for n in range(7):
        for _ in range(3):
            tries("wrong", f"203.0.113.{n}", f"somebody{n}@mail.example")

    assert not comes_in("203.0.113.1")
    assert comes_in(HOME)

    monkeypatch.setattr(lockout, "WHOLE_SITE", 1000)  # the control
    assert comes_in("203.0.113.1")


def test_who_comes_in_starts_anew_but_only_where_they_are() -> None:
    cast.person()
    for address in (HOME, ATTACKER):
        for _ in range(4):
            tries("wrong", address)

    assert comes_in(HOME)
    assert tries("wrong", HOME).status_code == 200
    assert tries("wrong", ATTACKER).status_code == 429


def test_a_new_password_lifts_the_lock() -> None:
    person = cast.person()
    for _ in range(5):
        tries("wrong")
    sign_in.set_password(person, "heron-lake-41")

    assert tries("heron-lake-41").status_code == 302


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda: tries("wrong"), [("account.sign_in_failed", "password")]),
        (
            lambda: [tries("wrong") for _ in range(5)],
            [("account.sign_in_failed", "password")] * 4 + [("account.locked_out", "password")],
        ),
        (
            lambda: [tries("wrong") for _ in range(6)],
            [("account.sign_in_failed", "password")] * 4
            + [("account.locked_out", "password"), ("account.sign_in_failed", "locked")],
        ),
    ],
)
def test_each_failure_is_recorded_once_without_password_and_with_a_masked_login(
    act: Callable[[], Any], expected: list[tuple[str, str]]
) -> None:
    person = cast.person()
    before = AuditRecord.objects.count()
    act()

    traces = list(AuditRecord.objects.order_by("id"))[before:]
    assert [(t.action, (t.after or {})["reason"]) for t in traces] == expected
    assert {(t.actor, t.target_id, t.address) for t in traces} == {(None, str(person.pk), HOME)}
    assert {(t.after or {})["login"] for t in traces} == {"zh***@mail.example"}
    assert "wrong" not in str([(t.after, t.note) for t in traces])
