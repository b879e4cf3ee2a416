"""The small set of line icons. An icon never stands alone: a word beside it says the same."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5",
    "check": "M4 12l6 6L20 6",
    "warn": "M12 3L2 20h20L12 3M12 10v4M12 17v.01",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v6M12 7v.01",
    "close": "M6 6l12 12M18 6L6 18",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3 3",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "filter": "M4 6h16M7 12h10M10 18h4",
    "user": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c1-9 15-9 16 0",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l2 1H4l2-1M10 21h4",
    "file": "M6 3h8l5 5v13H6V3M14 3v5h5",
    "download": "M12 4v11M7 11l5 5 5-5M4 20h16",
    "print": "M7 9V3h10v6M7 18H4V9h16v9h-3M7 14h10v7H7v-7",
    "star": "M12 3l3 6 6 1-4.5 4.5 1 6.5-5.5-3-5.5 3 1-6.5L3 10l6-1 3-6",
    "link": "M9 15l6-6M10 6l2-2a5 5 0 0 1 8 8l-2 2M14 18l-2 2a5 5 0 0 1-8-8l2-2",
}

NAMES = tuple(_PATHS)


def draw(name: str) -> SafeString:
    """The icon as an SVG that assistive technology passes over. An unknown name is a KeyError, seen in tests."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        mark_safe(_PATHS[name]),  # noqa: S308 - a constant of this file
    )
