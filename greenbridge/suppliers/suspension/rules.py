"""What a suspension covers. Pure."""

from collections.abc import Collection


def is_under(type_code: str, suspended: Collection[str]) -> bool:
    """Whether a type is one of those that are suspended, or a finer one of them."""
    return any(type_code == one or type_code.startswith(f"{one}-") for one in suspended)
