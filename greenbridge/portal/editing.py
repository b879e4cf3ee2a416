"""What editors do in the back office stands on the trail as well: Wagtail's own log is a table like any other."""

from typing import Any

from django.db import transaction

from greenbridge.audit import services as audit

ACTIONS = {
    "wagtail.create": "backoffice.created",
    "wagtail.edit": "backoffice.edited",
    "wagtail.delete": "backoffice.deleted",
    "wagtail.publish": "backoffice.published",
    "wagtail.unpublish": "backoffice.unpublished",
    "wagtail.publish.schedule": "backoffice.scheduled",
    "wagtail.workflow.start": "backoffice.submitted",
    "wagtail.workflow.approve": "backoffice.approved",
    "wagtail.workflow.reject": "backoffice.sent_back",
    "wagtail.workflow.resume": "backoffice.submitted",
    "wagtail.workflow.cancel": "backoffice.taken_back",
}
OTHER = "backoffice.other"


def note(sender: type[Any], instance: Any, created: bool, **_: Any) -> None:
    """Each entry that Wagtail logs of a person leaves one trace; what the platform sets up by itself leaves none."""
    if not created or instance.user_id is None:
        return
    what = {
        "kind": instance.content_type.name,
        "id": str(getattr(instance, "object_id", None) or instance.page_id),
    }
    logged = {} if instance.action in ACTIONS else {"act": instance.action}
    with transaction.atomic():
        audit.record(
            ACTIONS.get(instance.action, OTHER),
            actor=instance.user,
            note=instance.label,
            after=what | logged,
        )
