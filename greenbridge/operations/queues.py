"""What of this room stands on whose desk."""

from greenbridge.accounts.desk import Entry, register_entry
from greenbridge.accounts.models import Role


def install() -> None:
    register_entry(Entry("操作记录", "operations:trail", "管理", lambda user: Role.AUDIT_ADMIN in user.roles))
