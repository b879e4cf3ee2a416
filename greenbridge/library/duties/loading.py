"""The first duties come with the platform; from then on they are the editors'."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.library.models import Duty
from greenbridge.reference.models import ServiceType

DATA = Path(__file__).parent / "data" / "duties.json"


@transaction.atomic
def load(path: Path = DATA) -> int:
    """Add the duties that are not there yet, none of them confirmed; returns how many.

    What is there is left as it is: an editor may have corrected it, or have ended it.
    """
    there = set(Duty.objects.exclude(loaded_as="").values_list("loaded_as", flat=True))
    wanted = [row for row in json.loads(path.read_text("utf-8")) if row["key"] not in there]
    for position, row in enumerate(wanted, start=1):
        _add(row, position)
    if wanted:
        audit.record("duties.loaded", actor=None, after={"duties": len(wanted)})
    return len(wanted)


def _add(row: dict[str, Any], position: int) -> None:
    stated = {name: value for name, value in row.items() if name not in {"key", "types", "regions"}}
    duty = Duty.objects.create(loaded_as=row["key"], position=position, **stated)
    duty.service_types.set(ServiceType.objects.filter(pk__in=row["types"]))
    duty.regions.set(row.get("regions", ()))
