"""To which project a notice belongs, and which projects it shows to be one."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from greenbridge.demands.models import Notice, Project
from greenbridge.demands.notices import rules
from greenbridge.demands.notices.facts import NoticeFacts
from greenbridge.search import services as search


def home_of(facts: NoticeFacts, own: Project | None = None) -> Project | None:
    """The project that the notice belongs to; others that it shows to be the same are merged into it."""
    keys = rules.keys(facts)
    by_number = _by_number(keys.number, facts)
    namesakes = _by_title(keys.chain, facts.published_at)
    if keys.number:  # of those with the same name, one that has another number is another purchase
        namesakes = [project for project in namesakes if not _numbers_of(project) - {keys.number}]
    else:
        namesakes = namesakes[:1]
    found = sorted({*([own] if own else []), *by_number, *namesakes}, key=lambda project: project.pk)
    if not found:
        return None
    home, *others = found
    _merge(others, home)
    return home


def _by_number(number: str, facts: NoticeFacts) -> Sequence[Project]:
    if not number:
        return []
    rows = Notice.objects.filter(number_key=number)
    if not rules.tells_alone(number):
        rows = rows.filter(facts__buyer=facts.buyer)
    return _projects_of(rows)


def _by_title(chain: str, published_at: dt.datetime) -> Sequence[Project]:
    """Projects with such a notice not too long before or after, the nearest first."""
    if not chain:
        return []
    around = (published_at - rules.WINDOW, published_at + rules.WINDOW)
    rows = Notice.objects.filter(chain_key=chain, published_at__range=around).select_related("project")
    by_distance = sorted(rows, key=lambda row: (abs(row.published_at - published_at), row.pk))
    return list(dict.fromkeys(row.project for row in by_distance))


def _projects_of(rows: QuerySet[Notice]) -> Sequence[Project]:
    return list(Project.objects.filter(pk__in=rows.values("project")))


def _numbers_of(project: Project) -> set[str]:
    return set(project.notices.exclude(number_key="").values_list("number_key", flat=True))


def _merge(projects: Iterable[Project], home: Project) -> None:
    """The notices go to the older card; the number of the other leads there."""
    for project in projects:
        project.notices.update(project=home)
        project.merged.update(merged_into=home)
        project.merged_into, project.is_public = home, False
        project.save(update_fields=["merged_into", "is_public"])
        search.changed("demand", project.number)
