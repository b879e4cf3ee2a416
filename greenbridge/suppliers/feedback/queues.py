"""What of feedback waits on whose desk."""

from django.db.models import QuerySet
from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.desk import Queue, Task, Waiting, register
from greenbridge.accounts.models import User
from greenbridge.accounts.my_lists import Reported, reported
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.workload import of_reviews
from greenbridge.suppliers.feedback import queries
from greenbridge.suppliers.models import Feedback


def to_answer(user: User) -> Waiting:
    return Waiting(queries.waiting_for(user), task)


def task(row: Feedback) -> Task:
    url = reverse("feedback:answer", args=[row.pk])
    return review_task(row, kind="问题反馈", url=url, region=row.supplier.organisation.region.local_name)


def mine(user: User) -> list[Task]:
    """What my body was asked to put right; gone as soon as it changes its record."""
    return [
        Task(
            kind="问题反馈",
            title=f"核对并更正：{row.get_kind_display()}",
            url=row.get_absolute_url(),
            since=row.decided_at,
            status=row.outcome,
            status_kind="warn",
        )
        for row in queries.for_the_body(user)
    ]


def my_reports(user: User) -> list[Reported]:
    """What I reported of records."""
    return [
        Reported(
            about=str(row.supplier),
            kind=row.get_kind_display(),
            text=row.text,
            url=row.get_absolute_url(),
            reported_at=row.submitted_at,
            outcome=row.outcome,
            answer=row.reasons,
            is_waiting=row.is_waiting,
        )
        for row in queries.mine(user)
    ]


def _about_contacts(officer: User) -> QuerySet[Feedback]:
    return queries.answered_by(officer).filter(kind=Feedback.Kind.CONTACT)


def _reported_from(row: Feedback) -> contacts.Said:
    """Where who reported is reached; their name stands on the page, the body never learns either."""
    person = row.reported_by
    return "", (person.email or person.mobile or "") if person else ""


def install() -> None:
    contacts.stands_on("feedback", contacts.Page("feedback:answer", _about_contacts, lambda row: row.subject))
    reporter = contacts.Page("feedback:answer", queries.answered_by, said=_reported_from)
    contacts.stands_on("reporter", reporter)
    register(
        Queue(
            "feedback",
            "问题反馈",
            "待办",
            lambda user: user.is_officer,
            to_answer,
            of_reviews(Feedback),
            "feedback:bulk",
        )
    )
    register(Queue("my_feedback", "收到的反馈", "待办", lambda user: user.is_supplier, mine))
    reported.add(my_reports)
