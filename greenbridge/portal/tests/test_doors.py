"""There is one way in with a password and one way out, whatever the libraries bring along."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.urls.resolvers import RoutePattern
from wagtail import urls as wagtail_urls
from wagtail.admin.views.account import LogoutView

from config import urls
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")

WAY_OUT = "/backoffice/logout/"


class AsWagtailComes:
    """The addresses of the site, but that Wagtail's own doors stand open."""

    urlpatterns: Any = (
        path("backoffice/logout/", LogoutView.as_view()),
        *wagtail_urls.urlpatterns[:2],
    )
    urlpatterns = [*urlpatterns, path("", include(urls.urlpatterns))]


def addresses(patterns: Iterable[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address that names no thing, those of the libraries too."""
    for one in patterns:
        if not isinstance(one.pattern, RoutePattern) or "<" in str(one.pattern):
            continue
        here = before + str(one.pattern)
        yield from addresses(one.url_patterns, here) if isinstance(one, URLResolver) else (here,)


def ways_in(patterns: Iterable[Any]) -> list[str]:
    """The addresses at which a password alone signs somebody in."""
    typed = dict.fromkeys(("login", "username", "email"), cast.person().email) | {"password": PASSWORD}
    found = []
    for address in addresses(patterns):
        browser = Client(raise_request_exception=False)
        browser.post(address, typed)
        if SESSION_KEY in browser.session:
            found.append(address)
    return found


def goes_out() -> tuple[bool, bool, list[str]]:
    """Whether a link has signed an editor out, whether the button has, and what was written down."""
    editor = cast.editor()
    browser = as_(editor)
    browser.get(WAY_OUT)
    by_link = SESSION_KEY not in browser.session
    browser.post(WAY_OUT)
    traces = AuditRecord.objects.filter(action="account.signed_out", actor=editor)
    return by_link, SESSION_KEY not in browser.session, list(traces.values_list("action", flat=True))


def test_a_password_signs_in_at_one_address() -> None:
    assert ways_in(urls.urlpatterns) == [reverse("account_login")]


def test_who_leaves_the_back_office_goes_out_as_everybody_does() -> None:
    assert goes_out() == (False, True, ["account.signed_out"])


def test_the_doors_that_wagtail_brings_are_noticed(settings: Any) -> None:
    settings.ROOT_URLCONF = AsWagtailComes

    assert "/_util/login/" in ways_in(AsWagtailComes.urlpatterns)
    assert goes_out() != (False, True, ["account.signed_out"])
