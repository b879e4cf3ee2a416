"""The choice of theme, and the living style guide: every component and every page shape in its states."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from greenbridge.ui import samples
from greenbridge.ui.context import THEMES

YEAR = 365 * 24 * 3600


@require_safe
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember a theme for a year and go back to the page. An address outside this site leads home instead.

    The cookie is readable by our script: a page from the shared cache comes without anyone's theme.
    """
    response = HttpResponseRedirect(_safe_next(request))
    chosen = request.GET.get("set", "")
    if chosen in THEMES:
        name, is_safe = settings.THEME_COOKIE_NAME, request.is_secure()
        response.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", secure=is_safe)
    return response


def _safe_next(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else "/"


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/guide.html", samples.guide())


@require_safe
def shape(request: HttpRequest, name: str) -> HttpResponse:
    """One page shape as a whole, with sample data."""
    if name not in samples.SHAPES:
        raise Http404
    template, context = samples.SHAPES[name]
    return render(request, template, context())
