"""How well official notices are read: the labelled sample against what is promised. By name only (``ONLY=notices_sample``)."""

import os
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, say
from bench.world import NoWorld, environment

PROMISED = {"county": 0.95, "town": 0.80}


def figures(register: Path) -> dict[str, Figure]:
    """``notices_sample_PART_WHAT``: shares from 0 to 1 of the whole sample, of what was seen while tuning, of what was held back."""
    if not (register / "streets.csv").exists():
        raise NoWorld(
            f"{register} is missing: `make bench` installs it; or name another folder with --register."
        )
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(Path(folder)))
        import django

        django.setup()
        return _measured(register)


def _measured(register: Path) -> dict[str, Figure]:
    from greenbridge.demands.normalise.testing import measure

    rows = measure.examples()
    measure.names(register)
    begun = time.process_time()
    parts = {
        "all": rows,
        "seen": [row for row in rows if not row.is_held],
        "held": [row for row in rows if row.is_held],
    }
    found = {}
    for part, some in parts.items():
        result = measure.measured(some, register)
        for name, share in vars(result).items():
            is_count = name == "examples"
            promised = {"promised": PROMISED[name]} if name in PROMISED else None
            found[f"notices_sample_{part}_{name}"] = Figure(
                share, "notices" if is_count else "share", promised
            )
        say(
            f"notices, {part}: county {result.county:.3f}, town {result.town:.3f}, environmental precision "
            f"{result.environment_precision:.3f}, recall {result.environment_recall:.3f}"
        )
    persons = _persons()
    took = (time.process_time() - begun) / (2 * len(rows))  # each is in two parts
    return {**found, **persons, "notices_sample_cpu": Figure(took * 1000, "CPU ms per notice")}


def _persons() -> dict[str, Figure]:
    """Names of persons: how many of those that are marked in a sample of its own are masked, and how many others."""
    from greenbridge.demands.notices.testing import measure

    rows, found = measure.examples(), {}
    for part, some in (("all", rows), ("held", [row for row in rows if row.is_held])):
        result = measure.measured(some)
        found[f"notices_sample_{part}_persons_recall"] = Figure(result.recall, "share")
        found[f"notices_sample_{part}_persons_precision"] = Figure(result.precision, "share")
        say(
            f"persons, {part}: {result.names} names, precision {result.precision:.3f}, recall {result.recall:.3f}"
        )
    return found
