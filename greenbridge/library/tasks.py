"""The library turns to each new day by itself, reminds companies of their duties in the morning, and forgets by night."""

from greenbridge.accounts import subscribing
from greenbridge.core.jobs import every
from greenbridge.core.privacy import Keep, takes_away
from greenbridge.library import turning
from greenbridge.library.duties import retention as profiles
from greenbridge.library.duties import services as duties
from greenbridge.library.feedback import retention as feedback
from greenbridge.library.following import services as follows
from greenbridge.library.models import Follow


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


@every(hour="0", minute="10")
def tell_followers_in_the_morning() -> None:
    follows.tell(Follow.Pace.DAILY)


@every(minute="*/15")
def tell_followers_at_once() -> None:
    follows.tell(Follow.Pace.AT_ONCE)


@every(hour="19", minute="45")
@takes_away(Keep.SUBSCRIPTION, "library.Follow")
def forget_unconfirmed_follows() -> None:
    subscribing.forget_unconfirmed(Follow)


@every(hour="19", minute="50")
@takes_away(Keep.CASE, "library.TextFeedback")
def forget_old_feedback() -> None:
    feedback.forget_old()
