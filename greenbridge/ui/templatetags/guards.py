"""``{% csrf_token %}`` of the house: what every form that sends something carries, without naming it twice.

Beside Django's token against forged requests stands a key that is new with each page. A form that arrives a second
time with the same key (a double click, a resend after a lost answer) is the same act: see ``audit.once``.
"""

import secrets

from django.http import HttpRequest
from django.template import Context, Library
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = Library()

ONCE = "once"
KEYLESS = "signs_in"
"""On a view: it lets a visitor in. That makes nothing, and may be done as often as one likes."""


class Guards(CsrfTokenNode):
    def render(self, context: Context) -> SafeString:
        return SafeString(super().render(context) + _key(context.get("request")))


def _key(request: HttpRequest | None) -> str:
    if request is None:
        return ""
    match = request.resolver_match
    if match and hasattr(match.func, KEYLESS) and not request.user.is_authenticated:
        return ""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, secrets.token_hex(32))


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> Guards:
    return Guards()
