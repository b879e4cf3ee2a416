"""Short messages to telephones. Which company carries them is one setting: ``SMS_PROVIDER``, a dotted path."""

import logging
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Provider(Protocol):
    """A carrier. ``send`` returns once the message was accepted and raises OSError or ValueError when it was not."""

    def send(self, number: str, text: str) -> None: ...


class LogProvider:
    """Carries nothing: the message goes to the log, where whoever runs the installation can read it."""

    def send(self, number: str, text: str) -> None:
        logger.info("SMS to %s: %s", number, text)


def provider() -> Provider:
    return cast(Provider, import_string(settings.SMS_PROVIDER)())
