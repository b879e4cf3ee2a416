"""Roles, exports and awards ask once more who is there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.models import RoleChange, User
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, shows, words_of
from greenbridge.testing.world import World

pytestmark = pytest.mark.usefixtures("ground")

CONFIRM = reverse("account_reauthenticate")
INVITATION = {"email": "new@ops.example", "name": "新人", "role": "operator", "reason": "新入职"}


def confirmed(person: User, minutes_ago: float) -> Client:
    browser = as_(person)
    shows(browser, person, "password", "mfa", ago=minutes_ago * 60)
    return browser


def is_asked(answer: Any) -> bool:
    return bool(answer.headers.get("Location", "").startswith(CONFIRM))


def test_role_changes_and_exports_ask_after_ten_minutes() -> None:
    world = World()
    officer, admin, guard = (world.people[who] for who in ("officer", "admin", "security admin"))
    assert officer
    assert admin
    assert guard
    gated = [
        (admin, "accounts:staff"),
        (admin, "accounts:revoke"),
        (guard, "accounts:role_change"),
        (guard, "accounts:account"),
        (officer, "imports:issues"),
    ]

    for person, route in gated:
        url = world.url(route)
        assert not is_asked(confirmed(person, 9).get(url)), route
        assert is_asked(confirmed(person, 11).get(url)), route
    assert is_asked(confirmed(admin, 11).post(world.url("accounts:revoke")))


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
