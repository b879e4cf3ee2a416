"""Imports run in the background and are swept up after a crash; overdue listings escalate; credentials age overnight,
and old papers go."""

from django_tasks import task

from greenbridge.accounts.services import escalate_overdue
from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away
from greenbridge.suppliers.models import (
    Appeal,
    CreditObjection,
    CreditReport,
    Feedback,
    KeyChange,
    ListingReview,
)


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


@every(minute="9")
def escalate_appeals() -> None:
    escalate_overdue(Appeal)


@every(minute="10")
def escalate_feedback() -> None:
    escalate_overdue(Feedback)


@every(minute="11")
def escalate_credit_reports() -> None:
    escalate_overdue(CreditReport)


@every(minute="12")
def escalate_changes() -> None:
    escalate_overdue(KeyChange)


@every(minute="13")
def escalate_credit_objections() -> None:
    escalate_overdue(CreditObjection)


@every(minute="25")
def find_likenesses() -> None:
    from greenbridge.suppliers.merging import finding

    finding.find()


@every(hour="16", minute="2")
def follow_suspensions() -> None:
    """Two past midnight in Asia/Shanghai: before papers are followed, so that whoever is shown again is looked at."""
    from greenbridge.suppliers.suspension import services

    services.follow()


@every(hour="16", minute="5")
def refresh_expiring() -> None:
    """Five past midnight in Asia/Shanghai: schedules count in UTC."""
    from greenbridge.suppliers import services

    services.refresh_expiring()


@every(hour="16", minute="7")
def take_down_grades() -> None:
    """Seven past midnight in Asia/Shanghai."""
    from greenbridge.suppliers.credit import grades

    grades.take_down_expired()


@every(hour="16", minute="10")
def follow_papers() -> None:
    """Ten past midnight in Asia/Shanghai."""
    from greenbridge.suppliers.care import services

    services.follow_papers()


@every(hour="0", minute="30")
def remind_of_papers() -> None:
    """Half past eight in the morning in Asia/Shanghai: nobody is woken by it."""
    from greenbridge.suppliers.care import services

    services.remind()


@every(hour="0", minute="40")
def remind_of_credit_reports() -> None:
    """Twenty to nine in the morning in Asia/Shanghai."""
    from greenbridge.suppliers.credit import reports

    reports.remind()


@every(hour="0", minute="40")
def follow_confirmations() -> None:
    """Twenty to nine in the morning in Asia/Shanghai."""
    from greenbridge.suppliers.confirmation import services

    services.follow()


@every(minute="*/15")
def tell_watchers() -> None:
    from greenbridge.suppliers import services

    services.tell_watchers()


@every(hour="19", minute="15")
@takes_away(
    Keep.BODY,
    "suppliers.Supplier",
    "suppliers.Credential",
    "suppliers.RecordPart",
    "suppliers.SizeStatement",
    "suppliers.ListingReview",
)
@takes_away(
    Keep.CASE,
    "suppliers.ListingReview",
    "suppliers.Dispute",
    "suppliers.PaperDispute",
    "suppliers.Sighting",
    "suppliers.ImportRun",
    "suppliers.ImportEntry",
    "suppliers.ImportIssue",
    "suppliers.Answer",
    "suppliers.Scoring",
    "suppliers.Recusal",
    "suppliers.Appeal",
    "suppliers.SpotCheck",
    "suppliers.Feedback",
    "suppliers.CreditRun",
    "suppliers.CreditEntry",
    "suppliers.Note",
    "suppliers.CreditReport",
    "suppliers.CreditObjection",
    "suppliers.CreditCheck",
    "suppliers.Likeness",
    "suppliers.Merge",
    "suppliers.LateReport",
    "suppliers.KeyChange",
)
@takes_away(Keep.UNDO, "suppliers.Replaced")
def forget_old_papers() -> None:
    from greenbridge.suppliers import retention
    from greenbridge.suppliers.assessment import retention as assessments
    from greenbridge.suppliers.changes import retention as changes
    from greenbridge.suppliers.credit import retention as credit
    from greenbridge.suppliers.edits import kept as replaced
    from greenbridge.suppliers.feedback import retention as feedback
    from greenbridge.suppliers.merging import retention as merging
    from greenbridge.suppliers.notes import services as notes
    from greenbridge.suppliers.spotcheck import retention as spot_checks
    from greenbridge.suppliers.suspension import retention as suspensions

    retention.forget_old()
    assessments.forget_old()
    suspensions.forget_old()
    spot_checks.forget_old()
    feedback.forget_old()
    credit.forget_old()
    notes.forget_old()
    merging.forget_old()
    changes.forget_old()
    replaced.forget_old()


@every(hour="16", minute="10")
def run_assessment_clock() -> None:
    """Ten past midnight in Asia/Shanghai."""
    from greenbridge.suppliers.assessment import services, starting

    services.run_clock()
    starting.follow_starts()


@every(hour="20", minute="20")
def check_links() -> None:
    """Twenty past four at night in Asia/Shanghai: each link once a week, and a day later again if it failed."""
    from greenbridge.suppliers.guides import services

    services.check_due()
