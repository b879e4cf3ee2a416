"""What is done with an upload while it still arrives."""

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from greenbridge.files import rules

MAX_BODY_MEGABYTES = 60  # deploy/nginx.conf says the same


class StopKeepingTheTooLarge(FileUploadHandler):
    """A file above the limit is heard to the end but not kept, so that the form can answer beside its field.

    A request far above it is not heard at all: it gets a page. The first of the handlers, before memory and disk.
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
        return raw_data if start + len(raw_data) <= self._limit() else None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        if file_size <= self._limit():
            return None
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, file_size)

    @staticmethod
    def _limit() -> int:
        return rules.MAX_MEGABYTES * 1_000_000
