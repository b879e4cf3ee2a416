"""Deep calls find room in one piece."""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from greenbridge.core.room import roomy


def at_every_depth() -> None:
    for depth in range(200):
        _at(depth)


def _at(depth: int) -> None:
    if depth:
        _at(depth - 1)
    else:
        for _ in range(1000):
            _nothing()


def _nothing() -> None:
    pass


# More than a step down needs, so that at some depth it meets the end of a piece.
_nothing.__code__ = _nothing.__code__.replace(co_stacksize=64)


def pages(work: Callable[[], None]) -> int:
    """How many pages of memory the system was asked for in a thread of its own, which begins with a piece of its own."""

    def asked() -> int:
        before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
        work()
        return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before

    with ThreadPoolExecutor(1) as one:
        return one.submit(asked).result()


def test_calls_at_any_depth_ask_for_no_memory() -> None:
    assert pages(roomy(at_every_depth)) < 50


def test_without_it_they_do() -> None:
    assert pages(at_every_depth) > 1000, "this Python keeps a piece by itself: it needs no room of ours"


def test_what_is_called_answers_and_refuses_as_before() -> None:
    assert roomy(divmod)(7, 2) == (3, 1)
    assert roomy(int)("11", base=2) == 3
    with pytest.raises(ZeroDivisionError):
        roomy(divmod)(7, 0)
