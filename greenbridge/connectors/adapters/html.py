"""Lists that are pages: a selector for the entries, rules for what stands in each."""

from greenbridge.connectors import rules
from greenbridge.connectors.adapters import details, finding
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.adapters.linking import linked, titled
from greenbridge.connectors.adapters.shapes import Detail, Page, Row
from greenbridge.connectors.errors import Unreadable


def rows(page: Page, settings: Settings) -> list[Row]:
    """The entries of a list. Raises Unreadable for a page that was cut off, or turns us away."""
    text = whole(page, settings)
    entries = finding.soup(text).select(settings["row"])
    found = [
        {name: finding.first(entry, rule) for name, rule in settings.get("fields", {}).items()}
        for entry in entries
    ]
    if not found:
        turned_away(text, settings)
    return titled([Row(linked(words, settings, page.address)) for words in found])


def detail(page: Page, settings: Settings, row: Row) -> Detail:
    """The page of a notice. Raises Unreadable."""
    text = whole(page, settings)
    try:
        return details.from_html(text, settings.get("detail") or {}, page.address)
    except Unreadable:
        turned_away(text, settings)
        raise


def whole(page: Page, settings: Settings) -> str:
    text = rules.decoded(page.body, page.media_type)
    if settings.get("is_whole", True) and not rules.is_whole_html(text):
        turned_away(text, settings)
        raise Unreadable("网页没有传完" if text.strip() else "网页是空的")
    return text


def turned_away(text: str, settings: Settings) -> None:
    """Raises Unreadable where the site says in words that it wants us to go."""
    for words in settings.get("blocked", ()):
        if words and words in text:
            raise Unreadable(f"网站提示“{words}”")
