"""What this room knows of people."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

holds(
    "messaging.Message",
    "站内消息",
    whose="recipient",
    plain="id link sent_at read_at mailed_at mail_attempts mail_given_up",
    recipient=personal("通知本人", Keep.MESSAGE),
    text=confidential("通知本人", Keep.MESSAGE),
)
