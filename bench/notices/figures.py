"""The figures of group ``notices``: the hall with a million official projects, on both databases, beside its peers."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.figures import Figure, say
from bench.flat import worlds
from bench.flat.live import waited
from bench.notices.questions import QUESTIONS
from bench.servers import BARE, OURS, gunicorn
from bench.world import ROOT, NoWorld, environment
from greenbridge.testing.postgres import private_cluster

MANY = 1_000_000
ROUNDS = 25
PARTS = ("p50", "p95", "cpu")
Found = dict[str, Figure]


def figures(register: Path, many: int = MANY) -> Found:
    """``notices_DATABASE_QUESTION_WHAT_PART``: ``rows`` and ``counts`` beside bare SQL, ``page`` beside bare Django.

    On PostgreSQL also what comes in from the replica (``notices_postgres_sync_…``) while so many are there already.
    """
    world = worlds.kept(many, register, worlds.NOTICES)
    say(f"asking {world.name} on sqlite")
    found = _named("sqlite", _asked(world))
    with private_cluster() as url:
        worlds.in_postgres(many, register, url, worlds.NOTICES)
        say(f"asking {world.name} on postgres")
        found |= _named("postgres", _asked(world, url))
        with worlds.borrowed(world) as var:
            found |= _come_in(var, url)
    return found


def _asked(world: Path, url: str = "") -> Mapping[str, Mapping[str, float]]:
    """Milliseconds by what was asked, of us and of whom we are compared with."""
    surroundings = {"DATABASE_URL": url, "GREENBRIDGE_KEPT_PAGES_MB": "0"}
    answers = _spoken(environment(world, **surroundings))
    timings: dict[str, Mapping[str, float]] = dict(answers["timings"])
    with gunicorn(OURS, world, **surroundings) as ours, gunicorn(BARE, world, **surroundings) as bare:
        for name, (page, same) in answers["pages"].items():
            timings[f"{name}_page_ours"] = waited(ours.port, [page], ROUNDS)
            timings[f"{name}_page_bare"] = waited(bare.port, [same], ROUNDS)
    return timings


def _named(database: str, timings: Mapping[str, Mapping[str, float]]) -> Found:
    peers = {"rows": ("sql", "bare_sql"), "counts": ("sql", "bare_sql"), "page": ("bare", "bare_django")}
    return {
        f"notices_{database}_{question}_{what}_{part}": Figure(
            ours[part],
            "CPU ms" if part == "cpu" else "ms",
            {title: timings[f"{question}_{what}_{peer}"][part]},
        )
        for question in QUESTIONS
        for what, (peer, title) in peers.items()
        if (ours := timings.get(f"{question}_{what}_ours"))
        for part in PARTS
        if part in ours
    }


def _come_in(var: Path, url: str) -> Found:
    """Notices from the replica, and how soon one is found, beside so many that are there."""
    told = _spoken(environment(var, DATABASE_URL=url), "connectors")
    return {
        name.replace("connectors", "notices_postgres_sync"): Figure(
            each["value"], each["unit"], each["peer"], each.get("note", "")
        )
        for name, each in told.items()
    }


def _spoken(surroundings: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.notices.ask", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE)
    if done.returncode:
        raise NoWorld("The world did not answer; any message stands above.")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
