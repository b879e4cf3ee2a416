"""What of reported changes waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.workload import of_reviews
from greenbridge.suppliers.changes import queries
from greenbridge.suppliers.models import KeyChange, Supplier


def changes(user: User) -> Waiting:
    return Waiting(queries.lying_with(user).filter(decision=Decision.WAITING), _change)


def _change(row: KeyChange) -> Task:
    region = row.supplier.organisation.region.local_name
    return review_task(row, kind="变更申报", url=row.get_absolute_url(), region=region)


def mine(user: User) -> list[Task]:
    """What came back and was not handed in again."""
    rows = Supplier.objects.filter(organisation=user.organisation, key_changes__decision=Decision.RETURNED)
    supplier = rows.select_related("organisation__region").first()
    if supplier is None:
        return []
    latest = [one.latest for one in queries.standings(supplier)]
    return [
        Task(
            kind="变更申报",
            title=f"{row.get_fact_display()}变更被退回，请按理由重新申报",
            url=reverse("suppliers:report_change", args=[row.fact]),
            since=row.decided_at,
            status="退回修改",
            status_kind="warn",
        )
        for row in latest
        if row and row.decision == Decision.RETURNED
    ]


def install() -> None:
    work = of_reviews(KeyChange)
    register(Queue("key_change", "变更申报", "待办", lambda user: user.is_officer, changes, work))
    register(Queue("my_key_change", "退回的变更申报", "待办", lambda user: user.is_supplier, mine))
    register_entry(Entry("变更申报", "suppliers:changes", "管理", lambda user: user.is_supplier))
