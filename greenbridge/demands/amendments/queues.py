"""What of changes waits on whose desk."""

from greenbridge.accounts.desk import Queue, Task, Waiting, register
from greenbridge.accounts.models import User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.workload import of_reviews
from greenbridge.demands.models import Amendment


def waiting(user: User) -> Waiting:
    rows = Amendment.objects.visible_to(user).waiting().select_related("demand__region")
    return Waiting(rows, _task)


def _task(row: Amendment) -> Task:
    region = row.demand.region.local_name if row.demand.region else ""
    return review_task(row, kind="变更公告", url=row.get_review_url(), region=region)


def install() -> None:
    register(
        Queue("amendment", "变更公告", "待办", lambda user: user.is_officer, waiting, of_reviews(Amendment))
    )
