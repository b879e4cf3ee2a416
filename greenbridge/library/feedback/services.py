"""A feedback on a text from the report to its answer."""

from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library.feedback import errors, queries
from greenbridge.library.models import Clause, TextFeedback, Version
from greenbridge.messaging import services as messaging

MOST_A_DAY = 10


@transaction.atomic
def report(version: Version, clause: Clause | None, *, kind: str, text: str, reporter: User) -> TextFeedback:
    """Ask the editors to look at a text, or at one clause of it.

    They are told that there is something, never by whom. Raises ReportedAlready, TooManyReports.
    """
    # The reporter's row is the lock: two reports at once must see each other.
    User.objects.select_for_update(no_key=True).get(pk=reporter.pk)
    if queries.of_the_last_day(reporter).count() >= MOST_A_DAY:
        raise errors.TooManyReports(most=MOST_A_DAY)
    row = TextFeedback(
        version=version,
        address=clause.address if clause else "",
        clause=str(clause) if clause else "",
        kind=kind,
        text=text,
        reported_by=reporter,
        reported_at=clock.now(),
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise errors.ReportedAlready(kind=row.get_kind_display()) from twice
    audit.record("library.feedback_given", actor=reporter, target=row, after={"kind": kind})
    keepers = User.objects.filter(grants__role__in=queries.KEEPERS, is_active=True).distinct()
    messaging.send_to_all(
        keepers, f"有读者反馈{row}，请核实并答复。", link=reverse("text_feedback:answer", args=[row.pk])
    )
    return row


@transaction.atomic
def answer(row: TextFeedback, *, editor: User, state: str, answer: str) -> TextFeedback:
    """Say what comes of it; the reporter reads the answer. Raises AnsweredAlready where a colleague was first."""
    row = TextFeedback.objects.select_for_update(of=("self",)).select_related("version__work").get(pk=row.pk)
    if not row.is_waiting:
        raise errors.AnsweredAlready(state=row.get_state_display())
    row.state, row.answer, row.answered_by, row.answered_at = state, answer, editor, clock.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    audit.record("library.feedback_answered", actor=editor, target=row, after={"state": state}, note=answer)
    if row.reported_by and row.reported_by.is_active:
        words = f"您反馈的{row}，编辑答复：{row.get_state_display()}。{answer}"
        messaging.send(row.reported_by, words, link=row.get_absolute_url())
    return row
