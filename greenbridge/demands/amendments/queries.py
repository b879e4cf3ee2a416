"""What the pages of changes show."""

from django.db.models import Q, QuerySet

from greenbridge.accounts.models import Organisation
from greenbridge.accounts.reviews import Decision
from greenbridge.demands.amendments import facts
from greenbridge.demands.amendments.facts import Facts
from greenbridge.demands.limits import queries as limits
from greenbridge.demands.limits.rules import Finding
from greenbridge.demands.models import Amendment, Demand


def published(demand: Demand) -> list[Amendment]:
    """What everybody reads of the changes, the latest first."""
    return list(demand.amendments.filter(decision=Decision.PASSED).order_by("-number"))


def waiting(demand: Demand) -> Amendment | None:
    return demand.amendments.filter(decision=Decision.WAITING).select_related("association").first()


def of_buyer(body: Organisation) -> QuerySet[Amendment]:
    return Amendment.objects.filter(demand__buyer=body).select_related("demand")


def to_begin_with(demand: Demand) -> Facts:
    """What stands in the demand, and over it what the buyer wanted last and was not published: nobody types it twice."""
    last = demand.amendments.exclude(decision=Decision.WAITING).order_by("-submitted_at", "-pk").first()
    undone = last.after if last and last.decision != Decision.PASSED else {}
    stands = facts.of(demand)
    later = max(stands["deadline"], undone.get("deadline", ""))
    return stands | {name: value for name, value in undone.items() if name in stands} | {"deadline": later}


def limit(amendment: Amendment) -> Finding | None:
    """How far the budget of a public body would reach with the change."""
    after = amendment.after
    return limits.finding(facts.as_changed(amendment.demand, after), after.get("types"))


def comes_to_limit(amendment: Amendment) -> bool:
    """Whether it is the change that brings the budget of a public body to a limit."""
    before, after = limits.finding(amendment.demand), limit(amendment)
    return bool(after and after.is_reached and not (before and before.is_reached))


def last_return(demand: Demand) -> Amendment | None:
    """The latest change, if an officer sent it back."""
    last = demand.amendments.filter(~Q(decision=Decision.WITHDRAWN)).order_by("-submitted_at", "-pk").first()
    return last if last and last.decision == Decision.RETURNED else None
