"""One password policy that looks at who will use it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenbridge.accounts import passwords, services
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.core import clock
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

ANEW = "太浦河畔的新密码2026"
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
ANY = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=24)


def faults(password: str, user: User | None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return list(refused.messages)
    return []


@SHARED
@given(password=ANY)
def test_nothing_shorter_than_the_role_allows_passes(password: str) -> None:
    public, staff = cast.person(), cast.operator()

    assert len(password) >= passwords.LENGTH or faults(password, public)
    assert len(password) >= passwords.STAFF_LENGTH or faults(password, staff)


@pytest.mark.parametrize(
    ("password", "public", "staff"),
    [
        ("h7!qzvwkd", False, False),
        ("h7!qzvwkdm", True, False),
        ("h7!qzvwkdmp", True, False),
        ("h7!qzvwkdmpx", True, True),
        ("H7qzvwkdmpxt", True, True),
        ("h7qzvwkdmpxt", True, False),
        ("hqzvwkdmpxtb", True, False),
    ],
)
def test_ten_characters_for_everybody_and_twelve_of_three_kinds_for_staff(
    password: str, public: bool, staff: bool
) -> None:
    assert (not faults(password, cast.person()), not faults(password, cast.operator())) == (public, staff)


@SHARED
@given(password=st.text("abcdefghijkm", min_size=12, max_size=24))
def test_staff_need_three_kinds_of_characters_and_nobody_else_does(password: str) -> None:
    assert any("3种" in fault for fault in faults(password, cast.operator()))
    assert not any("3种" in fault for fault in faults(password, cast.person()))


@SHARED
@given(around=st.text("qxvz", max_size=8), login=st.sampled_from(["zhou@mail.example", "周新", "63000001"]))
def test_what_is_known_of_a_person_is_refused_wherever_it_stands(around: str, login: str) -> None:
    assert faults(f"{around}{login}-{around}9Q!", cast.person())


@pytest.mark.parametrize("password", ["password2026", "LvQiao-20261", "绿桥绿桥绿桥绿桥2026", "iloveyou123!"])
def test_common_words_and_words_of_the_platform_are_refused(password: str) -> None:
    assert faults(password, cast.person())


def test_the_check_notices_a_policy_that_lets_everything_pass(settings: Any) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = []

    assert faults("a", cast.operator()) == []


def test_staff_may_not_return_to_any_of_the_last_five() -> None:
    officer = cast.officer()
    used = [PASSWORD, *(f"Heron-lake-{n}00" for n in range(5))]
    for password in used[1:]:
        sign_in.set_password(officer, password)

    assert [bool(faults(password, officer)) for password in used] == [False, True, True, True, True, True]
    assert officer.past_passwords.count() == passwords.REMEMBERED


def test_the_public_is_never_forced_to_change_and_nothing_is_remembered() -> None:
    person = cast.person()

    with clock.stopped_at(clock.now() + dt.timedelta(days=1000)):
        assert not passwords.is_expired(person)
    assert not person.past_passwords.exists()


def test_a_password_of_staff_lasts_ninety_days() -> None:
    officer = cast.officer()
    start = clock.now()

    for days, is_expired in ((89, False), (90, True), (91, True)):
        with clock.stopped_at(start + dt.timedelta(days=days, minutes=1)):
            assert passwords.is_expired(officer) is is_expired


def test_a_password_from_before_one_worked_here_does_not_count() -> None:
    person = cast.person()
    services.grant(person, "operator", by=None)

    assert passwords.is_expired(User.objects.get(pk=person.pk))


def test_the_sign_up_page_refuses_a_password_with_the_name_in_it_and_keeps_what_was_typed() -> None:
    form = {"name": "欧阳海", "login": "sea@mail.example", "password1": "欧阳海的密码2026", "agree": "on"}
    page = as_(None).post(reverse("account_signup"), form | {"password2": form["password1"]})

    assert "太相似" in words_of(page)
    assert 'value="欧阳海"' in words_of(page)
    assert not User.objects.exists()


def test_a_forgotten_password_is_set_anew_by_the_link_of_a_letter() -> None:
    person, browser = cast.person(), Client()
    browser.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"/accounts/password/reset/key/\S+", Letter.objects.get().text)
    assert link

    form = browser.get(link[0], follow=True)
    browser.post(form.redirect_chain[-1][0], {"password1": ANEW, "password2": ANEW})

    person.refresh_from_db()
    assert person.check_password(ANEW)
    assert "这个地址已失效" in words_of(Client().get(link[0], follow=True))
