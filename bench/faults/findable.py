"""What an installation's search holds, beside what its database says is public. Runs with that installation's settings."""

import json
from itertools import chain

from greenbridge.search import registry
from greenbridge.search.engine import engine


def compared() -> str:
    """JSON: ``unfound`` are public and not in the index, ``stale`` are in the index and no longer public."""
    unfound, stale = zip(*map(_differences, registry.registered()), strict=True)
    return json.dumps({"unfound": sorted(chain(*unfound)), "stale": sorted(chain(*stale))})


def _differences(hall: registry.Collection) -> tuple[list[str], list[str]]:
    public, held = set(hall.all_keys()), engine().keys(hall.name)
    lacking, left = public - held, held - public
    return [f"{hall.name}:{key}" for key in lacking], [f"{hall.name}:{key}" for key in left]
