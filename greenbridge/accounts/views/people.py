"""Accounts, as the security administrator sees them: who they are and whether they may sign in; no business."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from greenbridge.accounts import contacts, logins, services
from greenbridge.accounts.access import SignedIn, freshly_confirmed, security_admin_only
from greenbridge.accounts.forms import ReasonForm
from greenbridge.accounts.models import User
from greenbridge.accounts.services.people import note_opened, note_search
from greenbridge.core.errors import RuleBroken
from greenbridge.core.text import clean_line

SHOWN = 50


@security_admin_only
def people(request: SignedIn) -> HttpResponse:
    """Accounts by a part of the name, or by a whole address or number: by parts, one could guess what is masked.

    Without words those that are switched off.
    """
    words = clean_line(request.GET.get("q", ""))[:100]
    note_search(words, by=request.user)
    login = logins.folded(words)
    wanted = Q(name__icontains=words) | Q(email=login) | Q(mobile=login) if words else Q(is_active=False)
    found = User.objects.filter(wanted).prefetch_related("grants").order_by("name", "pk")[:SHOWN]
    rows = list(zip(found, contacts.on("account", found, request.user), strict=True))
    return render(request, "accounts/people.html", {"words": words, "rows": rows, "shown": SHOWN})


@security_admin_only
@freshly_confirmed
def account(request: SignedIn, pk: int) -> HttpResponse:
    """One account, to be switched off or on again with a reason. One that nobody used is off and may be disabled too."""
    person = get_object_or_404(User.objects.prefetch_related("grants"), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        disables = person.is_active or (person.is_dormant and "disable" in request.POST)
        switch = services.disable if disables else services.enable
        try:
            switch(person, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person}的账号已{'停用' if disables else '恢复'}，并已告知本人。")
            return redirect("accounts:account", person.pk)
    note_opened(person, by=request.user)
    return render(
        request,
        "accounts/account.html",
        {"person": person, "form": form, "contact": contacts.one("account", person, request.user)},
    )
