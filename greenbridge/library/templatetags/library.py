"""Drawing the words of the law."""

import re
from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from greenbridge.library.definitions.queries import Terms
from greenbridge.library.models import Clause
from greenbridge.library.queries import Links
from greenbridge.library.structure import parts

register = template.Library()

_CLASSES = {"paragraph": "", "item": "item-line", "subitem": "item-line sub"}


@register.simple_tag
def lines(
    clause: Clause, chosen: str = "", links: Links | None = None, terms: Terms | None = None
) -> SafeString:
    """款, 项 and 目 as paragraphs that can be linked to. Not a template: a law has thousands.

    ``chosen`` is the address of the one that somebody means to cite. A defined word leads to its definition where the
    clause first uses it.
    """
    leading = (links or {}).get(clause.pk, {})
    defined = _Defined(terms, terms.leading(clause)) if terms else None
    return format_html_join(
        "\n",
        '<p id="{}-{}" class="{}">{}</p>',
        (
            (
                clause.address,
                part.address,
                _CLASSES[part.level],
                _drawn(part, leading, defined, is_chosen=part.address == chosen),
            )
            for part in parts.of(clause.text)
        ),
    )


class _Defined:
    """The defined words that a clause has not used yet."""

    def __init__(self, terms: Terms, leading: dict[str, str]) -> None:
        self._pattern, self._leading = terms.pattern, leading

    def linked(self, text: str) -> SafeString:
        """The words of a text as links, each the first time."""
        pieces, end = list[tuple[SafeString]](), 0
        for found in self._pattern.finditer(text):
            url = self._leading.pop(found[0], "")
            if url:
                pieces.append((conditional_escape(text[end : found.start()]),))
                pieces.append((format_html('<a class="term" href="{}">{}</a>', url, found[0]),))
                end = found.end()
        return format_html_join("", "{}", [*pieces, (conditional_escape(text[end:]),)])


def _drawn(
    part: parts.Part, leading: Mapping[str, str], defined: _Defined | None, *, is_chosen: bool
) -> SafeString:
    text = _linked(part.text, leading, defined)
    return format_html("<mark>{}</mark>", text) if is_chosen else text


def _linked(text: str, leading: Mapping[str, str], defined: _Defined | None) -> SafeString:
    """The words that cite as links; of two that begin at one place the longer one. Between them the defined words."""
    plain = defined.linked if defined else conditional_escape
    quotes = [quote for quote in sorted(leading, key=len, reverse=True) if quote in text]
    if not quotes:
        return plain(text)
    pieces = re.split(f"({'|'.join(map(re.escape, quotes))})", text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<a href="{}">{}</a>', leading[one], one) if one in leading else plain(one),)
            for one in pieces
        ),
    )


@register.simple_tag
def citable(clause: Clause) -> list[parts.Part]:
    """The 款, 项 and 目 that are cited by more than the clause's number."""
    return [part for part in parts.of(clause.text) if part.label]
