"""What filters by division and by service type offer, opened downwards along what is chosen."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from greenbridge.core import divisions
from greenbridge.reference import lookups
from greenbridge.reference.models import HOME_PROVINCES


def region_options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[tuple[str, str, int]]:
    """(code, name, depth) of the provinces and, below each chosen region and its ancestors, what lies in it.

    Only regions that hold something, or are chosen, are offered. Municipalities skip the level that repeats them.
    """
    opened = {code[:n] for code in chosen for n in (2, 4, 6) if n <= len(code)}
    offered = {
        code for code in counts if code and (len(code) == 2 or divisions.above(code) in opened)
    } | opened
    wanted = {code for code in offered if not divisions.says_again(code)} | set(chosen)
    known = lookups.regions(wanted)
    codes = sorted(known, key=lambda code: (code[:2] not in HOME_PROVINCES, code))
    return [(code, known[code].name, _depth(code)) for code in codes]


def _depth(code: str) -> int:
    """How many divisions one has chosen before."""
    around = divisions.above(code)
    return 1 + _depth(around) if around else 0


def type_options(counts: Mapping[str, int], chosen: Sequence[str]) -> list[tuple[str, str, int]]:
    """(code, name, depth) of the service types that occur; children stand under a parent that is chosen."""
    rows = [row for code, row in lookups.service_types().items() if code in counts or code in chosen]
    opened = {code for row in rows if row.code in chosen for code in (row.code, row.parent_id)}
    shown = [row for row in rows if row.parent_id is None or row.parent_id in opened]
    shown.sort(key=lambda row: (row.parent or row).position * 1000 + (row.position if row.parent else 0))
    return [(row.code, row.name, 1 if row.parent_id else 0) for row in shown]


def renewed(params: QueryDict) -> str:
    """The same questions with the types of today in place of those of former versions, and a municipality once; empty
    where that is what they say.
    """
    asked = {name: params.getlist(name) for name in ("type", "region")}
    places = [code[:2] if divisions.says_again(code) else code for code in asked["region"]]
    now = {"type": lookups.of_today(asked["type"]), "region": list(dict.fromkeys(places))}
    if all(now[name] == list(dict.fromkeys(values)) for name, values in asked.items()):
        return ""
    changed = params.copy()
    for name, values in now.items():
        changed.setlist(name, values)
    return f"?{changed.urlencode()}"
