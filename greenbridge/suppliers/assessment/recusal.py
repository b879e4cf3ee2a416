"""回避: an officer who is tied with the body says so, and colleagues go on."""

from django.db import transaction
from django.urls import reverse

from greenbridge.accounts.models import Association, Role, User
from greenbridge.accounts.queries import officers_of
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.assessment import errors, queries
from greenbridge.suppliers.assessment.services import locked
from greenbridge.suppliers.models import Assessment, Recusal

State = Assessment.State
SCORERS = 2


@transaction.atomic
def declare(assessment: Assessment, *, officer: User, reason: str) -> Recusal:
    """Say that one is tied with the body: it is scored by others, this time and later. The body never hears of it.

    The own points are taken back while the second scorer has given none. Colleagues who may score are told; where too few
    are left, the leading association takes part, and of the leading one the administrators are asked for more officers.
    Raises NotScored, Recused, BothScored.
    """
    assessment = locked(assessment)
    if assessment.state not in (State.SCORING, State.SETTLING):
        raise errors.NotScored()
    if Recusal.objects.filter(assessment__supplier=assessment.supplier, officer=officer).exists():
        raise errors.Recused()
    own = assessment.scorings.filter(officer=officer)
    if assessment.is_settling and own.exists():
        raise errors.BothScored()
    taken_back, _ = own.delete()
    made = Recusal.objects.create(
        assessment=assessment, officer=officer, reason=reason, declared_at=clock.now()
    )
    left = queries.scorers_left(assessment)
    is_short = len(left) < _needed(assessment)
    audit.record(
        "assessment.recused",
        actor=officer,
        target=assessment,
        after={"points_taken_back": bool(taken_back), "too_few_left": is_short},
        note=reason,
    )
    for colleague in left:
        _tell(colleague, assessment, f"{officer}已回避“{assessment}”的准入考核，请您评分。")
    if is_short:
        _find_more(assessment)
    return made


def _needed(assessment: Assessment) -> int:
    """How many have still to score."""
    return 1 if assessment.is_settling else SCORERS - assessment.scorings.count()


def _find_more(assessment: Assessment) -> None:
    if assessment.association.leads:
        words = f"{assessment.association}能参加准入评分的审核员不足，请增补审核员。"
        for administrator in User.objects.filter(grants__role=Role.SYSTEM_ADMIN, is_active=True):
            messaging.send(administrator, words, link=reverse("accounts:staff"))
    elif assessment.escalated_at is None:
        assessment.escalated_at = clock.now()
        assessment.save(update_fields=["escalated_at"])
        for officer in officers_of(Association.objects.get(leads=True)):
            words = f"{assessment.association}能评分的审核员不足，请牵头协会参加“{assessment}”的准入考核。"
            _tell(officer, assessment, words)


def _tell(officer: User, assessment: Assessment, words: str) -> None:
    messaging.send(officer, words, link=reverse("assessment:score", args=[assessment.pk]))
