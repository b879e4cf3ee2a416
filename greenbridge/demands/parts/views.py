"""点位与标段: the optional step of the demand form that says where the work is done and how it may be divided."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts.access import ForOrganisation, for_side
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.demands import steps
from greenbridge.demands.models import Demand, Lot, Site
from greenbridge.demands.parts import forms, queries, rules, services
from greenbridge.demands.parts.queries import Part
from greenbridge.demands.reviewing import marks


@for_side("buyer")
def parts(request: ForOrganisation, number: str) -> HttpResponse:
    """What the draft lists so far; whoever has one place only goes on."""
    demand = _mine(request, number)
    if not demand.is_editable:
        return redirect(demand)
    context = {
        "demand": demand,
        "sites": demand.sites.select_related("region"),
        "lots": demand.lots.prefetch_related("service_types", "wastes", "sites"),
        "most_sites": rules.MAX_SITES,
        "most_lots": rules.MAX_LOTS,
        "gaps": queries.gaps(demand),
        "marks": [one.mark for one in marks.to_mend(demand) if one.mark.step == rules.STEP],
        "offered": queries.offered_sum(demand),
        "steps": steps.shown(demand, "parts"),
        "title": steps.LABELS["parts"],
        "back_url": steps.beside(demand, "parts", -1),
        "next_url": steps.beside(demand, "parts", 1),
        "section": "demands",
    }
    return render(request, "demands/parts/parts.html", context)


def _mine(request: ForOrganisation, number: str) -> Demand:
    rows = Demand.objects.select_related("buyer", "region")
    return get_object_or_404(rows, number=number, buyer=request.organisation)


def _my_part(request: ForOrganisation, kind: type[Part], number: str, pk: int) -> Part:
    rows = kind._default_manager.select_related("demand__buyer", "demand__region")
    return get_object_or_404(rows, pk=pk, demand__number=number, demand__buyer=request.organisation)


@for_side("buyer")
def add_site(request: ForOrganisation, number: str) -> HttpResponse:
    demand = _mine(request, number)
    form = forms.SiteForm(request.POST or None, initial={"region": demand.region_id})
    keep = partial(services.add_site, demand, editor=request.user)
    return _part_page(request, demand, form, keep, "添加点位")


@for_side("buyer")
def site(request: ForOrganisation, number: str, pk: int) -> HttpResponse:
    site = _my_part(request, Site, number, pk)
    form = forms.SiteForm(request.POST or None, initial=forms.of_site(site))
    keep = partial(services.change_site, site, editor=request.user)
    return _part_page(request, site.demand, form, keep, f"点位{site.number}")


@require_POST
@for_side("buyer")
def drop_site(request: ForOrganisation, number: str, pk: int) -> HttpResponse:
    with told(request, "点位已删除。"):
        services.drop_site(_my_part(request, Site, number, pk), editor=request.user)
    return redirect("demands:parts", number)


@for_side("buyer")
def add_lot(request: ForOrganisation, number: str) -> HttpResponse:
    demand = _mine(request, number)
    if not demand.service_types.exists():
        messages.error(request, "请先选择需求类型，再添加标段。")
        return redirect("demands:step", number, "what")
    form = forms.LotForm(
        request.POST or None, demand=demand, initial={"budget_kind": Demand.BudgetKind.NEGOTIABLE}
    )
    keep = partial(services.add_lot, demand, editor=request.user)
    return _part_page(request, demand, form, keep, "添加标段")


@for_side("buyer")
def lot(request: ForOrganisation, number: str, pk: int) -> HttpResponse:
    lot = _my_part(request, Lot, number, pk)
    form = forms.LotForm(request.POST or None, demand=lot.demand, initial=forms.of_lot(lot))
    keep = partial(services.change_lot, lot, editor=request.user)
    return _part_page(request, lot.demand, form, keep, f"标段{lot.number}")


@require_POST
@for_side("buyer")
def drop_lot(request: ForOrganisation, number: str, pk: int) -> HttpResponse:
    with told(request, "标段已删除。"):
        services.drop_lot(_my_part(request, Lot, number, pk), editor=request.user)
    return redirect("demands:parts", number)


@require_POST
@for_side("buyer")
def take_sum(request: ForOrganisation, number: str) -> HttpResponse:
    with told(request, "各标段预算的合计已填为需求预算。"):
        services.take_sum(_mine(request, number), editor=request.user)
    return redirect("demands:parts", number)


def _part_page(
    request: ForOrganisation, demand: Demand, form: Form, keep: Callable[[dict[str, Any]], Any], title: str
) -> HttpResponse:
    """One part in a form; what is right is kept, and one is back at the list."""
    if form.is_valid():
        try:
            keep(form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect("demands:parts", demand.number)
    if not demand.is_editable:
        return redirect(demand)
    context = {
        "demand": demand,
        "form": form,
        "title": title,
        "steps": steps.shown(demand, "parts"),
        "section": "demands",
    }
    return render(request, "demands/parts/part.html", context)
