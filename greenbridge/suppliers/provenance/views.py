"""The pages on which officers settle what sources differ in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.paging import listed
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import Dispute, Statement
from greenbridge.suppliers.provenance import queries, services
from greenbridge.suppliers.provenance.forms import SettleForm

DISPUTES = Table[Dispute](
    "来源核定",
    (
        *of_body(lambda row: row.supplier),
        ("项目", lambda row: row.get_field_display(), 14),
        ("发现时间", lambda row: day(row.opened_at), 18),
    ),
)


@require_safe
@officer_only
def disputes(request: SignedIn) -> HttpResponse:
    """What waits in the officer's province, the oldest first, of one fact or of all."""
    rows, conditions = queries.waiting_for(request.user), []
    field = request.GET.get("field", "")
    if field in Statement.Field.values:
        rows, conditions = rows.filter(field=field), [Statement.Field(field).label]
    kinds = [(Statement.Field(each), count) for each, count in queries.facets(request.user).items()]
    return listed(
        request,
        "suppliers/provenance/disputes.html",
        rows,
        DISPUTES,
        begins=f"?field={field}&",
        conditions=conditions,
        kinds=kinds,
        field=field,
    )


@officer_only
def dispute(request: SignedIn, pk: int) -> HttpResponse:
    """What each source says, and the officer's word."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    said = queries.said_of(row)
    form = SettleForm(request.POST or None, dispute=row, said=said)
    if form.is_valid():
        try:
            services.settle(row, version=request.POST.get("version", ""), officer=request.user, **form.facts)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(
                request, f"“{row.supplier}”的{row.get_field_display()}已核定，机构和导入名单的人会收到消息。"
            )
            following = queries.waiting_for(request.user).filter(field=row.field).first()
            return (
                redirect("suppliers:dispute", following.pk) if following else redirect("suppliers:disputes")
            )
    context = {"dispute": row, "said": said, "form": form, "version": queries.version_of(said)}
    return render(request, "suppliers/provenance/dispute.html", context)
