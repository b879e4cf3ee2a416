"""How a text is summed up in a list."""

import datetime as dt
from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from greenbridge.core import clock
from greenbridge.library import queries
from greenbridge.library.finding.passages import Passage
from greenbridge.library.models import Version
from greenbridge.search.queries import highlight

register = template.Library()


@register.filter
def asked_day(on: dt.date | None) -> str:
    """What keeps the day that somebody asked for in the address of a text."""
    return f"?on={on.isoformat()}" if on else ""


@register.filter
def tag_on(version: Version, on: dt.date | None) -> tuple[str, str]:
    """How a text stands on the day that somebody asked for, else today: the colour and the word."""
    return queries.tag_of(version, on or clock.today())


@register.simple_tag
def answering(passages: Sequence[Passage], url: str, day: str, words: str) -> SafeString:
    """The clauses of a text that answer, each with its sentence. Not a template: a page has up to sixty."""
    return format_html_join(
        "",
        '<li><a href="{}">{}</a> {}</li>',
        (
            (
                f"{url}{one.clause.address}{day}",
                one.clause.label or "查看条文",
                highlight(one.sentence, words),
            )
            for one in passages
        ),
    )
