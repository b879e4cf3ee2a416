"""``docs/security.md`` names only stories that there are."""

import re
from pathlib import Path

from django.conf import settings

NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def gone(text: str) -> list[str]:
    """The stories that a text names and that do not exist."""
    return [
        f"{file}::{story}" for file, story in NAMED.findall(text) if f"def {story}(" not in _written_in(file)
    ]


def _written_in(file: str) -> str:
    root = Path(settings.BASE_DIR)
    path = root / file if file.startswith("e2e/") else root / "greenbridge" / file
    return path.read_text("utf-8") if path.exists() else ""


def test_every_story_that_the_list_names_exists() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "security.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]

    assert gone(text) == []
    assert [row for row in rows if not NAMED.search(row)] == []


def test_a_story_that_is_gone_is_noticed() -> None:
    assert gone("`portal/tests/test_access.py::test_nothing` `no/such.py::test_a`") == [
        "portal/tests/test_access.py::test_nothing",
        "no/such.py::test_a",
    ]
