"""The card of a project: drawn from its notices, and closed when its time is over. One writer at a time."""

from django.db import connection, transaction
from django.db.models import Q

from greenbridge.accounts.models import Association
from greenbridge.accounts.queries import association_for
from greenbridge.core import clock
from greenbridge.demands.models import Notice, Project
from greenbridge.demands.notices import queries, rules
from greenbridge.reference.models import Region, ServiceType
from greenbridge.search import services as search

_LOCK = 7_201_923  # any number that nobody else uses
_BATCH = 500


def one_at_a_time() -> None:
    """Two notices of one new project must see each other. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def redraw(project: Project) -> None:
    """Draw the card anew from what is shown; while nothing is, from everything, for the officer."""
    rows = list(project.notices.all())
    shown = [row for row in rows if row.standing == Notice.Standing.SHOWN]
    now = clock.now()
    card = rules.card((queries.facts_of(row) for row in shown or rows), now)
    for name in queries.CARD_COLUMNS:
        setattr(project, name, getattr(card, name))
    project.winners, project.matched = list(card.winners), list(card.matched)
    project.region = region_of(card.region_code)
    project.is_public = bool(shown)
    project.shown_since = project.shown_since or (now if shown else None)
    project.save()
    project.service_types.set(ServiceType.objects.filter(code__in=card.types))
    search.changed("demand", project.number)


def region_of(code: str) -> Region | None:
    """The division of the code, or the nearest around it that the register knows."""
    around = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
    return Region.objects.filter(code__in=around).order_by("-level").first()


def close_due() -> int:
    """Calls past their deadline end by themselves, and those without one that nothing was heard of. Returns how many."""
    closed = 0
    while numbers := _close_some():
        closed += len(numbers)
    return closed


@transaction.atomic
def _close_some() -> list[str]:
    one_at_a_time()
    now = clock.of_the_database()
    is_over = Q(deadline__lte=now) | Q(deadline=None, last_published_at__lte=now - rules.LAPSE)
    due = Project.objects.filter(is_over, state__in=Project.OPEN, merged_into=None)
    rows = dict(due.order_by("pk").values_list("pk", "number")[:_BATCH])
    if rows:
        Project.objects.filter(pk__in=rows).update(state=Project.State.CLOSED)
        search.changed("demand", *rows.values())
    return list(rows.values())


def in_charge_of(region: Region | None) -> Association:
    """The association of its province, the leading one where that is not known."""
    return association_for(region) if region else Association.objects.get(leads=True)
