"""Who may open what: a row per route, and from it the answer that every person must get.

A row says in words who is let in. A cell is one request: a route, GET or POST, a role, the province of the thing
asked for, and whether it is the person's own. For whom no rule speaks, the thing does not exist.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.base import Template
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.testing.pages import CountedOnce, as_, shows, words_of
from greenbridge.testing.rules import forms_without_their_key, lacking, sends_to_itself
from greenbridge.testing.world import PROVINCES, World, a_world, routes

Answer = int | str
LOGIN: Answer = "login"
NOT_FOUND = 404
WRONG_METHOD = 405

BUYERS = ("buyer", "buyer member")
SUPPLIERS = ("supplier", "supplier member")
OFFICERS = ("officer 31", "officer 32", "officer 33")
ADMINISTRATORS = ("admin", "security admin", "audit admin")
OUTSIDE = ("visitor", "disabled")
OWNERS = (*BUYERS, *SUPPLIERS)
ROLES = (*OUTSIDE, "person", *OWNERS, *OFFICERS, "operator", "editor", "expert", *ADMINISTRATORS)
LEADS = "officer 31"
HOME = "32"
NOWHERE = "/no/such/page/"
# Django tells its browser of each template and what it was given, for whoever wants to look at it; here nobody does.
UNTOLD = patch.object(Template, "_render", lambda template, context: template.nodelist.render(context))
UNDRAWN = patch.object(Template, "_render", lambda template, context: "")
# One of each kind of people, by what stands around a page for them.
KINDS = ("visitor", "buyer", "supplier", "officer 31", "editor", "admin")
LONGEST = 3600  # seconds a walk may take: the libraries ask the machine's clock how old a proof is, also while ours stands still


@dataclass(frozen=True)
class Cell:
    """One request and what it is about. ``own`` is None where the role owns nothing."""

    route: str
    method: str
    role: str
    province: str
    own: bool | None

    def __str__(self) -> str:
        whose = {None: "", True: " own", False: " other's"}[self.own]
        return f"{self.method} {self.route}: {self.role},{whose} thing in {self.province}"


Rule = Callable[[Cell], bool]


def everybody(cell: Cell) -> bool:
    return True


def signed_in(cell: Cell) -> bool:
    return cell.role not in OUTSIDE


def province(cell: Cell) -> bool:
    """The officer of the thing's province; of the leading association for what lies elsewhere."""
    officer = f"officer {cell.province}"
    return cell.role == (officer if officer in OFFICERS else LEADS)


def by(*roles: str) -> Rule:
    """Whoever has the role, whatever the thing."""
    return lambda cell: cell.role in roles


def own(*roles: str) -> Rule:
    """Those to whose body the thing belongs."""
    return lambda cell: bool(cell.own) and cell.role in roles


@dataclass(frozen=True)
class Row:
    """Who is let in and with what answer; ``post`` is None where nothing can be changed.

    ``otherwise`` is for those who have signed in and are not let in, ``outside`` for those who have not.
    """

    who: tuple[Rule, ...]
    get: int = 200
    post: int | None = None
    otherwise: Answer = NOT_FOUND
    outside: Answer = LOGIN

    @property
    def methods(self) -> tuple[str, ...]:
        return ("GET",) if self.post is None else ("GET", "POST")

    def lets_in(self, cell: Cell) -> bool:
        return any(rule(cell) for rule in self.who)

    def is_drawn(self, cell: Cell) -> bool:
        """A page for everybody is drawn for one of each kind; that the others are let in is known before."""
        return everybody not in self.who or cell.role in KINDS

    def expects(self, cell: Cell) -> Answer:
        if cell.method == "GET" and self.get == WRONG_METHOD:
            return WRONG_METHOD
        if self.lets_in(cell):
            return self.get if cell.method == "GET" else self.post or 0
        return self.outside if cell.role in OUTSIDE else self.otherwise


def page(*who: Rule, **facts: Any) -> Row:
    """A page; with ``post`` one that also takes a form, and the answer to an empty one."""
    return Row(who, **facts)


def act(*who: Rule, gives: int = 302, **facts: Any) -> Row:
    """A button: it changes something and does not answer to a link."""
    return Row(who, get=WRONG_METHOD, post=gives, **facts)


class Worlds(dict[str, World]):
    """A world per province, made when it is first asked for; that of 江苏 is the first."""

    def __missing__(self, code: str) -> World:
        self[code] = World(code) if self else a_world()
        # Nothing is ever committed here, and each request that is taken back would go through all that waits for it.
        connection.run_on_commit.clear()
        return self[code]


