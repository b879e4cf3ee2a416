"""How long a session lasts, where one is signed in, and how it ends."""

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as installed
from django.contrib.auth.models import Permission
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.middleware import BY_ITSELF
from greenbridge.accounts.models import Role, User
from greenbridge.accounts.services import confirm_change, sign_in
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.testing import cast, pages
from greenbridge.testing.cast.accounts import PASSWORD, SEED
from greenbridge.testing.matrix import UNDRAWN, UNTOLD
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.world import a_world, routes

pytestmark = pytest.mark.usefixtures("ground")

DESK = "/desk/"


def after(minutes: float) -> Any:
    return clock.stopped_at(clock.now() + dt.timedelta(minutes=minutes))


def signs_in(person: User, browser: Client | None = None, *, ahead: int = 0) -> Client:
    browser = browser or as_(None)
    answer = browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    if answer.headers.get("Location") == reverse("mfa_authenticate"):
        answer = browser.post(reverse("mfa_authenticate"), {"code": pages.code_now(SEED, ahead)})
    assert answer.status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return bool(browser.get(reverse("messaging:inbox")).status_code == 200)


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (16, True), (29, True), (31, False)])
def test_the_public_may_be_idle_for_half_an_hour(minutes: int, stays: bool) -> None:
    browser = as_(cast.person())
    with after(minutes):
        assert is_in(browser) is stays


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (16, False)])
def test_staff_may_be_idle_for_a_quarter(minutes: int, stays: bool) -> None:
    browser = as_(cast.officer())
    with after(minutes):
        assert is_in(browser) is stays


def working(browser: Client, hours: float) -> Iterator[bool]:
    """A page every ten minutes for so long."""
    start = clock.now()
    for minutes in range(10, int(hours * 60) + 1, 10):
        with clock.stopped_at(start + dt.timedelta(minutes=minutes)):
            yield is_in(browser)


@pytest.mark.parametrize("by_itself", [True, False])  # the second is the control
def test_a_page_that_asks_of_itself_keeps_nobody_signed_in(by_itself: bool) -> None:
    browser, start = as_(cast.officer()), clock.now()
    headers = {"X-By-Itself": "1"} if by_itself else {}
    for minutes in range(2, 21, 2):
        with clock.stopped_at(start + dt.timedelta(minutes=minutes)):
            answer = browser.get(reverse("messaging:inbox"), headers=headers)

    assert (answer.status_code == 200) is not by_itself


def test_whatever_a_page_asks_for_over_and_over_says_that_it_does() -> None:
    drawn = [
        file.read_text("utf-8") for file in (installed.BASE_DIR / "greenbridge").rglob("templates/**/*.html")
    ]
    asking = [tag for text in drawn for tag in re.findall(r"<[^>]*hx-trigger=\"[^\"]*every [^>]*>", text)]

    assert asking
    assert [tag for tag in asking if BY_ITSELF not in tag] == []


def test_who_works_on_stays_in_for_twelve_hours_and_no_longer() -> None:
    stayed = list(working(as_(cast.person()), hours=12.2))

    assert stayed == [True] * 71 + [False] * 2


def test_the_check_notices_when_nothing_ends_a_session(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("EndStaleSessions")]
    browser = as_(cast.officer())

    with after(60 * 11):
        assert is_in(browser)


def test_the_end_of_a_session_is_explained_recorded_and_leads_back() -> None:
    person = cast.person()
    browser = as_(person)
    with after(31):
        answer = browser.get("/messages/?page=2")
        page = browser.get(answer.headers["Location"])

    assert answer.headers["Location"] == f"{reverse('account_login')}?next=%2Fmessages%2F%3Fpage%3D2"
    assert "您已超过30分钟没有操作" in words_of(page)
    trace = AuditRecord.objects.get(action="account.session_ended")
    assert (trace.actor, trace.note) == (person, "idle")


def test_what_was_being_sent_waits_for_the_same_person() -> None:
    person = cast.person()
    browser = as_(person)
    sent = {"side": "buyer", "name": "华新食品有限公司", "password": "secret-secret"}
    with after(31):
        answer = browser.post(reverse("accounts:apply"), sent)
        assert reverse("accounts:resume").replace("/", "%2F") in answer.headers["Location"]
        signs_in(person, browser)
        page = words_of(browser.get(reverse("accounts:resume")))

    assert 'value="华新食品有限公司"' in page
    assert f'action="{reverse("accounts:apply")}"' in page
    assert "secret-secret" not in page


