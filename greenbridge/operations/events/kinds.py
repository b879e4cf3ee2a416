"""Which acts of the trail concern security (安全事件), and what their particulars are called."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One column of the daily counts: its name, and the actions of the trail that belong to it."""

    label: str
    actions: tuple[str, ...]


KINDS = {
    "failure": Kind("登录失败", ("account.sign_in_failed",)),
    "lock": Kind("登录锁定", ("account.locked_out",)),
    "step_up": Kind("再次确认未通过", ("account.step_up_refused",)),
    "role": Kind("角色变更", ("role.change_proposed", "role.change_refused", "role.granted", "role.revoked")),
    "account": Kind(
        "账号停用与恢复",
        ("account.disabled", "account.enabled", "account.went_dormant", "account.woke_up"),
    ),
    "login": Kind(
        "登录方式变更", ("account.login_changed", "account.factor_added", "account.factor_removed")
    ),
    "file": Kind("文件隔离", ("file.infected", "file.refused")),
    "probe": Kind("大量试探", ("address.probed",)),
}
ACTIONS = frozenset(action for kind in KINDS.values() for action in kind.actions)

# What came or went, as ``sign_in.factor_changed`` writes it down.
FACTORS = {"totp": "验证器", "passkey": "通行密钥"}

# Why somebody did not come in, as ``sign_in.note_failure`` writes it down.
REASONS = {
    "password": "密码不对",
    "code": "验证码不对",
    "second factor": "第二重验证不对",
    "set-up": "设置验证器时验证码不对",
    "step-up": "密码或第二重验证不对",
    "locked": "锁定期间再次尝试",
    "inactive": "账号已停用",
}
