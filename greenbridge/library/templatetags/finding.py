"""How a text is summed up in a list."""

import datetime as dt

from django import template

from greenbridge.core import clock
from greenbridge.library import queries
from greenbridge.library.models import Version

register = template.Library()


@register.filter
def asked_day(on: dt.date | None) -> str:
    """What keeps the day that somebody asked for in the address of a text."""
    return f"?on={on.isoformat()}" if on else ""


@register.filter
def tag_on(version: Version, on: dt.date | None) -> tuple[str, str]:
    """How a text stands on the day that somebody asked for, else today: the colour and the word."""
    return queries.tag_of(version, on or clock.today())
