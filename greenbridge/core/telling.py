"""Telling a person on the next page what came of a button."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from greenbridge.core.errors import RuleBroken


@contextmanager
def told(request: HttpRequest, done: str = "") -> Iterator[None]:
    """Say that what happens inside is ``done``, or in its own sentence why a rule refused it; nothing is raised then."""
    try:
        yield
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
