"""Roles, exports, awards and where codes go ask once more who is there."""

from inspect import isfunction
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from greenbridge.accounts.access import freshly_confirmed
from greenbridge.accounts.models import RoleChange, User
from greenbridge.deals.models import Outcome
from greenbridge.demands import services as demands
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, shows, words_of
from greenbridge.testing.world import World, a_world, routes

pytestmark = pytest.mark.usefixtures("ground")

CONFIRM = reverse("account_reauthenticate")
INVITATION = {"email": "new@ops.example", "name": "新人", "role": "operator", "reason": "新入职"}


def confirmed(person: User | None, minutes_ago: float) -> Client:
    assert person
    browser = as_(person)
    shows(browser, person, "password", "mfa", ago=minutes_ago * 60)
    return browser


def is_asked(answer: Any) -> bool:
    return bool(answer.headers.get("Location", "").startswith(CONFIRM))


GUARD = freshly_confirmed(lambda request: HttpResponse()).__code__
BUTTON: dict[str, str] = {}
GUARDED: dict[str, tuple[str, dict[str, str] | None]] = {
    "accounts:staff": ("admin", None),
    "accounts:revoke": ("admin", None),
    "accounts:role_change": ("security admin", None),
    "accounts:account": ("security admin", None),
    "accounts:export_my_data": ("buyer", BUTTON),
    "accounts:offer_ownership": ("buyer", BUTTON),
    "account_email": ("buyer", None),
    "account_change_phone": ("buyer", None),
    "imports:issues": ("officer", None),
    "imports:credit_faults": ("officer", None),
    "operations:run_job": ("admin", BUTTON),
    "operations:export_trail": ("audit admin", None),
    "operations:trail_file": ("audit admin", None),
}
"""Every route behind ``freshly_confirmed``: who opens it, and what is sent; None where it is a page to read."""

AWARD = {"kind": "agreed", "satisfaction": "4"}
NOW_AND_THEN = {"deals:outcome": ("buyer", AWARD), "deals:survey": ("buyer", AWARD)}
"""Pages that ask only for one of their answers. Lists to take along have their own story, in the portal."""


def let_in_unasked(world: World, minutes_ago: float) -> set[str]:
    """The routes at which a person who confirmed so long ago is not asked again."""
    found = set()
    for route, (who, sent) in (GUARDED | NOW_AND_THEN).items():
        browser = confirmed(world.people[who], minutes_ago)
        url = world.url(route) if route in GUARDED else reverse(route, args=[world.answered.number])
        chosen = {"supplier": str(world.lab.pk)} if sent is AWARD else {}
        if not is_asked(browser.get(url) if sent is None else browser.post(url, sent | chosen)):
            found.add(route)
    return found


def is_guarded(view: Any) -> bool:
    """Whether ``freshly_confirmed`` is among the decorators of a view."""
    layers = [view]
    while hasattr(layers[-1], "__wrapped__"):
        layers.append(layers[-1].__wrapped__)
    return any(layer.__code__ is GUARD for layer in layers if isfunction(layer))


def test_everything_that_must_ask_asks_after_ten_minutes(settings: Any) -> None:
    world = a_world()
    demands.close(world.answered, editor=world.answered.author)
    everything = {*GUARDED, *NOW_AND_THEN}

    assert let_in_unasked(world, 11) == set()
    assert is_asked(confirmed(world.people["admin"], 11).post(world.url("accounts:revoke")))
    assert not Outcome.objects.exists()
    assert let_in_unasked(world, 9) == everything

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # the control: a confirmation that is good for too long
    assert let_in_unasked(world, 11) == everything


def test_no_guarded_route_is_missing_from_the_list() -> None:
    world = a_world()

    assert {route for route in routes() if is_guarded(resolve(urlsplit(world.url(route)).path).func)} == set(
        GUARDED
    )


def test_a_form_that_was_sent_goes_on_by_itself_after_confirming() -> None:
    browser = confirmed(cast.admin(), 11)
    url = reverse("accounts:staff")

    asked = browser.post(url, INVITATION)
    assert not RoleChange.objects.exists()
    browser.post(asked.headers["Location"], {"password": PASSWORD, "next": url})

    assert "待确认" in words_of(browser.get(url))
    assert RoleChange.objects.get().user.email == "new@ops.example"


def test_a_wrong_password_confirms_nothing() -> None:
    browser = confirmed(cast.admin(), 11)
    asked = browser.post(reverse("accounts:staff"), INVITATION)

    page = browser.post(asked.headers["Location"], {"password": "wrong"})

    assert "密码不对" in words_of(page)
    assert not RoleChange.objects.exists()
