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


def unproven(text: str) -> list[str]:
    """The rules without a story, or without a control that is named: words alone control nothing."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")][1:]
    return [rule for rule, *cells in rows if len(cells) != 2 or not all(map(NAMED.search, cells))]


def test_every_rule_has_its_story_and_its_control_and_each_exists() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "security.md").read_text("utf-8")

    assert "\n| " in text
    assert gone(text) == []
    assert unproven(text) == []


def test_a_story_that_is_gone_is_noticed() -> None:
    assert gone("`portal/tests/test_access.py::test_nothing` `no/such.py::test_a`") == [
        "portal/tests/test_access.py::test_nothing",
        "no/such.py::test_a",
    ]


def test_a_rule_whose_control_is_only_words_is_noticed() -> None:
    story = "`portal/tests/test_access.py::test_nothing`"
    rows = f"| Rule | Stories | Control |\n| A | {story} | {story} |\n| B | {story} | the same story |\n| C | {story} |\n"

    assert unproven(rows) == ["B", "C"]
