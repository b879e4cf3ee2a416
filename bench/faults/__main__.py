"""Kill everything at random moments under a writing load and print the ledger: ``python -m bench.faults``.

It ends with 1 unless nothing acknowledged was lost, nothing doubled, and search caught up by itself and holds what is
public, as it is, and nothing else; and unless everything was written, and killed, without which that would say nothing.
"""

import argparse
import json
import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.faults.ledger import Ledger
from bench.faults.run import run
from bench.faults.stack import House
from greenbridge.testing import postgres


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument(
        "--seed", type=int, default=random.randrange(1_000_000), help="of the moments and victims"
    )
    parser.add_argument(
        "--careless", action="store_true", help="people resend without a key: the ledger must say so"
    )
    options = parser.parse_args()
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="greenbridge-faults-")))
        cluster = cleanup.enter_context(postgres.own_cluster()) if options.database == "postgres" else None
        house = House(folder, cluster)
        cleanup.callback(house.close)
        house.await_ready()
        ledger = run(house, options.minutes * 60, random.Random(options.seed), careless=options.careless)
    return show(ledger, database=options.database, seed=options.seed, minutes=options.minutes)


def show(ledger: Ledger, **told: object) -> int:
    """Print it; the code to end with."""
    print(json.dumps(told | ledger.as_json(), ensure_ascii=False, indent=2))
    return 0 if ledger.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
