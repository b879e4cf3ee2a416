"""The library turns to each new day by itself."""

from greenbridge.core.jobs import every
from greenbridge.library import turning


@every(minute="1")
def turn_the_day() -> None:
    """A minute after midnight; the later ones only make up for a night on which nothing ran."""
    turning.turn()
