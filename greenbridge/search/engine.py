"""The index of this installation."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from greenbridge.search.index import SearchIndex
from greenbridge.search.tantivy_index import TantivyIndex


def engine() -> SearchIndex:
    """The one index under ``settings.SEARCH_INDEX_DIR``."""
    return _at(Path(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=1)  # one that is left lets go of its threads, which look for changes twice a second
def _at(directory: Path) -> SearchIndex:
    return TantivyIndex(directory)
