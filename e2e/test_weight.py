"""A visitor's page comes in at most six requests and 60 KB, with everything that it shows, on the first visit."""

from playwright.sync_api import Request

from e2e.atlas import BARREN, stops
from e2e.people import Person
from e2e.world import World

MOST_REQUESTS = 6
MOST_BYTES = 60_000
ABREAST = 8  # pages at a time: until one is known to be at rest, half a second goes by


def test_every_page_for_visitors_is_light(here: World) -> None:
    pages = [stop.path for stop in stops(here.visitor(), "/", *BARREN)]
    assert len(pages) > 10

    visitors = [forgetful(here.visitor()) for _ in range(ABREAST)]
    weights: dict[str, list[int]] = {}
    for start in range(0, len(pages), ABREAST):
        opened = {path: Opened(visitor, path) for path, visitor in zip(pages[start:], visitors, strict=False)}
        weights |= {path: page.transferred() for path, page in opened.items()}

    assert {path: sizes for path, sizes in weights.items() if is_heavy(sizes)} == {}


def test_the_scales_notice_what_is_not_compressed(here: World) -> None:
    """The control: the same page without compression is too heavy."""
    visitor = here.visitor()
    visitor.page.set_extra_http_headers({"Accept-Encoding": "identity"})

    assert is_heavy(Opened(visitor, "/suppliers/").transferred())


def test_every_visit_is_the_first(here: World) -> None:
    """The control: a page weighs the same when a visitor of these stories opens it again."""
    visitor = forgetful(here.visitor())
    first, again = (Opened(visitor, "/suppliers/").transferred() for _ in range(2))
    assert len(first) > 1
    assert sorted(again) == sorted(first)


def forgetful(visitor: Person) -> Person:
    """Whose browser keeps nothing of a page for the next."""
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return visitor


class Opened:
    """A page on the first visit, which goes on asking for what it needs."""

    def __init__(self, visitor: Person, path: str) -> None:
        self._page = visitor.page
        self._finished: list[Request] = []
        self._page.context.clear_cookies()
        self._page.on("requestfinished", self._note)
        visitor.opens(path)

    def _note(self, request: Request) -> None:
        self._finished.append(request)

    def transferred(self) -> list[int]:
        """The bytes of each answer that it needed, heads included, once it asks for nothing more."""
        self._page.wait_for_load_state("networkidle")
        self._page.remove_listener("requestfinished", self._note)
        sizes = [request.sizes() for request in self._finished]
        return [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]


def is_heavy(sizes: list[int]) -> bool:
    return len(sizes) > MOST_REQUESTS or sum(sizes) > MOST_BYTES
