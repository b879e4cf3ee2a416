"""django-allauth's pages where ours add something around them."""

from allauth.account import views as allauth
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

NOTHING_STAYS = '"cache", "cookies", "storage"'


def logout(request: HttpRequest) -> HttpResponseBase:
    """Sign-out; the browser is told to forget everything but how the page is to look."""
    theme = request.COOKIES.get("theme", "")
    response: HttpResponseBase = allauth.logout(request)
    if request.method == "POST":
        if theme:
            response = redirect(f"{reverse('ui:theme')}?{urlencode({'set': theme, 'next': '/'})}")
        response.headers["Clear-Site-Data"] = NOTHING_STAYS
    return response
