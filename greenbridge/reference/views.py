"""The divisions under a division, for the address picker that opens level by level."""

import re

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from greenbridge.reference.queries import children_of

_CODE = re.compile(r"[0-9]{2,9}")
ONE_DAY = 24 * 3600


@require_safe
@cache_control(public=True, max_age=ONE_DAY)
def regions(request: HttpRequest) -> JsonResponse:
    """``?parent=31`` → the cities of 上海市; without a parent, the provinces; under a town, none."""
    parent = request.GET.get("parent", "")
    if parent and not _CODE.fullmatch(parent):
        raise Http404
    return JsonResponse({"regions": list(children_of(parent or None).values("code", "name", "level"))})
