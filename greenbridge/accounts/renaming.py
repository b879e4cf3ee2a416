"""What bodies are called stands in halls that this room does not know: they hear here when it changes."""

from collections.abc import Callable, Collection

Hearing = Callable[[Collection[str]], None]
_hearing: list[Hearing] = []


def listen(hear: Hearing) -> None:
    """``hear`` gets the credit codes of bodies that are called otherwise by now, within the transaction of the change."""
    if hear not in _hearing:
        _hearing.append(hear)


def tell(codes: Collection[str]) -> None:
    """Say so. Lists need not: they never rename a verified body, and nobody else publishes anything."""
    if codes:
        for hear in _hearing:
            hear(codes)
