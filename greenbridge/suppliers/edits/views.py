"""The edits of a record with their before and after, and the page on which one is taken back."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import contacts
from greenbridge.accounts.access import SignedIn, noted, signed_in
from greenbridge.accounts.exports import MOST_ROWS, Table, handed_out_as, is_asked
from greenbridge.accounts.models import User
from greenbridge.accounts.paging import paged
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.edits import queries, services
from greenbridge.suppliers.edits.forms import UndoForm
from greenbridge.suppliers.edits.queries import Edit
from greenbridge.suppliers.models import Supplier

EDITS = Table[Edit](
    "修改记录",
    (
        ("时间", lambda edit: f"{clock.local(edit.trace.at):%Y-%m-%d %H:%M}", 18),
        ("修改", lambda edit: edit.title, 24),
        ("办理人", lambda edit: edit.who, 16),
        ("修改前", lambda edit: _sides(edit, "old"), 50),
        ("修改后", lambda edit: _sides(edit, "new") or edit.what, 50),
        ("理由", lambda edit: edit.trace.note, 40),
    ),
)


def _sides(edit: Edit, side: str) -> str:
    return "；".join(
        f"{change.label}：{value}" for change in edit.changes if (value := getattr(change, side))
    )


@signed_in
@noted
def edits(request: SignedIn, code: str) -> HttpResponse:
    """What was changed on a record, by whom, from what to what."""
    supplier = _supplier(code)
    if not queries.may_read(request.user, supplier):
        raise Http404
    if is_asked(request):
        total, rows = queries.traces_of(supplier).count(), queries.of(supplier, many=MOST_ROWS)
        return handed_out_as(EDITS, request, rows, total=total, conditions=[str(supplier)])
    pages = paged(request, queries.traces_of(supplier))
    is_in_charge = queries.is_in_charge(request.user, supplier)
    start = max(pages["pager"].page.start_index() - 1, 0)
    context = {
        "supplier": supplier,
        "edits": _seen(request.user, supplier, queries.of(supplier, start=start)),
        "pager": pages["pager"],
        "may_undo": queries.may_undo(request.user, supplier),
        "may_note": is_in_charge,
        "contact": contacts.one("edits", supplier, request.user) if is_in_charge else None,
    }
    return render(request, "suppliers/edits/list.html", context)


@signed_in
@noted
def undo(request: SignedIn, code: str, pk: int) -> HttpResponse:
    """Look at an edit once more, and take it back with a reason."""
    supplier = _supplier(code)
    if not queries.may_undo(request.user, supplier):
        raise Http404
    edit = queries.one(supplier, pk)
    if edit is None:
        raise Http404
    form = UndoForm(request.POST or None)
    if form.is_valid():
        try:
            services.undo(supplier, edit, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "修改已撤销，恢复为原来的内容，立即展示。")
            return redirect("suppliers:edits", code=code)
    [seen] = _seen(request.user, supplier, [edit])
    context = {"supplier": supplier, "edit": seen, "form": form}
    return render(request, "suppliers/edits/undo.html", context)


def _seen(user: User, supplier: Supplier, edits: Sequence[Edit]) -> Sequence[Edit]:
    """The edits as the body sees them, and an officer who has asked for the contact; masked for the others."""
    if user.organisation == supplier.organisation or contacts.has_asked(supplier, user):
        return edits
    return [replace(edit, changes=contacts.veiled(edit.changes)) for edit in edits]


def _supplier(code: str) -> Supplier:
    rows = Supplier.objects.select_related("organisation__region")
    return get_object_or_404(rows, organisation__credit_code=code)
