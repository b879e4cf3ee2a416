"""Room for deep calls, taken once.

Python keeps the frames of its calls in pieces of 16 KB. A loop that happens to stand at the end of one asks the system for
the next with every call it makes, and gives it back with every return: seven microseconds each time, where a call takes
thirty nanoseconds. Below a function that says it needs half a megabyte there is one piece, and no end to stand at.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Of 8 bytes each: the piece is the next power of two, and what remains of it is for the calls below.
SLOTS = 2**16 + 64


def roomy(call: Callable[P, T]) -> Callable[P, T]:
    """The same call, with half a megabyte for the frames of all it calls. None of it is touched before it is needed."""

    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        return call(*args, **kwargs)

    called.__code__ = called.__code__.replace(co_stacksize=SLOTS)
    return called
