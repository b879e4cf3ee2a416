"""Who signs in to the demo, and what it offers to somebody who signs up afresh."""

from typing import Any, ClassVar

import pytest
from django.urls import include, path, reverse

from config import urls
from greenbridge.accounts.models import Organisation, User
from greenbridge.core import credit_code
from greenbridge.portal import demo_urls, demo_views
from greenbridge.portal.demo import Seeder
from greenbridge.portal.demo_views import spare_code
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")


def test_the_credit_code_that_is_offered_is_valid_and_nobodys() -> None:
    offered = spare_code()
    assert credit_code.parse(offered) == offered

    body = cast.imported()
    Organisation.objects.filter(pk=body.pk).update(credit_code=offered)

    assert spare_code() not in {offered, ""}


def test_the_first_sign_in_hashes_a_password_of_chance_like_any_other(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    seeder = Seeder()
    person = seeder.person("演示", "someone@demo.example", "用户")
    quick = person.password
    assert person.password_changed_at

    assert not person.check_password("another")
    assert person.check_password(seeder.accounts[0].password)

    person.refresh_from_db()
    assert person.password != quick
    assert int(person.password.split("$")[1]) > 100_000
    assert person.check_password(seeder.accounts[0].password)


HERE, ELSEWHERE = "127.0.0.1", "203.0.113.9"


class House:
    """The site as it is in demo mode."""

    urlpatterns: ClassVar = [path("demo/", include("greenbridge.portal.demo_urls")), *urls.urlpatterns]
    handler404 = urls.handler404


@pytest.fixture
def in_demo_mode(settings: Any) -> User:
    """Somebody of the demo, in a house that is open for it."""
    settings.DEMO, settings.ROOT_URLCONF = True, House
    person = cast.person()
    User.objects.filter(pk=person.pk).update(is_demo=True)
    return person


def told(person: User, address: str) -> dict[str, int]:
    """What each route of the demo answers to somebody at an address."""
    asked = {
        str(route.name): [person.pk] if "<" in str(route.pattern) else [] for route in demo_urls.urlpatterns
    }
    answers = {}
    for name, names in asked.items():
        browser = as_(None)
        ask: Any = browser.post if name == "enter" else browser.get
        answers[name] = ask(reverse(f"demo:{name}", args=names), REMOTE_ADDR=address).status_code
    return answers


def test_the_demo_is_open_to_this_machine_alone(
    in_demo_mode: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(in_demo_mode, HERE) == {"mail": 200, "people": 200, "enter": 302}
    assert set(told(in_demo_mode, ELSEWHERE).values()) == {404}
    settings.DEMO = False
    assert set(told(in_demo_mode, HERE).values()) == {404}

    monkeypatch.setattr(demo_views, "_only_here", lambda request: None)  # the control
    assert 404 not in told(in_demo_mode, ELSEWHERE).values()
