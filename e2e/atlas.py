"""Every kind of page that somebody can reach, found by following the links of the running product."""

import re
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from e2e.people import Person
from e2e.world import World
from greenbridge.testing.telling import HEADER

LINK = re.compile(r'<a\s[^>]*?href="([^"#]*)')
TAG = re.compile(r"<[a-z][^>]*>")
# Of an attribute the checkers do not ask: where a link leads to, and what is sent unseen.
OF_ONE_REQUEST = re.compile(r'(type="hidden" name="[^"]*" value|href)="[^"#]*')
NOT_OURS = ("/backoffice/", "/theme/", "/accounts/logout/")  # the editors' pages are Wagtail's own
ROOMS = Path(__file__).resolve().parent.parent / "greenbridge"
EDITED = "wagtail_serve"  # each of these is a page of its own
MOST_ADDRESSES = 1000


class TooFar(AssertionError):
    """More addresses than anybody's pages should lead to: what is left unread might be of any kind."""


# Everybody who sees pages of their own, by the name of the demo account; the visitor has none.
CAST = {
    "visitor": "",
    "fresh account": "周新",
    "buyer": "陈敏",
    "supplier": "何静",
    "officer": "沈清",
    "operator": "韩松",
    "editor": "许墨",
    "administrator": "江衡",
    "security administrator": "石磊",
    "auditor": "严明",
}

# States that no link leads to. A new one is one line here.
BARREN = (
    "/suppliers/?q=没有这样的机构",
    "/demands/?q=没有这样的需求",
    "/demands/?source=official",
    "/library/calendar/try/?industry=C1713&region=310118107&permit=permit-key&permit_expires_on=2030-03-01",
    "/library/calendar/try/?industry=C1713&region=310118107",
    "/guides/?q=没有这样的系统",
    "/library/?q=qwzx",
    "/library/?on=2026-06-01&in=330421",
    "/guides/?topic=permit&for=supplier",
    "/library/slwxfwzctl/2019-12-01/?on=2026-06-01",
    "/library/slwxfwzctl/2026-07-10/art-5?part=par-2",
    "/library/slwxfwzctl/?on=2010-01-01",
    "/library/slwxfwzctl/compare/",
    "/library/slzjswxfwzcgd/2021-03-26/",
    "/library/gb99597/2013-05-06/",
    "/library/slwxfwml/2023-11-01/table",
    "/library/writings/?q=没有这样的文章",
    "/library/terms/defined/?q=没有这样的用语",
    "/search/?q=排污许可证管理信息平台",
    "/search/?q=危险废物贮存",
    "/search/?q=没有这样的内容",
    "/suppliers/compare/?code=91320509MADEM0011A&code=91310118MADEM002XA",
    "/accounts/inactive/",
    "/accounts/password/reset/key/done/",
    "/no/such/page/",
    "/demo/",
    "/demo/mail/",
)

# The same for those who have signed in: pages that another one of their kind hides.
ALSO = {
    "fresh account": ("/library/calendar/profile/",),
    "operator": ("/connectors/flk/differences/",),
}

# Pages, and pieces of them, that only an accident or the passing of days leads to: drawn from their template, for a visitor.
DRAWN = (
    "400.html",
    "403.html",
    "413.html",
    "429.html",
    "500.html",
    "account/password_set.html",
    "accounts/resume.html",
    "accounts/terms_version.html",
    "demands/notices/_changes.html",
    "demands/submitted.html",
    "files/kept_back.html",
    "portal/csrf_failure.html",
    "suppliers/assessment/_shelves.html",
)


@dataclass(frozen=True)
class Stop:
    """One page of one kind. ``kind`` is the name of its route, or the address where that says more."""

    kind: str
    path: str
    has_news: bool = True
    """It is of a kind, or drawn from a template, or built of a part, that no page before it was."""


@dataclass
class Tours:
    """Everybody of the cast, signed in once and followed once, however many look at what was found."""

    world: World
    known: set[str] = field(default_factory=set)
    people: dict[str, Person] = field(default_factory=dict)
    found: dict[str, list[Stop]] = field(default_factory=dict)

    def person(self, who: str) -> Person:
        if who not in self.people:
            name = CAST[who]
            self.people[who] = self.world.demo(name) if name else self.world.visitor()
        return self.people[who]

    def stops(self, who: str) -> list[Stop]:
        if who not in self.found:
            self.found[who] = stops(self.person(who), *starts(who), known=self.known)
        return self.found[who]


def stops(person: Person, *starts: str, known: set[str] | None = None) -> list[Stop]:
    """The first page of each kind within reach of the starting points, nearest first.

    With ``known`` pages are left out of which everything is known already, and it learns of the others.
    """
    known_before = set() if known is None else known
    found: dict[str, Stop] = {}
    queue, addresses = deque(starts), set(starts)
    while queue:
        if len(addresses) > MOST_ADDRESSES:
            raise TooFar(
                f"{len(addresses)} addresses are known after {len(found)} kinds of pages, from {starts}"
            )
        path = queue.popleft()
        kind = kind_of(path)
        if kind in found:
            continue
        answer = person.page.request.get(person.site + path)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        html = answer.text()
        new = {kind, *answer.headers.get(HEADER.lower(), "").split(), *parts_of(html)} - known_before
        known_before |= new
        found[kind] = Stop(kind, answer.url.removeprefix(person.site), has_news=bool(new))
        for link in links(html):
            if link not in addresses:
                addresses.add(link)
                queue.append(link)
    return list({stop.path: stop for stop in found.values() if stop.has_news or known is None}.values())


def starts(who: str) -> tuple[str, ...]:
    """Where somebody's way begins."""
    return (
        ("/desk/", *ALSO.get(who, ())) if CAST[who] else ("/", "/ui/", "/accounts/password/reset/", *BARREN)
    )


def parts_of(html: str) -> set[str]:
    """The tags that a page is built of, with all that they say."""
    return {OF_ONE_REQUEST.sub(r"\1", tag) for tag in TAG.findall(main_of(html))}


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0] or html


def links(html: str) -> list[str]:
    """Addresses on this site, those of the page's own part first, each page once whatever its filters are."""
    hrefs = [unescape(href) for part in (main_of(html), html) for href in LINK.findall(part)]
    return [
        path for href in hrefs if (path := urlsplit(href).path) and path.startswith("/") and is_ours(path)
    ]


def is_ours(path: str) -> bool:
    return not path.startswith(NOT_OURS)


def kind_of(path: str) -> str:
    bare = urlsplit(path).path
    try:
        match = resolve(bare)
    except Resolver404:
        return path
    choices = {name: value for name, value in match.kwargs.items() if name in {"name", "key"}}
    kind = f"{match.view_name} {choices}" if choices else match.view_name
    return path if "?" in path or match.url_name == EDITED else kind


def templates() -> set[str]:
    """Every template of ours: pages, bases and pieces."""
    return {
        str(file.relative_to(folder))
        for folder in ROOMS.glob("*/templates")
        for file in folder.rglob("*.html")
        if "wagtailadmin" not in file.parts  # the editors' pages are Wagtail's own
    }
