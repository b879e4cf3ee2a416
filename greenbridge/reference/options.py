"""What filters by division and by service type offer, opened downwards along what is chosen."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from greenbridge.reference import lookups
from greenbridge.reference.models import HOME_PROVINCES


def region_options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[tuple[str, str, int]]:
    """(code, name, depth) of the provinces and, below each chosen region and its ancestors, what lies in it.

    Only regions that hold something, or are chosen, are offered. Municipalities skip the level that repeats them.
    """
    opened = {code[:n] for code in chosen for n in (2, 4, 6) if n <= len(code)}
    wanted = {code for code in counts if code and (len(code) == 2 or _parent(code) in opened)} | set(chosen)
    wanted |= opened
    known = lookups.regions(wanted)
    codes = sorted(known, key=lambda code: (code[:2] not in HOME_PROVINCES, code))
    return [(code, known[code].name, _depth(code)) for code in codes]


def _parent(code: str) -> str:
    return code[: {4: 2, 6: 4, 9: 6}.get(len(code), 0)]


def _depth(code: str) -> int:
    return (2, 4, 6, 9).index(len(code))


def type_options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[tuple[str, str, int]]:
    """(code, name, depth) of the service types that occur; children stand under a parent that is chosen."""
    rows = [row for code, row in lookups.service_types().items() if code in counts or code in chosen]
    opened = {code for row in rows if row.code in chosen for code in (row.code, row.parent_id)}
    shown = [row for row in rows if row.parent_id is None or row.parent_id in opened]
    shown.sort(key=lambda row: (row.parent or row).position * 1000 + (row.position if row.parent else 0))
    return [(row.code, row.name, 1 if row.parent_id else 0) for row in shown]


def renewed(params: QueryDict) -> str:
    """The same questions with the types of today in place of those of former versions; empty where there are none."""
    asked = params.getlist("type")
    now = lookups.of_today(asked)
    if now == list(dict.fromkeys(asked)):
        return ""
    changed = params.copy()
    changed.setlist("type", now)
    return f"?{changed.urlencode()}"
