"""The buyer's page of a demand: who fits and why, invitations, responses, outcome. The supplier's: opportunities, respond, decline."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts.access import ForOrganisation, SignedIn, ask_again, for_side, signed_in
from greenbridge.accounts.models import Side
from greenbridge.core.errors import RuleBroken
from greenbridge.core.telling import told
from greenbridge.deals import queries, services
from greenbridge.deals.forms import DeclineForm, InterestForm, OutcomeForm, WidenForm
from greenbridge.deals.models import Interest, Invitation, Outcome
from greenbridge.demands.models import Demand, Lot
from greenbridge.suppliers.models import Supplier

SHOWN = 50
AWARDED = ("awards__lot", "awards__supplier__organisation")


@for_side("buyer")
def overview(request: ForOrganisation, number: str) -> HttpResponse:
    """Responses with contacts, invitations, and the suppliers that fit with their reasons."""
    demand = _own(request, number)
    invitations = list(demand.invitations.select_related("supplier__organisation").prefetch_related("lots"))
    interests = list(queries.standing_interests(demand).prefetch_related("looks"))
    found = queries.matches(demand) if demand.is_open else []
    context = {
        "demand": demand,
        "interests": [(one, queries.contact_for(one, Side.BUYER, request.user)) for one in interests],
        "invitations": invitations,
        "invited": {invitation.supplier_id for invitation in invitations},
        "unanswered": queries.unanswered(demand),
        "unconfirmed": queries.unconfirmed(demand, interests),
        "interested": {interest.supplier_id for interest in interests},
        "fitting": [match for match in found if match.card.fits][:SHOWN],
        "others": [match for match in found if not match.card.fits][:SHOWN],
        "outcome": Outcome.objects.filter(demand=demand).prefetch_related(*AWARDED).first(),
        "section": "demands",
    }
    return render(request, "deals/overview.html", context)


def _own(request: ForOrganisation, number: str) -> Demand:
    rows = Demand.objects.public().select_related("buyer__region", "region").prefetch_related("lots")
    return get_object_or_404(rows, number=number, buyer=request.organisation)


@for_side("buyer")
def choose(request: ForOrganisation, code: str) -> HttpResponse:
    """From a supplier's record: which of my open demands to invite it to, each with its card, those that it fits first."""
    supplier = get_object_or_404(Supplier.objects.listed().with_card(), organisation__credit_code=code)
    mine = Demand.objects.open().filter(buyer=request.organisation).with_card().with_lots()
    invited = set(supplier.invitations.filter(demand__in=mine).values_list("demand_id", flat=True))
    cards = [(demand, queries.judge(demand, supplier)) for demand in mine.order_by("deadline")]
    cards.sort(key=lambda pair: (not pair[1].fits, not pair[1].is_allowed))
    context = {"supplier": supplier, "cards": cards, "invited": invited, "section": "suppliers"}
    return render(request, "deals/choose.html", context)


@require_POST
@for_side("buyer")
def invite(request: ForOrganisation, number: str, code: str) -> HttpResponse:
    demand = _own(request, number)
    supplier = get_object_or_404(Supplier.objects.listed().with_card(), organisation__credit_code=code)
    with told(request, f"已邀请“{supplier}”，对方会收到站内消息和邮件。"):
        services.invite(demand, supplier, buyer=request.user, lots=_named(request, demand))
    return redirect("deals:overview", number)


def _named(request: ForOrganisation, demand: Demand) -> list[Lot]:
    """The lots that were ticked; none for the whole demand."""
    ticked = request.POST.getlist("lots")
    return [lot for lot in demand.standing_lots if str(lot.pk) in ticked]


@for_side("buyer")
def outcome(request: ForOrganisation, number: str) -> HttpResponse:
    """How the demand ended. Who says that it went to a supplier has confirmed in the last ten minutes who they are."""
    demand = _own(request, number)
    suppliers = [interest.supplier for interest in queries.standing_interests(demand)]
    form = OutcomeForm(request.POST or None, suppliers=suppliers, responders=queries.responders(demand))
    if form.is_valid():
        facts = form.cleaned_data
        if facts["kind"] == Outcome.Kind.AGREED:
            ask_again(request)
        try:
            services.mark_outcome(demand, facts.pop("kind"), buyer=request.user, **facts)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "结果已记录，响应过的机构会收到通知。")
            return redirect("deals:overview", number)
    return _page(request, "deals/outcome.html", demand, form)


@for_side("supplier")
def opportunities(request: ForOrganisation) -> HttpResponse:
    """Open demands that fit my body, and what became of my responses."""
    supplier = _my_supplier(request)
    mine = Interest.objects.filter(supplier=supplier, withdrawn_at=None).select_related(
        "demand__region", "demand__buyer"
    )
    context = {
        "supplier": supplier,
        "fitting": queries.open_for(supplier) if supplier.is_listed else [],
        "invitations": _open_invitations(supplier),
        "mine": mine.order_by("-expressed_at"),
    }
    return render(request, "deals/opportunities.html", context)


