"""The calendar to take along: for the calendar of a telephone or of an office."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event, vText

from greenbridge.core import clock
from greenbridge.core.text import clean_line
from greenbridge.library.duties import queries, rules
from greenbridge.library.duties.queries import Item


def ics(calendar: queries.Calendar, *, label: str, path: str) -> bytes:
    """Whole days with an alarm for each stage, and what to mind about each duty, as the page says it; what is done or not to be
    heard of any more is left out."""
    whole = Calendar()
    whole.add("prodid", "-//Greenbridge//Duties//ZH")
    whole.add("version", "2.0")
    whole.add("x-wr-calname", vText(clean_line(f"合规日历：{label}")))
    now, grounds = clock.now(), queries.grounds(calendar.duties)
    for item in calendar.items:
        if not item.is_done and not item.is_stopped:
            whole.add_component(_event(item, queries.remarks(item.duty, grounds), now, path))
    content: bytes = whole.to_ical()
    return content


def _event(item: Item, remarks: Sequence[str], now: dt.datetime, path: str) -> Event:
    event, duty = Event(), item.duty
    event.add("uid", f"{item.key}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", item.due.day)
    event.add("summary", f"{duty.title}{f'（{item.period}）' if item.period else ''}")
    grounds = f"依据：《{duty.law}》{duty.article}{'，' if duty.standard else ''}{duty.standard}"
    minded = [f"请注意：{'，'.join(remarks)}。办理前请向主管部门核实。"] if remarks else []
    event.add("description", "\n".join([duty.what, grounds, *minded]))
    event.add("url", f"{settings.WAGTAILADMIN_BASE_URL}{path}")
    for stage in rules.STAGES:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", f"{stage}天后到期：{duty.title}")
        alarm.add("trigger", dt.timedelta(days=-stage))
        event.add_component(alarm)
    return event
