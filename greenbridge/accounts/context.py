"""What every page knows of the person who looks at it."""

from typing import Any

from django.http import HttpRequest

from greenbridge.accounts.models import User


def person(request: HttpRequest) -> dict[str, Any]:
    """Only the count that the header shows; nothing is read for a visitor."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"unread_messages": 0}
    return {"unread_messages": user.unread_messages}
