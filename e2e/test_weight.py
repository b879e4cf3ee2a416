"""A visitor's page comes in at most six requests and 60 KB, with everything that it shows, on the first visit."""

from playwright.sync_api import Request

from e2e.atlas import BARREN, stops
from e2e.world import Person, World

MOST_REQUESTS = 6
MOST_BYTES = 60_000


def test_every_page_for_visitors_is_light(here: World) -> None:
    pages = [stop.path for stop in stops(here.visitor(), "/", *BARREN)]
    assert len(pages) > 10

    weights = {path: transferred(here.visitor(), path) for path in pages}

    assert {path: sizes for path, sizes in weights.items() if is_heavy(sizes)} == {}


def test_the_scales_notice_what_is_not_compressed(here: World) -> None:
    """The control: the same page without compression is too heavy."""
    visitor = here.visitor()
    visitor.page.set_extra_http_headers({"Accept-Encoding": "identity"})

    assert is_heavy(transferred(visitor, "/suppliers/"))


def transferred(visitor: Person, path: str) -> list[int]:
    """The bytes of each answer that a fresh browser needs for the page, heads included."""
    finished: list[Request] = []
    visitor.page.on("requestfinished", lambda request: finished.append(request))
    visitor.opens(path).page.wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in finished]
    return [size["responseBodySize"] + size["responseHeadersSize"] for size in sizes]


def is_heavy(sizes: list[int]) -> bool:
    return len(sizes) > MOST_REQUESTS or sum(sizes) > MOST_BYTES
