"""The platform says who meets the conditions (符合条件); it neither recommends nor designates anybody, on no page."""

import re
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

HOUSE = settings.BASE_DIR / "greenbridge"
PROMOTES = re.compile("(?<!不)(推荐|指定)")


def words_of_the_house() -> Iterable[Path]:
    for path in (*HOUSE.rglob("*.html"), *HOUSE.rglob("*.py")):
        if not {"tests", "testing", "migrations"} & {*path.parts}:
            yield path


def promoting(paths: Iterable[Path]) -> list[str]:
    return [
        f"{path.name}: {line.strip()[:80]}"
        for path in paths
        for line in path.read_text("utf-8").splitlines()
        if PROMOTES.search(line)
    ]


def test_no_page_and_no_sentence_recommends_or_designates_a_body() -> None:
    assert promoting(words_of_the_house()) == []


def test_a_word_that_promotes_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>不推荐，不指定。</p>\n<p>为您推荐三家机构</p>", "utf-8")

    assert promoting([page]) == ["page.html: <p>为您推荐三家机构</p>"]
