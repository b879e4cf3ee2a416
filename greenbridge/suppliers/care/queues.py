"""What of a supplier's own care waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts.desk import Entry, Queue, Task, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.suppliers.care import queries
from greenbridge.suppliers.models import Supplier


def my_care(user: User) -> list[Task]:
    """Papers that end and types that the tree has no more, of a supplier that is listed."""
    supplier = Supplier.objects.with_card().listed().filter(organisation=user.organisation).first()
    if supplier is None:
        return []
    mine, today = reverse("suppliers:mine"), clock.today()
    tasks = [
        Task(
            "资质更新",
            f"“{lapse.type_name}”暂停展示，请更新{lapse.paper.kind.short_name}",
            mine,
            status="已限制",
            status_kind="bad",
        )
        for lapse in queries.lapses(supplier)
    ]
    for paper in supplier.credentials.all():
        if paper.expires_on and paper.state_on(today) == paper.State.EXPIRING:
            title = f"{paper.kind.short_name}将于{clock.written(paper.expires_on)}到期，请换证后上传"
            due = clock.end_of_day(paper.expires_on)
            renewal = f"{reverse('suppliers:add_credential')}?of={paper.pk}"
            tasks.append(Task("资质更新", title, renewal, due_at=due, status="即将到期", status_kind="warn"))
    for activity in queries.of_former_versions(supplier):
        title = f"“{activity}”按业务分类第{activity.type_version}版登记，请按现在的分类重新添加"
        tasks.append(Task("业务分类", title, mine, status="旧分类", status_kind="warn"))
    return tasks


def install() -> None:
    register(Queue("care", "资质更新", "待办", lambda user: user.is_supplier, my_care))
    register_entry(Entry("到期限制", "suppliers:restrictions", "管理", lambda user: user.is_officer))
