"""The pages on which a body objects to credit records about it, and an officer answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from greenbridge.accounts import desk
from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.credit import objections as services
from greenbridge.suppliers.credit import queries, sites
from greenbridge.suppliers.credit.forms import ObjectionAnswerForm, ObjectionForm


@require_safe
@for_side("supplier")
def objections(request: ForOrganisation) -> HttpResponse:
    """What is on the body's record, and what it has objected to."""
    supplier = suppliers.profile_of(request.organisation)
    context = {
        "records": supplier.shown_credit_records,
        "objections": supplier.credit_objections.select_related("association", "file").order_by(
            "-submitted_at", "-pk"
        ),
    }
    return render(request, "suppliers/credit/objections.html", context)


@for_side("supplier")
def submit(request: ForOrganisation, pk: int) -> HttpResponse:
    """The body objects to one record."""
    record = get_object_or_404(queries.records_about(request.organisation), pk=pk)
    form = ObjectionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.submit(record, member=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "异议已提交，机构页已标明“异议中”。答复会通过站内消息和邮件告诉您。")
            return redirect("credit:objections")
    return render(request, "suppliers/credit/object.html", {"form": form, "record": record})


@officer_only
def objection(request: SignedIn, pk: int) -> HttpResponse:
    """An officer answers: the record goes, stays, or stays marked."""
    row = get_object_or_404(queries.objections_for(request.user), pk=pk)
    form = ObjectionAnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer(row, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, "答复已发出，机构会收到站内消息和邮件。")
            return redirect(desk.onward(request.user, "credit_objection"))
    context = {"objection": row, "form": form, "ways": sites.ways(row.supplier.organisation)}
    return render(request, "suppliers/credit/objection.html", context)
