"""Reads about demands."""

from greenbridge.accounts import closing
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.demands import rules
from greenbridge.demands.models import Demand


def gaps(demand: Demand) -> list[rules.Gap]:
    """What the draft still lacks before it can be submitted."""
    return rules.gaps(
        rules.Draft(
            title=demand.title,
            description=demand.description,
            has_types=demand.service_types.exists(),
            needs_waste_codes=needs_licence(demand),
            has_wastes=demand.wastes.exists(),
            has_region=demand.region_id is not None,
            deadline=demand.deadline,
            has_contact=bool(demand.contact_name and demand.contact_phone),
        ),
        clock.of_the_database(),
    )


def needs_licence(demand: Demand) -> bool:
    """Whether only a holder of a hazardous-waste licence may do this work."""
    return demand.service_types.filter(is_licensed_waste=True).exists()


def unfinished_demands(person: User) -> str:
    """Why the last member of a body cannot close their account yet: nobody could answer for what the body asks."""
    if not closing.is_last_member(person):
        return ""
    states = (Demand.Status.SUBMITTED, Demand.Status.PUBLISHED)
    running = Demand.objects.filter(buyer=person.organisation, status__in=states).order_by("id").first()
    return f"本单位的需求“{running}”还在审核或公开征集。请先撤回它，或填写结果。" if running else ""
