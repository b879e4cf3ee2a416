"""The pages on which officers merge records of one body, or take a merge back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from greenbridge.accounts import contacts
from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.accounts.exports import Table, day
from greenbridge.accounts.paging import listed
from greenbridge.core.errors import RuleBroken
from greenbridge.suppliers.facts import of_body
from greenbridge.suppliers.merging import queries, services
from greenbridge.suppliers.merging.forms import LikenessForm, ProposalForm, UndoForm
from greenbridge.suppliers.models import Likeness, Merge

LIKENESSES = Table[Likeness](
    "疑似重复",
    (
        *of_body(lambda row: row.first),
        ("另一条记录", lambda row: row.second, 30),
        ("另一条的代码", lambda row: row.second.code, 32),
        ("依据", lambda row: "；".join(row.grounds), 36),
        ("发现时间", lambda row: day(row.found_at), 18),
    ),
)
MERGES = Table[Merge](
    "合并记录",
    (
        *of_body(lambda row: row.survivor),
        ("并入的记录", lambda row: row.absorbed, 30),
        ("并入的代码", lambda row: row.absorbed.code, 32),
        ("合并时间", lambda row: day(row.merged_at), 18),
        ("合并人", lambda row: row.merged_by, 14),
        ("撤销时间", lambda row: day(row.undone_at), 18),
    ),
)


@require_safe
@officer_only
def likenesses(request: SignedIn) -> HttpResponse:
    """Pairs that wait, the oldest first."""
    rows = queries.waiting_for(request.user)
    return listed(request, "suppliers/merging/likenesses.html", rows, LIKENESSES)


@officer_only
def propose(request: SignedIn) -> HttpResponse:
    """Two records that nothing found alike, named by an officer."""
    form = ProposalForm(request.POST or None, officer=request.user)
    if form.is_valid():
        try:
            row = services.propose(**form.cleaned_data, officer=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已列为疑似重复，请对照两条记录后办理。")
            return redirect("suppliers:likeness", row.pk)
    return render(request, "suppliers/merging/propose.html", {"form": form})


@officer_only
def likeness(request: SignedIn, pk: int) -> HttpResponse:
    """Both records side by side, and the officer's word."""
    row = get_object_or_404(queries.visible_to(request.user), pk=pk)
    form = LikenessForm(request.POST or None, likeness=row)
    if form.is_valid():
        try:
            done = _decided(row, form, request)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row = queries.visible_to(request.user).get(pk=pk)
        else:
            messages.success(request, done)
            following = queries.waiting_for(request.user).first()
            return (
                redirect("suppliers:likeness", following.pk)
                if following
                else redirect("suppliers:likenesses")
            )
    context = {
        "likeness": row,
        "form": form,
        "facts": queries.side_by_side(row),
        "contacts": [contacts.one(f"likeness_{which}", row, request.user) for which in ("first", "second")],
        "version": queries.version_of(row),
        "merge": queries.merge_of(row),
    }
    return render(request, "suppliers/merging/likeness.html", context)


def _decided(row: Likeness, form: LikenessForm, request: SignedIn) -> str:
    """Carry out what the form says; what to tell the officer."""
    survivor, reason = form.survivor, form.cleaned_data["reason"]
    version = request.POST.get("version", "")
    if survivor is None:
        services.dismiss(row, reason=reason, version=version, officer=request.user)
        return "已认定不是同一家。依据没有变化的，不会再列出。"
    services.merge(row, survivor, reason=reason, version=version, officer=request.user)
    return f"已并入“{survivor}”，原来的地址会转到这条记录。如有不对，可在“合并记录”里撤销。"


@require_safe
@officer_only
def merges(request: SignedIn) -> HttpResponse:
    """All of the officer's province, the latest first."""
    rows = queries.in_charge(request.user)
    return listed(request, "suppliers/merging/merges.html", rows, MERGES, title=MERGES.title)


@officer_only
def merge(request: SignedIn, pk: int) -> HttpResponse:
    """One merge: what it moved, and taking it back."""
    row = get_object_or_404(queries.in_charge(request.user), pk=pk)
    form = UndoForm(request.POST or None)
    if form.is_valid():
        try:
            services.undo(row, reason=form.cleaned_data["reason"], officer=request.user)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已撤销合并，“{row.absorbed}”恢复为单独的记录。")
            return redirect("suppliers:merge", row.pk)
    context = {"merge": row, "form": form, "taken": queries.taken(row)}
    return render(request, "suppliers/merging/merge.html", context)
