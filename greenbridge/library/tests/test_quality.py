"""Lay questions find the articles that answer them: a sample of what ``make bench ONLY=legal`` measures whole."""

from pathlib import Path

import pytest

from bench import legal
from greenbridge.search.tantivy_index import TantivyIndex

ASKED_EACH, AMONG_EACH = 25, 100

needs_questions = pytest.mark.skipif(
    not legal.FOLDER.exists(), reason="the articles and questions do not lie beside the project"
)


@needs_questions
def test_lay_questions_find_their_articles(tmp_path: Path) -> None:
    asked = legal.questions()[::ASKED_EACH]
    wanted = frozenset().union(*(one.answers for one in asked))
    rows = (row for n, row in enumerate(legal.articles()) if row["id"] in wanted or n % AMONG_EACH == 0)
    legal.build(tmp_path, rows)

    found = legal.quality(TantivyIndex(tmp_path), asked)

    assert found.ndcg > 0.70
    assert found.recall > 0.85
