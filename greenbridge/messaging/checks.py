"""What whoever sets up an installation is warned of by ``manage.py check --deploy``."""

from typing import Any

from django.conf import settings
from django.core.checks import Warning

from greenbridge.messaging import sms

NO_CARRIER = Warning(
    "SMS_PROVIDER is not set: people cannot sign up or sign in with a mobile number.",
    hint="Name the class that hands short messages to your carrier; see docs/manual/运维/安装与启动.md.",
    id="messaging.W001",
)


def somebody_carries_short_messages(app_configs: Any, **options: Any) -> list[Warning]:
    """An installation that was given its secret is meant to be used; one that made its own is being looked at."""
    return [] if sms.is_offered() or not settings.SECRET_KEY_GIVEN else [NO_CARRIER]
