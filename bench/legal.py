"""How well lay questions find the articles that answer them: 58,625 articles, 1,235 questions, nothing learned.

By name only (``ONLY=legal``), in no world. Through the index of the house, as the hall of laws asks it for clauses.
"""

import gzip
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figures import Figure, milliseconds, percentile, say
from bench.world import NoWorld, environment

if TYPE_CHECKING:
    from greenbridge.search.tantivy_index import TantivyIndex

FOLDER = Path(__file__).resolve().parents[2] / "shared/data/legal-queries"
BEST, DEEP = 10, 100
# BM25 by words on the same articles and questions, as Lucene and tantivy alone agree; and what is promised of the house.
REFERENCE = {"ndcg": 0.361, "recall": 0.660}
PROMISED = {"ndcg": 0.395, "recall": 0.690}
QUICK = 30.0  # ms


@dataclass(frozen=True)
class Asked:
    """A question and the articles that answer it."""

    text: str
    answers: frozenset[str]


@dataclass(frozen=True)
class Quality:
    """nDCG of the first ten and the share of answers among the first hundred, and the milliseconds of each question."""

    ndcg: float
    recall: float
    timings: Sequence[float]


def figures(register: Path) -> dict[str, Figure]:
    """``legal_words_…`` by words alone, beside the reference; ``legal_…`` as the house ranks, beside what is promised."""
    if not FOLDER.exists():
        raise NoWorld(f"{FOLDER} is missing: the articles and questions lie beside the project.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(Path(folder)))
        import django

        django.setup()
        return _measured(Path(folder) / "search")


def articles() -> Iterator[dict[str, str]]:
    with gzip.open(FOLDER / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def questions() -> list[Asked]:
    lines = (FOLDER / "queries.jsonl").read_text("utf-8").splitlines()
    return [Asked(row["text"], frozenset(row["relevant"])) for row in map(json.loads, lines)]


def build(folder: Path, rows: Iterable[dict[str, str]]) -> None:
    """An index of articles, each a clause with the name of its law."""
    from greenbridge.search.documents import Document
    from greenbridge.search.tantivy_index import TantivyIndex

    index = TantivyIndex(folder)
    with index.writing(wait=True):
        index.rebuild(
            Document("clause", row["id"], row["title"], row["text"], serial=n) for n, row in enumerate(rows)
        )


def quality(index: "TantivyIndex", asked: Sequence[Asked]) -> Quality:
    """Each question asked once for its first hundred clauses."""
    ndcg, recall, timings = 0.0, 0.0, []
    for one in asked:
        found: list[str] = []
        timings.append(milliseconds(partial(_ask, index, one.text, found)))
        ndcg += _ndcg(found[:BEST], one.answers)
        recall += len(one.answers.intersection(found[:DEEP])) / len(one.answers)
    return Quality(ndcg / len(asked), recall / len(asked), timings)


def _measured(folder: Path) -> dict[str, Figure]:
    from greenbridge.search.tantivy_index import TantivyIndex
    from greenbridge.search.tantivy_query import Weights

    begun = time.perf_counter()
    build(folder, articles())
    say(f"index of the articles: {time.perf_counter() - begun:.0f} s")
    asked = questions()
    words = quality(TantivyIndex(folder, Weights(pairs=0, chars=0, title=0.3)), asked)
    whole = quality(TantivyIndex(folder), asked)
    return {
        **_shares("legal_words", words, {"reference": REFERENCE}),
        **_shares("legal", whole, {"promised": PROMISED, "words": vars(words)}),
        "legal_p50": Figure(percentile(whole.timings, 0.5), "ms"),
        "legal_p95": Figure(percentile(whole.timings, 0.95), "ms", {"promised": QUICK}),
    }


def _shares(name: str, of: Quality, peers: dict[str, Any]) -> dict[str, Figure]:
    say(f"{name}: nDCG@10 {of.ndcg:.3f}, R@100 {of.recall:.3f}, p95 {percentile(of.timings, 0.95):.1f} ms")
    return {
        f"{name}_{part}": Figure(
            getattr(of, part), "share", {peer: known[part] for peer, known in peers.items()}
        )
        for part in ("ndcg", "recall")
    }


def _ask(index: "TantivyIndex", text: str, found: list[str]) -> None:
    from greenbridge.library.finding.ranking import of_clauses
    from greenbridge.search.analysis import NO_MEANINGS, question
    from greenbridge.search.index import Query

    page = index.search(of_clauses(Query(words=text, mode="any")), question(text, NO_MEANINGS))
    found += [key for (_, key), _ in page.places]


def _ndcg(found: Sequence[str], answers: frozenset[str]) -> float:
    gain = sum(1 / log2(place + 2) for place, key in enumerate(found) if key in answers)
    return gain / sum(1 / log2(place + 2) for place in range(min(len(answers), BEST)))
