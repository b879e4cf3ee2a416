"""What of this room waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts import contacts, subscribing
from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.accounts.my_lists import Heard, heard
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.workload import of_reviews
from greenbridge.demands.models import Demand, DemandReview


def reviews(user: User) -> Waiting:
    rows = DemandReview.objects.visible_to(user).waiting().select_related("demand__region")
    return Waiting(rows, _review)


def _review(row: DemandReview) -> Task:
    return review_task(
        row,
        kind="需求审核",
        url=reverse("demands:review", args=[row.pk]),
        region=row.demand.region.local_name if row.demand.region else "",
    )


def unfinished(user: User) -> list[Task]:
    """My body's drafts and what came back."""
    rows = Demand.objects.filter(buyer=user.organisation, status__in=Demand.EDITABLE).select_related("region")
    return [
        Task(
            kind="需求退回修改" if row.status == Demand.Status.RETURNED else "需求草稿",
            title=str(row),
            url=reverse("demands:check", args=[row.number]),
            region=row.region.local_name if row.region else "",
            since=row.saved_at,
            status=row.get_status_display(),
            status_kind="warn" if row.status == Demand.Status.RETURNED else "plain",
        )
        for row in rows.order_by("-saved_at")
    ]


def subscriptions(user: User) -> list[Heard]:
    """What I hear of in this hall."""
    return [
        Heard(
            hall="需求大厅",
            label=row.label,
            url=row.hall_url,
            pace=row.get_pace_display(),
            asked_at=row.asked_at,
            stop_url=reverse("subscriptions:stop", args=[subscribing.token(row)]),
        )
        for row in user.subscriptions.all()
    ]


def install() -> None:
    rows = DemandReview.objects.select_related("demand")
    contacts.stands_on("demand", contacts.Page("demands:review", rows.visible_to, lambda row: row.demand))
    register(
        Queue("demand", "需求审核", "待办", lambda user: user.is_officer, reviews, of_reviews(DemandReview))
    )
    register(Queue("draft", "草稿和退回", "待办", lambda user: user.is_buyer, unfinished))
    register_entry(Entry("我的需求", "demands:mine", "管理", lambda user: user.is_buyer))
    heard.add(subscriptions)
