"""The first scenarios come with the platform; from then on they are the editors'."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from greenbridge.demands.models import ClauseTemplate, Scenario, ScenarioQuestion
from greenbridge.demands.specification import services
from greenbridge.reference.models import ServiceType

DATA = Path(__file__).parent / "data" / "scenarios.json"
Entry = dict[str, Any]


@transaction.atomic
def load(path: Path = DATA) -> int:
    """Add the scenarios that are not there yet; returns how many.

    What is there is left as it is: an editor may have changed it. Raises ScenarioUnsound.
    """
    there = set(Scenario.objects.exclude(loaded_as="").values_list("loaded_as", flat=True))
    entries = [entry for entry in json.loads(path.read_text("utf-8")) if entry["key"] not in there]
    for entry in entries:
        _add(entry)
    return len(entries)


def _add(entry: Entry) -> None:
    plain = ("name", "summary", "title", "description", "position")
    scenario = Scenario(loaded_as=entry["key"], **{name: entry[name] for name in plain})
    scenario.service_types = ServiceType.objects.filter(pk__in=entry["types"])
    scenario.questions = [
        ScenarioQuestion(sort_order=place, **_with_lines(asked, "options"))
        for place, asked in enumerate(entry["questions"])
    ]
    scenario.clauses = [
        ClauseTemplate(sort_order=place, **_with_lines(clause, "standards"))
        for place, clause in enumerate(entry["clauses"])
    ]
    scenario.full_clean()
    scenario.save()
    services.freeze(scenario, editor=None)


def _with_lines(entry: Entry, name: str) -> Entry:
    return {**entry, name: "\n".join(entry.get(name, []))}
