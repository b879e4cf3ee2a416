"""Following links, as somebody who reads on from page to page."""

import re
from collections import deque
from functools import cache
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
# What has its own stories: the back office, files, the way out, and lists to take along, which cost seconds.
LEFT_OUT = ("/backoffice/", "/static/", "/media/", "/demo/", "/accounts/logout/")
EDITED = "wagtail_serve"  # each page that editors write is one of its own, and so is an address of nothing
TAKEN_ALONG = {"format", "articles"}


def links_in(page: str, address: str) -> list[str]:
    """Addresses on this site to which a page leads, without the place within their page."""
    found = (urldefrag(urljoin(address, unescape(href)))[0] for href in LINK.findall(page))
    return [
        link
        for link in found
        if link.startswith("/") and not link.startswith(LEFT_OUT) and not TAKEN_ALONG & _names(link)
    ]


def dead_links(browser: Client, *starts: str) -> list[str]:
    """Links that answer with an error, each with the page on which it stands.

    Of links to one view with the same parameters one is followed: they are made in the same way.
    """
    wrong, seen, waiting = [], set(), deque((start, "start") for start in starts)
    while waiting:
        address, page = waiting.popleft()
        kind = _kind(address)
        if kind in seen:
            continue
        seen.add(kind)
        answer = browser.get(address)
        if answer.status_code >= 400:
            wrong.append(f"{page} → {address}: {answer.status_code}")
        elif answer.status_code in {301, 302}:
            waiting.append((urldefrag(urljoin(address, answer.headers["Location"]))[0], page))
        elif answer.headers["Content-Type"].startswith("text/html"):
            waiting.extend((link, address) for link in links_in(answer.content.decode(), address))
        elif answer.streaming:
            b"".join(answer)
    return wrong


@cache
def _kind(address: str) -> tuple[str, ...]:
    path = urlsplit(address).path
    try:
        view = resolve(path).view_name
    except Resolver404:
        view = EDITED
    return path if view == EDITED else view, *sorted(_names(address))


def _names(address: str) -> set[str]:
    return {name for name, _ in parse_qsl(urlsplit(address).query, keep_blank_values=True)}
