"""What every answer of the site keeps to, whoever asks and whatever is said."""

from typing import Any

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FEATURES = ("camera", "microphone", "geolocation", "payment", "usb")
OF_PAGES = ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'self'")


def lacking(response: Any) -> list[str]:
    """The headers that an answer should carry and does not."""
    said = response.headers
    lacks = [name for name, value in EVERYWHERE.items() if said.get(name) != value]
    policy = said.get("Content-Security-Policy", "")
    if "default-src" not in policy or "unsafe" in policy:
        lacks.append("Content-Security-Policy")
    elif _is_page(response):
        lacks += [rule for rule in OF_PAGES if rule not in policy]
    if any(f"{feature}=()" not in said.get("Permissions-Policy", "") for feature in FEATURES):
        lacks.append("Permissions-Policy")
    return lacks


def forms_without_their_key(response: Any) -> int:
    """Forms that, sent twice, would be done twice; a visitor's carry no key."""
    if not _is_page(response):
        return 0
    page: bytes = response.content
    return page.count(b'name="csrfmiddlewaretoken"') - page.count(b'name="once"')


def _is_page(response: Any) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and "html" in response.headers.get("Content-Type", "")
    )
