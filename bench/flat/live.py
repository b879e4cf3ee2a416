"""A world answering over HTTP, and following its changes: what a visitor waits for who searches.

Run as ``python -m bench.flat.live`` it changes suppliers one by one, waits until each is found, and prints
milliseconds as JSON.
"""

import json
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from bench.figures import percentile
from bench.flat import worlds
from bench.load import drive
from bench.pages import STRANGER, USUAL
from bench.servers import OURS, gunicorn
from bench.words import ASKED
from bench.world import ROOT, NoWorld, environment

ROUNDS = 5
Timings = Mapping[str, Mapping[str, float]]


def answers(world: Path, url: str) -> Timings:
    """Searches over one connection to a server that keeps nothing, and from commit to searchable."""
    with worlds.borrowed(world) as var:
        return _over_http(var, url) | {"searchable": _followed(var, url)}


def searched(world: Path, url: str) -> Timings:
    """Nothing but the searches."""
    with worlds.borrowed(world) as var:
        return _over_http(var, url)


def _over_http(var: Path, url: str) -> dict[str, Mapping[str, float]]:
    """The site's search, and the directory with words and every filter counted."""
    asked = [urlencode({"q": words}) for words in ASKED]
    search, directory = ([f"{page}?{words}" for words in asked] for page in ("/search/", "/suppliers/"))
    with gunicorn(OURS, var, DATABASE_URL=url, GREENBRIDGE_KEPT_PAGES_MB="0") as server:
        drive(server.port, [*search, "/suppliers/"], 0, USUAL, STRANGER, at_least=4 * len(search))
        return {
            "http_search": waited(server.port, search, ROUNDS),
            "http_directory_words": waited(server.port, directory, 1),  # again, and counts are remembered
        }


def waited(port: int, paths: Sequence[str], rounds: int) -> dict[str, float]:
    """What somebody waits for who asks the paths over one connection, so many times."""
    timings = drive(port, paths, 0, 1, STRANGER, at_least=rounds * len(paths)).timings
    return {"p50": percentile(timings, 0.5), "p95": percentile(timings, 0.95)}


def _followed(var: Path, url: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.flat.live"]
    done = subprocess.run(command, cwd=ROOT, env=environment(var, DATABASE_URL=url), stdout=subprocess.PIPE)
    if done.returncode:
        raise NoWorld("The world did not follow its changes; any message stands above.")
    told: dict[str, float] = json.loads(done.stdout)
    return told


def main() -> None:
    import django

    warnings.simplefilter("ignore")
    django.setup()
    from bench.inside import searchable

    found = searchable()
    print(json.dumps({name.removeprefix("searchable_"): figure.value for name, figure in found.items()}))


if __name__ == "__main__":
    main()
