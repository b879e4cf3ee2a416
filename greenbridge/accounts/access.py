"""Who may open a page. What you may not see is a 404; who is not signed in is asked to sign in first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from greenbridge.accounts.models import Organisation, Role, User

View = Callable[..., HttpResponse]


class SignedIn(HttpRequest):
    """A request from a person who has signed in."""

    user: User


class ForOrganisation(SignedIn):
    """A request from a person who acts for a verified body."""

    organisation: Organisation


def signed_in(view: Callable[..., HttpResponse]) -> View:
    return login_required(view)


def only(allowed: Callable[[User], bool]) -> Callable[[Callable[..., HttpResponse]], View]:
    """Let in whom the test allows; for everybody else the page does not exist."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponse:
            if not allowed(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return decorate


officer_only = only(lambda user: user.is_officer)
staff_list_only = only(lambda user: bool(user.roles & {Role.OFFICER, Role.OPERATOR}))
system_admin_only = only(lambda user: Role.SYSTEM_ADMIN in user.roles)
audit_admin_only = only(lambda user: Role.AUDIT_ADMIN in user.roles)


def for_side(side: str) -> Callable[[Callable[..., HttpResponse]], View]:
    """Let in members of bodies verified on that side (``buyer``, ``supplier``)."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: ForOrganisation, *args: Any, **kwargs: Any) -> HttpResponse:
            organisation = request.user.organisation
            if organisation is None or not getattr(organisation, f"is_{side}"):
                raise Http404
            request.organisation = organisation
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return decorate