def test_what_was_being_sent_is_shown_to_nobody_else() -> None:
    browser = as_(cast.person())
    with after(31):
        browser.post(reverse("accounts:apply"), {"name": "华新食品有限公司"})
        signs_in(cast.person("刘洋", "liu@mail.example"), browser)

        assert browser.get(reverse("accounts:resume")).status_code == 302


def in_two_places(person: User) -> list[Client]:
    """Two browsers in which the person has signed in one after the other."""
    return [signs_in(person), signs_in(person, ahead=1)]


def test_staff_are_signed_in_in_one_place_and_told() -> None:
    officer = cast.officer()
    first, second = in_two_places(officer)

    assert not is_in(first)
    assert "可能已在别处登录" in words_of(first.get(reverse("account_login")))
    assert "其他设备上的登录已结束" in words_of(second.get(DESK))
    assert AuditRecord.objects.filter(action="account.session_ended", actor=officer).count() == 1


def test_the_check_notices_staff_who_stay_signed_in_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "_end", lambda user, **where: 0)

    assert all(map(is_in, in_two_places(cast.officer())))


@pytest.mark.parametrize(("role", "stays"), [(Role.OPERATOR, False), (Role.EXPERT, True)])
def test_who_begins_to_work_here_signs_in_anew(role: str, stays: bool) -> None:
    person = cast.person()
    browsers = [signs_in(person), signs_in(person)]
    change = cast.role_change(person.email or "", role)
    assert all(map(is_in, browsers))

    confirm_change(change, by=cast.security_admin())

    assert [is_in(browser) for browser in browsers] == [stays, stays]


def test_the_public_may_be_signed_in_in_several_places() -> None:
    person = cast.person()
    first, second = signs_in(person), signs_in(person)

    assert is_in(first)
    assert is_in(second)


def ends_one(person: User) -> dict[str, bool]:
    """The person looks at where they are signed in, and ends what they have lost: what is listed, and who is still in."""
    lost, mine = signs_in(person), signs_in(person)
    other = UserSession.objects.get(session_key=lost.session.session_key)
    end = reverse("accounts:end_session", args=[other.pk])
    page = words_of(mine.get(reverse("accounts:security")))
    assert page.count("当前设备") == 1
    mine.post(end)
    return {"listed": end in page, "the lost one is in": is_in(lost), "this one is in": is_in(mine)}


def test_a_person_sees_where_they_are_signed_in_and_ends_one() -> None:
    person = cast.person()

    assert ends_one(person) == {"listed": True, "the lost one is in": False, "this one is in": True}
    assert AuditRecord.objects.filter(action="account.session_ended", actor=person).count() == 1


def test_the_check_notices_a_session_that_is_not_listed_or_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserSession, "end", UserSession.delete)  # what is listed goes, what lets in stays
    assert ends_one(cast.person())["the lost one is in"]

    newest = UserSession.objects.order_by("-pk")[:1]
    monkeypatch.setattr(type(UserSession.objects), "purge_and_list", lambda sessions, user: newest)
    assert not ends_one(cast.person())["listed"]


def test_all_others_end_at_once() -> None:
    person = cast.person()
    others, mine = [signs_in(person), signs_in(person)], signs_in(person)

    mine.post(reverse("accounts:end_other_sessions"))

    assert [is_in(browser) for browser in (*others, mine)] == [False, False, True]


def ends_that_of_somebody_else() -> tuple[int, bool]:
    """What an officer is answered who ends the session of a person, and whether the person is still in."""
    victim = signs_in(cast.person())
    session = UserSession.objects.get()
    answer = as_(cast.officer()).post(reverse("accounts:end_session", args=[session.pk]))
    return answer.status_code, is_in(victim)


def test_the_session_of_somebody_else_cannot_be_ended() -> None:
    assert ends_that_of_somebody_else() == (404, True)


def test_the_check_notices_sessions_that_anybody_may_end(monkeypatch: pytest.MonkeyPatch) -> None:
    security = import_module("greenbridge.accounts.views.security")
    monkeypatch.setattr(security, "get_object_or_404", lambda kind, *, pk, user: kind.objects.get(pk=pk))

    assert ends_that_of_somebody_else() == (302, False)


