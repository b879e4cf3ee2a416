"""What of assessments waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import Role, User
from greenbridge.accounts.workload import Work
from greenbridge.suppliers.assessment import queries
from greenbridge.suppliers.models import Assessment

STAFF = {Role.OFFICER, Role.OPERATOR}


def scorings(user: User) -> Waiting:
    rows = Assessment.objects.waiting_for(user).select_related(
        "supplier__organisation", "province", "service_type"
    )
    return Waiting(rows.order_by("due_at", "pk"), _scoring)


def _scoring(row: Assessment) -> Task:
    return Task(
        kind="分差裁定" if row.is_settling else "准入评分",
        title=str(row),
        url=reverse("assessment:score", args=[row.pk]),
        region=row.province.name,
        since=row.submitted_at,
        due_at=row.due_at,
        status="超期督办" if row.escalated_at else row.get_state_display(),
        status_kind="warn" if row.escalated_at else "plain",
    )


def mine(user: User) -> list[Task]:
    """Self-assessments to be finished, and what is to be corrected."""
    rows = Assessment.objects.filter(supplier__organisation=user.organisation).select_related(
        "province", "service_type"
    )
    unfinished = rows.filter(state=Assessment.State.DRAFT)
    failed = [
        one
        for one in rows.filter(state=Assessment.State.FAILED, corrections=None)
        if one.is_correctable_today
    ]
    return [
        Task(
            kind="准入考核",
            title=f"{'按原因整改' if one in failed else '完成自评'}：{one.what}",
            url=one.get_absolute_url(),
            since=one.opened_at,
            status=one.get_state_display(),
            status_kind="warn" if one in failed else "plain",
        )
        for one in [*failed, *unfinished]
    ]


def install() -> None:
    register(
        Queue(
            "assessment",
            "准入考核",
            "待办",
            lambda user: user.is_officer,
            scorings,
            Work(queries.load_of, queries.scored_by),
        )
    )
    register(Queue("my_assessment", "准入考核待办", "待办", lambda user: user.is_supplier, mine))
    register_entry(Entry("准入考核", "assessment:mine", "管理", lambda user: user.is_supplier))
    register_entry(Entry("准入启用", "assessment:starts", "管理", lambda user: Role.OPERATOR in user.roles))
    register_entry(Entry("考核标准", "assessment:criteria", "管理", lambda user: bool(user.roles & STAFF)))
