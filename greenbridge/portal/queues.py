"""What of this room stands on whose desk."""

from greenbridge.accounts.desk import Entry, register_entry


def install() -> None:
    register_entry(Entry("工作量", "portal:workload", "管理", lambda user: user.is_officer))
