"""What this room knows of people."""

from greenbridge.core.privacy import Keep, confidential, holds, personal, secret

holds(
    "messaging.Message",
    "站内消息",
    whose="recipient",
    plain="id link sent_at read_at mailed_at mail_tried_at mail_attempts mail_given_up",
    recipient=personal("通知本人", Keep.MESSAGE),
    text=confidential("通知本人", Keep.MESSAGE),
)
holds(
    "messaging.Letter",
    "验证信息",
    plain="id channel subject written_at sent_at tried_at attempts given_up is_code",
    address=personal("确认邮箱或手机号属于本人", Keep.LOG),
    asked_from=personal("防止滥发验证码", Keep.LOG),
    text=secret("确认邮箱或手机号属于本人，发出后即清空", Keep.LOG),
    unsubscribe=secret("停止接收订阅，发出后即清空", Keep.LOG),
)
