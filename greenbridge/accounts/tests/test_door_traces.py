"""Each form at the door that is taken leaves its records, in the name of who sent it, and none that only asks for a code."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.audit.models import AuditRecord
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD, SEED
from greenbridge.testing.matrix import LETTING_IN
from greenbridge.testing.pages import as_, code_now, words_of
from greenbridge.testing.passkeys import Device, challenge_on
from greenbridge.testing.world import routes

pytestmark = pytest.mark.usefixtures("ground")

Sent = tuple[Client, str, dict[str, Any]]
"""A browser that has come as far as the page, its address, and the form that it sends."""

KEY = "k" * 64
ANEW = {"password1": "heron-lake-41", "password2": "heron-lake-41"}
BY_PASSWORD = {"login": "zhou@mail.example", "password": PASSWORD}


def at(page: str, form: dict[str, Any], who: Callable[[], User] | None = cast.person) -> Sent:
    cast.person()
    return as_(who() if who else None), reverse(page), form


def after(page: str, form: dict[str, Any], who: Callable[[], User] | None = None) -> Sent:
    """On the page to which the code leads that was asked for on another one."""
    browser, url, sent = at(page, form, who)
    following = browser.post(url, sent).headers["Location"]
    code = re.search(r"\d{6}", Letter.objects.all()[0].text)
    assert code
    return browser, following, {"code": code[0]}


def without_password() -> User:
    person = cast.person()
    person.set_unusable_password()
    person.save()
    return person


def with_an_app() -> User:
    cast.authenticator(cast.person())
    return cast.person()


def after_the_password() -> Sent:
    browser, url, form = at("account_login", BY_PASSWORD, None)
    with_an_app()
    return browser, browser.post(url, form).headers["Location"], {"code": code_now(SEED)}


def by_a_link() -> Sent:
    browser, url, form = at("account_reset_password", {"email": "zhou@mail.example"}, None)
    browser.post(url, form)
    link = re.search(r"/accounts/password/reset/key/\S+", Letter.objects.all()[0].text)
    assert link
    return browser, browser.get(link[0]).headers["Location"], ANEW


def with_a_new_app() -> Sent:
    browser, url, _ = at("mfa_activate_totp", {})
    seed = re.search(r"<code>([A-Z2-7]{32})</code>", words_of(browser.get(url)))
    assert seed
    return browser, url, {"code": code_now(seed[1])}


def with_a_new_key() -> Sent:
    browser, url, _ = at("mfa_add_webauthn", {})
    made = Device().makes(challenge_on(browser.get(url)))
    return browser, url, {"name": "办公室电脑", "credential": json.dumps(made)}


def a_key() -> tuple[Device, Authenticator]:
    device = Device()
    cast.passkey(cast.person(), device)
    return device, Authenticator.objects.get(user=cast.person())


def without_the_key() -> Sent:
    _, key = a_key()
    return as_(cast.person()), reverse("mfa_remove_webauthn", args=[key.pk]), {}


def by_a_key_again() -> Sent:
    device, _ = a_key()
    browser, url, _ = at("mfa_reauthenticate_webauthn", {})
    return browser, url, {"credential": json.dumps(device.shows(challenge_on(browser.get(url))))}


def by_a_key_alone() -> Sent:
    (device, _), browser, url = a_key(), as_(None), reverse("mfa_login_webauthn")
    asked = browser.get(url, headers={"Accept": "application/json"}).json()
    challenge = asked["request_options"]["publicKey"]["challenge"]
    return browser, url, {"credential": json.dumps(device.shows(challenge, cast.person()))}


def who_signs_up() -> Sent:
    services.announce_terms("rules", "<p>第一版。</p>", by=None)
    form = {"name": "真人", "login": "new@mail.example", "agree": "on", "password1": PASSWORD}
    return at("account_signup", form | {"password2": PASSWORD}, None)


FORMS: dict[str, tuple[Callable[[], Sent], list[str]]] = {
    "account_login": (lambda: at("account_login", BY_PASSWORD, None), ["account.signed_in"]),
    "account_logout": (lambda: at("account_logout", {}), ["account.signed_out"]),
    "account_signup": (who_signs_up, ["terms.agreed", "account.written_to"]),
    "account_reauthenticate": (
        lambda: at("account_reauthenticate", {"password": PASSWORD}),
        ["account.confirmed_again"],
    ),
    "account_email": (lambda: at("account_email", {"email": "new@mail.example"}), ["account.written_to"]),
    "account_email_verification_sent": (
        lambda: after("account_email", {"email": "new@mail.example"}, cast.person),
        ["account.login_changed"],
    ),
    "account_request_login_code": (
        lambda: at("account_request_login_code", {"login": "zhou@mail.example"}, None),
        ["account.written_to"],
    ),
    "account_confirm_login_code": (
        lambda: after("account_request_login_code", {"login": "zhou@mail.example"}),
        ["account.signed_in"],
    ),
    "account_change_phone": (
        lambda: at("account_change_phone", {"phone": "13812345678"}),
        ["account.written_to"],
    ),
    "account_verify_phone": (
        lambda: after("account_change_phone", {"phone": "13812345678"}, cast.person),
        ["account.login_changed"],
    ),
    "account_change_password": (
        lambda: at("account_change_password", {"oldpassword": PASSWORD, **ANEW}),
        ["account.password_changed"],
    ),
    "account_set_password": (
        lambda: at("account_set_password", ANEW, without_password),
        ["account.password_changed"],
    ),
    "account_reset_password": (
        lambda: at("account_reset_password", {"email": "zhou@mail.example"}, None),
        ["account.written_to"],
    ),
    "account_reset_password_from_key": (by_a_link, ["account.password_changed"]),
    "mfa_authenticate": (after_the_password, ["account.signed_in"]),
    "mfa_reauthenticate": (
        lambda: at("mfa_reauthenticate", {"code": code_now(SEED)}, with_an_app),
        ["account.confirmed_again"],
    ),
    "mfa_activate_totp": (with_a_new_app, ["account.factor_added"]),
    "mfa_deactivate_totp": (lambda: at("mfa_deactivate_totp", {}, with_an_app), ["account.factor_removed"]),
    "mfa_generate_recovery_codes": (
        lambda: at("mfa_generate_recovery_codes", {}, with_an_app),
        ["account.recovery_codes_made"],
    ),
    "mfa_add_webauthn": (with_a_new_key, ["account.factor_added"]),
    "mfa_remove_webauthn": (without_the_key, ["account.factor_removed"]),
    "mfa_reauthenticate_webauthn": (by_a_key_again, ["account.confirmed_again"]),
    "mfa_login_webauthn": (by_a_key_alone, ["account.signed_in"]),
}
READ_ONLY = {
    "account_inactive",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
}


def test_every_page_at_the_door_is_known_to_take_a_form_or_not() -> None:
    assert {*FORMS, *READ_ONLY} == {route for route in routes() if route.startswith(("account_", "mfa_"))}


@pytest.mark.parametrize("route", FORMS)
def test_each_form_at_the_door_leaves_its_record_once(route: str) -> None:
    prepared, actions = FORMS[route]
    browser, url, form = prepared()
    before = AuditRecord.objects.count()

    answer = browser.post(url, form)

    traces = AuditRecord.objects.order_by("id")[before:]
    assert answer.status_code == 302
    assert [trace.action for trace in traces] == actions
    person = User.objects.get(name="真人" if route == "account_signup" else "周新")
    own = {(trace.actor, trace.target_id) for trace in traces if trace.action != "account.written_to"}
    assert own <= {(person, str(person.pk))}
    assert {trace.actor for trace in traces} <= {person, None}  # of whom a visitor asks to be written to


# The window that did not hear of it has a session that the new password has ended.
NEW_PASSWORD = {"account_change_password", "account_set_password"}


@pytest.mark.parametrize("route", sorted(FORMS.keys() - LETTING_IN - NEW_PASSWORD))
def test_each_form_at_the_door_is_taken_once(route: str) -> None:
    """Sent again with its key, by a window that did not hear the answer."""
    prepared, _ = FORMS[route]
    browser, url, form = prepared()
    beside = as_(None)
    if settings.CSRF_COOKIE_NAME not in browser.cookies:
        browser.get(reverse("account_signup"))
    beside.cookies.update(browser.cookies)
    told = []

    for window in (browser, beside):
        answer = window.post(url, form | {"once": KEY})
        told.append((answer.status_code, answer.headers.get("Location"), AuditRecord.objects.count()))

    assert told[0] == told[1]
    assert told[0][0] == 302


@pytest.mark.parametrize("route", [route for route, (_, actions) in FORMS.items() if actions])
def test_a_page_that_keeps_no_record_is_noticed(route: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "record", lambda *args, **facts: None)

    with pytest.raises(AssertionError, match=r"\[\] == \["):
        test_each_form_at_the_door_leaves_its_record_once(route)
