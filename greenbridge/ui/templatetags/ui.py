"""How the house writes times, money, codes and addresses: one way, on every page."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from greenbridge.core import clock, credit_code, money
from greenbridge.ui import icons

register = template.Library()

UNKNOWN = "未公布"
SOON = dt.timedelta(days=3)
AT_ONCE = 8  # options of a filter

register.filter("wan", money.format_wan)
register.filter("yuan", money.format_yuan)
register.filter("code_groups", credit_code.readable)
register.simple_tag(icons.draw, name="icon")


@register.simple_tag
def tag(kind: str, text: str) -> SafeString:
    """A status in words; kind is ok, warn, info, bad or plain. Not a template: a list shows a hundred."""
    return format_html('<span class="tag{}">{}</span>', f" {kind}" if kind and kind != "plain" else "", text)


@register.simple_tag
def tag_items(tags: Iterable[tuple[str, str]]) -> SafeString:
    """Several tags (kind, text) as the items of a list."""
    return format_html_join("", "<li>{}</li>", ((tag(kind, text),) for kind, text in tags))


@register.filter
def moment(at: dt.datetime | None) -> str:
    """2026年11月23日 18:30, in Asia/Shanghai; 未公布 where it is unknown."""
    if not at:
        return UNKNOWN
    here = clock.local(at)
    return f"{day(here.date())} {here:%H:%M}"


@register.filter
def day(on: dt.date | None) -> str:
    """2026年11月23日. Of a moment, the day it is in Asia/Shanghai."""
    if not on:
        return UNKNOWN
    return clock.written(on)


@register.filter
def remaining(until: dt.date | None) -> str:
    """还有3天, 还有5小时, 还有20分钟 or 已截止. Full units only, so that nobody is promised more than is left."""
    if not until:
        return UNKNOWN
    left = _left(until)
    if left <= dt.timedelta(0):
        return "已截止"
    if left.days:
        return f"还有{left.days}天"
    hours, rest = divmod(left.seconds, 3600)
    return f"还有{hours}小时" if hours else f"还有{max(rest // 60, 1)}分钟"


@register.filter
def urgency(until: dt.date | None) -> str:
    """The class of a deadline: ``late``, ``soon`` (within three days), or nothing."""
    left = _left(until) if until else SOON * 2
    return "late" if left <= dt.timedelta(0) else "soon" if left < SOON else ""


def _left(until: dt.date) -> dt.timedelta:
    """A deadline given as a date falls at the end of that day."""
    return (until if isinstance(until, dt.datetime) else clock.end_of_day(until)) - clock.now()


SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@register.filter
def device(user_agent: str) -> str:
    """Windows 上的 Chrome: what a person knows the device by."""
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "未知设备")
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "浏览器")
    return f"{system} 上的 {browser}"


@register.simple_tag
def options(facet: Any) -> SafeString:
    """The options of a filter, those after the eighth folded away unless one of them is ticked.

    Not a template: there may be hundreds.
    """
    kind, name = "radio" if getattr(facet, "is_single", False) else "checkbox", conditional_escape(facet.name)
    lines = [_option(option, kind, name) for option in facet.options]
    shown, folded = lines[:AT_ONCE], lines[AT_ONCE:]
    if folded:
        is_open = " open" if any(option.is_chosen for option in facet.options[AT_ONCE:]) else ""
        summary = f'<details id="more-{name}"{is_open}><summary>其余{len(folded)}项</summary>\n'
        shown += [summary, *folded, "</details>\n"]
    return SafeString("".join(shown))


def _option(option: Any, kind: str, name: str) -> str:
    """Of at least none it says nothing."""
    value, label = conditional_escape(option.value), conditional_escape(option.label)
    at_least = getattr(option, "at_least", False)
    is_told = option.count is not None and (option.count or not at_least)
    more = "+" if at_least else ""
    count = f'<span class="c num">{option.count}{more}<span class="sr">项</span></span>'
    return (
        f'<label class="opt d{option.depth or 0}{" none" if is_told and not option.count else ""}">'
        f'<input type="{kind}" name="{name}" value="{value}" id="pick-{name}-{value}"'
        f"{' checked' if option.is_chosen else ''}>"
        f"<span>{label}</span>{count if is_told else ''}</label>\n"
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The address of this page with parameters changed: ``{% query order="new" %}`` → ``?q=HW17&order=new``.

    None or an empty value removes a parameter, a list sets several values. The page number is dropped unless
    it is given, because another question starts on its first page.
    """
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    params.pop("page", None)
    for name, value in changes.items():
        params.setlist(name, _values(value))
    return "?" + params.urlencode()


@register.simple_tag
def drawn(template_name: str, **given: Any) -> SafeString:
    """A part drawn from one row, with words or without: ``{% drawn "demands/_card.html" demand=demand words=words %}``.

    It sees no request and nobody's name, so it is the same for everybody. Without words it stays with the row: while
    the row is kept (``core.kept``) it is not drawn again.
    """
    row, *words = given.values()
    if any(words):
        return render_to_string(template_name, given)
    parts: dict[str, SafeString] = row.__dict__.setdefault("_drawn", {})
    if template_name not in parts:
        parts[template_name] = render_to_string(template_name, given)
    return parts[template_name]


@register.simple_tag
@cache
def address(route: str) -> str:
    """The address of a route without parameters, looked up once: every page leads to the same few."""
    return reverse(route)


def _values(value: object) -> list[str]:
    several = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in several if one not in (None, "")]
