"""Opening pages as somebody."""

import re
import time
from collections.abc import Sequence
from typing import Any, Protocol
from unittest.mock import patch

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as SHOWN
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.test import Client

from greenbridge.accounts.desk import Queue, Task
from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.accounts.sessions import SessionStore
from greenbridge.core import clock

TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')


def as_(user: User | None) -> Client:
    """A browser in which the person has signed in just now, with both factors; a visitor's for None.

    It has what Django's ``force_login`` and the proofs leave behind, written in one go.
    """
    client = Client()
    if user:
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), sign_in.BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.update(_proofs(user, "password", "mfa"))
        session.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
        update_last_login(User, user)
    return client


def shows(client: Client, user: User, *methods: str, ago: float = 0) -> None:
    """The browser has shown these proofs, so many seconds ago."""
    session = client.session
    session.update(_proofs(user, *methods, ago=ago))
    session.save()


def at_a_desk_that_was_left(user: User) -> Client:
    """A browser in which the person signed in long enough ago to be asked again."""
    browser = as_(user)
    shows(browser, user, "password", ago=11 * 60)
    return browser


def _proofs(user: User, *methods: str, ago: float = 0) -> dict[str, Any]:
    now = clock.now().timestamp()
    shown = [{"method": method, "at": time.time() - ago, "reauthenticated": True} for method in methods]
    return {sign_in.BEGAN: now, sign_in.SEEN: now, SHOWN: shown, f"{SHOWN}_user": str(user.pk)}


class CountedOnce:
    """What waits for each person, as the first page found it: the side menu counts it with every page of the desk."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], Sequence[Task]] = {}

    def __call__(self, queue: Queue, user: User) -> Sequence[Task]:
        key = (user.pk, queue.key)
        if key not in self._known:
            self._known[key] = queue.tasks(user)
        return self._known[key]

    def everywhere(self) -> Any:
        """As a context or a decorator, for a story that opens many pages and looks at no count."""
        return patch("greenbridge.portal.queries._tasks", self)


class Page(Protocol):
    """An answer that was sent as a whole."""

    @property
    def content(self) -> bytes: ...


def words_of(response: Page) -> str:
    """The page as it is sent, but for the tokens that differ from answer to answer."""
    return TOKEN.sub("", response.content.decode())


def fetch(user: User | None, url: str) -> Any:
    """A download as the person gets it, with its bytes read and its file closed."""
    response: Any = as_(user).get(url)
    if response.streaming:
        response.content_received = b"".join(response.streaming_content)
    return response


def code_now(seed: str, ahead: int = 0) -> str:
    """What the person's authenticator shows at the moment, or half a minute from now; none is taken twice."""
    code: str = format_hotp_value(hotp_value(seed, int(time.time()) // 30 + ahead))
    return code
