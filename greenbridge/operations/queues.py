"""What of this room stands on whose desk."""

from greenbridge.accounts.desk import Entry, register_entry
from greenbridge.accounts.models import Role


def install() -> None:
    register_entry(
        Entry("安全事件", "operations:events", "管理", lambda user: Role.SECURITY_ADMIN in user.roles)
    )
    register_entry(
        Entry("系统状态", "operations:system", "管理", lambda user: Role.SYSTEM_ADMIN in user.roles)
    )
    register_entry(Entry("操作记录", "operations:trail", "管理", lambda user: Role.AUDIT_ADMIN in user.roles))
