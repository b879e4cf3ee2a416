"""Who may open a page. What you may not see is a 404; who is not signed in is asked to sign in first."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeGuard

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from greenbridge.accounts import second_factor
from greenbridge.accounts.models import ADMINISTRATORS, Organisation, Role, User
from greenbridge.audit import services as audit

View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """A request from a person who has signed in."""

    user: User


class ForOrganisation(SignedIn):
    """A request from a person who acts for a verified body."""

    organisation: Organisation


def person_of(request: HttpRequest) -> User | None:
    """Who has signed in; None for a visitor, who may use the page too."""
    return request.user if isinstance(request.user, User) else None


def sees_business(user: Any) -> TypeGuard[User]:
    """Whoever has signed in, but for the three administrators."""
    return isinstance(user, User) and user.roles.isdisjoint(ADMINISTRATORS)


def signed_in(view: Callable[..., HttpResponseBase]) -> View:
    return login_required(view)


def only(allowed: Callable[[User], bool]) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Let in whom the test allows; for everybody else the page does not exist."""

    def decorate(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allowed(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return decorate


def freshly_confirmed(view: Callable[..., HttpResponseBase]) -> View:
    """Ask for the password or the second factor again, unless it was given in the last ten minutes.

    For what must not happen at a desk that somebody has just left: roles, exports, awards, and where codes and links go
    to. A form that was sent is kept and goes on by itself once the person has confirmed.
    """

    @wraps(view)
    def guarded(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ask_again(request)
        return view(request, *args, **kwargs)

    return guarded


def ask_again(request: HttpRequest) -> None:
    """The same for what a page does only now and then. Raises what leads to the page that asks."""
    person = person_of(request)
    is_fresh = person and (
        did_recently_reauthenticate(request) or second_factor.is_demo_session(request, person)
    )
    if not is_fresh:
        raise ReauthenticationRequired


def noted(view: Callable[..., HttpResponseBase]) -> View:
    """A page about one thing, where officers read what others do not: that one of them opened it goes into the trail.

    However they asked for it: a form that is refused comes back with the page.
    """

    @wraps(view)
    def guarded(request: SignedIn, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if kwargs and response.status_code == 200 and request.user.is_officer:
            audit.opened(request.path, by=request.user)
        return response

    return guarded


def officer_only(view: Callable[..., HttpResponseBase]) -> View:
    """Let in officers. Whose thing it is the view knows; the page of one thing is ``noted``."""
    return only(lambda user: user.is_officer)(noted(view))


staff_list_only = only(lambda user: bool(user.roles & {Role.OFFICER, Role.OPERATOR}))
operator_only = only(lambda user: Role.OPERATOR in user.roles)
system_admin_only = only(lambda user: Role.SYSTEM_ADMIN in user.roles)
security_admin_only = only(lambda user: Role.SECURITY_ADMIN in user.roles)
audit_admin_only = only(lambda user: Role.AUDIT_ADMIN in user.roles)


def for_side(side: str) -> Callable[[Callable[..., HttpResponseBase]], View]:
    """Let in members of bodies verified on that side (``buyer``, ``supplier``); an administrator does no business."""

    def decorate(view: Callable[..., HttpResponseBase]) -> View:
        @wraps(view)
        def guarded(request: ForOrganisation, *args: Any, **kwargs: Any) -> HttpResponseBase:
            organisation = request.user.organisation
            is_of_side = getattr(organisation, f"is_{side}", False)
            if organisation is None or not is_of_side or not sees_business(request.user):
                raise Http404
            request.organisation = organisation
            return view(request, *args, **kwargs)

        return signed_in(guarded)

    return decorate
