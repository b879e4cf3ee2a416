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
PROMISED = {"http_search_p95": 40.0, "searchable_p99": 1000.0}
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
