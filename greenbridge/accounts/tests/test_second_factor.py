"""The second factor: required of staff, offered to everybody, guarded as a password is."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axes.models import AccessAttempt
from django.conf import settings as installed
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from greenbridge.accounts import lockout, second_factor
from greenbridge.accounts.models import Role, RoleGrant, UsedCode, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD, SEED
from greenbridge.testing.pages import as_, code_now, shows, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

SET_UP = reverse("accounts:set_up")


def with_password_only(person: User) -> Client:
    browser = as_(person)
    shows(browser, person, "password")
    return browser


def without_factor(person: User) -> User:
    Authenticator.objects.filter(user=person).delete()
    return person


def signs_in(browser: Client, login: str | None) -> Any:
    return browser.post(reverse("account_login"), {"login": login, "password": PASSWORD})


def pages_reached(browser: Client) -> set[str]:
    paths = (
        "/",
        "/desk/",
        "/suppliers/",
        "/backoffice/",
        "/messages/",
        reverse("accounts:staff"),
        reverse("accounts:security"),
    )
    return {path for path in paths if browser.get(path).headers.get("Location") != SET_UP}


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.EXPERT])
def test_every_staff_role_needs_a_second_factor_before_anything_else(role: str) -> None:
    person = cast.officer() if role == Role.OFFICER else cast.staff(role, "新人", "new@ops.example")
    browser = as_(without_factor(person))

    assert pages_reached(browser) == set()
    assert browser.get(SET_UP).status_code == 200
    assert browser.post(reverse("account_logout")).status_code == 302


def test_the_check_notices_when_the_guard_is_missing(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("StaffComeInFully")]

    assert len(pages_reached(as_(without_factor(cast.admin())))) == 7


@pytest.mark.parametrize("who", ["public", "expert"])
def test_nobody_else_needs_one(who: str) -> None:
    person = cast.person()
    if who == "expert":
        RoleGrant.objects.create(user=person, role=Role.EXPERT, granted_at=person.date_joined)

    assert with_password_only(person).get("/desk/").status_code == 200


def test_a_session_that_has_not_shown_the_factor_is_asked_for_it() -> None:
    browser = with_password_only(cast.officer())

    assert browser.get("/desk/").headers["Location"] == reverse("mfa_reauthenticate")
    browser.post(reverse("mfa_reauthenticate"), {"code": code_now(SEED)})
    assert browser.get("/desk/").status_code == 200


def test_signing_in_asks_for_the_code_and_a_wrong_one_lets_nobody_in() -> None:
    browser, officer = as_(None), cast.officer()

    assert signs_in(browser, officer.email).headers["Location"] == reverse("mfa_authenticate")
    assert browser.get("/desk/").headers["Location"].startswith(reverse("account_login"))
    assert "验证码不对" in words_of(browser.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert browser.post(reverse("mfa_authenticate"), {"code": code_now(SEED)}).headers["Location"] == "/desk/"


def test_an_authenticator_is_set_up_and_recovery_codes_are_shown_once() -> None:
    officer = without_factor(cast.officer())
    browser = as_(officer)
    page = words_of(browser.get(reverse("mfa_activate_totp")))
    seed = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert seed
    assert "data:image/svg+xml;base64," in page

    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_now(seed[1])})
    first, second = (words_of(browser.get(answer.headers["Location"])) for _ in range(2))

    codes = re.findall(r"<code>(\d{8})</code>", first)
    assert len(codes) == 10
    assert 'download="绿桥恢复码.txt"' in first
    assert not re.findall(r"<code>(\d{8})</code>", second)
    assert browser.get("/desk/").status_code == 200
    assert [t.action for t in AuditRecord.objects.filter(actor=officer, action__startswith="account.")] == [
        "account.factor_added"
    ]
    assert "添加了第二重验证" in officer.inbox.first().text  # type: ignore[union-attr]


def test_a_recovery_code_lets_in_once() -> None:
    officer = cast.officer()
    code = RecoveryCodes.activate(officer).get_unused_codes()[0]
    came_in = []
    for _ in range(2):
        browser = as_(None)
        signs_in(browser, officer.email)
        came_in.append(browser.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302)

    assert came_in == [True, False]


def test_secrets_are_not_kept_as_they_are() -> None:
    officer = cast.officer()
    RecoveryCodes.activate(officer)

    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert SEED not in kept
    assert Authenticator.objects.get(user=officer, type="totp").wrap().validate_code(code_now(SEED))


def test_five_wrong_codes_lock_as_five_wrong_passwords_do(settings: Any) -> None:
    settings.AXES_ENABLED = True
    officer, browser = cast.officer(), as_(None)
    signs_in(browser, officer.email)
    answers = [browser.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    right = browser.post(reverse("mfa_authenticate"), {"code": code_now(SEED)})
    assert right.status_code != 302
    failures = AuditRecord.objects.filter(action__in=("account.sign_in_failed", "account.locked_out"))
    actions = [t.action for t in failures.order_by("id")]
    assert actions == [*["account.sign_in_failed"] * 4, "account.locked_out", "account.sign_in_failed"]


@pytest.mark.parametrize("limit", [lockout.WRONG_FACTORS, 1000])  # the second is the control
def test_wrong_codes_count_wherever_they_come_from_and_the_owner_hears_of_it(
    limit: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AXES_ENABLED = True
    monkeypatch.setattr(lockout, "WRONG_FACTORS", limit)
    officer = cast.officer()
    for n in range(12):
        guesser = as_(None)
        signs_in(guesser, officer.email)
        guesser.post(reverse("mfa_authenticate"), {"code": "000000"}, REMOTE_ADDR=f"203.0.113.{n}")
    browser = as_(None)
    signs_in(browser, officer.email)
    answer = browser.post(reverse("mfa_authenticate"), {"code": code_now(SEED)})

    is_stopped = limit < 12
    assert (answer.status_code == 302) != is_stopped
    if is_stopped:
        assert "30分钟" in words_of(answer)
        assert ["次输错第二重验证" in one.text for one in officer.inbox.all()] == [True]
        assert [one.address for one in Letter.objects.all()] == [officer.email]
        assert AuditRecord.objects.filter(action="account.locked_out").count() == 1
        AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=31))
        assert browser.post(reverse("mfa_authenticate"), {"code": code_now(SEED)}).status_code == 302


def test_nobody_can_close_the_second_factor_of_somebody_else_by_typing_a_name(settings: Any) -> None:
    settings.AXES_ENABLED = True
    officer = cast.officer()
    for n in range(12):
        typed = {"login": f"FACTOR:{officer.pk}", "password": "wrong"}
        as_(None).post(reverse("account_login"), typed, REMOTE_ADDR=f"203.0.113.{n}")

    browser = as_(None)
    signs_in(browser, officer.email)
    assert browser.post(reverse("mfa_authenticate"), {"code": code_now(SEED)}).status_code == 302


def test_the_check_notices_codes_that_may_be_guessed_for_ever(settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.MFA_FORMS = {}
    officer, browser = cast.officer(), as_(None)
    signs_in(browser, officer.email)
    answers = [browser.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(6)]

    assert {answer.status_code for answer in answers} == {200}


def test_staff_keep_one_factor_and_others_may_remove_theirs() -> None:
    officer, person = cast.officer(), cast.person()
    cast.authenticator(person)

    page = as_(officer).post(reverse("mfa_deactivate_totp"))
    as_(person).post(reverse("mfa_deactivate_totp"))

    assert "须保留至少一种" in words_of(page)
    assert [a.user for a in Authenticator.objects.filter(type="totp")] == [officer]
    assert AuditRecord.objects.filter(action="account.factor_removed", actor=person).count() == 1


def test_new_recovery_codes_replace_the_old_ones_and_leave_one_trace() -> None:
    officer = cast.officer()
    old = set(RecoveryCodes.activate(officer).get_unused_codes())

    as_(officer).post(reverse("mfa_generate_recovery_codes"))

    new = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()
    assert old.isdisjoint(new)
    assert AuditRecord.objects.filter(action="account.recovery_codes_made", actor=officer).count() == 1


def test_staff_whose_password_has_expired_reach_only_the_change_page(settings: Any) -> None:
    officer = cast.officer()
    browser = as_(officer)
    officer.password_changed_at = officer.date_joined.replace(year=officer.date_joined.year - 1)
    officer.save()
    change = reverse("account_change_password")

    assert {
        browser.get(path).headers.get("Location") for path in ("/", "/desk/", "/backoffice/", SET_UP)
    } == {change}
    assert browser.get(change).status_code == 200
    browser.post(
        change, {"oldpassword": PASSWORD, "password1": "Heron-lake-4100", "password2": "Heron-lake-4100"}
    )
    assert browser.get("/desk/").status_code == 200


def test_the_pages_of_passkeys_run_no_script_of_their_own_in_the_page() -> None:
    browser = as_(cast.person())
    answer = browser.get(reverse("mfa_add_webauthn"))

    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", words_of(answer))
    assert inline == []
    assert (installed.BASE_DIR / "greenbridge/accounts/static/accounts/passkeys.js").exists()


@pytest.mark.parametrize(
    ("demo_mode", "demo_account", "lets_in"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_one_click_stands_for_both_factors_in_demo_mode_and_for_demo_accounts_only(
    settings: Any, demo_mode: bool, demo_account: bool, lets_in: bool
) -> None:
    settings.DEMO = demo_mode
    officer = without_factor(cast.officer())
    officer.is_demo = demo_account
    officer.save()
    browser = as_(officer)
    shows(browser, officer, "demo")

    assert (browser.get("/desk/").status_code == 200) is lets_in


# --- A code is good once, whichever process is asked ------------------------------------------------------------


def comes_in_with(person: User, code: str) -> bool:
    """Whether somebody with the password and this code comes in, through a web process that has just started."""
    cache.clear()  # each process has a cache of its own
    browser = as_(None)
    asked = signs_in(browser, person.email)
    return bool(browser.post(asked.headers["Location"], {"code": code}).headers.get("Location") == "/desk/")


def test_a_code_that_was_used_is_used_for_every_process() -> None:
    person = cast.person()
    held = cast.authenticator(person)
    code = code_now(SEED)

    assert comes_in_with(person, code)
    assert not comes_in_with(person, code)
    assert not comes_in_with(person, f" {code[:3]} {code[3:]}")
    assert comes_in_with(person, code_now(SEED, ahead=1))

    cache.clear()  # the control: what django-allauth remembers is forgotten with its process
    assert held.wrap().validate_code(code)


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_that_see_a_code_at_the_same_moment_one_takes_it() -> None:
    person = cast.person()

    outcomes = at_once(*[lambda: second_factor.use_up(person, "246810")] * 5)

    assert sorted(map(bool, outcomes)) == [False] * 4 + [True]
    assert not [one for one in outcomes if isinstance(one, Exception)]


def test_used_codes_are_forgotten_within_minutes() -> None:
    person = cast.person()
    second_factor.use_up(person, "246810")

    with clock.stopped_at(clock.now() + second_factor.REMEMBERED * 2):
        assert second_factor.use_up(person, "135790")
    assert UsedCode.objects.count() == 1
