"""A visitor's page comes in at most six requests and 60 KB, with everything that it shows, on the first visit."""

from playwright.sync_api import Request

from e2e.atlas import BARREN, stops
from e2e.world import Person, World

MOST_REQUESTS = 6
MOST_BYTES = 60_000
ABREAST = 8  # pages at a time: until one is known to be at rest, half a second goes by


def test_every_page_for_visitors_is_light(here: World) -> None:
    pages = [stop.path for stop in stops(here.visitor(), "/", *BARREN)]
    assert len(pages) > 10

    weights: dict[str, list[int]] = {}
    for start in range(0, len(pages), ABREAST):
        opened = {path: Opened(here.visitor(), path) for path in pages[start : start + ABREAST]}
        weights |= {path: page.transferred() for path, page in opened.items()}

    assert {path: sizes for path, sizes in weights.items() if is_heavy(sizes)} == {}


def test_the_scales_notice_what_is_not_compressed(here: World) -> None:
    """The control: the same page without compression is too heavy."""
    visitor = here.visitor()
    visitor.page.set_extra_http_headers({"Accept-Encoding": "identity"})

    assert is_heavy(Opened(visitor, "/suppliers/").transferred())


class Opened:
    """A page in a fresh browser, which goes on asking for what it needs."""

    def __init__(self, visitor: Person, path: str) -> None:
        self._page = visitor.page
        self._finished: list[Request] = []
        self._page.on("requestfinished", lambda request: self._finished.append(request))
        visitor.opens(path)

    def transferred(self) -> list[int]:
        """The bytes of each answer that it needed, heads included, once it asks for nothing more."""
        self._page.wait_for_load_state("networkidle")
        sizes = [request.sizes() for request in self._finished]
        return [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]


def is_heavy(sizes: list[int]) -> bool:
    return len(sizes) > MOST_REQUESTS or sum(sizes) > MOST_BYTES
