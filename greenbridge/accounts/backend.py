"""Who asks, read at once: before a page is drawn it needs the person, their body, whether they work here, their post."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from greenbridge.accounts.models import Organisation, RoleGrant, User
from greenbridge.core.prepared import Prepared
from greenbridge.messaging.models import Message
from greenbridge.reference.models import Region

_BODY = "memberships__organisation__"


def _columns(model: type[Any]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


_USER, _ORGANISATION, _REGION = map(_columns, (User, Organisation, Region))


def _person(pk: int) -> Any:
    unread = Message.objects.unread().filter(recipient=OuterRef("pk")).order_by().values("recipient")
    body = [f"{_BODY}{name}" for name in _ORGANISATION] + [f"{_BODY}region__{name}" for name in _REGION]
    return (
        User.objects.filter(pk=pk)
        .annotate(
            unread=Coalesce(Subquery(unread.annotate(count=Count("pk")).values("count")), 0),
            works_here=Exists(RoleGrant.objects.filter(user=OuterRef("pk"))),
        )
        .values_list("unread", "works_here", *_USER, *body)
    )


_PEOPLE: Prepared[int] = Prepared(_person, -1)


class Backend(AuthenticationBackend):
    """django-allauth's, but that a person comes with all that every page asks of them, as of this request."""

    def get_user(self, user_id: int) -> User | None:
        row = _PEOPLE.first(user_id)
        user = _made_of(*row) if row else None
        return user if user and self.user_can_authenticate(user) else None


def _made_of(unread: int, works_here: bool, *cells: Any) -> User:
    person, rest = cells[: len(_USER)], cells[len(_USER) :]
    user = User.from_db("default", _USER, person)
    user.unread_messages = unread
    user.organisation = _organisation_of(rest)
    if not works_here:
        user.roles = frozenset()
    return user


def _organisation_of(cells: tuple[Any, ...]) -> Organisation | None:
    if cells[0] is None:
        return None
    organisation = Organisation.from_db("default", _ORGANISATION, cells[: len(_ORGANISATION)])
    organisation.region = Region.from_db("default", _REGION, cells[len(_ORGANISATION) :])
    return organisation
