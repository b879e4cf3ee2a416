"""The associations, and what falls to the leading one."""

import datetime as dt

from django.db import transaction

from greenbridge.accounts import reviews
from greenbridge.accounts.models import Association, Role, User
from greenbridge.accounts.reviews import Decision
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging


def load_associations(rows: list[tuple[str, str, bool]]) -> None:
    """The associations of this zone, from configuration: (province code, name, leads). Idempotent."""
    for province, name, leads in rows:
        Association.objects.update_or_create(province_id=province, defaults={"name": name, "leads": leads})


def escalate_overdue(model: type[reviews.Review]) -> int:
    """Reviews past their three working days become visible to the leading association, which is told once."""
    lead, now = Association.objects.get(leads=True), clock.of_the_database()
    late = model._default_manager.filter(
        decision=Decision.WAITING, due_at__lt=now, escalated_at=None
    ).exclude(association=lead)
    count = 0
    for review in late:
        count += _escalate(review, lead, now)
    return count


@transaction.atomic
def _escalate(review: reviews.Review, lead: Association, at: dt.datetime) -> int:
    waiting = type(review)._default_manager.filter(pk=review.pk, decision=Decision.WAITING, escalated_at=None)
    if not waiting.update(escalated_at=at):
        return 0
    audit.record("review.escalated", actor=None, target=review, after={"to": lead.name})
    for officer in User.objects.filter(grants__role=Role.OFFICER, grants__association=lead):
        messaging.send(officer, f"“{review}”已超过办理期限，现由牵头协会一并督办。", link="/desk/")
    return 1
