"""The pages on which officers declare anew what lists registered under types that the tree has no more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.accounts.exports import Table
from greenbridge.accounts.paging import listed
from greenbridge.core.errors import RuleBroken
from greenbridge.reference import lookups
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import Activity
from greenbridge.suppliers.redeclaring import queries, services
from greenbridge.suppliers.redeclaring.forms import RedeclareForm

FORMER_TYPES = Table[Activity](
    "旧分类业务",
    (
        *of_body(lambda row: row.supplier),
        ("登记的业务", lambda row: row.service_type.name, 24),
        ("分类版本", lambda row: row.type_version, 10),
    ),
)


@require_safe
@officer_only
def former_types(request: SignedIn) -> HttpResponse:
    """What waits in the officer's province, of one former type or of all."""
    rows, conditions = queries.waiting_for(request.user), []
    known, code = lookups.service_types(), request.GET.get("type", "")
    if code in known:
        rows, conditions = rows.filter(service_type=code), [known[code].name]
    return listed(
        request,
        "suppliers/redeclaring/list.html",
        rows,
        FORMER_TYPES,
        begins=f"?type={code}&",
        conditions=conditions,
        kinds=[(known[each], count) for each, count in queries.facets(request.user).items()],
        chosen=code,
    )


@officer_only
def former_type(request: SignedIn, pk: int) -> HttpResponse:
    """One activity, the rows of lists that speak of its body, and the officer's word."""
    activity = get_object_or_404(queries.waiting_for(request.user), pk=pk)
    form = RedeclareForm(request.POST or None, activity=activity)
    if form.is_valid():
        try:
            services.redeclare(activity, officer=request.user, **form.facts)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"“{activity.supplier}”的业务已按现在的分类登记。")
            return _next(request, activity)
    context = {"activity": activity, "form": form, "sightings": activity.supplier.sightings.all()}
    return render(request, "suppliers/redeclaring/activity.html", context)


def _next(request: SignedIn, done: Activity) -> HttpResponse:
    following = queries.waiting_for(request.user).filter(service_type=done.service_type_id).first()
    if following:
        return redirect("suppliers:former_type", following.pk)
    return redirect(reverse("suppliers:former_types"))
