"""My body and its members."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import adapter, queries, services
from greenbridge.accounts.access import SignedIn, freshly_confirmed, person_of, signed_in
from greenbridge.accounts.forms import MemberForm
from greenbridge.accounts.models import MemberInvitation, Organisation, User
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told


@signed_in
def organisation(request: SignedIn) -> HttpResponse:
    """My body, its members, and what the platform holds of it."""
    mine = request.user.organisation
    if mine is None:
        return redirect("accounts:apply")
    form = MemberForm(request.POST or None)
    if form.is_valid():
        try:
            services.invite_member(
                mine,
                form.cleaned_data["address"],
                owner=request.user,
                asked_from=request.META.get("REMOTE_ADDR"),
            )
        except RuleBroken as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, "邀请已发出。对方打开链接并确认后，即成为成员。")
            return redirect("accounts:organisation")
    context = {
        "organisation": mine,
        "members": mine.memberships.select_related("user"),
        "form": form,
        "invitations": mine.invitations.filter(state=MemberInvitation.State.WAITING),
        "offered": mine.memberships.filter(offered_at__isnull=False).select_related("user").first(),
    }
    return render(request, "accounts/organisation.html", context)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of an invitation opens: for a visitor the two ways in, for who has signed in the question."""
    found = queries.invitation_behind(token)
    person = person_of(request)
    if found is None or not found.is_open:
        text = services.why_over(found)
        return render(request, "accounts/invitation_over.html", {"text": text}, status=410)
    if request.method == "POST":
        return _accepted(request, found, person)
    if person is None:
        request.session[adapter.INVITATION] = request.path  # where who signs up now is led to in the end
    context = {
        "invitation": found,
        **services.shown_address(found),
        "person": person,
        "objection": _objection(found, person),
        "here": request.path,
    }
    return render(request, "accounts/invitation.html", context)


def _accepted(request: HttpRequest, found: MemberInvitation, person: User | None) -> HttpResponse:
    if person is None:
        return redirect(request.path)
    try:
        services.accept_invitation(found, person=person)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    messages.success(request, f"您已是“{found.organisation}”的成员。")
    return redirect("accounts:organisation")


def _objection(found: MemberInvitation, person: User | None) -> str:
    try:
        if person:
            services.check_may_join(found, person)
    except RuleBroken as refusal:
        return str(refusal)
    return ""


@require_POST
@signed_in
def withdraw_invitation(request: SignedIn, pk: int) -> HttpResponse:
    mine = _mine(request)
    found = get_object_or_404(MemberInvitation, pk=pk, organisation=mine)
    withdraw = partial(services.withdraw_invitation, found, owner=request.user)
    return _carried_out(request, withdraw, "邀请已撤回，链接随即失效。")


@require_POST
@signed_in
def remove_member(request: SignedIn, pk: int) -> HttpResponse:
    mine = request.user.organisation
    if mine is None:
        raise Http404
    person = get_object_or_404(User, pk=pk, memberships__organisation=mine)
    with told(request):
        services.remove_member(mine, person, owner=request.user)
    return redirect("accounts:organisation")


def _mine(request: SignedIn) -> Organisation:
    if request.user.organisation is None:
        raise Http404
    return request.user.organisation


def _carried_out(request: SignedIn, act: Callable[[], object], done: str) -> HttpResponse:
    """Do it, say so or say why not, and go back to one's body, or to the desk for who has none any more."""
    with told(request, done):
        act()
    return redirect("accounts:organisation")


@require_POST
@signed_in
@freshly_confirmed
def offer_ownership(request: SignedIn, pk: int) -> HttpResponse:
    mine = _mine(request)
    person = get_object_or_404(User, pk=pk, memberships__organisation=mine)
    offer = partial(services.offer_ownership, mine, person, owner=request.user)
    return _carried_out(request, offer, f"已邀请{person}接任负责人。对方接受前，负责人不变。")


@require_POST
@signed_in
def answer_offer(request: SignedIn) -> HttpResponse:
    """The member accepts or declines; the owner withdraws."""
    mine = _mine(request)
    if request.POST.get("answer") == "accept":
        accept = partial(services.accept_ownership, mine, member=request.user)
        return _carried_out(request, accept, "您已是单位负责人，全体成员已收到告知。")
    return _carried_out(request, partial(services.end_offer, mine, by=request.user), "移交邀请已结束。")


@signed_in
def leave(request: SignedIn) -> HttpResponse:
    """Stop acting for the body, after being told what that means."""
    mine = _mine(request)
    if request.method == "POST":
        answer = _carried_out(request, partial(services.leave, mine, member=request.user), "您已退出单位。")
        still = mine.memberships.filter(user=request.user).exists()
        return answer if still else redirect("portal:desk")
    context = {"organisation": mine, "is_last": mine.memberships.count() == 1}
    return render(request, "accounts/leave.html", context)
