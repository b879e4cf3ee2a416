"""Reads about demands."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from greenbridge.accounts import closing
from greenbridge.accounts.models import Association, User
from greenbridge.accounts.queries import association_for
from greenbridge.core import clock
from greenbridge.demands import rules
from greenbridge.demands.limits import queries as limits
from greenbridge.demands.models import Demand, SensitiveWord
from greenbridge.demands.parts import queries as parts
from greenbridge.reference.models import ServiceType

USUAL_FOR = dt.timedelta(days=3 * 365)
COMPARED = 500  # the newest ones of a type


def association_of(demand: Demand) -> Association:
    """The association of the site's province. Expects a demand that is complete: none is handed in without a site."""
    assert demand.region is not None  # noqa: S101
    return association_for(demand.region)


def gaps(demand: Demand) -> list[rules.Gap]:
    """What the draft still lacks before it can be submitted."""
    own = rules.gaps(
        rules.Draft(
            title=demand.title,
            description=demand.description,
            has_types=demand.service_types.exists(),
            needs_waste_codes=needs_licence(demand),
            has_wastes=demand.wastes.exists(),
            has_region=demand.region_id is not None,
            deadline=demand.deadline,
            has_contact=bool(demand.contact_name and demand.contact_phone),
            lacks_reason=limits.lacks_reason(demand),
        ),
        clock.of_the_database(),
    )
    return own + parts.gaps(demand)


def needs_licence(demand: Demand) -> bool:
    """Whether only a holder of a hazardous-waste licence may do this work."""
    return demand.service_types.filter(is_licensed_waste=True).exists()


def usual_budgets(types: Iterable[ServiceType]) -> list[tuple[ServiceType, rules.UsualBudget]]:
    """For each type what it was budgeted with in the last three years, where enough ended demands say so.

    Demands of several types are left out: their budget is for all of them together.
    """
    usual = ((kind, rules.usual_budget(_budgets_of(kind))) for kind in types)
    return [(kind, budget) for kind, budget in usual if budget]


def _budgets_of(kind: ServiceType) -> list[tuple[int | None, int | None]]:
    ended = Demand.objects.filter(
        service_types=kind,
        status=Demand.Status.CLOSED,
        budget_kind=Demand.BudgetKind.RANGE,
        published_at__gte=clock.now() - USUAL_FOR,
    )
    rows = ended.values_list("pk", "budget_min", "budget_max")[:COMPARED]
    newest = {pk: (low, high) for pk, low, high in rows}
    named = Demand.service_types.through.objects.filter(demand__in=list(newest))
    types_of = Counter(named.values_list("demand", flat=True))
    return [budget for pk, budget in newest.items() if types_of[pk] == 1]


def sensitive_words(*texts: str) -> list[SensitiveWord]:
    """The words of the list that stand in what everybody would read."""
    listed = {row.word: row for row in SensitiveWord.objects.all()}
    return [listed[word] for word in rules.words_in("\n".join(texts), listed)]


def unfinished_demands(person: User) -> str:
    """Why the last member of a body cannot close their account yet: nobody could answer for what the body asks."""
    if not closing.is_last_member(person):
        return ""
    states = (Demand.Status.SUBMITTED, Demand.Status.PUBLISHED)
    running = Demand.objects.filter(buyer=person.organisation, status__in=states).order_by("id").first()
    return f"本单位的需求“{running}”还在审核或公开征集。请先撤回它，或填写结果。" if running else ""
