"""What the other halls cite of the library, so that it is looked at again when the cited document changes."""

from collections.abc import Iterator

from django.urls import reverse

from greenbridge.demands.models.specification import ClauseTemplate
from greenbridge.library.citations.rules import cited
from greenbridge.library.models import Work
from greenbridge.library.rechecks.registry import Citing, Source, register
from greenbridge.library.references import keys_of

EDIT = "wagtailsnippets_demands_scenario:edit"


def scenario_clauses(work: Work) -> Iterator[Citing]:
    """Clauses of scenarios that name the work among the standards to be kept."""
    keys = keys_of(work)
    for clause in ClauseTemplate.objects.exclude(standards="").select_related("scenario"):
        if any(one.key in keys for one in cited(clause.standards)):
            url = reverse(EDIT, args=[clause.scenario_id])
            yield Citing(str(clause.pk), f"{clause.scenario}：{clause.heading}", url)


def install() -> None:
    register(Source("scenario", "场景条款", scenario_clauses))
