"""Asks one world what the hall asks, and bare SQL the same, and prints milliseconds as JSON.

Run as ``python -m bench.notices.ask``; with ``connectors`` it lets notices in from the replica instead.
"""

import json
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from bench.flat.ask import answered
from bench.notices.questions import PAGE, QUESTIONS, Question

OURS, SQL = "ours", "sql"


def places() -> dict[str, Any]:
    """What the questions need to know of the world: a rare town, and which row lies in the middle."""
    from greenbridge.demands.models import Project

    rows = Project.objects.public()
    middle = rows[rows.count() // 2]
    return {
        "total": rows.count(),
        "town": rows.exclude(region=None).values_list("region_id", flat=True)[7],
        "middle": middle.number,
    }


def asked_of(question: Question, known: dict[str, Any]) -> tuple[Question, str, int]:
    """The question about this world, its address in the hall, and how many rows lie before it."""
    chosen = {name: value.format(**known) for name, value in question.chosen.items()}
    offset = int(question.share * max(known["total"] - PAGE, 0))
    place = {}
    if question.share:
        place = {"end": "1"} if question.share == 1 else {"after": str(_position(known["middle"]))}
    return replace(question, chosen=chosen), f"/demands/?{urlencode({**chosen, **place})}", offset


def _position(number: str) -> int:
    from greenbridge.search import registry
    from greenbridge.search.tantivy_walk import positions

    [document] = registry.get("demand").documents([number])
    return positions(document)["newest"]


def works() -> dict[str, Callable[[], object]]:
    """By name: the rows and the counts of each question, ours and by bare statements."""
    known = places()
    named: dict[str, Callable[[], object]] = {}
    for name, question in QUESTIONS.items():
        about, address, offset = asked_of(question, known)
        named[f"{name}_rows_{OURS}"] = partial(_rows, address)
        named[f"{name}_rows_{SQL}"] = partial(_run, [about.rows(offset)])
        if question.is_counted:
            named[f"{name}_counts_{OURS}"] = partial(_counts, address)
            named[f"{name}_counts_{SQL}"] = partial(_run, about.counts())
    return named


def _rows(address: str) -> object:
    from greenbridge.search import queries
    from greenbridge.search.list_pages import step_of

    params, query = _query(address)
    if query.is_walked:
        return queries.walk(query, step_of(params) or queries.Step())
    return queries.search(replace(query, count_facets=()))


def _counts(address: str) -> object:
    from greenbridge.search import queries

    _, query = _query(address)
    return queries.tallied(query) if query.is_tallied else queries.search(replace(query, page_size=1))


def _query(address: str) -> tuple[Any, Any]:
    from django.http import QueryDict

    from greenbridge.demands.search import HALL

    params = QueryDict(address.partition("?")[2])
    return params, HALL.asked(params)


def _run(statements: list[tuple[str, Any]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)
            cursor.fetchall()


def addresses() -> dict[str, tuple[str, str]]:
    """By question the page of the hall and that of the bare site."""
    known, named = places(), {}
    for name, question in QUESTIONS.items():
        about, address, offset = asked_of(question, known)
        named[name] = address, about.bare(offset)
    return named


def _from_the_replica() -> dict[str, Any]:
    from bench.connectors import measured

    return {name: figure.as_json() for name, figure in measured().items()}


def main() -> None:
    import django

    warnings.simplefilter("ignore")
    django.setup()
    if sys.argv[1:] == ["connectors"]:
        print(json.dumps(_from_the_replica()))
    else:
        print(json.dumps({"pages": addresses(), "timings": answered(works)}))


if __name__ == "__main__":
    main()
