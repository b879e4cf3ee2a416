"""Imports run in the background and are swept up after a crash; overdue listings escalate; credentials age overnight."""

from django_tasks import task

from greenbridge.accounts.services import escalate_overdue
from greenbridge.core.jobs import every
from greenbridge.suppliers.models import ListingReview


@task()
def run_import(pk: int) -> None:
    from greenbridge.suppliers.imports import services

    services.proceed(pk)


@every(minute="*/5")
def sweep_imports() -> None:
    from greenbridge.suppliers.imports import services

    services.sweep()


@every(minute="8")
def escalate_listings() -> None:
    escalate_overdue(ListingReview)


@every(hour="16", minute="5")
def refresh_expiring() -> None:
    """Five past midnight in Asia/Shanghai: schedules count in UTC."""
    from greenbridge.suppliers import services

    services.refresh_expiring()
