"""The page of notes on a body, for the officers who may decide on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts.access import SignedIn, officer_only
from greenbridge.core.telling import told
from greenbridge.suppliers.models import Note
from greenbridge.suppliers.notes import queries, services
from greenbridge.suppliers.notes.forms import NoteForm


@officer_only
def notes(request: SignedIn, code: str) -> HttpResponse:
    """What colleagues have written, and a new one."""
    supplier = get_object_or_404(queries.open_to(request.user), organisation__credit_code=code)
    form = NoteForm(request.POST or None, supplier=supplier, officer=request.user)
    if form.is_valid():
        services.write(supplier, officer=request.user, **form.cleaned_data)
        messages.success(request, "备注已写下，只有能办理这家机构的审核员看得到。")
        return redirect("notes:list", code)
    context = {"form": form, "supplier": supplier, "notes": queries.on(supplier)}
    return render(request, "suppliers/notes/list.html", context)


@require_POST
@officer_only
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """The writer takes a note back."""
    mine = Note.objects.filter(written_by=request.user, supplier__in=queries.open_to(request.user))
    note = get_object_or_404(mine.select_related("supplier__organisation"), pk=pk)
    with told(request, "备注已收回，写过和收回的时间仍会留下。"):
        services.take_back(note, officer=request.user)
    return redirect("notes:list", note.supplier.code)
