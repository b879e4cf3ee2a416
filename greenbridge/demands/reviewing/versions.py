"""What a demand said when it was submitted (提交时的内容), and what changed between two submissions."""

from django.db.models import QuerySet

from greenbridge.accounts.reviews import Decision
from greenbridge.core.comparing import Comparison, compare
from greenbridge.demands.forms import HEADINGS
from greenbridge.demands.models import Demand, DemandReview, Specification
from greenbridge.demands.templatetags.demands import answers

SPECIFIED, FILES = "specification", "files"
SECTIONS = {**HEADINGS, SPECIFIED: "服务要求", FILES: "附件"}
BY_OFFICERS = (Decision.PASSED, Decision.RETURNED, Decision.REFUSED)


def of(demand: Demand) -> dict[str, dict[str, list[str]]]:
    """Every answer as it stands, under its step and question, its clauses, and the files by name and digest: as JSON."""
    version: dict[str, dict[str, list[str]]] = {step: {} for step in SECTIONS}
    for step, question, answer in answers(demand):
        version.setdefault(step, {})[question] = [question, answer, ""]
    for specification in Specification.objects.filter(demand=demand):
        for clause in specification.shown:
            version[SPECIFIED][str(clause.number)] = [clause.heading, clause.text, ""]
    for attachment in demand.attachments.select_related("file"):
        file = attachment.file
        version[FILES][file.name] = [file.name, file.name, file.digest]
    return version


def of_review(review: DemandReview) -> Comparison | None:
    """What changed since the submission on which an officer last decided, else since the one that was taken back.

    None for a first submission, and where what was submitted is kept no longer.
    """
    earlier = before(review)
    if earlier is None or not review.version:
        return None
    return Comparison(earlier, compare(earlier.version, review.version, SECTIONS))


def before(review: DemandReview) -> DemandReview | None:
    rows = _submitted_before(review)
    return rows.filter(decision__in=BY_OFFICERS).first() or rows.first()


def _submitted_before(review: DemandReview) -> QuerySet[DemandReview]:
    rows = review.demand.reviews.filter(pk__lt=review.pk).exclude(version={})
    return rows.order_by("-pk")
