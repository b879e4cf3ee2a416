"""Opening pages as somebody."""

import re
import time
from typing import Any, Protocol

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as SHOWN
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from greenbridge.accounts.models import User
from greenbridge.accounts.services import sign_in
from greenbridge.core import clock

TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')


def as_(user: User | None) -> Client:
    """A browser in which the person has signed in just now, with both factors; a visitor's for None."""
    client = Client()
    if user:
        client.force_login(user, backend=sign_in.BACKEND)
        shows(client, user, "password", "mfa")
    return client


def shows(client: Client, user: User, *methods: str, ago: float = 0) -> None:
    """The browser has shown these proofs, so many seconds ago."""
    session = client.session
    session[sign_in.BEGAN] = session[sign_in.SEEN] = clock.now().timestamp()
    session[SHOWN] = [
        {"method": method, "at": time.time() - ago, "reauthenticated": True} for method in methods
    ]
    session[f"{SHOWN}_user"] = str(user.pk)
    session.save()


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
