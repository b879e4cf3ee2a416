"""The ledger on the desks of those who look after the library, and what of it nobody has looked at."""

from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import User
from greenbridge.library.access import is_keeper
from greenbridge.library.ledger import queries
from greenbridge.library.models import Effect


def to_confirm(user: User) -> Waiting:
    return Waiting(queries.entries("unconfirmed").order_by("pk"), _task)


def _task(effect: Effect) -> Task:
    return Task(
        kind="变动记录",
        title=str(effect),
        url=effect.get_absolute_url(),
        since=effect.created_at,
        status="待核对",
        status_kind="warn",
    )


def install() -> None:
    register(Queue("ledger", "变动核对", "待办", is_keeper, to_confirm))
    register_entry(Entry("变动记录", "ledger:list", "管理", is_keeper))
