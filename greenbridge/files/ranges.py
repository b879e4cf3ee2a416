"""Parts of a file (RFC 9110, 14): one stretch of bytes, so that a long download goes on where it broke off."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_ASKED = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})", re.ASCII)
_PIECE = 64 * 1024


class NotThere(Exception):
    """The stretch that is asked for lies outside the file: 416."""


@dataclass(frozen=True)
class Stretch:
    """From byte ``first`` up to and with byte ``last``."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def of(self, file: Path) -> Iterator[bytes]:
        """The bytes, piece by piece."""
        with file.open("rb") as content:
            content.seek(self.first)
            left = self.length
            while left and (piece := content.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece


def asked(header: str, only_if: str, tag: str, size: int) -> Stretch | None:
    """The stretch that a request names; None where it gets the whole file.

    That is also for several stretches at once, for what cannot be read, and where the file is no longer the one that
    ``If-Range`` names. Raises NotThere.
    """
    found = _ASKED.fullmatch(header.strip())
    if found is None or found[0] == "bytes=-" or (only_if and only_if != tag):
        return None
    if not found["first"]:  # the last so many bytes
        first, last = max(size - int(found["last"]), 0), size - 1
    else:
        first, last = int(found["first"]), min(int(found["last"] or size - 1), size - 1)
        if found["last"] and int(found["last"]) < first:
            return None
    if first >= size:
        raise NotThere
    return Stretch(first, last)
