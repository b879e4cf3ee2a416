"""Drawing the words of the law."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from greenbridge.library.models import Clause
from greenbridge.library.structure import parts

register = template.Library()

_CLASSES = {"paragraph": "", "item": "item-line", "subitem": "item-line sub"}


@register.simple_tag
def lines(clause: Clause, chosen: str = "") -> SafeString:
    """款, 项 and 目 as paragraphs that can be linked to. Not a template: a law has thousands.

    ``chosen`` is the address of the one that somebody means to cite.
    """
    drawn = (
        (
            f"{clause.address}-{part.address}",
            _CLASSES[part.level],
            format_html("<mark>{}</mark>", part.text) if part.address == chosen else part.text,
        )
        for part in parts.of(clause.text)
    )
    return format_html_join("\n", '<p id="{}" class="{}">{}</p>', drawn)


@register.simple_tag
def citable(clause: Clause) -> list[parts.Part]:
    """The 款, 项 and 目 that are cited by more than the clause's number."""
    return [part for part in parts.of(clause.text) if part.label]
