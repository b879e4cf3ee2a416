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

LINK = re.compile(r'<a\s[^>]*?href="([^"#]*)')
TAG = re.compile(r"<[a-z][^>]*>")
OF_ONE_PAGE = re.compile(r' (?!class=|role=|type=|aria-(?!label=|describedby=))[\w-]+(="[^"]*")?')
NOT_OURS = ("/backoffice/", "/theme/", "/accounts/logout/")  # the editors' pages are Wagtail's own
CODE = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", re.S)
EXTENDS = re.compile(r'{% extends "([^"]+)" %}')
WORDS = re.compile(r"[\u4e00-\u9fff，。、：；]{5,}")
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

# Pages that only an accident or the passing of days leads to: drawn from their template, for a visitor.
DRAWN = (
    "400.html",
    "403.html",
    "413.html",
    "429.html",
    "500.html",
    "accounts/resume.html",
    "accounts/terms_version.html",
    "demands/submitted.html",
    "files/kept_back.html",
    "portal/csrf_failure.html",
)


@dataclass(frozen=True)
class Stop:
    """One page of one kind. ``kind`` is the name of its route, or the address where that says more."""

    kind: str
    path: str
    is_new: bool = True


@dataclass
class Tours:
    """Everybody of the cast, signed in once and followed once, however many look at what was found."""

    world: World
    shapes: set[frozenset[str]] = field(default_factory=set)
    people: dict[str, Person] = field(default_factory=dict)
    found: dict[str, list[Stop]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def person(self, who: str) -> Person:
        if who not in self.people:
            name = CAST[who]
            self.people[who] = self.world.demo(name) if name else self.world.visitor()
        return self.people[who]

    def stops(self, who: str) -> list[Stop]:
        if who not in self.found:
            self.found[who] = stops(self.person(who), *starts(who), known_shapes=self.shapes, seen=self.seen)
        return self.found[who]


def stops(
    person: Person,
    *starts: str,
    known_shapes: set[frozenset[str]] | None = None,
    seen: list[str] | None = None,
) -> list[Stop]:
    """The first page of each kind within reach of the starting points, nearest first. ``seen`` takes their text.

    With ``known_shapes`` pages are left out that are built of the same parts as one that is known already.
    """
    shapes = set() if known_shapes is None else known_shapes
    found: dict[str, Stop] = {}
    queue, known = deque(starts), set(starts)
    while queue:
        if len(known) > MOST_ADDRESSES:
            raise TooFar(f"{len(known)} addresses are known after {len(found)} kinds of pages, from {starts}")
        path = queue.popleft()
        kind = kind_of(path)
        if kind in found:
            continue
        answer = person.page.request.get(person.site + path)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        html = answer.text()
        if seen is not None:
            seen.append(html)
        found[kind] = Stop(kind, answer.url.removeprefix(person.site), is_new=shape_of(html) not in shapes)
        shapes.add(shape_of(html))
        for link in links(html):
            if link not in known:
                known.add(link)
                queue.append(link)
    return list({stop.path: stop for stop in found.values() if stop.is_new or known_shapes is None}.values())


def starts(who: str) -> tuple[str, ...]:
    """Where somebody's way begins."""
    return (
        ("/desk/", *ALSO.get(who, ())) if CAST[who] else ("/", "/ui/", "/accounts/password/reset/", *BARREN)
    )


def shape_of(html: str) -> frozenset[str]:
    """The parts that a page is built of: its tags with their classes and roles, whatever they say."""
    return frozenset(OF_ONE_PAGE.sub("", tag) for tag in TAG.findall(main_of(html)))


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


def own_words() -> dict[str, set[str]]:
    """What each page's template says and no other does. Bases, and pages that say nothing themselves, are left out."""
    files = {
        str(file.relative_to(folder)): file.read_text("utf-8")
        for folder in ROOMS.glob("*/templates")
        for file in folder.rglob("*.html")
        if "wagtailadmin" not in file.parts  # the editors' pages are Wagtail's own
    }
    said = {name: set(WORDS.findall(CODE.sub("|", text))) for name, text in files.items()}
    own = {
        name: said[name].difference(*(words for other, words in said.items() if other != name))
        for name, text in files.items()
        if "{% extends" in text
    }
    bases = {base for text in files.values() for base in EXTENDS.findall(text)}
    return {name: words for name, words in own.items() if words and name not in bases}


def unreached(html: str) -> set[str]:
    """The templates whose words do not stand in what was seen."""
    return {name for name, words in own_words().items() if not any(word in html for word in words)}
