"""The pages on which officers settle what sources differ in of a credential."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.paging import listed
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.models import PaperDispute
from greenbridge.suppliers.papers import queries, services
from greenbridge.suppliers.papers.forms import SettleForm

PAPERS = Table[PaperDispute](
    "资质核定",
    (
        *of_body(lambda row: row.supplier),
        ("资质", lambda row: row.kind.name, 30),
        ("证书编号", lambda row: row.number, 24),
        ("发现时间", lambda row: day(row.opened_at), 18),
    ),
)


@require_safe
@officer_only
def paper_disputes(request: SignedIn) -> HttpResponse:
    """What waits in the officer's province, the oldest first."""
    return listed(request, "suppliers/papers/disputes.html", queries.waiting_for(request.user), PAPERS)


@officer_only
def paper_dispute(request: SignedIn, pk: int) -> HttpResponse:
    """What each source says of one credential, and the officer's word."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    words = queries.words_of(row)
    form = SettleForm(request.POST or None, sources=[word.source for word in words])
    if form.is_valid():
        try:
            version = request.POST.get("version", "")
            services.settle(row, version=version, officer=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row = get_object_or_404(queries.visible_to(request.user), pk=pk)
        else:
            messages.success(request, f"“{row.supplier}”的{row.paper}已核定，机构和导入名单的人会收到消息。")
            following = queries.waiting_for(request.user).first()
            return (
                redirect("suppliers:paper_dispute", following.pk)
                if following
                else redirect("suppliers:paper_disputes")
            )
    paper = queries.paper_of(row)
    shown = queries.shown_of(paper, words) if paper else ""
    context = {
        "dispute": row,
        "told": queries.told(words, shown, all_of_it=True),
        "paper": paper,
        "form": form,
        "version": queries.version_of(words),
    }
    return render(request, "suppliers/papers/dispute.html", context)
