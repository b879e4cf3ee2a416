"""What people do while the house falls: write drafts, hand them in, decide on them, invite, respond."""

import datetime as dt
import re
import threading
from collections.abc import Callable

from bench.faults.people import Browser, Notes, Sender, form, multipart, new_marker, row, told

PAUSE = 0.15
SITES = ("310118107", "320509105", "330421112")  # one in the province of each officer
CONTACT = {"contact_name": "陈敏", "contact_phone": "021-59888888"}
NUMBER = re.compile(r"^/demands/(D[\w-]+)/")
VERSION = re.compile(r'name="version" value="([^"]*)"')
TITLE = re.compile(r"F[0-9a-f]{16}")


class Person:
    """Does what their side of the house does, over and over, until told to stop."""

    def __init__(self, browser: Browser, notes: Notes, *, careless: bool) -> None:
        self._sender = Sender(browser, notes, careless=careless)
        self._send, self._read, self._notes = self._sender.send, self._sender.read, notes
        self._mine: list[tuple[str, str]] = []
        self._acts: list[Callable[[], None]] = []
        if self._read("/demands/mine/"):
            self._acts += [self._write_and_hand_in, self._invite]
        if self._read("/suppliers/mine/"):
            self._acts += [self._enter_a_credential, self._respond]
        if self._read("/desk/demand/"):
            self._acts += [self._decide]

    @property
    def may_write(self) -> bool:
        return bool(self._acts)

    def go_on(self, stop: threading.Event) -> None:
        while not stop.is_set():
            for act in self._acts:
                act()
                stop.wait(PAUSE)

    def _write_and_hand_in(self) -> None:
        """A draft, its title, a file, the rest of it, and the request to publish it."""
        started = NUMBER.match(self._send("/demands/new/", *form({})))
        if not started:
            return
        number, title = started[1], new_marker()
        self._send(
            f"/demands/{number}/edit/what/",
            *form({"title": title, "service_types": "S01", "description": "每季度一次。"}),
            row("draft", title, f"demands_demand WHERE title = '{title}'"),
        )
        file = f"{new_marker()}.pdf"
        self._send(
            f"/demands/{number}/files/",
            *multipart({}, "file", file),
            row("upload", file, f"files_file WHERE name = '{file}'"),
        )
        for step, facts in _the_rest(SITES[len(self._mine) % len(SITES)]).items():
            self._send(f"/demands/{number}/edit/{step}/", *form(facts))
        handed_in = self._send(
            f"/demands/{number}/check/",
            *form({}),
            row("review", title, f"demands_demandreview WHERE demand_id = {_demand(title)}"),
            told(title, f"需求“{title}”已提交"),
        )
        if handed_in:
            self._mine.append((number, title))

    def _decide(self) -> None:
        """Publish one of those that wait in the queue of the officer's province; the demonstration's own stay."""
        for path in re.findall(r"/demands/review/\d+/", self._read("/desk/demand/")):
            page = self._read(path)
            titled, version = TITLE.search(page), VERSION.search(page)
            if titled:
                title = titled[0]
                self._send(
                    path,
                    *form({"decision": "passed", "version": version[1] if version else ""}),
                    row(
                        "decision", title, f"demands_demand WHERE title = '{title}' AND status = 'published'"
                    ),
                    told(title, f"需求“{title}”已发布"),
                )
                return

    def _invite(self) -> None:
        """Ask one supplier to look at a demand that has been published meanwhile."""
        for number, title in self._mine[:3]:
            offered = re.search(rf"/deals/{number}/invite/\w+/", self._read(f"/deals/{number}/"))
            if offered:
                self._mine.remove((number, title))
                self._send(
                    offered[0],
                    *form({}),
                    row("invitation", title, f"deals_invitation WHERE demand_id = {_demand(title)}"),
                    told(title, f"邀请您响应需求“{title}”"),
                )
                self._notes.published.append((number, title))

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
            told(title, f"响应了需求“{title}”"),
        )

    def _enter_a_credential(self) -> None:
        number = new_marker()
        facts = {"kind": "iso9001", "number": number, "issuer": "认证机构"}
        self._send(
            "/suppliers/mine/credentials/add/",
            *multipart(facts, "scan", f"{number}.pdf"),
            row("credential", number, f"suppliers_credential WHERE number = '{number}'"),
        )


def _the_rest(site: str) -> dict[str, dict[str, str]]:
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=20)
    return {
        "where": {"region": site, "deadline": day.isoformat()},
        "budget": {"budget_kind": "negotiable"},
        "publish": {"publisher_kind": "factory"} | CONTACT,
    }


def _demand(title: str) -> str:
    return f"(SELECT id FROM demands_demand WHERE title = '{title}')"
