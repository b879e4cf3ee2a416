"""Numbers of standards that a notice names."""

from greenbridge.core.text import standard_numbers


def numbers(text: str) -> tuple[str, ...]:
    """Each once, in the order of the text and in one spelling: GB 3838—2002 and GB3838-2002 are ``gb3838-2002``."""
    return tuple(dict.fromkeys(dated for _, dated in standard_numbers(text)))
