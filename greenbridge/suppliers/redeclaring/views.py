"""The pages on which officers declare anew what lists registered under types that the tree has no more."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.accounts.bulk import Bulk
from greenbridge.accounts.bulk_page import Page, bulk_page
from greenbridge.accounts.desk import Task
from greenbridge.accounts.exports import Table
from greenbridge.accounts.models import User
from greenbridge.accounts.paging import listed
from greenbridge.core.errors import RuleBroken
from greenbridge.reference import lookups
from greenbridge.suppliers.bulk import its_supplier
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import Activity
from greenbridge.suppliers.redeclaring import queries, services
from greenbridge.suppliers.redeclaring.forms import RedeclareForm, SeveralForm

MOST_AT_ONCE = 200
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
    kinds = queries.facets(request.user)
    return listed(
        request,
        "suppliers/redeclaring/list.html",
        rows,
        FORMER_TYPES,
        begins=f"?type={code}&",
        conditions=conditions,
        kinds=[(known[each], count) for each, count in kinds.items()],
        chosen=code,
        alike=code or (next(iter(kinds)) if len(kinds) == 1 else ""),
    )


@officer_only
def former_type(request: SignedIn, pk: int) -> HttpResponse:
    """One activity, the rows of lists that speak of its body, and the officer's word."""
    activity = get_object_or_404(queries.waiting_for(request.user), pk=pk)
    form = RedeclareForm(request.POST or None, code=activity.service_type_id)
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


@officer_only
def former_types_bulk(request: SignedIn, code: str) -> HttpResponse:
    """Several activities of one former type declared anew alike."""
    known, go = lookups.service_types(), uuid4().hex
    if code not in known or known[code].is_current:
        raise Http404
    form = SeveralForm(request.POST or None, code=code)

    def decide(activity: Activity, decision: str, officer: User, reasons: str) -> object:
        return services.redeclare(activity, officer=officer, go=go, **form.facts)

    page = Page(
        queue="former_types",
        title=known[code].name,
        lead="适合同一份名单、同一种业务的机构。名单原文不一致的请逐件办理。",
        task=_task,
        form=lambda data: SeveralForm(data, code=code),
        reasons=lambda form: form.said,
        most=MOST_AT_ONCE,
        each="每件各自留下记录，三十天内可以撤销",
        told="已登记。",
        undo="suppliers:former_types_done",
    )
    rows = queries.waiting_for(request.user).filter(service_type=code)
    form.is_valid()
    bulk = Bulk(
        rows,
        services.check,
        decide,
        lambda row: row.supplier.updated_at.isoformat(),
        is_of_reviews=False,
        title=lambda row: str(row.supplier),
        lock=its_supplier,
    )
    return bulk_page(request, page, bulk)


def _task(activity: Activity) -> Task:
    return Task(
        kind=activity.service_type.name,
        title=str(activity.supplier),
        url=reverse("suppliers:former_type", args=[activity.pk]),
        region=activity.supplier.organisation.region.local_name,
    )


@officer_only
def former_types_done(request: SignedIn) -> HttpResponse:
    """What the officer declared anew in the last thirty days; a go is taken back with one button."""
    goes = queries.goes_of(request.user)
    if request.method == "POST":
        chosen = [go for go in goes if go.key == request.POST.get("go")]
        outcomes = services.undo([trace for go in chosen for trace in go.standing], officer=request.user)
        left = [one for one in outcomes if one.why_not]
        messages.success(request, f"已撤销 {len(outcomes) - len(left)} 件。")
        for one in left[:5]:
            messages.warning(request, f"{one.title}：{one.why_not}")
        return redirect("suppliers:former_types_done")
    return render(request, "suppliers/redeclaring/done.html", {"goes": goes})
