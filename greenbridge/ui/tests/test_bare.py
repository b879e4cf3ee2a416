"""The pages that nginx sends by itself look like those of the platform."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

DEPLOY = Path(settings.BASE_DIR) / "deploy"


@pytest.mark.parametrize("name", ["no-answer", "too-large"])
def test_they_have_the_same_head(name: str) -> None:
    ours = head(render_to_string("413.html"))

    assert "长三角生态绿色一体化发展示范区" in ours
    assert head((DEPLOY / f"{name}.html").read_text("utf-8")) == ours


def test_what_is_too_large_is_said_in_the_same_words() -> None:
    ours, theirs = render_to_string("413.html"), (DEPLOY / "too-large.html").read_text("utf-8")

    assert re.findall(r"<h1>.*?</h1>|<p>.*?</p>", ours) == re.findall(r"<h1>.*?</h1>|<p>.*?</p>", theirs)


def head(page: str) -> str:
    found = re.search(r"<header.*?</header>", page, re.S)
    return re.sub(r">\s+<", "><", found[0]) if found else ""
