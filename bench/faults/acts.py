"""What people do while the house falls: write drafts, hand them in, decide on them, change them, invite, respond."""

import datetime as dt
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

from bench.faults.people import (
    Browser,
    Notes,
    Sender,
    form,
    message_of,
    multipart,
    new_marker,
    row,
    told,
    told_as,
)

PAUSE = 0.15
SITES = ("310118107", "320509105", "330421112")  # one in the province of each officer
CONTACT = {"contact_name": "陈敏", "contact_phone": "021-59888888"}
NUMBER = re.compile(r"^/demands/(D[\w-]+)/")
VERSION = re.compile(r'name="version" value="([^"]*)"')
HEADING = re.compile(r"<h1>(F[0-9a-f]{16})</h1>")
RULES = re.compile(r'name="agreed"[^>]* value="(\d+)"')
TOLD_OF = ("review", "decision", "amendment", "invitation", "response")
KINDS = {*TOLD_OF, *map(message_of, TOLD_OF), "draft", "upload", "credential", "part"}
"""Everything that people write: a run in which some of it was never acknowledged shows nothing of it."""
MOST_PARTS = 40  # of one person: a record takes a hundred


@dataclass(frozen=True)
class Handed:
    """A demand that its buyer has handed in."""

    number: str
    title: str
    facts: dict[str, str]
    """What its form says, where a change of it is asked for the same."""


class Person:
    """Does what their side of the house does, over and over, until told to stop."""

    def __init__(self, browser: Browser, notes: Notes, *, careless: bool) -> None:
        self._sender = Sender(browser, notes, careless=careless)
        self._send, self._read, self._notes = self._sender.send, self._sender.read, notes
        self._mine: list[Handed] = []
        self._public: list[Handed] = []
        self._parts = 0
        self._acts: list[Callable[[], None]] = []
        if self._read("/demands/mine/"):
            self._acts += [self._write_and_hand_in, self._invite, self._extend]
        if self._read("/suppliers/mine/"):
            self._acts += [self._enter_a_credential, self._respond, self._add_to_the_record]
        if self._read("/desk/demand/"):
            self._acts += [self._decide]

    @property
    def may_write(self) -> bool:
        return bool(self._acts)

    def go_on(self, stop: threading.Event) -> None:
        while not stop.is_set():
            for act in self._acts:
                act()
                if stop.wait(PAUSE):
                    return

    def _write_and_hand_in(self) -> None:
        """A draft, its title, a file, the rest of it, and the request to publish it."""
        started = NUMBER.match(self._send("/demands/new/", *form({})))
        if not started:
            return
        number, title = started[1], new_marker()
        what = {"title": title, "service_types": "S01", "description": "每季度一次。"}
        rest = _the_rest(SITES[len(self._mine) % len(SITES)])
        self._send(
            f"/demands/{number}/edit/what/",
            *form(what),
            row("draft", title, f"demands_demand WHERE title = '{title}'"),
        )
        file = f"{new_marker()}.pdf"
        self._send(
            f"/demands/{number}/files/",
            *multipart({}, "file", file),
            row("upload", file, f"files_file WHERE name = '{file}'"),
        )
        for step, facts in rest.items():
            self._send(f"/demands/{number}/edit/{step}/", *form(facts))
        path = f"/demands/{number}/check/"
        rules = RULES.search(self._read(path))
        handed_in = self._send(
            path,
            *form({"agreed": rules[1]} if rules else {}),
            row("review", title, f"demands_demandreview WHERE demand_id = {_demand(title)}"),
            told_as("review", title, _as_it_went(title)),
        )
        if handed_in:
            self._mine.append(Handed(number, title, what | rest["where"] | rest["budget"]))

    def _decide(self) -> None:
        """Publish one of those that wait in the queue of the officer's province; the demonstration's own stay."""
        for path in re.findall(r"/demands/review/\d+/", self._read("/desk/demand/")):
            page = self._read(path)
            titled, version = HEADING.search(page), VERSION.search(page)
            if titled and version and self._notes.take(titled[1]):
                title = titled[1]
                self._send(
                    path,
                    *form({"decision": "passed", "version": version[1]}),
                    row(
                        "decision", title, f"demands_demand WHERE title = '{title}' AND status = 'published'"
                    ),
                    told("decision", title, f"需求“{title}”已发布"),
                )
                return

    def _invite(self) -> None:
        """Ask one supplier to look at a demand that has been published meanwhile."""
        for mine in self._mine[:3]:
            number, title = mine.number, mine.title
            offered = re.search(rf"/deals/{number}/invite/\w+/", self._read(f"/deals/{number}/"))
            if offered:
                self._mine.remove(mine)
                self._public.append(mine)
                self._send(
                    offered[0],
                    *form({}),
                    row("invitation", title, f"deals_invitation WHERE demand_id = {_demand(title)}"),
                    told("invitation", title, f"邀请您响应需求“{title}”"),
                )
                self._notes.published.append((number, title))

    def _extend(self) -> None:
        """Give those who would respond to a published demand a day more: what search holds of it changes."""
        if not self._public:
            return
        mine = self._public.pop(0)
        reason = new_marker()
        later = dt.date.fromisoformat(mine.facts["deadline"]) + dt.timedelta(days=1)
        self._send(
            f"/demands/amendments/of/{mine.number}/",
            *form(mine.facts | {"deadline": later.isoformat(), "reason": reason}),
            row("amendment", reason, f"demands_amendment WHERE number = 1 AND reason = '{reason}'"),
            told("amendment", mine.title, f"需求“{mine.title}”的变更公告第1号已公布，改动了："),
        )

    def _respond(self) -> None:
        """Respond to a demand to which nobody has."""
        if not self._notes.published:
            return
        number, title = self._notes.published.popleft()
        words = new_marker()
        self._send(
            f"/deals/{number}/respond/",
            *form({"message": words} | CONTACT),
            row("response", words, f"deals_interest WHERE message = '{words}'"),
            told("response", title, f"响应了需求“{title}”"),
        )

    def _enter_a_credential(self) -> None:
        number = new_marker()
        facts = {"kind": "iso9001", "number": number, "issuer": "认证机构"}
        self._send(
            "/suppliers/mine/credentials/add/",
            *multipart(facts, "scan", f"{number}.pdf"),
            row("credential", number, f"suppliers_credential WHERE number = '{number}'"),
        )

    def _add_to_the_record(self) -> None:
        """By which a body that is in the directory is found at once."""
        if self._parts == MOST_PARTS:
            return
        self._parts += 1
        name = new_marker()
        self._send(
            "/suppliers/mine/parts/equipment/add/",
            *form({"name": name, "quantity": "1"}),
            row("part", name, f"suppliers_recordpart WHERE name = '{name}'"),
        )


def _the_rest(site: str) -> dict[str, dict[str, str]]:
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=20)
    return {
        "where": {"region": site, "deadline": day.isoformat()},
        "budget": {"budget_kind": "negotiable"},
        "publish": {"publisher_kind": "factory"} | CONTACT,
    }


def _as_it_went(title: str) -> str:
    """SQL: what the buyer is told, who waits for an officer or is trusted to publish at once."""
    words = f"'%需求“{title}”' || max(CASE WHEN is_pre_reviewed THEN '已提交' ELSE '已公开征集' END) || '%'"
    of_it = f"demands_demandreview WHERE demand_id = {_demand(title)}"
    return f"(SELECT {words} FROM demands_pledge WHERE review_id IN (SELECT id FROM {of_it}))"


def _demand(title: str) -> str:
    return f"(SELECT id FROM demands_demand WHERE title = '{title}')"
