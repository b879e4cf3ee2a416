"""What a suspension covers, and who answers an objection. Pure."""

from collections.abc import Collection, Sequence
from typing import TypeVar

A = TypeVar("A")


def is_under(type_code: str, suspended: Collection[str]) -> bool:
    """Whether a type is one of those that are suspended, or a finer one of them."""
    return any(type_code == one or type_code.startswith(f"{one}-") for one in suspended)


def hearing(own: A, leading: A, others: Sequence[A], *, has_another: Collection[A]) -> A:
    """Which association answers an objection: the one that decided, if it has an officer beside the one who did;
    else the leading one; else any other. ``has_another`` names those with such an officer.

    Where there is none, it waits with the one that decided until it has a second.
    """
    return next((one for one in (own, leading, *others) if one in has_another), own)