def _my_supplier(request: ForOrganisation) -> Supplier:
    return get_object_or_404(Supplier.objects.with_card(), organisation=request.organisation)


def _open_invitations(supplier: Supplier) -> list[Invitation]:
    answered = Interest.objects.filter(supplier=supplier, withdrawn_at=None).values("demand")
    rows = supplier.invitations.filter(declined_at=None, demand__in=Demand.objects.open())
    rows = rows.exclude(demand__in=answered).select_related("demand__region", "demand__buyer")
    return list(rows.prefetch_related("lots"))


@for_side("supplier")
def respond(request: ForOrganisation, number: str) -> HttpResponse:
    """See how the demand fits, then respond; afterwards the buyer's contact stands here, further lots may be added, and the
    response is confirmed after a change or withdrawn."""
    demand = get_object_or_404(Demand.objects.public().with_record(), number=number)
    supplier = _my_supplier(request)
    lot_cards = queries.lot_cards(demand, supplier)
    interest = Interest.objects.filter(demand=demand, supplier=supplier, withdrawn_at=None).first()
    invitation = demand.invitations.filter(supplier=supplier, declined_at=None).first()
    initial = {
        "contact_name": supplier.contact_name,
        "contact_phone": supplier.contact_phone,
        "lots": list(invitation.lots.all()) if invitation else [],
    }
    allowed = [lot for lot, card in lot_cards if card.is_allowed]
    if interest and request.POST.get("do") in AFTERWARDS:
        return _said_again(request, interest)
    more = [lot for lot in allowed if interest and demand.is_open and lot not in interest.lots.all()]
    widen = WidenForm(request.POST or None, lots=more) if more else None
    if interest and widen and widen.is_valid():
        with told(request, "已增加响应的标段，发布单位会收到通知。"):
            services.widen(interest, widen.cleaned_data["lots"], member=request.user)
        return redirect("deals:respond", number)
    form = InterestForm(request.POST or None, initial=initial, lots=allowed)
    if interest is None and form.is_valid():
        try:
            services.express_interest(demand, supplier, member=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已响应，双方现在可以查看彼此的联系方式。")
            return redirect("deals:respond", number)
    context = {
        "card": queries.judge(demand, supplier),
        "lot_cards": lot_cards,
        "interest": interest,
        "is_over": Outcome.objects.filter(demand=demand).exists(),
        "widen": widen,
        "is_unconfirmed": bool(interest and queries.unconfirmed(demand, [interest])),
        "contact": queries.contact_for(interest, Side.SUPPLIER, request.user) if interest else None,
        "supplier": supplier,
        "invitation": invitation,
    }
    return _page(request, "deals/respond.html", demand, form, **context)


AFTERWARDS = {
    "confirm": (services.confirm, "已确认，响应继续有效。"),
    "withdraw": (services.take_back, "响应已撤回，发布单位会收到通知。"),
}


def _said_again(request: ForOrganisation, interest: Interest) -> HttpResponse:
    """确认响应，撤回响应。"""
    act, done = AFTERWARDS[request.POST["do"]]
    with told(request, done):
        act(interest, member=request.user)
    return redirect("deals:respond", interest.demand.number)


@require_POST
@signed_in
def contact(request: SignedIn, number: str, code: str) -> HttpResponse:
    """查看联系方式: a person of either side asks for the contact of the other."""
    body = request.user.organisation
    rows = Interest.objects.filter(withdrawn_at=None).select_related("demand", "supplier__organisation")
    interest = get_object_or_404(rows, demand__number=number, supplier__organisation__credit_code=code)
    if body is None or body.pk not in {interest.demand.buyer_id, interest.supplier.organisation_id}:
        raise Http404
    is_buyer = body.pk == interest.demand.buyer_id
    services.see_contact(interest, side=Side.BUYER if is_buyer else Side.SUPPLIER, person=request.user)
    return redirect("deals:overview" if is_buyer else "deals:respond", number)


@for_side("supplier")
def decline(request: ForOrganisation, number: str) -> HttpResponse:
    invitation = get_object_or_404(
        Invitation.objects.select_related("demand"),
        demand__number=number,
        supplier__organisation=request.organisation,
    )
    form = DeclineForm(request.POST or None)
    if form.is_valid():
        try:
            services.decline(invitation, member=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已谢绝邀请并告知对方。")
            return redirect("deals:opportunities")
    return _page(request, "deals/decline.html", invitation.demand, form)


def _page(request: ForOrganisation, template: str, demand: Demand, form: Any, **more: Any) -> HttpResponse:
    return render(request, template, {"demand": demand, "form": form, "section": "demands", **more})
