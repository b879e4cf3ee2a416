"""What a visitor asks for is done once, however often the form arrives; whoever it lets in comes in with it."""

import re

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord, SentForm
from greenbridge.demands.models import RemovalRequest, Subscription
from greenbridge.library.models import Follow
from greenbridge.messaging.models import Letter
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.drawn import forms_in
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.world import World, a_world

pytestmark = pytest.mark.usefixtures("ground")

KEYS = re.compile(r'name="once" value="(\w{64})"')
PASSWORDS = {"new_password1": "heron-lake-41", "new_password2": "heron-lake-41"}
TO_AN_ADDRESS = {"pace": "daily", "email": "new@mail.example"}
# What it makes, and what is typed.
FORMS: dict[str, tuple[type[Model], dict[str, str]]] = {
    "account_signup": (
        User,
        {"name": "真人", "login": "new@mail.example", "agree": "on"}
        | {"password1": PASSWORD, "password2": PASSWORD},
    ),
    "accounts:enter": (AuditRecord, PASSWORDS),
    "subscriptions:new": (Subscription, TO_AN_ADDRESS),
    "follows:new": (Follow, TO_AN_ADDRESS),
    "follows:new_of_work": (Follow, TO_AN_ADDRESS),
    "follows:new_of_topic": (Follow, TO_AN_ADDRESS),
    "notices:ask": (
        RemovalRequest,
        {"reason": "写有我的电话。", "name": "陈敏", "contact": "chen@dye.example"},
    ),
}


@pytest.fixture
def world() -> World:
    return a_world()


def filled(browser: Client, address: str, typed: dict[str, str]) -> dict[str, str]:
    """The form of the page as the browser sends it, with its key."""
    page = browser.get(address).content.decode()
    drawn = next(form for form in forms_in(page) if typed.keys() <= form.fields.keys())
    return (
        {name: field.value for name, field in drawn.fields.items()} | typed | {"once": KEYS.findall(page)[-1]}
    )


def twice(world: World, route: str, has_key: bool = True) -> list[tuple[int, str, list[int]]]:
    """Of two forms that are the same: where it leads, and how many rows, records and letters there are more.

    The second one comes from a browser that did not hear the first answer.
    """
    model, typed = FORMS[route]
    address = world.url(route)
    browser, beside = as_(None), as_(None)
    form = filled(browser, address, typed)
    beside.cookies.update(browser.cookies)
    tables: tuple[type[Model], ...] = (model, AuditRecord, Letter)
    before = [table._default_manager.count() for table in tables]
    told = []
    for window in (browser, beside):
        answer = window.post(address, form if has_key else form | {"once": ""})
        more = [table._default_manager.count() - old for table, old in zip(tables, before, strict=True)]
        told.append((answer.status_code, answer.headers.get("Location", ""), more))
    return told


@pytest.mark.parametrize("route", FORMS)
def test_what_a_visitor_asks_for_is_done_once(route: str, world: World) -> None:
    first, again = twice(world, route)

    assert first == again
    assert first[0] in {200, 302}
    assert first[2][0] > 0
    assert first[2][1] > 0
    assert SentForm.objects.count() == 1


@pytest.mark.parametrize("route", ["account_signup", "accounts:enter", "notices:ask"])
def test_without_its_key_the_second_would_be_answered_otherwise(route: str, world: World) -> None:
    """Of what is followed there is one row by what it says, so the second one does no harm either way."""
    first, again = twice(world, route, has_key=False)

    assert first != again


def both(world: World, route: str) -> tuple[Client, Client]:
    """Two windows of one browser that have sent the same form."""
    address = world.url(route)
    browser, beside = as_(None), as_(None)
    form = filled(browser, address, FORMS[route][1])
    beside.cookies.update(browser.cookies)
    for window in (browser, beside):
        assert window.post(address, form).status_code == 302
    return browser, beside


def test_whoever_signs_up_twice_types_the_code_in_either_window(world: World) -> None:
    _, beside = both(world, "account_signup")
    page = words_of(beside.get(reverse("account_email_verification_sent")))
    code = re.search(r"\d{6}", Letter.objects.latest("pk").text)
    assert code

    answer = beside.post(reverse("account_email_verification_sent"), {"code": code[0]})

    assert "没有重复办理" in page
    assert answer.status_code == 302
    assert beside.session["_auth_user_id"] == str(User.objects.get(email="new@mail.example").pk)


def test_whoever_comes_in_by_a_link_twice_is_in(world: World) -> None:
    browser, beside = both(world, "accounts:enter")

    assert beside.session.session_key == browser.session.session_key
    assert beside.session["_auth_user_id"] == str(world.invited.pk)


def test_a_session_that_has_ended_does_not_come_back(world: World) -> None:
    address = world.url("accounts:enter")
    browser, later = as_(None), as_(None)
    form = filled(browser, address, PASSWORDS)
    later.cookies.update(browser.cookies)
    browser.post(address, form)
    browser.post(reverse("account_logout"))

    answer = later.post(address, form)

    assert answer.status_code == 302
    assert "_auth_user_id" not in later.session


@pytest.mark.parametrize("stranger", ["another browser", "another key"])
def test_the_session_of_a_form_is_given_to_nobody_else(stranger: str, world: World) -> None:
    address = world.url("accounts:enter")
    browser, other = as_(None), as_(None)
    form = filled(browser, address, PASSWORDS)
    if stranger == "another key":
        other.cookies.update(browser.cookies)
        form_of_theirs = form | {"once": "0" * 64}
    else:
        filled(other, reverse("account_signup"), {})
        form_of_theirs = form
    browser.post(address, form)

    other.post(address, form_of_theirs)

    assert SentForm.objects.get().session == browser.session.session_key
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize(
    "route", ["account_login", "account_request_login_code", "account_email_verification_sent"]
)
def test_a_page_that_lets_in_draws_no_key(route: str) -> None:
    assert not KEYS.findall(as_(None).get(reverse(route)).content.decode())
