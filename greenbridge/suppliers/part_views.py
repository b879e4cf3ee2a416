"""The pages on which a supplier keeps the further parts of its record, and the officer's button."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.suppliers import services
from greenbridge.suppliers.models import ListingReview, RecordPart
from greenbridge.suppliers.part_forms import PartForm
from greenbridge.suppliers.parts import SHAPES


@for_side("supplier")
def add_part(request: ForOrganisation, kind: str) -> HttpResponse:
    if kind not in SHAPES:
        raise Http404
    form = PartForm(request.POST or None, request.FILES or None, kind=kind)
    if form.is_valid():
        supplier = services.profile_of(request.organisation)
        try:
            services.add_part(supplier, kind, editor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{SHAPES[kind].one}已添加，提交后由协会核对。")
            return redirect("suppliers:mine")
    return _form_page(request, form, f"添加{SHAPES[kind].one}", "添加")


@for_side("supplier")
def change_part(request: ForOrganisation, pk: int) -> HttpResponse:
    part = _own(request, pk)
    form = PartForm(request.POST or None, request.FILES or None, kind=part.kind, part=part)
    if form.is_valid():
        services.change_part(part, editor=request.user, **form.cleaned_data)
        messages.success(request, "修改已保存，提交后由协会重新核对。")
        return redirect("suppliers:mine")
    return _form_page(request, form, f"修改{SHAPES[part.kind].one}", "保存")


@require_POST
@for_side("supplier")
def drop_part(request: ForOrganisation, pk: int) -> HttpResponse:
    services.drop_part(_own(request, pk), editor=request.user)
    return redirect("suppliers:mine")


def _own(request: ForOrganisation, pk: int) -> RecordPart:
    rows = RecordPart.objects.select_related("supplier", "evidence")
    return get_object_or_404(rows, pk=pk, supplier__organisation=request.organisation)


def _form_page(request: ForOrganisation, form: Any, title: str, action: str) -> HttpResponse:
    return render(request, "suppliers/edit.html", {"form": form, "title": title, "action": action})


@require_POST
@officer_only
def verify_part(request: SignedIn, pk: int) -> HttpResponse:
    """A part is verified where the officer reads it: on the page of the review, which is shown again."""
    part = get_object_or_404(RecordPart, pk=pk)
    reviews = ListingReview.objects.visible_to(request.user).filter(supplier=part.supplier_id)
    review = get_object_or_404(reviews.order_by("-submitted_at")[:1])
    with told(request, f"“{part.name}”已标为已核实。"):
        services.verify_part(part, officer=request.user, seen=request.POST.get("seen", ""))
    return redirect("suppliers:review", pk=review.pk)
