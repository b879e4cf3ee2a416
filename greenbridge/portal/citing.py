"""What the other halls cite of the library, so that it is looked at again when the cited document changes."""

from collections.abc import Iterable, Iterator, Mapping

from django.urls import reverse

from greenbridge.demands.models.specification import ClauseTemplate
from greenbridge.demands.specification import waiting
from greenbridge.demands.specification.waiting import Waiting
from greenbridge.library.citations.rules import cited
from greenbridge.library.models import Work
from greenbridge.library.rechecks import queries as rechecks
from greenbridge.library.rechecks.registry import Citing, Source, register
from greenbridge.library.references import keys_of

SCENARIO = "scenario"
EDIT = "wagtailsnippets_demands_scenario:edit"


def scenario_clauses(work: Work) -> Iterator[Citing]:
    """Clauses of scenarios that name the work among the standards to be kept."""
    keys = keys_of(work)
    for clause in ClauseTemplate.objects.exclude(standards="").select_related("scenario"):
        if any(one.key in keys for one in cited(clause.standards)):
            url = reverse(EDIT, args=[clause.scenario_id])
            yield Citing(str(clause.pk), f"{clause.scenario}：{clause.heading}", url)


def waiting_clauses(keys: Iterable[int]) -> Mapping[int, list[Waiting]]:
    """What of these clauses waits for an editor, for the page where scenarios are kept."""
    rows = rechecks.waiting().filter(source=SCENARIO, key__in=[str(key) for key in keys])
    found: dict[int, list[Waiting]] = {}
    for row in rows:
        found.setdefault(int(row.key), []).append(Waiting(row.reason, row.get_absolute_url()))
    return found


def install() -> None:
    register(Source(SCENARIO, "场景条款", scenario_clauses))
    waiting.register(waiting_clauses)
