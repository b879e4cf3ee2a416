"""One visit to a source: its lists, and behind each new entry the page of the notice, which ends in the hall.

What cannot be had or read is noted and left; what is known stays as it is. After a few failures in a row the visit ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db import transaction

from greenbridge.connectors import cargo, channels, rules, storing
from greenbridge.connectors.adapters import Detail, Page, Row, jsons, reading
from greenbridge.connectors.errors import Empty, FetchFailed, Unreadable
from greenbridge.connectors.fetching import Fetched, Line
from greenbridge.connectors.models import Run, Snapshot, Source
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken

MOST_PROBLEMS = 50
MOST_ASKED = 400  # requests of one visit: at two seconds each a quarter of an hour of one of two workers
BROUGHT = "#file"
"""Stands for the list that a person has brought."""
DETAIL, LIST = Snapshot.Kind.DETAIL, Snapshot.Kind.LIST


class _Enough(Exception):
    """No use to go on today."""


class _Edge(Exception):
    """A list ended before this page."""


@dataclass
class Visit:
    """The state of one visit; its counts stand in the run."""

    source: Source
    run: Run
    line: Line
    alarms: list[str] = field(default_factory=list)
    unreadable: int = 0
    in_a_row: int = 0
    was_read: bool = False
    """Whether any list could be read."""
    files_failed: int = 0
    """Files of laws that were not to be had, in a row: after a few no more are asked for, and the list goes on."""
    unended: int = 0
    """Lists that were not read to their end."""
    seen: set[str] = field(default_factory=set)
    """The numbers of all entries of all lists."""

    def __post_init__(self) -> None:
        self.cargo = cargo.of(self.source)

    def go(self, content: bytes | None = None) -> None:
        """All lists, or one that a person has brought. Stops early where the site does not want us or does not answer."""
        try:
            if content is not None:
                self._brought(content)
            for channel in () if content is not None else self.source.settings.get("lists", ()):
                self.unended += not self._channel(channel)
        except _Enough:
            self.unended += 1
        self.run.fetched = self.line.asked
        is_whole = content is None and not self.unended
        self._alarm(self.cargo.finish(self.source, self.run, seen=self.seen if is_whole else None))
        if self.unreadable > 1 and self.unreadable * 2 >= self.run.items - self.run.left_out:
            self._alarm("详情页的版式可能变了，多数没有读出来")

    def _alarm(self, why: str) -> None:
        self.alarms += [why] if why else []

    def _brought(self, content: bytes) -> None:
        """A list in a file, as a person got it from the site."""
        page = channels.ListPage(BROUGHT, "", 1)
        address = f"{self.source.base}{BROUGHT}"
        rows = self._rows_of(page, address, address, Fetched(address, 200, content))
        if rows is not None:
            self._entries(rows, page)

    def _channel(self, channel: dict[str, object]) -> bool:
        """The pages of one list, as long as they bring anything new, or all of them. Returns whether its end was reached."""
        read: set[str] = set()
        for page in channels.pages(self.source, channel):
            try:
                rows = self._list(page)
            except _Edge:
                return True
            if rows is None:
                return False
            numbers = {row.get("id") for row in rows}
            if numbers <= read:
                return True  # some sites show their last page for ever
            read |= numbers
            if not self._entries(rows, page) and not self.source.settings.get("walks_all"):
                return False
        return not channels.goes_on(channel)

    def _entries(self, rows: Sequence[Row], page: channels.ListPage) -> bool:
        """Returns whether any of them says something that was not known."""
        self.run.items += len(rows)
        self.seen |= {row.get("id") for row in rows}
        news = [self._entry(Row(row.words, row.kind or page.kind)) for row in rows]
        return any(news)

    def _list(self, page: channels.ListPage) -> list[Row] | None:
        """The entries of a page; None where there is no use in asking for the next one."""
        address = self.line.absolute(page.path)
        key = page.key(address)
        known = Snapshot.objects.known(self.source, key)
        came = self._page(address, known, page)
        if came is None:
            return None
        if came.is_known and known:
            came = Fetched(address, 200, known.body, known.media_type, known.etag, known.last_modified)
        return self._rows_of(page, address, key, came)

    def _rows_of(self, page: channels.ListPage, address: str, key: str, came: Fetched) -> list[Row] | None:
        """Keep the page, with what is read from it where the page of the notice is not."""
        try:
            read = Page(came.body, address, came.media_type)
            rows = reading.rows(self.source.adapter, read, self.source.settings)
            found = [] if self._reads_pages else self._facts_of(rows, page.kind)
        except Unreadable as fault:
            if page.number > 1 and isinstance(fault, Empty):
                raise _Edge from fault
            storing.keep(
                self.source, LIST, key, came, row={"kind": page.kind, "address": address}, fault=fault.why
            )
            if page.number == 1:
                self.alarms.append(fault.why)
            self._problem(address, fault.why)
            return None
        self.was_read = True
        kept = {"kind": page.kind, "address": address, "count": len(rows)}
        storing.keep(self.source, LIST, key, came, row=kept, found=found)
        return rows

    def _page(self, address: str, known: Snapshot | None, page: channels.ListPage) -> Fetched | None:
        try:
            came = self.line.fetch(address, conditions=known.conditions if known else None, form=page.form)
        except FetchFailed as failure:
            if page.number > 1 and failure.is_gone:
                raise _Edge from failure
            if page.number == 1 or failure.ends_run:
                self._failed(address, failure)
            return None
        self.in_a_row = 0
        return came

    @property
    def _reads_pages(self) -> bool:
        """Whether the page behind an entry is read, or the list is all there is."""
        return bool(self.source.settings.get("detail"))

    def _facts_of(self, rows: Sequence[Row], kind: str) -> list[Any]:
        found = []
        for row in rows:
            try:
                found.append(
                    self._facts(
                        Row(row.words, row.kind or kind), reading.from_list(row, self.source.settings)
                    )
                )
            except Unreadable:
                continue  # is told when the entry is
        return found

    def _facts(self, row: Row, detail: Detail) -> Any:
        return self.cargo.facts(self.source, row, detail, fetched_at=clock.now())

    def _entry(self, row: Row) -> bool:
        """One entry of a list. Returns whether it says something that was not known."""
        if not self._concerns_us(row):
            self.run.left_out += 1
            return False
        if not row.get("title") or not row.get("id"):
            self._rejected(row, "列表条目没有标题或链接")
            return False
        try:
            if not self._reads_pages:
                facts = self._facts(row, reading.from_list(row, self.source.settings))
                return self._received(self._with_paper(facts, row))
            return self._read(row)
        except Unreadable as fault:
            self.unreadable += 1
            self._rejected(row, fault.why)
        except RuleBroken as refusal:
            self._rejected(row, str(refusal))
        except FetchFailed as failure:
            self._failed(row.get("address"), failure)
        return False

    def _with_paper(self, facts: Any, row: Row) -> Any:
        """Facts with the text of the file that the site offers, where the hall has none; as they were where it cannot be had or read."""
        paper = self.source.settings.get("paper") or {}
        if not paper or self.files_failed >= rules.FEW or self.line.asked >= MOST_ASKED:
            return facts
        if not self.cargo.wants_paper(facts):
            return facts
        address = self.line.absolute(paper["link"].replace("{id}", quote(row.get("id"), safe="")))
        try:
            came = self.line.fetch(address)
            if place := paper.get("file"):
                said = Page(came.body, address, came.media_type)
                came = self.line.fetch(self.line.absolute(jsons.named(said, self.source.settings, place)))
            self.in_a_row = self.files_failed = 0
            return self.cargo.with_paper(facts, came.body)
        except FetchFailed as failure:
            self.files_failed = rules.FEW if failure.ends_run else self.files_failed + 1
            self._problem(address, failure.why)
        except Unreadable as fault:
            self._problem(address, fault.why)
        except RuleBroken as refusal:
            self._problem(address, str(refusal))
        return facts

    def _concerns_us(self, row: Row) -> bool:
        """Not what lies elsewhere, and of wide channels only what shows a sign of the environment in its title."""
        settings = self.source.settings
        wanted, place = settings.get("regions", ""), row.get("region")
        if wanted and place and not any(name in place for name in wanted.split(",")):
            return False
        return not settings.get("signs_only") or self.cargo.concerns(row.get("title"))

    def _read(self, row: Row) -> bool:
        address = row.get("address")
        known = Snapshot.objects.known(self.source, address)
        if known and known.row == row.as_json() and not self.cargo.may_have_changed(known):
            self.run.same += 1
            return False
        if self.line.asked >= MOST_ASKED:
            self._note(address, f"一次最多请求 {MOST_ASKED} 次，其余的下次再取")
            raise _Enough
        came = self.line.fetch(address, conditions=known.conditions if known else None)
        self.in_a_row = 0
        if known and (came.is_known or storing.digest_of(came.body) == known.digest):
            storing.seen_again(known)
            self.run.same += 1
            return False
        try:
            page = Page(came.body, address, came.media_type)
            facts = self._facts(row, reading.detail(self.source.adapter, page, self.source.settings, row))
        except Unreadable as fault:
            storing.keep(self.source, DETAIL, address, came, row=row.as_json(), fault=fault.why)
            raise
        with transaction.atomic():
            is_news = self._received(facts)
            storing.keep(self.source, DETAIL, address, came, row=row.as_json(), found=[facts])
        return is_news

    def _received(self, facts: Any) -> bool:
        """Hand a notice to the hall, which knows whether it is new."""
        outcome = self.cargo.receive(facts, self.source, run=self.run, is_demo=bool(self.line.base))
        setattr(self.run, outcome, getattr(self.run, outcome) + 1)
        return outcome != "same"

    def _failed(self, address: str, failure: FetchFailed) -> None:
        self._problem(address, failure.why)
        self.in_a_row += 1
        if failure.ends_run or self.in_a_row >= rules.FEW:
            raise _Enough

    def _rejected(self, row: Row, why: str) -> None:
        self.run.rejected += 1
        self._note(row.get("address") or row.get("title"), why)

    def _problem(self, address: str, why: str) -> None:
        self.run.errors += 1
        self._note(address, why)

    def _note(self, address: str, why: str) -> None:
        if len(self.run.problems) < MOST_PROBLEMS:
            self.run.problems.append({"address": address[:500], "why": why[:200]})
