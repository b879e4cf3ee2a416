"""Whether what a page asks of PostgreSQL costs the same in a table of a million rows: read from how each question is planned.

The planner is told that the tables are large, and to read none of them as a whole where an index serves. What it does even so,
no index saves it from. A step through a table is flat when its index is entered by a key that few rows have (its own, another
row's, a unique word), or when only the beginning of an index is asked for and nothing of it is passed over. It is not seen
here how many rows share such a key, nor how tables are read that have had no row yet.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models

Node = dict[str, Any]

FEW_ROWS = {
    "accounts_association": "one for each province",
    "accounts_openingphase": "steps of the opening, announced by hand",
    "accounts_terms": "texts that everybody agrees to, announced by hand",
    "demands_demanddraw": "one a week",
    "connectors_source": "official sites, set up by hand",
    "library_duty": "written by editors, by hand",
    "library_term": "written by editors, by hand",
    "library_topic": "put together by editors, by hand",
    "library_topicitem": "put together by editors, by hand",
    "portal_homepage": "one",
    "portal_plainpage": "written by editors, by hand",
    "search_synonym": "written by editors, by hand",
    "suppliers_admissionstart": "from when each service is admitted, entered by hand",
    "suppliers_guide": "official systems, entered by hand",
    "suppliers_importrun": "lists taken in, each by hand",
    "suppliers_spotdraw": "one a quarter",
}
"""Tables of our rooms that stay short, and why."""

NAMING_ROWS = frozenset(["key", "target_id", "number_key", "title_key"])
"""Columns that name a row, of whichever table, or by which few are called."""

_WHOLE = ("seqscan", "hashjoin", "mergejoin")
_ROWS = 1_000_000
_KEYS_OF_FEW = """
UPDATE pg_statistic SET stadistinct = -0.5, stakind1 = 0, stakind2 = 0, stakind3 = 0, stakind4 = 0, stakind5 = 0
FROM pg_attribute WHERE attrelid = starelid AND attnum = staattnum AND starelid::regclass || '.' || attname = ANY(%s)
"""
_AS_MANY_ROWS = """
UPDATE pg_class SET reltuples = %s, relpages = pg_relation_size(oid) / current_setting('block_size')::int
WHERE relname = ANY(%s) OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid::regclass::text = ANY(%s))
"""
"""So many in what there is of each, however much of that earlier stories have left empty."""
_PASS_ON = frozenset(
    ["Nested Loop", "Subquery Scan", "Append", "Merge Append", "LockRows", "Result", "Memoize"]
)
"""What asks its input for one row after another, and for no more than it is asked for itself."""


class Complaint(NamedTuple):
    """A step that takes longer in a longer table, and the statement it is of."""

    table: str
    step: str
    sql: str


@cache
def growing() -> dict[str, type[models.Model]]:
    """The tables that grow with the platform: all of our rooms', but for the reference and what stays short."""
    ours = [model for model in apps.get_models(include_auto_created=True) if _is_ours(model)]
    return {_table_of(model): model for model in ours if not {*_names(model)} & FEW_ROWS.keys()}


def _is_ours(model: type[models.Model]) -> bool:
    return model.__module__.startswith("greenbridge.") and model._meta.app_label not in {
        "reference",
        "testing",
    }


def _table_of(model: Any) -> str:
    return str(model._meta.db_table)


def _names(model: Any) -> Iterator[str]:
    """Its own, and that of the table to which it belongs, where it only says what goes together."""
    yield _table_of(model)
    if model._meta.auto_created:
        yield _table_of(model._meta.auto_created)


@cache
def keys(table: str) -> frozenset[str]:
    """The columns of a table by which few of its rows are found: keys, unique words, rows of another table that grows."""
    meta = growing()[table]._meta
    alone = {
        str(field.column)
        for field in meta.concrete_fields
        if field.unique or (field.related_model and _table_of(field.related_model) in growing())
    }
    return NAMING_ROWS.union(alone)


@cache
def narrow() -> frozenset[str]:
    """The indexes that have only the rows that their condition leaves."""
    return frozenset(
        index.name for model in growing().values() for index in model._meta.indexes if index.condition
    )


@contextmanager
def watched() -> Iterator[list[Complaint]]:
    """What is asked meanwhile and would cost more in longer tables. Within a story whose changes are taken back."""
    complaints: list[Complaint] = []
    with connection.cursor() as cursor:
        used = _with_a_page(cursor)
        _pretend_they_are_long(cursor, used)

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("SELECT", "(SELECT", "WITH")) and not many:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + sql, params)
                [plan] = cursor.fetchall()[0][0]
            steps = unbounded(plan["Plan"])
            complaints.extend(Complaint(*step, sql) for step in steps if step[0] in used)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield complaints


def _with_a_page(cursor: Any) -> list[str]:
    """Of the others the planner sees that nothing is in them, whatever it is told."""
    sizes = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND pg_relation_size(oid) > 0"
    cursor.execute(sizes, [list(growing())])
    return [name for (name,) in cursor.fetchall()]


def _pretend_they_are_long(cursor: Any, tables: list[str]) -> None:
    """As many rows as that, alike those that are there, but that few have the same key."""
    for way in _WHOLE:
        cursor.execute(f"SET LOCAL enable_{way} = off")
    cursor.execute(f"ANALYZE {', '.join(tables)}")
    cursor.execute(_KEYS_OF_FEW, [[f"{table}.{column}" for table in tables for column in keys(table)]])
    cursor.execute(_AS_MANY_ROWS, [_ROWS, tables, tables])


def unbounded(node: Node, *, begins: bool = False) -> Iterator[tuple[str, str]]:
    """The steps of a plan that take the longer the longer a table is, with the table. ``begins`` where only a beginning is asked for."""
    kind, table = node["Node Type"], node.get("Relation Name", "")
    if kind.endswith("Scan") and table in growing():
        if not _is_flat(node, begins=begins):
            met = node.get("Index Cond", "")
            way = f"{kind} on {table} {node.get('Index Name', '')}"
            yield table, way + (f" of all that meets {met}" if met else "")
        return
    goes_on = begins if kind in _PASS_ON else kind == "Limit"
    for child in node.get("Plans", []):
        is_led = child.get("Parent Relationship") in {"Outer", "Subquery", "Member"}
        yield from unbounded(child, begins=goes_on and is_led)


def _is_flat(node: Node, *, begins: bool) -> bool:
    if node["Node Type"] == "Bitmap Heap Scan":
        return all(_columns(leaf) & keys(node["Relation Name"]) for leaf in _leaves(node))
    if _columns(node) & keys(node["Relation Name"]):
        return True
    is_narrow = node.get("Index Name") in narrow()
    return begins and node["Node Type"] != "Seq Scan" and (is_narrow or "Filter" not in node)


def _leaves(node: Node) -> Iterator[Node]:
    below = node.get("Plans", [])
    for child in below:
        yield from _leaves(child)
    if not below:
        yield node


def _columns(node: Node) -> set[str]:
    """The columns of its own by which an index is entered: not words, and not those of another table."""
    without = re.sub(r"'(?:[^']|'')*'|\"?\w+\"?\.\"?\w+\"?", "", node.get("Index Cond", ""))
    return set(re.findall(r"\w+", without))
