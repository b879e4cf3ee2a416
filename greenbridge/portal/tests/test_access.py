"""Every route × every kind of person. A route without a row fails here."""

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.world import World, routes

pytestmark = pytest.mark.usefixtures("follow")

PEOPLE = ("visitor", "buyer", "supplier", "officer", "other officer", "editor", "operator", "admin")
LOGIN = "login"
Row = dict[str, int | str]


def everybody(gets: int = 200, **others: int | str) -> Row:
    return dict.fromkeys(PEOPLE, gets) | others


def signed_in(gets: int = 200, **others: int | str) -> Row:
    return everybody(gets) | {"visitor": LOGIN} | others


def only(*people: str, gets: int = 200) -> Row:
    """For everybody else the page does not exist."""
    return signed_in(404) | dict.fromkeys(people, gets)


LISTS = ("officer", "other officer", "operator")

# What a GET is answered with, or for the routes in POSTED a POST without any data.
MATRIX: dict[str, Row] = {
    "portal:search": everybody(),
    "portal:figures": everybody(),
    "portal:privacy_register": everybody(),
    "portal:desk": signed_in(),
    "portal:queue": only("officer", "other officer"),
    "portal:library": everybody(),
    "portal:classroom": everybody(),
    "portal:answers": everybody(),
    "portal:healthz": everybody(),
    "ui:theme": everybody(302),
    "ui:guide": everybody(),
    "ui:shape": everybody(),
    "imports:list": only(*LISTS),
    "imports:run": only(*LISTS),
    "imports:mapping": only(*LISTS, gets=302),
    "imports:preview": only(*LISTS, gets=302),
    "imports:confirm": only(*LISTS, gets=302),
    "imports:stop": only(*LISTS, gets=302),
    "imports:resume": only(*LISTS, gets=302),
    "imports:issues": only(*LISTS),
    "suppliers:directory": everybody(),
    "suppliers:mine": only("supplier"),
    "suppliers:edit": only("supplier"),
    "suppliers:add_activity": only("supplier"),
    "suppliers:drop_activity": only("supplier", gets=302),
    "suppliers:add_credential": only("supplier"),
    "suppliers:drop_credential": only("supplier", gets=302),
    "suppliers:submit": only("supplier", gets=302),
    "suppliers:review": only("officer"),
    "suppliers:record": everybody(),
    "demands:hall": everybody(),
    "demands:new": signed_in(),
    "demands:mine": only("buyer"),
    "demands:review": only("officer"),
    "demands:record": everybody(),
    "demands:step": only("buyer"),
    "demands:files": only("buyer"),
    "demands:detach": only("buyer", gets=302),
    "demands:check": only("buyer"),
    "demands:submitted": only("buyer"),
    "demands:withdraw": only("buyer"),
    "deals:opportunities": only("supplier"),
    "deals:choose": only("buyer"),
    "deals:overview": only("buyer"),
    "deals:outcome": only("buyer"),
    "deals:respond": only("supplier"),
    "deals:decline": only("supplier"),
    "deals:invite": only("buyer", gets=302),
    "accounts:apply": signed_in(),
    "accounts:applied": only("buyer"),
    "accounts:withdraw": only("buyer", gets=302),
    "accounts:organisation": signed_in(302) | {"buyer": 200, "supplier": 200},
    "accounts:remove_member": only("buyer", gets=302),
    "accounts:review": only("officer"),
    "accounts:staff": only("admin"),
    "accounts:revoke": only("admin", gets=302),
    "accounts:my_data": signed_in(),
    "accounts:export_my_data": signed_in(),
    "accounts:enter": everybody(),
    "accounts:security": signed_in(),
    "accounts:end_session": only("buyer", gets=302),
    "accounts:end_other_sessions": signed_in(302),
    "accounts:resume": signed_in(302),
    "account_login": everybody(302, visitor=200),
    "account_logout": signed_in(visitor=302),
    "account_signup": everybody(302, visitor=200),
    "account_inactive": everybody(),
    "account_reauthenticate": signed_in(),
    "account_email": signed_in(),
    "account_email_verification_sent": everybody(),
    "account_confirm_email": everybody(),
    "account_change_password": signed_in(),
    "account_set_password": signed_in(302),
    "account_reset_password": everybody(),
    "account_reset_password_done": everybody(),
    "account_reset_password_from_key": everybody(),
    "account_reset_password_from_key_done": everybody(),
    "messaging:inbox": signed_in(),
    "messaging:read_all": signed_in(302),
    "files:download": only("buyer", "officer") | {"visitor": 404},
    "reference:regions": everybody(),
}
POSTED = {
    "imports:confirm",
    "imports:stop",
    "imports:resume",
    "suppliers:drop_activity",
    "suppliers:drop_credential",
    "suppliers:submit",
    "demands:detach",
    "deals:invite",
    "accounts:withdraw",
    "accounts:remove_member",
    "accounts:export_my_data",
    "accounts:revoke",
    "accounts:end_session",
    "accounts:end_other_sessions",
    "messaging:read_all",
}


def test_every_route_has_its_row() -> None:
    assert sorted(MATRIX) == sorted(routes())


def answer(world: World, person: str, route: str) -> int | str:
    """What the person gets; whatever it changed is taken back."""
    browser = as_(world.people[person])
    ask: Any = browser.post if route in POSTED else browser.get
    with transaction.atomic():
        response: HttpResponse = ask(world.url(route))
        transaction.set_rollback(True)
    if response.streaming:
        b"".join(response)
    is_login = response.status_code == 302 and response.headers["Location"].startswith(
        reverse("account_login")
    )
    return LOGIN if is_login else response.status_code


def test_everybody_gets_what_the_table_says() -> None:
    world = World()

    given = {route: {who: answer(world, who, route) for who in PEOPLE} for route in MATRIX}

    assert [
        f"{route}: {who} gets {got}"
        for route, row in given.items()
        for who, got in row.items()
        if got != MATRIX[route][who]
    ] == []


def test_what_changes_something_does_not_answer_to_a_link() -> None:
    world = World()

    for route in POSTED:
        assert as_(world.people["buyer"]).get(world.url(route)).status_code == 405, route


def test_an_officer_of_another_province_finds_none_of_it_on_the_desk() -> None:
    world = World()
    mine, others = as_(cast.officer("32")), as_(cast.officer("33"))

    for key, title in (
        ("verification", world.case.name),
        ("listing", str(world.lab)),
        ("demand", str(world.waiting)),
    ):
        url = reverse("portal:queue", args=[key])
        assert title in words_of(mine.get(url))
        assert title not in words_of(others.get(url))


def test_a_person_who_may_not_sign_in_any_more_is_out_at_once() -> None:
    person = cast.person()
    browser = as_(person)
    assert browser.get(reverse("portal:desk")).status_code == 200

    person.is_active = False
    person.save()

    assert browser.get(reverse("portal:desk")).status_code == 302
