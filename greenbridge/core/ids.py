"""Numbers and names that people and addresses carry."""

import secrets

from greenbridge.core import clock

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread aloud or in print


def dated_number(prefix: str) -> str:
    """A public number that tells its day and cannot be counted up: ``X20261123-7KQ4M``."""
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(5))
    return f"{prefix}{clock.today():%Y%m%d}-{tail}"


def random_name() -> str:
    """A name for a stored file that nobody can guess."""
    return secrets.token_hex(16)
