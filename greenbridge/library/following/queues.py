"""Where a person finds what they follow."""

from django.urls import reverse

from greenbridge.accounts import subscribing
from greenbridge.accounts.models import User
from greenbridge.accounts.my_lists import Heard, heard
from greenbridge.library.following import queries


def follows(user: User) -> list[Heard]:
    """What I hear of in this hall."""
    return [
        Heard(
            hall="标准政策",
            label=row.label,
            url=queries.url_of(row),
            pace=row.get_pace_display(),
            asked_at=row.asked_at,
            stop_url=reverse("follows:stop", args=[subscribing.token(row)]),
        )
        for row in user.follows.all()
    ]


def install() -> None:
    heard.add(follows)
