"""Activities of former types wait on the desk of the officers of the body's province."""

from django.urls import reverse

from greenbridge.accounts.desk import Queue, Task, register
from greenbridge.accounts.models import User
from greenbridge.accounts.workload import Work, in_the_trail
from greenbridge.reference import lookups
from greenbridge.suppliers.redeclaring import queries


def former_types(user: User) -> list[Task]:
    """One task for each former type: its bodies are gone through one after another."""
    known, since = lookups.service_types(), queries.begun()
    return [
        Task(
            kind="业务分类",
            title=f"{count} 家未认领机构的“{known[code].name}”按旧分类登记",
            url=f"{reverse('suppliers:former_types')}?type={code}",
            since=since,
            status="旧分类",
            status_kind="warn",
        )
        for code, count in queries.facets(user).items()
    ]


def install() -> None:
    work = Work(queries.load_of, in_the_trail("supplier.activity_redeclared"))
    register(Queue("former_types", "旧分类业务", "待办", lambda user: user.is_officer, former_types, work))
