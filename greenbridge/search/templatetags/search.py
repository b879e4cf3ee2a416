"""Search words on a page."""

from django import template
from django.utils.safestring import SafeString

from greenbridge.search.queries import highlight

register = template.Library()


@register.simple_tag
def highlighted(text: str, words: str) -> SafeString:
    """The text, escaped, with what was searched for marked."""
    return highlight(text, words)