class Neighbourhood:
    """The worlds of the four provinces, and a browser for everybody in them."""

    def __init__(self) -> None:
        self.worlds = Worlds()
        self._browsers: dict[User | None, Client] = {}
        self._urls: dict[tuple[str, str], str] = {}
        self._nowhere: dict[tuple[str, str, str], str] = {}
        self._waiting = CountedOnce()  # all is asked at one moment
        self.worlds[HOME]  # first: at the moment that stands still its publishing rules are in force
        self._moment = clock.now()

    def has_things(self, route: str) -> bool:
        """Whether the route is about one thing, which lies somewhere and belongs to somebody."""
        return bool(self.worlds[HOME].arguments(route))

    def url(self, cell: Cell) -> str:
        key = (cell.province, cell.route)
        if key not in self._urls:
            self._urls[key] = self.worlds[cell.province].url(cell.route)
        return self._urls[key]

    def cells(self, route: str, row: Row, code: str, roles: Sequence[str] = ROLES) -> Iterator[Cell]:
        """All requests about things of one province; what is about no thing is asked for in 江苏."""
        about_things = self.has_things(route)
        if not about_things and code != HOME:
            return
        for method in row.methods:
            for role in roles:
                for mine in (True, False) if about_things and role in OWNERS else (None,):
                    yield Cell(route, method, role, code, mine)

    def cells_about_nothing(self, route: str, row: Row, roles: Sequence[str]) -> Iterator[Cell]:
        """What everybody sends, or reads where nothing can be sent; and what those read who read such things at all."""
        read = row.post is not None and row.get != WRONG_METHOD
        readers = {cell.role for cell in self.cells(route, row, HOME, roles) if read and row.lets_in(cell)}
        for method, asking in (
            ("GET", [role for role in roles if role in readers]),
            (row.methods[-1], roles),
        ):
            for role in asking:
                yield Cell(route, method, role, HOME, None)

    def home(self, cell: Cell) -> str:
        """Where the asking person lives: with the thing if it is theirs, next door if it is somebody else's."""
        at = PROVINCES.index(cell.province) + (cell.own is False)
        return PROVINCES[at % len(PROVINCES)]

    def browser(self, cell: Cell) -> Client:
        person = self.worlds[self.home(cell)].people[cell.role]
        if person not in self._browsers:
            self._browsers[person] = browser = as_(person)
            if person:
                shows(browser, person, "password", "mfa", ago=-LONGEST)
        return self._browsers[person]

    def ask(
        self, cell: Cell, url: str = "", *, is_drawn: bool = True, typed: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """What the person gets over TLS, all at one moment; whatever it changed is taken back. Pages are empty unless drawn.

        With ``typed`` it is where the form leads in the end.
        """
        browser = self.browser(cell)
        cookies = browser.cookies.output(header="", sep=";")
        if cell.method == "POST":
            cache.clear()
        ask: Any = browser.get if cell.method == "GET" else browser.post
        url = url or self.url(cell)
        look = UNTOLD if is_drawn else UNDRAWN
        with clock.stopped_at(self._moment), look, self._waiting.everywhere(), transaction.atomic():
            response: HttpResponse = ask(url, typed, follow=typed is not None, secure=True)
            transaction.set_rollback(True)
        browser.cookies = SimpleCookie(cookies)
        if response.streaming:
            b"".join(response)
        return response

    def nowhere(self, cell: Cell) -> str:
        """What the same person reads at an address that nobody ever gave out."""
        key = (cell.method, cell.role, self.home(cell))
        if key not in self._nowhere:
            self._nowhere[key] = words_of(self.ask(cell, NOWHERE))
        return self._nowhere[key]


def given(response: HttpResponse) -> Answer:
    asked_to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(
        reverse("account_login") + "?"
    )
    return LOGIN if asked_to_sign_in else response.status_code


# Pages on which a visitor signs in, which makes nothing.
LETTING_IN = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_verify_phone",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def strays(rows: dict[str, Row]) -> list[str]:
    """Routes without a row, and rows without a route."""
    return sorted(set(rows) ^ set(routes()))


def findings(
    place: Neighbourhood, rows: dict[str, Row], code: str, roles: Sequence[str] = ROLES
) -> list[str]:
    """Every answer about things of a province that is not what its row says.

    What one may not see must be told in the words in which any unknown address is told; and every answer keeps to
    the rules that hold for all.
    """
    wrong = []
    for route, row in rows.items():
        for cell in place.cells(route, row, code, roles):
            response = place.ask(cell, is_drawn=row.is_drawn(cell))
            if given(response) != row.expects(cell):
                wrong.append(f"{cell} gets {given(response)}, not {row.expects(cell)}")
            elif response.status_code == NOT_FOUND and words_of(response) != place.nowhere(cell):
                wrong.append(f"{cell} gets a 404 that says something")
            wrong += [f"{cell} gets an answer without {header}" for header in lacking(response)]
            if forms_without_their_key(response) and not (cell.role in OUTSIDE and route in LETTING_IN):
                wrong.append(f"{cell} gets a form without its key")
            if row.post is None and sends_to_itself(response):
                wrong.append(f"{cell} gets a form that its row does not know")
    return wrong


def about_nothing(place: Neighbourhood, rows: dict[str, Row], roles: Sequence[str] = ROLES) -> list[str]:
    """Every answer about a thing that does not exist that differs from that of any unknown address.

    Who is asked to sign in is asked so of every thing, whether it exists or not.
    """
    wrong = []
    for route, row in rows.items():
        if not place.has_things(route) or row.who == (everybody,):
            continue
        for cell in place.cells_about_nothing(route, row, roles):
            response = place.ask(cell, place.worlds[HOME].unknown(route))
            is_asked_in = given(response) == LOGIN
            if cell.role in OUTSIDE and is_asked_in is not (given(place.ask(cell)) == LOGIN):
                wrong.append(f"{cell} is asked to sign in for some things and not for others")
            elif not is_asked_in and words_of(response) != place.nowhere(cell):
                wrong.append(f"{cell} is told something of a thing that does not exist")
    return wrong
