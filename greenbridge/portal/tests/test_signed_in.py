"""A page for somebody who has signed in asks the database twice more than a visitor's: for the session, for the person."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Membership
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.portal.setup import set_up
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

PAGES = ("/suppliers/", "/demands/", "/demands/{demand}/", "/suppliers/{supplier}/")


@pytest.fixture(autouse=True)
def _kept(settings: Any, tmp_path: Path, follow: Callable[[], None]) -> None:
    """With what visitors see kept in memory, as on every installation."""
    settings.KEPT_PAGES_BYTES = 10_000_000
    settings.STAMPS_DIR = tmp_path / "stamps"
    set_up()


@pytest.fixture
def urls() -> list[str]:
    names = {"demand": cast.published().number, "supplier": cast.lab().organisation.credit_code}
    return [url.format(**names) for url in PAGES]


def queries_of(browser: Client, url: str) -> int:
    with clock.stopped_at(clock.now()):  # what is kept for a minute is kept, also when one turns meanwhile
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url).status_code == 200
    return len(asked)


def test_two_reads_tell_who_asks(urls: list[str]) -> None:
    """A third one, whether the supplier is among the person's favourites, on its record only."""
    somebody, visitor = as_(cast.owner_of(cast.rival().organisation)), as_(None)

    more = {url: queries_of(somebody, url) - queries_of(visitor, url) for url in urls}

    assert more == dict.fromkeys(urls[:3], 2) | {urls[3]: 3}


def test_staff_are_asked_for_their_roles_and_their_second_factor_too(urls: list[str]) -> None:
    assert queries_of(as_(cast.officer()), urls[0]) - queries_of(as_(None), urls[0]) <= 5


def test_the_count_notices_a_backend_that_reads_piece_by_piece(urls: list[str], settings: Any) -> None:
    plain = "allauth.account.auth_backends.AuthenticationBackend"
    settings.AUTHENTICATION_BACKENDS = [plain]
    buyer = as_(cast.owner_of(cast.dyer()))
    buyer.force_login(cast.owner_of(cast.dyer()), backend=plain)

    assert queries_of(buyer, urls[0]) - queries_of(as_(None), urls[0]) > 2


def test_what_is_read_of_a_person_holds_for_one_request(urls: list[str]) -> None:
    owner, outsider = cast.owner_of(cast.dyer()), cast.person()
    mine, theirs = as_(owner), as_(outsider)
    assert "我的机构资料" not in mine.get("/suppliers/").content.decode()

    messaging.mark_read(owner)
    messaging.send(owner, "一条消息。")
    pages = [browser.get("/suppliers/").content.decode() for browser in (mine, theirs, mine)]

    assert ["1<span" in page for page in pages] == [True, False, True]
    assert [outsider.name in page for page in pages] == [False, True, False]
    messaging.mark_read(owner)
    assert "条未读" not in mine.get("/suppliers/").content.decode()


def test_who_was_switched_off_or_left_a_body_is_so_with_the_next_request() -> None:
    lab = cast.lab()
    owner = cast.owner_of(lab.organisation)
    accounts.agree(owner)
    browser = as_(owner)
    assert "我的机构资料" in browser.get("/suppliers/").content.decode()

    Membership.objects.filter(user=owner).delete()
    assert "我的机构资料" not in browser.get("/suppliers/").content.decode()

    owner.is_active = False
    owner.save()
    assert "退出" not in browser.get("/suppliers/").content.decode().partition("<main")[0]
