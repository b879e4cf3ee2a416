"""A page that is not there, and what to do instead."""

from collections.abc import Sequence

from django.http import Http404


class Missing(Http404):
    """Answered with status 404 and a page of its own: what is not there, in a sentence, and ways on: (label, address).

    It says nothing that tells what may not be seen from what never was.
    """

    def __init__(self, title: str, text: str, links: Sequence[tuple[str, str]]) -> None:
        super().__init__(title)
        self.title, self.text, self.links = title, text, links
