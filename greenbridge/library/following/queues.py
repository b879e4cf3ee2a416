"""Where a person finds what they follow."""

from greenbridge.accounts.desk import Entry, register_entry


def install() -> None:
    register_entry(Entry("我的关注", "follows:mine", "管理", lambda user: not user.is_staff_member))
