"""What was asked for is marked in the text, and nothing in the text becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.search import queries
from greenbridge.search.analysis import Meanings
from greenbridge.search.queries import highlight


@pytest.fixture(autouse=True)
def no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "same_as", lambda: Meanings({"危废": ("危废", "危险废物")}))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("<b>水质</b>监测", "水质", "&lt;b&gt;<mark>水质</mark>&lt;/b&gt;监测"),
        ("水质自动监测", "水质监测", "<mark>水质</mark>自动<mark>监测</mark>"),
        ("执行ＧＢ　３８３８—2002标准", "gb3838-2002", "执行<mark>ＧＢ　３８３８—2002</mark>标准"),
        ("处置危险废物 HW 17 类", "危废 hw17", "处置<mark>危险废物</mark> <mark>HW 17</mark> 类"),
        ("VOCs与AVOCs", "vocs", "<mark>VOCs</mark>与AVOCs"),
        ("㎡与<", "噪声", "㎡与&lt;"),
        ("", "水质", ""),
        ("a & b", "", "a &amp; b"),
    ],
)
def test_marks(text: str, words: str, marked: str) -> None:
    assert highlight(text, words) == marked


@pytest.mark.usefixtures("no_table")
def test_taking_the_marks_away_gives_the_escaped_text_back() -> None:
    @given(st.text(max_size=60), st.text(max_size=20))
    def holds(text: str, words: str) -> None:
        plain = highlight(text, words).replace("<mark>", "").replace("</mark>", "")
        assert plain == highlight(text, "")

    holds()
