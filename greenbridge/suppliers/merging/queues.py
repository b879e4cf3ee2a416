"""Records that may be of one body wait on the desks of the officers of their provinces."""

from operator import attrgetter

from django.db.models import Count, Min
from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.accounts.workload import Work, in_the_trail
from greenbridge.suppliers.merging import queries


def likenesses(user: User) -> list[Task]:
    """One task for all: the pairs are gone through one after another."""
    found = queries.waiting_for(user).order_by().aggregate(count=Count("pk"), since=Min("found_at"))
    if not found["count"]:
        return []
    return [
        Task(
            kind="疑似重复",
            title=f"{found['count']} 对机构记录可能是同一家",
            url=reverse("suppliers:likenesses"),
            since=found["since"],
            status="待核对",
            status_kind="warn",
        )
    ]


def install() -> None:
    for which in ("first", "second"):
        page = contacts.Page("suppliers:likeness", queries.visible_to, attrgetter(which))
        contacts.stands_on(f"likeness_{which}", page)
    decided = in_the_trail("supplier.merged", "supplier.likeness_dismissed")
    work = Work(queries.load_of, decided)
    register(Queue("likenesses", "疑似重复", "待办", lambda user: user.is_officer, likenesses, work))
    register_entry(Entry("合并记录", "suppliers:merges", "管理", lambda user: user.is_officer))
