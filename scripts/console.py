"""What the scripts say on the terminal: one line per step, and one sentence when something is in the way.

Progress goes to standard error, so that standard output carries only what other programs may want to read.
"""

from __future__ import annotations  # read by any Python 3, so that an old one is told so

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class InTheWay(Exception):
    """Something outside the program stops it. ``str()`` is one sentence that says what to do."""


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show a step while it runs and how long it took."""
    begun = time.monotonic()
    print(f"  {title} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    except BaseException:
        print(file=sys.stderr, flush=True)
        raise
    print(f" {time.monotonic() - begun:.1f} s", file=sys.stderr, flush=True)


def run(main: Callable[[], int]) -> None:
    """Run a script's main function and leave with its exit code."""
    try:
        code = main()
    except InTheWay as reason:
        print(f"Greenbridge: {reason}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
