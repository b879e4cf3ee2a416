"""Another address or number to sign in with: asked for by the person alone, and told to where they were reached before."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import logins
from greenbridge.accounts.adapter import AccountAdapter
from greenbridge.accounts.models import User
from greenbridge.accounts.views.sign_in import NewAddress
from greenbridge.audit.models import AuditRecord
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, shows

pytestmark = pytest.mark.usefixtures("ground")

NEW_ADDRESS = (
    "account_email",
    {"email": "new@mail.example"},
    "account_email_verification_sent",
)
NEW_NUMBER = ("account_change_phone", {"phone": "13912345678"}, "account_verify_phone")


def at_the_desk_of(person: User, minutes: int) -> Client:
    browser = as_(person)
    shows(browser, person, "password", *["mfa"] * person.is_staff_member, ago=60 * minutes)
    return browser


def changed(browser: Client, page: str, form: dict[str, str], code_page: str) -> Any:
    """What the page answers; where it sends a code, the code is typed in."""
    answer = browser.post(reverse(page), form)
    letter = Letter.objects.first()
    sent = re.search(r"\d{6}", letter.text) if letter else None
    if sent:
        browser.post(reverse(code_page), {"code": sent[0]})
    return answer


def logins_of(person: User) -> tuple[str | None, str | None]:
    return User.objects.values_list("email", "mobile").get(pk=person.pk)


@pytest.mark.parametrize("act", [NEW_ADDRESS, NEW_NUMBER])
def test_who_finds_a_desk_that_was_left_changes_no_login(
    act: tuple[str, dict[str, str], str], settings: Any
) -> None:
    person = cast.person()
    before = logins_of(person)

    answer = changed(at_the_desk_of(person, 11), *act)
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert (logins_of(person), Letter.objects.count()) == (before, 0)

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # the control: what was shown long ago still counts
    changed(at_the_desk_of(person, 11), *act)
    assert logins_of(person) != before


def test_a_new_address_is_told_to_the_old_one_and_to_the_number() -> None:
    person = with_a_number(cast.person())

    changed(at_the_desk_of(person, 1), *NEW_ADDRESS)

    assert logins_of(person)[0] == "new@mail.example"
    told = {letter.address: letter.text for letter in Letter.objects.exclude(is_code=True)}
    assert set(told) == {"zhou@mail.example", "+8613812345678"}
    assert all("邮箱已设为ne***@mail.example" in text for text in (*told.values(), person.inbox.get().text))
    trace = AuditRecord.objects.get(action="account.login_changed")
    assert (trace.before, trace.after) == ({"email": "zh***@mail.example"}, {"email": "ne***@mail.example"})


def with_a_number(person: User) -> User:
    person.mobile = "+8613812345678"
    person.save()
    return person


def by_number_alone() -> User:
    person = with_a_number(cast.person())
    EmailAddress.objects.filter(user=person).delete()
    person.email = None
    person.save()
    return person


@pytest.mark.parametrize(
    "who", [cast.person, cast.officer, lambda: with_a_number(cast.person()), by_number_alone]
)
def test_another_address_leaves_one_record_and_is_told_to_where_one_was_reached(
    who: Callable[[], User],
) -> None:
    person = who()
    email, mobile = logins_of(person)
    before = AuditRecord.objects.count()

    changed(at_the_desk_of(person, 1), *NEW_ADDRESS)

    assert logins_of(person) == ("new@mail.example", mobile)
    asked, trace = AuditRecord.objects.order_by("id")[before:]  # each of the two forms leaves one
    assert (asked.action, asked.actor) == ("account.written_to", person)
    assert (trace.action, trace.actor, trace.target_id) == ("account.login_changed", person, str(person.pk))
    told = Letter.objects.exclude(is_code=True).values_list("address", flat=True)
    assert sorted(told) == sorted(filter(None, (email, mobile)))


def whatever_the_page_is_sent(person: User) -> list[tuple[str | None, str | None]]:
    """What one signs in with after each form that the page of django-allauth knows, with each address of the person's."""
    browser, seen = at_the_desk_of(person, 1), []
    for address in EmailAddress.objects.filter(user=person).values_list("email", flat=True):
        for act in ("primary", "send", "", "remove"):
            browser.post(reverse("account_email"), {f"action_{act}": "", "email": address})
            seen.append(logins_of(person))
    return seen


@pytest.mark.parametrize("who", [cast.person, cast.officer, lambda: with_a_number(cast.person())])
def test_no_form_takes_an_address_away_or_puts_another_in_its_place(
    who: Callable[[], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = who()
    cast.reads_too(person, "second@mail.example")
    held, traces = logins_of(person), AuditRecord.objects.count()

    assert set(whatever_the_page_is_sent(person)) == {held}
    assert EmailAddress.objects.filter(user=person).count() == 2
    assert AuditRecord.objects.count() == traces

    monkeypatch.delattr(NewAddress, "post")  # the control: the page as django-allauth brings it
    monkeypatch.delattr(AccountAdapter, "can_delete_email")
    assert set(whatever_the_page_is_sent(person)) != {held}


def test_a_new_number_is_told_to_the_old_one_however_much_was_sent_there(settings: Any) -> None:
    person = with_a_number(cast.person())
    settings.LETTERS_PER_ADDRESS_AND_HOUR = 1
    as_(None).post(reverse("account_request_login_code"), {"login": "13812345678"})

    changed(at_the_desk_of(person, 1), *NEW_NUMBER)

    assert logins_of(person)[1] == "+8613912345678"
    assert "手机号已设为" in Letter.objects.get(address="+8613812345678", is_code=False).text
    assert "手机号已设为" in person.inbox.get().text


def test_who_signs_up_is_not_warned_of_themselves() -> None:
    browser = as_(None)
    form = {
        "name": "周新",
        "login": "zhou@mail.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "agree": "on",
    }
    browser.post(reverse("account_signup"), form)
    code = re.search(r"\d{6}", Letter.objects.get().text)
    assert code
    browser.post(reverse("account_email_verification_sent"), {"code": code[0]})

    person = User.objects.get()
    assert logins.is_confirmed(person, "zhou@mail.example")
    assert (person.inbox.count(), Letter.objects.count()) == (0, 1)
