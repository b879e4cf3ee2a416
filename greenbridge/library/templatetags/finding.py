"""How a text is summed up in a list."""

import datetime as dt

from django import template

register = template.Library()


@register.filter
def asked_day(on: dt.date | None) -> str:
    """What keeps the day that somebody asked for in the address of a text."""
    return f"?on={on.isoformat()}" if on else ""
