"""What editors have written, beside what the law says."""

from typing import Any

from django import template

from greenbridge.library.writings import queries

register = template.Library()


@register.inclusion_tag("library/writings/_shelf.html")
def shelf() -> dict[str, Any]:
    """Key documents, topics and the newest writings: for the top of the hall."""
    return queries.shelf()
