"""What of this room waits on whose desk."""

from collections.abc import Sequence
from functools import partial

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.core.kept import Kept
from greenbridge.deals import queries
from greenbridge.deals.models import Interest, Invitation
from greenbridge.demands.models import Demand
from greenbridge.suppliers.models import Supplier


def invitations(user: User) -> list[Task]:
    """Invitations that my body has not answered."""
    rows = Invitation.objects.filter(
        supplier__organisation=user.organisation, declined_at=None, demand__in=Demand.objects.open()
    )
    answered = Interest.objects.filter(supplier__organisation=user.organisation).values("demand")
    return [
        Task(
            kind="收到邀请",
            title=str(row.demand),
            url=reverse("deals:respond", args=[row.demand.number]),
            region=row.demand.region.local_name if row.demand.region else "",
            since=row.invited_at,
            due_at=row.demand.deadline,
            status="待答复",
        )
        for row in rows.exclude(demand__in=answered).select_related("demand__region")
    ]


# Every page of a supplier counts them, and each is weighed against all that the supplier does.
_fitting: Kept[int, tuple[Task, ...]] = Kept()


def opportunities(user: User) -> Sequence[Task]:
    """Open demands that fit my body; weighed anew when a demand, a record or a response changes, each minute at the latest."""
    mine = (
        Supplier.objects.listed().filter(organisation=user.organisation).values_list("pk", flat=True).first()
    )
    return _fitting.one(mine, partial(_opportunities, mine)) if mine else ()


def _opportunities(supplier: int) -> tuple[Task, ...]:
    whole = Supplier.objects.with_card().get(pk=supplier)
    return tuple(_opportunity(demand) for demand, _ in queries.open_for(whole))


def _opportunity(demand: Demand) -> Task:
    return Task(
        kind="符合条件的需求",
        title=str(demand),
        url=reverse("deals:respond", args=[demand.number]),
        region=demand.region.local_name if demand.region else "",
        since=demand.published_at,
        due_at=demand.deadline,
        status="公开征集",
        status_kind="ok",
    )


def responses(user: User) -> list[Task]:
    """My body's public demands that have no outcome yet, those with responses among them."""
    rows = Demand.objects.public().filter(buyer=user.organisation, outcome=None).select_related("region")
    answers = queries.answers_to(rows)
    return [_response_task(row, answers.get(row.pk, 0)) for row in rows.order_by("-published_at")[:50]]


def _response_task(demand: Demand, answers: int) -> Task:
    return Task(
        kind="收到响应" if answers else "等候响应",
        title=str(demand),
        url=reverse("deals:overview", args=[demand.number]),
        region=demand.region.local_name if demand.region else "",
        since=demand.published_at,
        due_at=demand.deadline if demand.is_open else None,
        status=f"{answers}家响应" if answers else demand.get_status_display(),
        status_kind="ok" if answers else "plain",
    )


def install() -> None:
    register(Queue("invitation", "收到的邀请", "待办", lambda user: user.is_supplier, invitations))
    register(Queue("opportunity", "符合条件的需求", "机会", lambda user: user.is_supplier, opportunities))
    register(Queue("response", "进行中的需求", "待办", lambda user: user.is_buyer, responses))
    register_entry(Entry("邀请和响应", "deals:opportunities", "管理", lambda user: user.is_supplier))
