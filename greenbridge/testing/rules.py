"""What every answer of the site keeps to, whoever asks and whatever is said."""

import re
from typing import Any

TO_ITSELF = re.compile(rb'<form(?=[^>]*method="post")(?![^>]*action=)')
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
THE_SAME_FOR_ALL = {"/reference/regions/"}  # may be kept, whoever asked: it names places of the country
OVER_TLS = "max-age=31536000; includeSubDomains; preload"
FEATURES = ("camera", "microphone", "geolocation", "payment", "usb")
OF_ALL = ("frame-ancestors 'none'",)
OF_PAGES = ("default-src 'self'", "object-src 'none'", *OF_ALL, "base-uri 'self'")


def lacking(response: Any, policy: str = "") -> list[str]:
    """The headers that an answer should carry and does not.

    ``policy`` is what a page of the back office runs under, word for word; such a page may stand in another of them.
    """
    said = response.headers
    of_its_own = {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN"} if policy else {}
    lacks = [name for name, value in (EVERYWHERE | of_its_own).items() if said.get(name) != value]
    if not policy:
        lacks += _lacking_of_the_policy(response)
    if any(f"{feature}=()" not in said.get("Permissions-Policy", "") for feature in FEATURES):
        lacks.append("Permissions-Policy")
    request = getattr(response, "wsgi_request", None)
    if request and request.is_secure() and said.get("Strict-Transport-Security") != OVER_TLS:
        lacks.append("Strict-Transport-Security")
    if _is_somebodys(request) and "no-store" not in said.get("Cache-Control", ""):
        lacks.append("Cache-Control")
    return lacks


def _is_somebodys(request: Any) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated) and request.path not in THE_SAME_FOR_ALL


def _lacking_of_the_policy(response: Any) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src" not in policy or "unsafe" in policy:
        return ["Content-Security-Policy"]
    return [rule for rule in (OF_PAGES if _is_page(response) else OF_ALL) if rule not in policy]


def forms_without_their_key(response: Any) -> int:
    """Forms that, sent twice, would be done twice."""
    if not _is_page(response):
        return 0
    page: bytes = response.content
    return page.count(b'name="csrfmiddlewaretoken"') - page.count(b'name="once"')


def sends_to_itself(response: Any) -> bool:
    """Whether a page shows a form that leads to its own address."""
    return _is_page(response) and bool(TO_ITSELF.search(response.content))


def _is_page(response: Any) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and "html" in response.headers.get("Content-Type", "")
    )
