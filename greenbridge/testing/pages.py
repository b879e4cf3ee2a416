"""Opening pages as somebody."""

import re
from typing import Any, Protocol

from django.test import Client

from greenbridge.accounts.models import User

TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def as_(user: User | None) -> Client:
    """A browser in which the person has signed in; a visitor's for None."""
    client = Client()
    if user:
        client.force_login(user, backend=BACKEND)
    return client


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
