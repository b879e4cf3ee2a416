"""The side menu of the desk, counted only when a page shows it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from greenbridge.accounts.models import User
from greenbridge.portal import queries


def desk(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"desk_menu": []}
    return {"desk_menu": SimpleLazyObject(lambda: queries.menu(user, request.path))}
