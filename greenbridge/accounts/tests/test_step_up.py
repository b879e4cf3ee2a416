"""Roles, exports and where codes go ask once more who is there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.models import RoleChange, User
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, shows, words_of
from greenbridge.testing.world import World, a_world

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


def let_in_unasked(world: World, minutes_ago: float) -> list[str]:
    """The guarded pages that a person who confirmed so long ago opens without being asked again."""
    gated = [
        ("admin", "accounts:staff"),
        ("admin", "accounts:revoke"),
        ("security admin", "accounts:role_change"),
        ("security admin", "accounts:account"),
        ("audit admin", "operations:export_trail"),
        ("audit admin", "operations:trail_file"),
        ("officer", "imports:issues"),
        ("buyer", "account_email"),
        ("buyer", "account_change_phone"),
    ]
    return [
        route
        for who, route in gated
        if not is_asked(confirmed(world.people[who], minutes_ago).get(world.url(route)))
    ]


def test_role_changes_and_exports_ask_after_ten_minutes(settings: Any) -> None:
    world = a_world()
    admin, buyer = world.people["admin"], world.people["buyer"]

    assert len(let_in_unasked(world, 9)) == 9
    assert let_in_unasked(world, 11) == []
    assert is_asked(confirmed(admin, 11).post(world.url("accounts:revoke")))
    assert is_asked(confirmed(buyer, 11).post(world.url("accounts:export_my_data")))
    assert is_asked(confirmed(buyer, 11).post(world.url("accounts:offer_ownership")))

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # the control: a confirmation that is good for too long
    assert len(let_in_unasked(world, 11)) == 9


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
