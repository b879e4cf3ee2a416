"""Passkeys: a second factor at sign-in, a way in by themselves, an answer to who is asked again; and taken away."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import second_factor
from greenbridge.accounts.forms.codes import NOT_ADDED, NOT_THIS_KEY
from greenbridge.accounts.models import RoleChange, User
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, shows, words_of
from greenbridge.testing.passkeys import Device, challenge_on

pytestmark = pytest.mark.usefixtures("ground")

SECOND, AGAIN = reverse("mfa_authenticate"), reverse("mfa_reauthenticate_webauthn")
INVITATION = {"email": "new@ops.example", "name": "新人", "role": "operator", "reason": "新入职"}


def with_a_key_alone(person: User) -> Device:
    """The key is all that the person has beside the password."""
    Authenticator.objects.filter(user=person).delete()
    device = Device()
    cast.passkey(person, device)
    return device


def gives_password(person: User) -> Client:
    browser = as_(None)
    asked = browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert asked.headers["Location"] == SECOND
    return browser


def shows_key(browser: Client, device: Device, page: str, **more: str) -> Any:
    """Opens the page, and answers what it asks."""
    answer = device.shows(challenge_on(browser.get(page)))
    return browser.post(page, {"credential": json.dumps(answer), **more})


def remove(key: Authenticator) -> str:
    return reverse("mfa_remove_webauthn", args=[key.pk])


def failures(of: User) -> list[tuple[str, str]]:
    kinds = ("account.sign_in_failed", "account.step_up_refused")
    found = AuditRecord.objects.filter(target_id=str(of.pk), action__in=kinds).order_by("id")
    return [(trace.action, trace.after["reason"]) for trace in found if trace.after]


def test_a_key_is_made_on_the_page_and_is_the_second_factor_of_staff() -> None:
    officer = cast.officer()
    Authenticator.objects.filter(user=officer).delete()
    browser, device, add = as_(officer), Device(), reverse("mfa_add_webauthn")

    made = device.makes(challenge_on(browser.get(add)))
    browser.post(add, {"name": "办公室电脑", "credential": json.dumps(made)})

    assert "办公室电脑" in words_of(browser.get(reverse("accounts:security")))
    assert "添加了第二重验证" in officer.inbox.first().text  # type: ignore[union-attr]
    assert shows_key(gives_password(officer), device, SECOND).headers["Location"] == "/desk/"


def test_a_key_is_asked_for_where_there_is_one() -> None:
    officer = cast.officer()
    assert "使用通行密钥" not in words_of(gives_password(officer).get(SECOND))

    cast.passkey(officer, Device())
    assert "使用通行密钥" in words_of(gives_password(officer).get(SECOND))


def test_an_answer_is_good_once() -> None:
    officer = cast.officer()
    device, browser, later = with_a_key_alone(officer), gives_password(officer), gives_password(officer)
    answer = {"credential": json.dumps(device.shows(challenge_on(browser.get(SECOND))))}
    later.get(SECOND)

    assert browser.post(SECOND, answer).headers["Location"] == "/desk/"
    assert NOT_THIS_KEY in words_of(later.post(SECOND, answer))


def test_the_key_of_somebody_else_lets_nobody_in_and_the_page_says_so() -> None:
    officer = cast.officer()
    with_a_key_alone(officer)
    browser = gives_password(officer)

    page = shows_key(browser, with_a_key_alone(cast.person()), SECOND)

    assert NOT_THIS_KEY in words_of(page)
    assert browser.get("/desk/").headers["Location"].startswith(reverse("account_login"))
    assert failures(officer) == [("account.sign_in_failed", "second factor")]


def test_the_check_notices_answers_that_nobody_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = cast.officer()
    with_a_key_alone(officer)
    held = Authenticator.objects.get(user=officer)
    monkeypatch.setattr(auth, "complete_authentication", lambda user, answer: held)

    answer = shows_key(gives_password(officer), Device(), SECOND)

    assert answer.headers["Location"] == "/desk/"


def spoilt(answer: Any) -> Iterator[Any]:
    """The answer with each of its parts left out, or something else in its place."""
    yield from ("", 7, [], {}, "5L2g")
    if isinstance(answer, dict):
        for name, part in answer.items():
            yield {other: kept for other, kept in answer.items() if other != name}
            yield from ({**answer, name: bad} for bad in spoilt(part))


def test_nonsense_is_no_key() -> None:
    officer = cast.officer()
    device, browser, person = with_a_key_alone(officer), gives_password(officer), as_(cast.person())
    door, add = reverse("mfa_login_webauthn"), reverse("mfa_add_webauthn")
    challenge = challenge_on(browser.get(SECOND))
    visitor = as_(None)
    visitor.get(door, headers={"Accept": "application/json"})
    person.get(add)

    for answer in ("no json", *map(json.dumps, spoilt(device.shows(challenge, officer)))):
        sent = {"credential": answer}
        assert NOT_THIS_KEY in words_of(browser.post(SECOND, sent)), answer
        assert visitor.post(door, sent).headers["Location"] == reverse("account_login"), answer
        cache.clear()  # nobody may try so often
    for answer in ("no json", *map(json.dumps, spoilt(device.makes()))):
        assert NOT_ADDED in words_of(person.post(add, {"credential": answer})), answer


def test_who_comes_in_by_key_alone_has_shown_both_factors() -> None:
    officer, browser = cast.officer(), as_(None)
    device, door = with_a_key_alone(officer), reverse("mfa_login_webauthn")
    asked = browser.get(door, headers={"Accept": "application/json"}).json()
    challenge = asked["request_options"]["publicKey"]["challenge"]

    browser.post(door, {"credential": json.dumps(device.shows(challenge, officer))})

    assert browser.get("/desk/").status_code == 200
    assert AuditRecord.objects.get(action="account.signed_in").after == {"how": "passkey"}


def left_desk(person: User) -> Client:
    """A browser in which somebody confirmed who they are eleven minutes ago."""
    browser = as_(person)
    shows(browser, person, "password", "mfa", ago=11 * 60)
    return browser


def test_a_key_confirms_who_one_is_and_the_form_goes_on_by_itself() -> None:
    admin, url = cast.admin(), reverse("accounts:staff")
    device, stranger = with_a_key_alone(admin), with_a_key_alone(cast.person())
    browser = left_desk(admin)

    asked = browser.post(url, INVITATION).headers["Location"]
    other_way = f"{AGAIN}?next={url.replace('/', '%2F')}"
    assert f'href="{other_way}"' in words_of(browser.get(asked))
    refused = shows_key(browser, stranger, other_way, next=url)
    assert NOT_THIS_KEY in words_of(refused)
    assert f'name="next" value="{url}"' in words_of(refused)
    assert not RoleChange.objects.exists()

    shows_key(browser, device, other_way, next=url)

    assert RoleChange.objects.get().user.email == INVITATION["email"]
    assert failures(admin) == [("account.step_up_refused", "step-up")]


def test_a_key_is_taken_away_recorded_and_told() -> None:
    person = cast.person()
    device = Device()
    key = cast.passkey(person, device)
    browser = as_(person)

    assert "移除“办公室电脑”" in words_of(browser.get(remove(key)))
    page = browser.post(remove(key), follow=True)

    assert "通行密钥已移除。" in words_of(page)
    assert "移除了一种第二重验证" in person.inbox.first().text  # type: ignore[union-attr]
    assert AuditRecord.objects.get(action="account.factor_removed").after == {"kind": "passkey"}
    assert not second_factor.is_set_up(person)


def test_a_key_that_was_taken_away_opens_nothing() -> None:
    officer, device = cast.officer(), Device()
    key = cast.passkey(officer, device)
    cast.passkey(officer, Device(), "手机")

    as_(officer).post(remove(key))

    page = shows_key(gives_password(officer), device, SECOND)
    assert NOT_THIS_KEY in words_of(page)


def test_a_key_is_taken_away_by_its_owner_alone_and_asks_again_at_a_desk_that_was_left() -> None:
    person = cast.person()
    key = cast.passkey(person, Device())

    assert as_(cast.officer()).post(remove(key)).status_code == 404
    assert (
        left_desk(person).post(remove(key)).headers["Location"].startswith(reverse("account_reauthenticate"))
    )
    assert second_factor.is_set_up(person)


def test_staff_keep_the_last_key_and_give_up_one_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    officer = cast.officer()
    with_a_key_alone(officer)
    last = Authenticator.objects.get(user=officer)

    page = as_(officer).post(remove(last))
    assert "工作人员须保留至少一种第二重验证。请先添加另一种" in words_of(page)
    assert second_factor.is_set_up(officer)
    assert not AuditRecord.objects.filter(action="account.factor_removed").exists()

    cast.passkey(officer, Device(), "手机")
    assert as_(officer).post(remove(last)).status_code == 302

    # The control: without the rule the last one goes as well.
    monkeypatch.setattr(second_factor.MFAAdapter, "can_delete_authenticator", lambda adapter, key: True)
    as_(officer).post(remove(Authenticator.objects.get(user=officer)))
    assert not second_factor.is_set_up(officer)
