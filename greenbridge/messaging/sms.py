"""Short messages to telephones. Which company carries them is one setting: ``SMS_PROVIDER``, a dotted path.

Without one a trial installation writes them to its log. A real one does not offer what it cannot send, and no code
ever stands in its log.
"""

import logging
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

LOG = "greenbridge.messaging.sms.LogProvider"
NOT_OFFERED = "平台暂时不能发送短信，请使用电子邮箱。"


class Provider(Protocol):
    """A carrier. ``send`` returns once the message was accepted and raises OSError or ValueError when it was not."""

    def send(self, number: str, text: str) -> None: ...


class LogProvider:
    """Carries nothing: on a trial installation the message goes to the log, where whoever runs it can read it."""

    def send(self, number: str, text: str) -> None:
        if not settings.LOCAL:
            raise ValueError("no carrier of short messages is set")
        logger.info("SMS to %s: %s", number, text)


def is_carried() -> bool:
    """Whether somebody carries short messages."""
    return settings.SMS_PROVIDER != LOG


def is_offered() -> bool:
    """Whether people may ask for a short message; on a trial installation they read it in the log."""
    return is_carried() or bool(settings.LOCAL)


def provider() -> Provider:
    return cast(Provider, import_string(settings.SMS_PROVIDER)())
