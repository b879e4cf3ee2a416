"""The figures of group ``flat``: milliseconds at a million rows beside those at ten thousand, on both databases."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.figures import Figure, say
from bench.flat import live, worlds
from bench.flat.worlds import FEW
from bench.world import ROOT, NoWorld, environment
from greenbridge.testing.postgres import private_cluster

MANY = 1_000_000
Answers = Mapping[str, Mapping[str, float]]
A_MILLION_IN_ALL = MANY // 2  # suppliers, and as many demands
PROMISED = {"searchable_p99": 1000.0}
OVER_HTTP = 40.0  # ms of a search of a million documents
OF_A_QUERY = 10.0  # ms on PostgreSQL: of what finds, counts or reads rows, and of each statement of a page
QUERIES = ("_rows_p50", "_counts_p50", "_cards_p50", "_statement")


def figures(register: Path, many: int = MANY) -> dict[str, Figure]:
    """``flat_DATABASE_QUERY_PART``; the peers are the same in the small world, and what is promised."""
    found: dict[str, Figure] = {}
    for database in ("sqlite", "postgres"):
        few, much = (_answers(rows, register, database) for rows in (FEW, many))
        for name, parts in much.items():
            for part, number in parts.items():
                peers = {f"{FEW}_rows": few[name][part]} | _promised(database, f"{name}_{part}")
                found[f"flat_{database}_{name}_{part}"] = Figure(number, "ms", peers)
    return found


def over_http(register: Path) -> dict[str, Figure]:
    """``million_http_search_p50`` and ``_p95``: one visitor searches a server on PostgreSQL that keeps nothing."""
    world = worlds.kept(A_MILLION_IN_ALL, register)
    with private_cluster() as url:
        worlds.in_postgres(A_MILLION_IN_ALL, register, url)
        found = live.searched(world, url)["http_search"]
    return {
        f"million_http_search_{part}": Figure(
            number, "ms", {"promised": OVER_HTTP} if part == "p95" else None
        )
        for part, number in found.items()
    }


def _promised(database: str, figure: str) -> dict[str, float]:
    if figure in PROMISED:
        return {"promised": PROMISED[figure]}
    is_query = database == "postgres" and figure.endswith(QUERIES)
    return {"promised": OF_A_QUERY} if is_query else {}


def _answers(rows: int, register: Path, database: str) -> Answers:
    world = worlds.kept(rows, register)
    say(f"asking {world.name} on {database}")
    if database == "sqlite":
        return _asked(world)
    with private_cluster() as url:
        worlds.in_postgres(rows, register, url)
        return {**_asked(world, url), **live.answers(world, url)}


def _asked(world: Path, url: str = "") -> Answers:
    surroundings = environment(world, DATABASE_URL=url, GREENBRIDGE_KEPT_PAGES_MB="0")
    command = [sys.executable, "-m", "bench.flat.ask"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE)
    if done.returncode:
        raise NoWorld("The world did not answer; any message stands above.")
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers
