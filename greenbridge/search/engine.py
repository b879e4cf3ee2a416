"""The index of this installation."""

from functools import cache
from pathlib import Path

from django.conf import settings

from greenbridge.search.index import SearchIndex
from greenbridge.search.tantivy_index import TantivyIndex


def engine() -> SearchIndex:
    """The one index under ``settings.SEARCH_INDEX_DIR``."""
    return _at(Path(settings.SEARCH_INDEX_DIR))


@cache
def _at(directory: Path) -> SearchIndex:
    return TantivyIndex(directory)
