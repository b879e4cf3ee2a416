"""Who may publish, and what happens to a submission: the rules are accepted, and its way is decided."""

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.demands.conduct import errors, queries
from greenbridge.demands.models import DemandReview, Pledge


def check_may_publish(buyer: Organisation) -> None:
    """Raises Suspended, with why and until when."""
    if suspension := queries.suspension_of(buyer):
        raise errors.Suspended(sentence=suspension.sentence)


def check_may_be_published(buyer: Organisation) -> None:
    """What waits for an officer may be passed. Raises BuyerSuspended for a buyer that was suspended meanwhile."""
    if suspension := queries.suspension_of(buyer):
        raise errors.BuyerSuspended(buyer=buyer, until=clock.written(suspension.until))


def pledge(review: DemandReview, *, agreed_to: int | None) -> Pledge:
    """Keep that the submitter accepted the rules in force, and which way the demand goes and why.

    Within the caller's transaction, which leaves the trace. Raises RulesNotAccepted where a version is in force and
    ``agreed_to`` is not its number: then it was not ticked, or changed since the page was opened.
    """
    terms = queries.rules_in_force()
    if terms and agreed_to != terms.number:
        raise errors.RulesNotAccepted(terms=terms)
    is_pre_reviewed, reason = queries.route(review.demand)
    return Pledge.objects.create(
        review=review,
        terms=terms,
        given_by=review.submitted_by,
        given_at=clock.now(),
        is_pre_reviewed=is_pre_reviewed,
        reason=reason,
    )
