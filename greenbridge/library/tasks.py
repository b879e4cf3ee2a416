"""The library turns to each new day by itself, reminds companies of their duties in the morning, and forgets by night."""

from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away
from greenbridge.library import turning
from greenbridge.library.duties import retention as profiles
from greenbridge.library.duties import services as duties


@every(minute="1")
def turn_the_day() -> None:
    """A minute after midnight; the later ones only make up for a night on which nothing ran."""
    turning.turn()


@every(hour="0", minute="20")
def remind_of_duties() -> None:
    duties.remind()


@every(hour="19", minute="40")
@takes_away(Keep.BODY, "library.ComplianceProfile")
def forget_profiles() -> None:
    profiles.forget_left()
