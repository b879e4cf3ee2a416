"""What of official notices waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.desk import Queue, Task, Waiting, register
from greenbridge.accounts.models import User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.workload import of_reviews
from greenbridge.demands.models import NoticeReview, RemovalRequest


def doubtful(user: User) -> Waiting:
    rows = NoticeReview.objects.visible_to(user).waiting().select_related("notice__project__region")
    return Waiting(rows, doubt)


def doubt(row: NoticeReview) -> Task:
    return _task(row, "公告核对", "notices:review")


def removals(user: User) -> Waiting:
    rows = RemovalRequest.objects.visible_to(user).waiting().select_related("notice__project__region")
    return Waiting(rows, _removal)


def _removal(row: RemovalRequest) -> Task:
    return _task(row, "公告移除申请", "notices:removal")


def _task(row: NoticeReview | RemovalRequest, kind: str, page: str) -> Task:
    return review_task(row, kind=kind, url=reverse(page, args=[row.pk]), region=row.notice.project.place)


def _asked_from(row: RemovalRequest) -> contacts.Said:
    account = f"（登录账号：{row.asked_by}）" if row.asked_by else ""
    return f"{row.name}{account}", row.contact


def install() -> None:
    rows = RemovalRequest.objects.select_related("notice", "asked_by")
    page = contacts.Page("notices:removal", rows.visible_to, said=_asked_from, is_told=False)
    contacts.stands_on("removal", page)
    register(
        Queue(
            "notice",
            "公告核对",
            "待办",
            lambda user: user.is_officer,
            doubtful,
            of_reviews(NoticeReview),
            "notices:bulk",
        )
    )
    register(
        Queue(
            "removal",
            "公告移除申请",
            "待办",
            lambda user: user.is_officer,
            removals,
            of_reviews(RemovalRequest),
        )
    )
