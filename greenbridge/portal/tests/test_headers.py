"""What every answer carries: beside the pages, for which the rows of ``test_access`` are asked."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseNotFound
from django.middleware.security import SecurityMiddleware
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from whitenoise.middleware import WhiteNoiseMiddleware

from greenbridge.core.middleware import carry_the_house_rules
from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.rules import lacking
from greenbridge.testing.world import a_world
from greenbridge.ui import sitemaps

pytestmark = pytest.mark.usefixtures("follow")

LOC = re.compile(r"<loc>http://testserver(.+?)</loc>")


def test_errors_redirects_and_static_files_carry_them_too(settings: Any) -> None:
    settings.ROOT_URLCONF = "greenbridge.portal.tests.broken_urls"
    browser = as_(None)
    browser.raise_request_exception = False
    strict = Client(enforce_csrf_checks=True)
    static = Path(settings.STATIC_ROOT) / "note.txt"
    static.write_text("a note", "utf-8")

    answers = {
        400: browser.get("/?q=%00", secure=True),
        403: strict.post(reverse("messaging:read_all"), secure=True),
        404: browser.get("/nowhere/", secure=True),
        405: browser.generic("TRACE", "/", secure=True),
        500: browser.get("/broken/", secure=True),
        302: browser.get(reverse("portal:desk"), secure=True),
        301: browser.get("/suppliers", secure=True),
    }
    guarded: Any = SecurityMiddleware(WhiteNoiseMiddleware(lambda _: HttpResponseNotFound()))
    static_answer = carry_the_house_rules(guarded)(RequestFactory().get("/static/note.txt"))
    static.unlink()

    assert {code: answer.status_code for code, answer in answers.items()} == {code: code for code in answers}
    assert {code: lacks for code, answer in answers.items() if (lacks := lacking(answer))} == {}
    assert static_answer.status_code == 200
    assert lacking(static_answer) == []
    static_answer.close()


@pytest.mark.parametrize(
    "layer",
    ["greenbridge.core.middleware.carry_the_house_rules", "django.middleware.security.SecurityMiddleware"],
)
def test_a_site_without_one_of_the_layers_is_found_out(settings: Any, layer: str) -> None:
    """The control: what stands above can fail."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != layer and "kept_pages" not in name]

    assert lacking(as_(None).get("/nowhere/")) != []


def test_a_policy_that_lets_scripts_run_is_found_out(settings: Any) -> None:
    policy = settings.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy["DIRECTIVES"], "script-src": ["'unsafe-inline'"]}
    }

    assert lacking(as_(None).get("/nowhere/")) == ["Content-Security-Policy"]


def test_an_answer_that_is_no_page_and_lets_itself_be_framed_is_found_out(settings: Any) -> None:
    policy = settings.CONTENT_SECURITY_POLICY
    robots = reverse("portal:robots")
    assert lacking(as_(None).get(robots)) == []
    without = {name: said for name, said in policy["DIRECTIVES"].items() if name != "frame-ancestors"}

    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": without}

    assert lacking(as_(None).get(robots)) == ["frame-ancestors 'none'"]


def test_every_answer_of_a_public_site_insists_on_tls(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True

    plain = as_(None).get("/")
    secure = as_(None).get("/nowhere/", secure=True)

    assert (plain.status_code, plain.headers["Location"]) == (301, "https://testserver/")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert lacking(secure) == []


def test_an_answer_that_does_not_insist_on_tls_is_found_out(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 0

    assert lacking(as_(None).get("/nowhere/", secure=True)) == ["Strict-Transport-Security"]


def test_what_a_signed_in_person_sees_is_kept_by_nobody() -> None:
    world = a_world()

    for person in ("buyer", "supplier", "officer", "admin"):
        browser = as_(world.people[person])
        for route in ("portal:desk", "messaging:inbox", "suppliers:directory", "demands:record"):
            assert browser.get(world.url(route)).headers["Cache-Control"] == "no-store, private", route


def test_a_signed_in_persons_page_without_its_guard_is_found_out(settings: Any) -> None:
    """The control of the story above."""
    guard = "greenbridge.core.middleware.keep_private_pages_private"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != guard]

    answer = as_(cast.person()).get(reverse("suppliers:directory"))
    assert answer.headers.get("Cache-Control") != "no-store, private"
    assert lacking(answer) == ["Cache-Control"]


def test_a_visitors_page_may_be_kept() -> None:
    assert "no-store" not in as_(None).get(reverse("suppliers:directory")).headers.get("Cache-Control", "")


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("url", ["/", "/suppliers/", "/desk/", "/backoffice/"])
def test_methods_that_nobody_uses_are_refused(method: str, url: str) -> None:
    response = as_(None).generic(method, url)

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


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


@pytest.mark.parametrize("keys", [1, 2, 5_000])
def test_search_engines_find_every_record_in_exactly_one_file(
    keys: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = as_(None)
    records = [cast.lab().get_absolute_url(), cast.rival().get_absolute_url()]
    demands, draft = [cast.published() for _ in range(4)], cast.draft()
    demands.pop(1).delete()
    last = cast.outsider()
    Supplier.objects.filter(pk=last.pk).update(status=Supplier.Status.DRAFT)
    monkeypatch.setattr(sitemaps, "KEYS", keys)

    assert "Sitemap: http://testserver/sitemap.xml" in visitor.get("/robots.txt").content.decode()
    files = LOC.findall(visitor.get("/sitemap.xml").content.decode())
    found = [place for file in files for place in LOC.findall(visitor.get(file).content.decode())]

    assert sorted(found) == sorted(records + [demand.get_absolute_url() for demand in demands])
    assert draft.get_absolute_url() not in found
    beyond = str(-(-last.pk // keys) + 1)
    for part in ("0", "-1", "x", beyond, "9999999", "99999999"):
        assert visitor.get("/suppliers/sitemap.xml", {"part": part}).status_code == 404


def test_a_file_for_search_engines_reads_its_own_rows_and_counts_none() -> None:
    cast.lab()
    with CaptureQueriesContext(connection) as asked:
        as_(None).get("/suppliers/sitemap.xml")
        as_(None).get("/sitemap.xml")

    told = [query["sql"] for query in asked if "suppliers_supplier" in query["sql"]]
    assert len(told) == 3
    assert not [sql for sql in told if "COUNT" in sql or "OFFSET" in sql]


def test_who_opens_the_address_of_a_button_reads_what_to_do() -> None:
    answer = as_(cast.person()).get(reverse("messaging:read_all"))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.headers["Cache-Control"] == "no-store, private"  # its head names the person
    assert "这个地址不能直接打开" in words_of(answer)
    assert lacking(answer) == []
    assert "这里只能查看" in words_of(as_(None).post(reverse("portal:sitemap")))


def test_who_sends_too_much_reads_so_in_chinese_on_a_page_of_ours(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    browser, form = as_(None), {"login": "zhou@mail.example", "password": "bamboo-river-2026"}

    answers = [browser.post(reverse("account_login"), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert "提交过于频繁" in words_of(answers[1])
    assert lacking(answers[1]) == []
