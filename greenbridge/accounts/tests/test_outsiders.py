"""What somebody outside tries at the door: to learn who has an account, to be sent along, to hand a session over."""

from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import get_hasher
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.sessions import SessionStore
from greenbridge.accounts.views import terms
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of
from greenbridge.ui import views as ui

pytestmark = pytest.mark.usefixtures("ground")

EVIL = "https://evil.example/"
ELSEWHERE = [
    EVIL,
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
]


def everybody() -> list[str]:
    """Logins that are known, unknown, switched off, and without a password."""
    cast.person()
    off = cast.person("停用", "off@mail.example")
    off.is_active = False
    off.save()
    without = cast.person("未设密码", "link@mail.example")
    without.set_unusable_password()
    without.save()
    return [
        "zhou@mail.example",
        "nobody@mail.example",
        "off@mail.example",
        "link@mail.example",
        "13912345678",
    ]


def answers_to_the_forgetful() -> set[str]:
    """What is said to people who ask for a link to set a new password."""
    said = set()
    for login in everybody()[:-1]:
        browser = as_(None)
        answer = browser.post(reverse("account_reset_password"), {"email": login}, follow=True)
        said.add(f"{answer.redirect_chain} {words_of(answer)}".replace(login, ""))
    return said


def test_who_asks_for_a_new_password_learns_nothing_of_who_has_an_account(settings: Any) -> None:
    assert len(answers_to_the_forgetful()) == 1
    assert Letter.objects.count() == 4

    Letter.objects.all().delete()
    settings.ACCOUNT_PREVENT_ENUMERATION = False  # the control
    assert len(answers_to_the_forgetful()) > 1


def digests_made(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """How often a wrong password is worked out, by far the longest part of an answer, whoever is named."""
    kind, made = type(get_hasher()), [0]
    encode = kind.encode

    def counting(*args: Any, **options: Any) -> str:
        made[0] += 1
        return str(encode(*args, **options))

    found = set()
    logins = everybody()
    monkeypatch.setattr(kind, "encode", counting)
    for login in logins:
        made[0] = 0
        as_(None).post(reverse("account_login"), {"login": login, "password": "wrong-wrong-1"})
        found.add(made[0])
    return found


def test_a_wrong_password_takes_as_long_for_who_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert digests_made(monkeypatch) == {1}


def test_the_check_notices_that_an_answer_comes_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuthenticationBackend, "_mitigate_timing_attack", lambda *_: None)

    assert digests_made(monkeypatch) == {0, 1}


def hosts_in_links(**headers: Any) -> list[str]:
    Letter.objects.all().delete()
    as_(None).post(reverse("account_reset_password"), {"email": cast.person().email}, **headers)
    return [letter.text.split("://")[1].split("/")[0] for letter in Letter.objects.all()]


def test_no_letter_leads_to_a_host_that_the_asker_named(settings: Any) -> None:
    assert hosts_in_links(HTTP_HOST="evil.example") == []
    assert hosts_in_links(HTTP_HOST="testserver@evil.example") == []
    assert hosts_in_links(HTTP_X_FORWARDED_HOST="evil.example") == ["testserver"]

    settings.ALLOWED_HOSTS = ["*"]  # the control
    assert hosts_in_links(HTTP_HOST="evil.example") == ["evil.example"]


def key_afterwards(known_to_somebody: str) -> Any:
    """Under which key a person works who signs in with a browser that somebody else had in hand before."""
    browser = Client()
    browser.cookies["sessionid"] = known_to_somebody
    browser.post(reverse("account_login"), {"login": cast.person().email, "password": PASSWORD})
    assert browser.get(reverse("portal:desk")).status_code == 200
    return browser.session.session_key


def test_nobody_knows_the_session_in_which_somebody_else_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = Client().session
    prepared["invitation"] = "/"
    prepared.save()
    assert key_afterwards(str(prepared.session_key)) != prepared.session_key

    prepared.create()
    monkeypatch.setattr(SessionStore, "cycle_key", lambda _: None)  # the control
    assert key_afterwards(str(prepared.session_key)) == prepared.session_key


def led_to(where: str) -> set[str]:
    """Where the pages lead that go on to an address they were given."""
    person = cast.person()
    inside, asked = as_(person), {"next": where}
    answers = [
        as_(None).post(reverse("account_login"), {"login": person.email, "password": PASSWORD, **asked}),
        inside.get(reverse("account_login"), asked),
        inside.post(reverse("account_reauthenticate"), {"password": PASSWORD, **asked}),
        inside.post(reverse("accounts:terms"), asked),
        as_(None).get(reverse("ui:theme"), {"set": "elder", **asked}),
        inside.post(reverse("account_logout"), asked),
    ]
    return {answer.headers["Location"] for answer in answers}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_led_to_another_site(where: str) -> None:
    assert led_to(where) == {"/desk/", "/"}


def test_the_check_notices_pages_that_lead_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DefaultAccountAdapter, "is_safe_url", lambda *_: True)
    for room in (terms, ui):
        monkeypatch.setattr(room, "url_has_allowed_host_and_scheme", lambda *_, **__: True)

    assert led_to(EVIL) == {EVIL}
