"""django-allauth's pages where ours add something around them."""

from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic.edit import ProcessFormView

from greenbridge.accounts.access import View
from greenbridge.ui.templatetags.guards import KEYLESS

NOTHING_STAYS = '"cache", "cookies", "storage"'


def signs_in(view: View) -> View:
    """A page that lets visitors in. Their forms carry no key there: what was answered once must not let in again."""
    setattr(view, KEYLESS, True)
    return view


def logout(request: HttpRequest) -> HttpResponseBase:
    """Sign-out; the browser is told to forget everything but how the page is to look."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
    response: HttpResponseBase = allauth.logout(request)
    if request.method == "POST":
        if theme:
            response = redirect(f"{reverse('ui:theme')}?{urlencode({'set': theme, 'next': '/'})}")
        response.headers["Clear-Site-Data"] = NOTHING_STAYS
    return response


class NewAddress(allauth.EmailView):  # type: ignore[misc]  # the package carries no types
    """登录邮箱: another address, to which a code is sent next; it counts, and is recorded and told, with the code."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Takes the form alone: of what else django-allauth would take here nobody would hear, and nothing keep a trace."""
        return ProcessFormView.post(self, request, *args, **kwargs)
