"""The pages on which a body reports a change, and the one on which an officer checks it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.core.comparing import Change
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.suppliers.changes import queries, services
from greenbridge.suppliers.changes.forms import ChangeForm
from greenbridge.suppliers.changes.queries import Fact
from greenbridge.suppliers.confirmation import rules
from greenbridge.suppliers.confirmation.queries import late_reports
from greenbridge.suppliers.credit.sites import ways
from greenbridge.suppliers.models import KeyChange
from greenbridge.suppliers.services import profile_of

RETURN_REASONS = [
    "证明材料不清晰，请重新上传。",
    "填写的内容与证明材料不一致。",
    "变更日期与登记机关核准的日期不一致。",
    "证明材料不能说明这项变更，请上传登记机关的变更通知书或新的营业执照。",
]


@require_safe
@for_side("supplier")
def changes(request: ForOrganisation) -> HttpResponse:
    """What the record says of the key facts, where to report a change, and how far each report has come."""
    supplier = profile_of(request.organisation)
    context = {
        "supplier": supplier,
        "standings": queries.standings(supplier),
        "late_reports": late_reports(supplier),
    }
    return render(request, "suppliers/changes/list.html", context)


@for_side("supplier")
def report(request: ForOrganisation, fact: str) -> HttpResponse:
    """One fact that has changed."""
    if fact not in queries.REPORTED:
        raise Http404
    supplier = profile_of(request.organisation)
    form = ChangeForm(request.POST or None, request.FILES or None, fact=fact)
    if form.is_valid():
        try:
            proof = form.cleaned_data["proof"]
            row = services.report(supplier, form.said, proof=proof, member=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _submitted(row))
            return redirect("suppliers:changes")
    standing = next(one for one in queries.standings(supplier) if one.fact == fact)
    context = {"supplier": supplier, "form": form, "standing": standing}
    return render(request, "suppliers/changes/report.html", context)


def _submitted(row: KeyChange) -> str:
    late = "变更已超过一个月，核对通过后会记录为逾期申报。" if row.is_late else ""
    return f"变更申报已提交，{row.association}在三个工作日内核对，结果会通过站内消息和邮件告诉您。{late}"


@require_POST
@for_side("supplier")
def withdraw(request: ForOrganisation, pk: int) -> HttpResponse:
    row = get_object_or_404(KeyChange, pk=pk, supplier__organisation=request.organisation)
    with told(request, "变更申报已撤回，机构资料不变。"):
        services.withdraw(row, member=request.user)
    return redirect("suppliers:changes")


@officer_only
def change(request: SignedIn, pk: int) -> HttpResponse:
    """An officer holds a change against its proof and the official register."""
    row = get_object_or_404(queries.lying_with(request.user), pk=pk)
    field = {Fact.NAME: "name", Fact.ADDRESS: "address"}.get(Fact(row.fact))
    others = row.supplier.statements.filter(field=field).select_related("region") if field else []
    return review_page(
        request,
        row,
        template="suppliers/changes/review.html",
        queue="key_change",
        reasons=RETURN_REASONS,
        decisions={
            Decision.PASSED: services.approve,
            Decision.RETURNED: services.send_back,
            Decision.REFUSED: services.refuse,
        },
        context={
            "supplier": row.supplier,
            "change": Change(row.get_fact_display(), row.before, row.written, "变更"),
            "last_day": rules.months_after(row.changed_on, 1),
            "others": others,
            "ways": ways(row.supplier.organisation, "company-register"),
            "earlier": row.supplier.key_changes.filter(fact=row.fact).exclude(pk=row.pk),
        },
    )