@pytest.mark.parametrize("page", [DESK, "/backoffice/"])
def test_an_account_that_is_switched_off_is_out_with_the_next_request(page: str) -> None:
    editor = cast.editor()
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    browser = as_(editor)
    assert browser.get(page).status_code == 200

    User.objects.filter(pk=editor.pk).update(is_active=False)

    assert browser.get(page).status_code == 302


def test_signing_out_leaves_nothing_in_the_browser_but_how_the_page_looks() -> None:
    browser = signs_in(cast.person())
    browser.cookies["theme"] = "elder"

    answer = browser.post(reverse("account_logout"))

    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Location"] == "/theme/?set=elder&next=%2F"
    assert not is_in(browser)


def test_coming_and_going_are_recorded_once_each() -> None:
    person = cast.person()
    before = AuditRecord.objects.count()
    signs_in(person).post(reverse("account_logout"))

    traces = AuditRecord.objects.order_by("id")[before:]
    assert [(t.action, t.actor) for t in traces] == [
        ("account.signed_in", person),
        ("account.signed_out", person),
    ]
    assert traces[0].after == {"how": "password"}


def test_use_is_noted_and_voids_warnings() -> None:
    person = cast.person()
    User.objects.filter(pk=person.pk).update(idle_warnings=2)

    signs_in(person)

    seen = User.objects.get(pk=person.pk)
    assert seen.last_seen_at
    assert seen.idle_warnings == 0


COOKIES = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME THEME_COOKIE_NAME MESSAGE_STORAGE SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE"


def as_in_production(settings: Any) -> None:
    """What cookies are called, and where messages wait, on a server that is none for trials."""
    shown = f"import json; from config import settings as s; print(json.dumps([getattr(s, n) for n in '{COOKIES}'.split()]))"
    said = subprocess.run(
        [sys.executable, "-c", shown],
        env={"GREENBRIDGE_LOCAL": "0", "SECRET_KEY": "x", "PATH": "/usr/bin"},
        cwd=installed.BASE_DIR,
        capture_output=True,
        check=True,
    )
    for name, value in zip(COOKIES.split(), json.loads(said.stdout), strict=True):
        setattr(settings, name, value)


def read() -> Iterator[Any]:
    """Every page, by a visitor, a buyer and an officer."""
    world = a_world()
    for who in ("visitor", "buyer", "officer"):
        browser = as_(world.people[who])
        look = UNTOLD if who == "visitor" else UNDRAWN  # drawing brings the token of a form, and nothing else
        for route in routes():
            with look:
                answer = browser.get(world.url(route), secure=True)
            if answer.streaming:
                b"".join(answer)
            yield answer


def done() -> Iterator[Any]:
    """A person chooses how pages look, comes in, is told something, and goes."""
    browser, form = as_(None), {"login": cast.person().email, "password": PASSWORD}
    yield browser.get(reverse("ui:theme"), {"set": "elder"}, secure=True)
    for page, sent in (("account_login", form), ("accounts:end_other_sessions", {}), ("account_logout", {})):
        yield browser.post(reverse(page), sent, secure=True)


def cookies_of(answers: Iterator[Any]) -> dict[str, tuple[bool, str, str]]:
    """Every cookie that is set: whether it goes over TLS alone, for which addresses, and for which hosts."""
    said: SimpleCookie = SimpleCookie()
    for answer in answers:
        said.update(answer.cookies)
    return {name: (bool(one["secure"]), one["path"], one["domain"]) for name, one in said.items()}


def test_production_cookies_belong_to_this_host_alone(settings: Any) -> None:
    as_in_production(settings)
    ours = dict.fromkeys(("__Host-csrf", "__Host-session", "__Host-theme"), (True, "/", ""))

    assert cookies_of(read()).items() <= ours.items()
    assert cookies_of(done()) == ours

    settings.MESSAGE_STORAGE = f"{FallbackStorage.__module__}.FallbackStorage"  # the control: Django's own
    assert cookies_of(done()).keys() - ours.keys() == {"messages"}


def test_sessions_can_be_ended_for_a_person_as_a_whole() -> None:
    person = cast.person()
    browsers = [signs_in(person), signs_in(person)]

    assert sign_in.end_all_sessions(person, why="disabled") == 2
    assert not any(is_in(browser) for browser in browsers)
