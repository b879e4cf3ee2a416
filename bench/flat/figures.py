"""The figures of group ``flat``: milliseconds at a million rows beside those at ten thousand, on both databases."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.figures import Figure, say
from bench.flat import worlds
from bench.world import ROOT, NoWorld, environment
from greenbridge.testing.postgres import private_cluster

FEW, MANY = 10_000, 1_000_000
PARTS = ("p50", "p95", "cpu")
Answers = Mapping[str, Mapping[str, float]]


def figures(register: Path, many: int = MANY) -> dict[str, Figure]:
    """``flat_DATABASE_QUERY_PART``; the peer is the same in the small world."""
    kept = {rows: worlds.kept(rows, register) for rows in (FEW, many)}
    found: dict[str, Figure] = {}
    for database in ("sqlite", "postgres"):
        few, much = (_answers(kept[rows], database) for rows in (FEW, many))
        for name, part in ((name, part) for name in much for part in PARTS):
            peer = {f"{FEW}_rows": few[name][part]}
            found[f"flat_{database}_{name}_{part}"] = Figure(much[name][part], "ms", peer)
    return found


def _answers(world: Path, database: str) -> Answers:
    say(f"asking {world.name} on {database}")
    if database == "sqlite":
        return _asked(world)
    with private_cluster() as url:
        worlds.run("copy", world, str(world / worlds.FILE), url=url)
        return _asked(world, url)


def _asked(world: Path, url: str = "") -> Answers:
    surroundings = environment(world, DATABASE_URL=url, GREENBRIDGE_KEPT_PAGES_MB="0")
    command = [sys.executable, "-m", "bench.flat.ask"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE)
    if done.returncode:
        raise NoWorld("The world did not answer; any message stands above.")
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers
