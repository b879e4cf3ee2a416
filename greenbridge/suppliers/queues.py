"""What of this room waits on whose desk."""

from operator import attrgetter

from django.db.models import Count, Min
from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import Role, User
from greenbridge.accounts.queues import review_task
from greenbridge.accounts.workload import Work, in_the_trail, of_reviews
from greenbridge.suppliers import queries
from greenbridge.suppliers.models import ListingReview, Supplier
from greenbridge.suppliers.suspension.queries import in_province_of


def listings(user: User) -> Waiting:
    rows = ListingReview.objects.visible_to(user).waiting().select_related("supplier__organisation__region")
    return Waiting(rows, listing_task)


def listing_task(row: ListingReview) -> Task:
    return review_task(
        row,
        kind="资质变更" if row.supplier.is_admitted else "机构入驻",
        url=reverse("suppliers:review", args=[row.pk]),
        region=row.supplier.organisation.region.local_name,
    )


def gone(user: User) -> list[Task]:
    """One task for each list: its bodies are looked into on one page."""
    rows = queries.gone_from_lists(user).order_by().values("source").annotate(Count("pk"), Min("seen_at"))
    return [
        Task(
            kind="名单核实",
            title=f"“{row['source']}”有 {row['pk__count']} 家单位不再出现",
            url=reverse("imports:gone"),
            since=row["seen_at__min"],
            status="待核实",
            status_kind="warn",
        )
        for row in rows
    ]


def my_profile(user: User) -> list[Task]:
    """A profile that is not on the shelf yet, or came back."""
    supplier = Supplier.objects.filter(organisation=user.organisation).first()
    if supplier and supplier.is_admitted:
        return []
    status = supplier.get_status_display() if supplier else "未开始"
    missing = queries.completeness(supplier).missing if supplier else ["填写机构资料并提交入驻"]
    returned = bool(supplier and supplier.status == Supplier.Status.RETURNED)
    title = "按退回理由修改机构资料" if returned else missing[0] if missing else "机构资料"
    return [
        Task(
            kind="机构入驻",
            title=title,
            url=reverse("suppliers:mine"),
            status=status,
            status_kind="warn" if returned else "plain",
        )
    ]


def install() -> None:
    page = contacts.Page("suppliers:edits", in_province_of, key=attrgetter("code"), is_in_place=False)
    contacts.stands_on("edits", page)
    rows = ListingReview.objects.select_related("supplier__organisation")
    contacts.stands_on(
        "listing", contacts.Page("suppliers:review", rows.visible_to, lambda row: row.supplier)
    )
    register(
        Queue(
            "listing",
            "机构入驻",
            "待办",
            lambda user: user.is_officer,
            listings,
            of_reviews(ListingReview),
            "suppliers:bulk",
        )
    )
    register(
        Queue(
            "gone",
            "名单核实",
            "待办",
            lambda user: user.is_officer,
            gone,
            Work(queries.gone_load, in_the_trail("supplier.gone_settled")),
            "imports:gone_bulk",
        )
    )
    register(Queue("profile", "入驻进度", "待办", lambda user: user.is_supplier, my_profile))
    register_entry(Entry("我的收藏", "suppliers:favourites", "管理", lambda user: not user.is_staff_member))
    register_entry(Entry("机构资料", "suppliers:mine", "管理", lambda user: user.is_supplier))
    register_entry(
        Entry(
            "名单导入", "imports:list", "管理", lambda user: bool(user.roles & {Role.OFFICER, Role.OPERATOR})
        )
    )
