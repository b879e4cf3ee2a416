"""Bytes of a page become rows and details, by the settings of the source: pure functions, no network, no table.

``VERSION`` rises when the same page and the same settings may give something else than before.
"""

from greenbridge.connectors.adapters.shapes import Detail, Page, Row

VERSION = 1

__all__ = ["VERSION", "Detail", "Page", "Row"]
