"""Looks at a JSON file of records: text in UTF-8 that parses and holds no more parts than a program can bear.

Runs in a child. ``main(path)``.
"""

import json
from pathlib import Path

MOST_PARTS = 500_000


def main(path: str) -> str:
    content = Path(path).read_bytes()
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        return "differs"
    if content.count(b"{") + content.count(b"[") > MOST_PARTS:
        return "costly"
    try:
        text = content.decode("utf-8-sig")
        json.loads(text)
    except UnicodeDecodeError:
        return "not-utf-8"
    except (ValueError, RecursionError):
        return "unreadable"
    return "not-text" if "\x00" in text else ""
