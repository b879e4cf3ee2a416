"""What is done with an upload while it still arrives."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

from greenbridge.files import checking, rules

MAX_BODY_MEGABYTES = 60  # deploy/nginx.conf says the same


class StopKeepingTheTooLarge(TemporaryFileUploadHandler):
    """A file above the limit is heard to the end but no longer written, so that the form can answer at its field.

    Its size is what was sent, its content less. A request far above the limit is not heard at all: it gets a page.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 — Django's name, which it passes by
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MAX_BODY_MEGABYTES * 1_000_000:
            raise RequestDataTooBig("the request is larger than any form of ours")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > rules.MAX_MEGABYTES * 1_000_000:
            return None
        return super().receive_data_chunk(raw_data, start)


def look_through(request: HttpRequest) -> None:
    """Check what was sent before the act begins: its reader and the scanner may take seconds, and no writer waits for them.

    Only for who has signed in: no form of a visitor takes files.
    """
    if request.user.is_authenticated:
        for _, uploads in request.FILES.lists():
            for upload in uploads:
                checking.look_through(upload)
