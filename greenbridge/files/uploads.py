"""What is done with an upload while it still arrives."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from greenbridge.files import rules

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
