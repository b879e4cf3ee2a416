"""What every answer carries, whichever page it is."""

import pytest
from django.urls import reverse

from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.world import World, routes

pytestmark = pytest.mark.usefixtures("follow")

OWN_POLICY = {"files:download"}  # a sandbox: see the stories of files


def test_every_page_for_everybody_carries_the_policy() -> None:
    world = World()

    for route in routes():
        response = as_(None).get(world.url(route))
        if route in OWN_POLICY or response.status_code == 302:
            continue
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, route
        for rule in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'"):
            assert rule in policy, route
        assert response.headers["X-Content-Type-Options"] == "nosniff", route
        assert response.headers["X-Frame-Options"] == "DENY", route
        assert response.headers["Referrer-Policy"] == "same-origin", route


def test_what_a_signed_in_person_sees_is_kept_by_nobody() -> None:
    world = World()

    for person in ("buyer", "supplier", "officer", "admin"):
        browser = as_(world.people[person])
        for route in ("portal:desk", "messaging:inbox", "suppliers:directory", "demands:record"):
            assert browser.get(world.url(route)).headers["Cache-Control"] == "no-store, private", route


def test_a_visitors_page_may_be_kept() -> None:
    assert "no-store" not in as_(None).get(reverse("suppliers:directory")).headers.get("Cache-Control", "")


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("url", ["/", "/suppliers/", "/desk/", "/backoffice/"])
def test_methods_that_nobody_uses_are_refused(method: str, url: str) -> None:
    response = as_(None).generic(method, url)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_form_from_another_site_is_refused_and_changes_nothing() -> None:
    browser = as_(cast.person())
    browser.handler.enforce_csrf_checks = True

    assert browser.post(reverse("messaging:read_all")).status_code == 403


def test_nobody_is_led_away_from_the_site_after_signing_in() -> None:
    cast.person()
    answer = as_(None).post(
        reverse("account_login") + "?next=https://evil.example/",
        {"login": "zhou@mail.example", "password": "bamboo-river-2026", "next": "https://evil.example/"},
    )

    assert answer.headers["Location"] == reverse("portal:desk")


def test_search_engines_are_told_what_is_not_for_them() -> None:
    told = as_(None).get("/robots.txt")

    assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = told.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /desk/" in lines
    assert not any(
        reverse("suppliers:directory").startswith(line.removeprefix("Disallow: ")) for line in lines
    )
