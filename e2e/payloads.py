"""Texts that are programs when a page is careless: ours, and a sample of a public list where it lies beside the checkout."""

from itertools import product
from pathlib import Path

LIST = Path(__file__).resolve().parents[2] / "shared/data/hostile/xss/Intruder/xss-payload-list.txt"
SAMPLE = 110
SHORT = 60  # characters; a title holds no more

WAYS_OUT = ("", '">', "'>", "</p>", "</title>", "</script>", "</textarea>", "-->")
PROGRAMS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<svg onload=alert(3)>",
    "<details open ontoggle=alert(4)>",
    "<iframe srcdoc='<script>parent.alert(5)</script>'>",
    "<a href=javascript:alert(6)>x</a>",
)
IN_ATTRIBUTES = (
    '" autofocus onfocus=alert(7) x="',
    "' onmouseover=alert(8) x='",
    "javascript:alert(9)",
    "{{7*7}}${alert(10)}",
)


def payloads() -> list[str]:
    """About 150, none longer than a line."""
    ours = [way_out + program for way_out, program in product(WAYS_OUT, PROGRAMS)]
    return [*ours[:48], *IN_ATTRIBUTES, *_public_sample()]


def _public_sample() -> list[str]:
    """Every so many lines of the list, so that its kinds are all there."""
    if not LIST.exists():
        return []
    lines = [line.strip() for line in LIST.read_text("utf-8", errors="replace").splitlines()]
    usable = [line for line in lines if line and len(line) <= 2 * SHORT and line.isprintable()]
    return usable[:: len(usable) // SAMPLE][:SAMPLE]
