"""How the grounds of a duty are written."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from greenbridge.library.duties import queries
from greenbridge.library.duties.queries import Ground
from greenbridge.library.models import Duty
from greenbridge.ui.templatetags.ui import tag

register = template.Library()


@register.simple_tag
def remarks(duty: Duty, grounds: Mapping[int, Ground]) -> SafeString:
    """What to mind about a duty, each a line of a list."""
    said = queries.remarks(duty, grounds)
    return format_html_join("", "<li>{}</li>", ((tag("warn", words),) for words in said))


@register.simple_tag
def basis(duty: Duty, grounds: Mapping[int, Ground]) -> SafeString:
    """《排污许可管理条例》第二十二条, HJ 944—2018: a link and its status today where the library holds the document."""
    words = format_html("《{}》{}", duty.law, duty.article)
    if ground := grounds.get(duty.pk):
        words = format_html('<a href="{}">{}</a> {}', ground.url, words, tag(*ground.tag))
    return format_html("{}，{}", words, duty.standard) if duty.standard else words
