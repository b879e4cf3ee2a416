"""A form that comes again passes every guard again, and what was refused is no act: nothing is gained by sending twice."""

import datetime as dt
import re
from typing import Any
from unittest.mock import patch

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.audit import once
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord, SentForm
from greenbridge.core import clock
from greenbridge.demands.models import Demand
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, shows
from greenbridge.testing.world import a_world

pytestmark = pytest.mark.usefixtures("ground")

KEY = "k" * 64
SIGN_UP = {"name": "真人", "agree": "on", "password1": PASSWORD, "password2": PASSWORD}


def minutes_later(minutes: int) -> Any:
    return clock.stopped_at(clock.now() + dt.timedelta(minutes=minutes))


def token_on(page: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert found
    return found[1]


def test_what_was_sent_after_the_session_had_ended_is_done_when_its_person_is_back() -> None:
    person = cast.owner_of(cast.dyer())
    browser = as_(person)
    with minutes_later(31):
        gone = browser.post(reverse("demands:new"), {"once": KEY})
        assert gone.headers["Location"].startswith(reverse("account_login"))
        assert not SentForm.objects.exists()

        browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        waiting = browser.get(reverse("accounts:resume")).content.decode()
        browser.post(reverse("demands:new"), {"once": KEY})

    assert KEY not in waiting
    assert Demand.objects.count() == 1


def test_at_a_desk_that_was_left_a_page_still_open_hands_out_nothing() -> None:
    person = cast.person()
    browser = as_(person)
    address = reverse("accounts:export_my_data", args=["json"])
    assert browser.post(address, {"once": KEY}).headers["Content-Disposition"].startswith("attachment")
    assert SentForm.objects.get().answer == ""

    shows(browser, person, "password", ago=20 * 60)

    assert browser.post(address, {"once": KEY}).status_code == 302
    with minutes_later(45):
        assert browser.post(address, {"once": KEY}).status_code == 302


def test_a_form_without_its_token_is_refused_also_when_it_was_taken_before() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.owner_of(cast.dyer()))
    token = token_on(browser.get(reverse("demands:new")))
    form = {"once": KEY, "csrfmiddlewaretoken": token}

    assert browser.post(reverse("demands:new"), form).status_code == 302
    assert browser.post(reverse("demands:new"), {"once": KEY}).status_code == 403
    assert browser.post(reverse("demands:new"), form).status_code == 302


@pytest.mark.parametrize(
    "headers", [{"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}, {}]
)
def test_no_password_is_kept_whatever_form_of_answer_is_asked_for(headers: dict[str, str]) -> None:
    a_world()
    browser = as_(None)
    browser.get(reverse("account_signup"))

    answer = browser.post(
        reverse("account_signup"), SIGN_UP | {"login": "new@mail.example", "once": KEY}, headers=headers
    )

    assert answer.status_code in {200, 302}
    assert SentForm.objects.get().answer == ""


def test_a_password_that_is_kept_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As every answer in JSON would be, were it not asked for whose pages it is meant."""
    monkeypatch.setattr(once, "KEPT", "user")

    with pytest.raises(AssertionError, match="password1"):
        test_no_password_is_kept_whatever_form_of_answer_is_asked_for({"Accept": "application/json"})


def failures() -> tuple[int, int]:
    here = AccessAttempt.objects.filter(
        username__startswith="user:"
    )  # for this address, beside the account as a whole
    counted = sum(here.values_list("failures_since_start", flat=True))
    return counted, AuditRecord.objects.filter(action__in=REFUSED).count()


REFUSED = ("account.sign_in_failed", "account.step_up_refused", "account.locked_out")


def guessing(settings: Any, *, at: str) -> Client:
    """Somebody who knows the password and guesses at codes, at the door or at a desk that was left."""
    settings.AXES_ENABLED = True
    officer = cast.officer()
    if at == "mfa_reauthenticate":
        browser = as_(officer)
        shows(browser, officer, "password")
    else:
        browser = as_(None)
        browser.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD})
        browser.get(reverse("mfa_authenticate"))
    return browser


@pytest.mark.parametrize("at", ["mfa_authenticate", "mfa_reauthenticate"])
def test_each_guess_counts_also_when_it_is_the_same_again(at: str, settings: Any) -> None:
    browser = guessing(settings, at=at)

    for guess in (1, 2, 3):
        browser.post(reverse(at), {"code": "123456", "once": KEY})
        assert failures() == (guess, guess)


def test_a_refusal_that_passes_for_an_act_is_noticed(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    record = audit.record
    monkeypatch.setattr(audit, "record", lambda *what, **facts: record(*what, **(facts | {"is_act": True})))

    with pytest.raises(AssertionError, match=r"\(1, 1\) == \(2, 2\)"):
        test_each_guess_counts_also_when_it_is_the_same_again("mfa_reauthenticate", settings)


@pytest.mark.parametrize("at", ["mfa_authenticate", "mfa_reauthenticate"])
def test_a_guess_counts_also_when_the_session_ends_meanwhile(at: str, settings: Any) -> None:
    browser = guessing(settings, at=at)
    browser.raise_request_exception = False

    with patch.object(SessionStore, "save", side_effect=UpdateError):
        browser.post(reverse(at), {"code": "123456", "once": KEY})

    assert failures() == (1, 1)


def test_a_sign_in_is_heard_each_time_whatever_key_it_brings() -> None:
    person = cast.person()
    browser, other = as_(None), as_(None)
    browser.get(reverse("account_signup"))
    other.cookies.update(browser.cookies)
    form = {"login": person.email, "password": PASSWORD, "once": KEY}

    for window in (browser, other):
        window.post(reverse("account_login"), form)

    assert AuditRecord.objects.filter(action="account.signed_in").count() == 2
    assert other.session.session_key != browser.session.session_key
    assert not SentForm.objects.exists()


def told_at_sign_up(login: str) -> list[tuple[int, str | None]]:
    """What a visitor hears who signs up with the same form twice, the second time from a window without a session."""
    browser, beside = as_(None), as_(None)
    browser.get(reverse("account_signup"))
    beside.cookies.update(browser.cookies)
    form = SIGN_UP | {"login": login, "once": KEY}
    answers = [window.post(reverse("account_signup"), form) for window in (browser, beside)]
    return [(answer.status_code, answer.headers.get("Location")) for answer in answers]


def test_signing_up_twice_tells_nobody_who_has_an_account() -> None:
    a_world()
    cast.person("刘洋", "known@mail.example")

    assert told_at_sign_up("known@mail.example") == told_at_sign_up("nobody@mail.example")
    assert User.objects.filter(email="nobody@mail.example").exists()


def test_a_sign_up_that_tells_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "wrote_to", lambda login, *, asked_by: None)

    with pytest.raises(AssertionError):
        test_signing_up_twice_tells_nobody_who_has_an_account()


def test_a_page_with_a_form_is_kept_by_no_browser() -> None:
    """Brought back from its memory it would come with the key that has been used."""
    world = a_world()

    for route in ("subscriptions:new", "follows:new", "notices:ask", "account_signup"):
        told = as_(None).get(world.url(route)).headers["Cache-Control"]
        assert {"no-store", "private"} <= set(told.split(", ")), route


def test_whoever_has_no_token_of_ours_is_known_by_no_key() -> None:
    world = a_world()
    stranger = Client()
    form = {"reason": "写有我的电话。", "name": "陈敏", "contact": "chen@dye.example"}

    stranger.post(world.url("notices:ask"), form, headers={"Idempotency-Key": KEY})

    assert not SentForm.objects.exists()
