"""What editors have written, beside what the law says."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from greenbridge.core.kept import Kept
from greenbridge.library.writings import queries

register = template.Library()
_shelf: Kept[None, SafeString] = Kept("library")


@register.simple_tag
def shelf() -> SafeString:
    """Key documents, topics and the newest writings: for the top of the hall."""
    return _shelf.one(None, lambda: render_to_string("library/writings/_shelf.html", queries.shelf()))
