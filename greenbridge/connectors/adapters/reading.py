"""Which adapter reads what. A page is read by the settings alone, so that the same page can be read again."""

from types import ModuleType

from greenbridge.connectors import rules
from greenbridge.connectors.adapters import details, feed, html, jsons, sheet
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.adapters.shapes import Detail, Page, Row
from greenbridge.connectors.errors import Empty
from greenbridge.connectors.models import Source

Adapter = Source.Adapter
ADAPTERS: dict[str, ModuleType] = {
    Adapter.HTML: html,
    Adapter.JSON: jsons,
    Adapter.FEED: feed,
    Adapter.SHEET: sheet,
}


def rows(adapter: str, page: Page, settings: Settings) -> list[Row]:
    """The entries of a list, without those that have neither title nor number. Raises Unreadable, Empty."""
    found: list[Row] = ADAPTERS[adapter].rows(page, settings)
    if not found and not _says_nothing(page, settings):
        raise Empty("列表第一页没有条目")
    return found


def detail(adapter: str, page: Page, settings: Settings, row: Row) -> Detail:
    """The page of one notice. Raises Unreadable."""
    read: Detail = ADAPTERS[adapter].detail(page, settings, row)
    return read


def pasted(text: str, settings: Settings) -> Detail:
    labels = settings.get("labels") or (settings.get("detail") or {}).get("labels", {})
    return details.from_text(text, labels)


def from_list(row: Row, settings: Settings) -> Detail:
    """What is known of a notice whose page is not read: its text in the list may name more."""
    return pasted(row.get("text"), settings)


def _says_nothing(page: Page, settings: Settings) -> bool:
    """Whether the page says in words that there is nothing: a search may find nothing, a channel never holds nothing."""
    text = rules.decoded(page.body, page.media_type)
    return any(words and words in text for words in settings.get("nothing", ()))
