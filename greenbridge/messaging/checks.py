"""What whoever sets up an installation is told by ``manage.py check --deploy``."""

from typing import Any

from django.core.checks import Info

from greenbridge.messaging import sms

# To do without is a choice: nothing is offered then that could not be sent. So it is said, and nothing fails for it.
NO_CARRIER = Info(
    "SMS_PROVIDER is not set: people sign up and sign in with an e-mail address, not with a mobile number.",
    hint="To offer both, name the class that hands short messages to your carrier; see docs/manual/运维/安装与启动.md.",
    id="messaging.I001",
)


def somebody_carries_short_messages(app_configs: Any, **options: Any) -> list[Info]:
    return [] if sms.is_offered() else [NO_CARRIER]
