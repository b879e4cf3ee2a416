"""The lists of a source, page by page, with the days and numbers that their addresses want."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from greenbridge.connectors.models import Source
from greenbridge.core import clock

WEEK = 7
LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class ListPage:
    """One page of a list. ``form`` is posted with it where the site wants that."""

    path: str
    kind: str
    number: int
    form: Any = None

    def key(self, address: str) -> str:
        """What the page is kept under: its address, and what was posted but for what only makes it unique."""
        if self.form is None:
            return address[:LONGEST_ADDRESS]
        lasting = {name: value for name, value in self.form.items() if not name.startswith("_")}
        return f"{address}#{json.dumps(lasting, ensure_ascii=False, sort_keys=True)}"[:LONGEST_ADDRESS]


def pages(source: Source, channel: Mapping[str, Any]) -> Iterator[ListPage]:
    """The pages of one list, the newest first; how many is a setting."""
    settings = source.settings
    for number in range(1, int(settings.get("pages", 1)) + 1):
        path = channel["path"] if number == 1 else channel.get("more") or channel["path"]
        if number > 1 and not goes_on(channel):
            return
        shown = number if number == 1 or "more" not in channel else int(channel.get("next", 1)) + number - 2
        fill = _Filling(shown, settings)
        form = fill.all(channel["form"]) if channel.get("form") else None
        yield ListPage(fill.words(path), channel.get("kind", ""), number, form)


def goes_on(channel: Mapping[str, Any]) -> bool:
    """Whether a list has more pages than its first."""
    return "more" in channel or "{n}" in json.dumps(channel, ensure_ascii=False)


class _Filling:
    """Puts the number of the page, and the first and last day that are asked for, where a setting wants them."""

    def __init__(self, number: int, settings: Mapping[str, Any]) -> None:
        today, written = clock.today(), settings.get("day_format", "%Y-%m-%d")
        since = today - dt.timedelta(days=int(settings.get("days", WEEK)))
        self.number = number
        self._values = {
            "{n}": str(number),
            "{start}": since.strftime(written),
            "{end}": today.strftime(written),
            "{ms}": str(int(clock.now().timestamp() * 1000)),
        }

    def words(self, text: str) -> str:
        for place, value in self._values.items():
            text = text.replace(place, value)
        return text

    def all(self, form: Any) -> Any:
        if isinstance(form, dict):
            return {name: self.all(value) for name, value in form.items()}
        if isinstance(form, list):
            return [self.all(value) for value in form]
        if form in {"{n}", "{ms}"}:
            return int(self._values[form])
        return self.words(form) if isinstance(form, str) else form
