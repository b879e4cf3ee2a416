"""A reader chooses a theme, and comes back to the page."""

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from greenbridge.ui.context import page, theme_of
from greenbridge.ui.views import choose_theme

STATIC = Path(__file__).resolve().parent.parent / "static/ui"


def choose(**query: str) -> HttpResponse:
    return choose_theme(RequestFactory().get("/theme/", query))


def test_the_theme_is_remembered_for_a_year() -> None:
    answer = choose(set="elder", next="/suppliers/?q=HW17")

    assert answer["Location"] == "/suppliers/?q=HW17"
    assert answer.cookies["theme"].value == "elder"
    assert answer.cookies["theme"]["max-age"] == 365 * 24 * 3600


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_an_address_outside_this_site_leads_home(elsewhere: str) -> None:
    assert choose(set="elder", next=elsewhere)["Location"] == "/"


def test_an_unknown_theme_is_not_remembered_nor_worn() -> None:
    assert "theme" not in choose(set="<script>", next="/").cookies

    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "<script>"
    assert theme_of(request) == "normal"


def test_the_print_theme_brings_its_sheet_and_the_way_out(client: Client) -> None:
    assert 'print.css">' not in client.get("/ui/").content.decode().partition("<head>")[2]

    client.cookies["theme"] = "print"
    shown = client.get("/ui/").content.decode().partition("<head>")[2]
    assert 'print.css">' in shown
    assert "退出打印版" in shown


@pytest.mark.parametrize("name", ["theme", "__Host-theme"])
def test_the_script_reads_the_cookie_by_the_name_that_a_trial_or_a_public_site_gives_it(name: str) -> None:
    [pattern] = re.findall(r"cookie\.match\(/(.+?)/\)", (STATIC / "greenbridge.js").read_text("utf-8"))

    found = re.search(pattern, f"__Host-csrf=abc; {name}=elder; other=1")
    assert found
    assert found[1] == "elder"


def test_paper_and_the_print_theme_look_the_same() -> None:
    sheets = [(STATIC / name).read_text("utf-8") for name in ("greenbridge.css", "print.css")]
    marked = [sheet.partition("/* as on paper */")[2].partition("\n/* on")[0].strip() for sheet in sheets]
    assert marked[0] == marked[1] != ""


@override_settings(DEMO=True)
def test_the_demo_says_that_it_is_one() -> None:
    assert page(RequestFactory().get("/"))["is_demo"] is True
