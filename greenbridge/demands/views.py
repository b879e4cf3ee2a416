"""The hall, the record, the steps of the form, the officer's page."""

from dataclasses import replace

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import contacts, exports
from greenbridge.accounts.access import (
    ForOrganisation,
    SignedIn,
    for_side,
    officer_only,
    sees_business,
    signed_in,
)
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.core.kept import Kept
from greenbridge.core.telling import told
from greenbridge.demands import along, forms, queries, rules, services, steps
from greenbridge.demands.amendments import queries as amendments
from greenbridge.demands.clarification import queries as clarification
from greenbridge.demands.conduct import queries as conduct
from greenbridge.demands.finding import alike, dates
from greenbridge.demands.limits import queries as limits
from greenbridge.demands.limits.forms import only_where_asked
from greenbridge.demands.missing import nothing_public
from greenbridge.demands.models import (
    Amendment,
    Attachment,
    Demand,
    DemandReview,
    Project,
    Scenario,
)
from greenbridge.demands.reviewing import marks, versions
from greenbridge.demands.reviewing import queries as reviewing
from greenbridge.demands.reviewing.forms import RemarksForm, point_out
from greenbridge.demands.search import HALL
from greenbridge.demands.subscriptions.queries import conditions
from greenbridge.reference.options import renewed
from greenbridge.search import queries as search
from greenbridge.search.dates import asked
from greenbridge.ui import sitemaps
from greenbridge.ui.kept_pages import kept_for_visitors


@kept_for_visitors(*HALL.parameters, *dates.PARAMETERS, "format", hall="demands")
def hall(request: HttpRequest) -> HttpResponse:
    if address := renewed(request.GET):
        return redirect(request.path + address)
    spans = dates.spans(request.GET)
    page = HALL.build(request.GET, spans=spans)
    if exports.is_asked(request):
        found = list(search.everything(HALL.asked(request.GET, spans=spans), exports.MOST_ROWS))
        said = [chip.label for chip in page.chips]
        return exports.handed_out_as(
            along.TABLE,
            request,
            found,
            total=max(page.total, len(found)),
            conditions=said,
            is_public=True,
        )
    context = {
        "page": page,
        "dates": [asked(by, request.GET) for by in (dates.PUBLISHED, dates.DEADLINE)],
        "section": "demands",
    }
    return render(request, "demands/list.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest demands under the hall's conditions, for feed readers."""
    to = conditions(request.GET)
    found = search.everything(replace(to.asked, order="newest"), along.IN_A_FEED)
    path = reverse("demands:hall") + f"?{to.query}"
    content = along.feed(found, label=to.label, path=path)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public demand, for search engines."""
    rows = Demand.objects.public().order_by("pk").values_list("number", "published_at")
    return sitemaps.sitemap(request, rows, lambda row: (reverse("demands:record", args=[row[0]]), row[1]))


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The next deadlines under the hall's conditions: a calendar may keep the address and ask again.

    Only what is open: a deadline that has passed, or that was taken back, leaves the calendar by being left out.
    """
    to = conditions(request.GET)
    found = search.everything(along.open_deadlines(to.asked), along.IN_A_CALENDAR)
    return _calendar(along.calendar(found, label=to.label), "deadlines")


@require_safe
def deadline(request: HttpRequest, number: str) -> HttpResponse:
    """The deadline of one demand."""
    demand = _public(number)
    if demand is None:
        raise Http404
    return _calendar(along.calendar([demand], label=demand.title), number)


def _calendar(content: bytes, name: str) -> HttpResponse:
    told = {"Content-Disposition": f'inline; filename="{name}.ics"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=told)


@kept_for_visitors(hall="demands")
def record(request: HttpRequest, number: str) -> HttpResponse:
    demand = _public(number) or Demand.objects.visible_to(request.user).with_record().by_number([number]).get(
        number
    )
    if demand is None:
        raise nothing_public()
    is_mine = _is_mine(request, demand)
    talk = _talks.one(demand.pk, lambda: clarification.talk(demand))
    until = clarification.cut_off(demand)
    context = {
        "demand": demand,
        "is_mine": is_mine,
        "latest": demand.latest_review if is_mine else None,
        "looks": contacts.looks_at(demand) if is_mine else [],
        "near": alike.near(demand) if demand.is_public else [],
        "amendments": _amendments.one(demand.pk, lambda: amendments.published(demand)),
        "talk": talk,
        "asking": clarification.waiting_for(request.user, demand) if talk.waiting else [],
        "asked_until": until,
        "may_ask": demand.is_open and until is not None and clock.now() <= until,
        "in_charge": clarification.is_in_charge(request.user, demand),
        "changing": amendments.waiting(demand) if is_mine else None,
        "unchanged": amendments.last_return(demand) if is_mine and demand.is_open else None,
        "sees_attachments": sees_business(request.user) and (is_mine or not demand.is_masked),
        "section": "demands",
    }
    return render(request, "demands/record.html", context)


def _public(number: str) -> Demand | None:
    """A demand that everybody may read, kept until the hall changes."""
    return _records.many([number], _records_of).get(number)


def _records_of(numbers: list[str]) -> dict[str, Demand]:
    return Demand.objects.public().with_record().by_number(numbers)


_records: Kept[str, Demand] = Kept("demands")
_talks: Kept[int, clarification.Talk] = Kept("demands")
_amendments: Kept[int, list[Amendment]] = Kept("demands")


def _is_mine(request: HttpRequest, demand: Demand) -> bool:
    return getattr(request.user, "organisation", None) == demand.buyer


@signed_in
def new(request: SignedIn) -> HttpResponse:
    """Begin a draft; who is not a verified buyer is told what comes first."""
    organisation = request.user.organisation
    if organisation is None or not organisation.is_buyer:
        return render(
            request, "demands/verify_first.html", {"organisation": organisation, "section": "demands"}
        )
    if suspension := conduct.suspension_of(organisation):
        context = {"suspension": suspension, "section": "demands"}
        return render(request, "demands/conduct/suspended.html", context)
    if request.method == "POST":
        like = Project.objects.public().filter(number=request.POST.get("like", "")).first()
        demand = services.start(organisation, author=request.user, like=like)
        return redirect("demands:step", demand.number, steps.FIRST)
    drafts = Demand.objects.filter(buyer=organisation, status__in=Demand.EDITABLE)
    context = {"drafts": drafts, "scenarios": Scenario.objects.offered(), "section": "demands"}
    return render(request, "demands/new.html", context)


def _mine(request: ForOrganisation, number: str) -> Demand:
    return get_object_or_404(
        Demand.objects.select_related("buyer", "region"), number=number, buyer=request.organisation
    )


@require_POST
@for_side("buyer")
def copy(request: ForOrganisation, number: str) -> HttpResponse:
    """Begin a draft with what an old demand says."""
    old = _mine(request, number)
    with told(request, "已复制为新的草稿。请重新填写日期，需要附件的请重新上传。"):
        fresh = services.copy(old, editor=request.user)
        return redirect("demands:step", fresh.number, steps.FIRST)
    return redirect(old)


@for_side("buyer")
def step(request: ForOrganisation, number: str, name: str) -> HttpResponse:
    """One step of the form. The script also posts here while one types; then only what is valid is kept."""
    if name not in forms.STEPS:
        raise Http404
    demand = _mine(request, number)
    if not demand.is_editable:
        return redirect(demand)
    form = forms.STEPS[name](request.POST or None, initial=forms.initial(demand))
    only_where_asked(form, demand)
    if form.is_bound and request.headers.get("X-Autosave"):
        return _autosave(request, demand, form)
    if form.is_valid():
        services.save(demand, form.cleaned_data, editor=request.user)
        return redirect(steps.beside(demand, name, 1))
    held = marks.to_mend(demand)
    context = {
        "demand": demand,
        "form": form,
        "marks": point_out(form, [one.mark for one in held if one.mark.step == name]),
        "name": name,
        "steps": steps.shown(demand, name),
        "title": steps.LABELS[name],
        "back_url": steps.beside(demand, name, -1),
        "limit": limits.finding(demand) if name in {"budget", "publish"} else None,
        "usual_budgets": queries.usual_budgets(demand.service_types.all()) if name == "budget" else [],
        "section": "demands",
    }
    return render(request, "demands/step.html", context)


def _autosave(request: ForOrganisation, demand: Demand, form: django_forms.Form) -> HttpResponse:
    form.is_valid()
    kept = {field: value for field, value in form.cleaned_data.items() if field not in form.errors}
    services.save(demand, kept, editor=request.user)
    return HttpResponse(f"草稿已保存 {clock.local(clock.now()):%H:%M:%S}")


@for_side("buyer")
def files(request: ForOrganisation, number: str) -> HttpResponse:
    """The files of a draft. Who goes on with one chosen has it uploaded first."""
    demand = _mine(request, number)
    if not demand.is_editable:
        return redirect(demand)
    goes_on = "onward" in request.POST
    if goes_on and not request.FILES:
        return redirect("demands:check", number)
    form = forms.AttachmentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            services.attach(demand, form.cleaned_data["file"], editor=request.user)
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("demands:check" if goes_on else "demands:files", number)
    context = {
        "demand": demand,
        "form": form,
        "steps": steps.shown(demand, "files"),
        "limit": rules.MAX_ATTACHMENTS,
        "marks": [one.mark for one in marks.to_mend(demand) if one.mark.is_of_files],
    }
    return render(request, "demands/files.html", {**context, "section": "demands"})


@require_POST
@for_side("buyer")
def detach(request: ForOrganisation, number: str, pk: int) -> HttpResponse:
    attachment = get_object_or_404(
        Attachment, pk=pk, demand__number=number, demand__buyer=request.organisation
    )
    with told(request):
        services.detach(attachment, editor=request.user)
    return redirect("demands:files", number)


@for_side("buyer")
def check(request: ForOrganisation, number: str) -> HttpResponse:
    """Check your answers, then submit."""
    demand = _mine(request, number)
    refused = ""
    if request.method == "POST":
        try:
            services.submit(demand, editor=request.user, agreed_to=_version_agreed_to(request))
        except RuleBroken as refusal:
            refused = str(refusal)
        else:
            return redirect("demands:submitted", number)
    elif not demand.is_editable:
        return redirect(demand)
    context = {
        "demand": demand,
        "gaps": queries.gaps(demand),
        "refused": refused,
        "steps": steps.shown(demand, "check"),
        "latest": demand.latest_review,
        "alike": reviewing.alike(demand),
        "route": conduct.route(demand),
        "terms": conduct.rules_in_force(),
        "held": [(one, steps.page_of(demand, one.mark.step)) for one in marks.to_mend(demand)],
        "limit": limits.finding(demand),
        "section": "demands",
    }
    return render(request, "demands/check.html", context)


def _version_agreed_to(request: HttpRequest) -> int | None:
    """The number of the publishing rules that was ticked."""
    ticked = request.POST.get("agreed", "")
    return int(ticked) if ticked.isdecimal() else None


@for_side("buyer")
def submitted(request: ForOrganisation, number: str) -> HttpResponse:
    demand = _mine(request, number)
    review = demand.reviews.select_related("pledge__terms").order_by("-submitted_at").first()
    if review is None:
        raise Http404
    return render(
        request, "demands/submitted.html", {"demand": demand, "review": review, "section": "demands"}
    )


@for_side("buyer")
def withdraw(request: ForOrganisation, number: str) -> HttpResponse:
    demand = _mine(request, number)
    form = forms.WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw(demand, editor=request.user, note=form.cleaned_data["note"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "需求已撤回。")
            return redirect(demand)
    return render(request, "demands/withdraw.html", {"demand": demand, "form": form, "section": "demands"})


@for_side("buyer")
def mine(request: ForOrganisation) -> HttpResponse:
    """All demands of my body, the newest first."""
    rows = Demand.objects.filter(buyer=request.organisation).with_card().order_by("-id")
    if exports.is_asked(request):
        return exports.handed_out_as(replace(along.TABLE, title="我的需求"), request, rows)
    return render(request, "demands/mine.html", {"demands": rows[:200]})


@officer_only
def review(request: SignedIn, pk: int) -> HttpResponse:
    reviews = DemandReview.objects.visible_to(request.user)
    reviews = reviews.select_related("demand__buyer", "demand__region", "pledge__terms")
    case = get_object_or_404(reviews, pk=pk)
    demand = case.demand
    remarks = RemarksForm(request.POST or None, demand=demand)
    contact = contacts.one("demand", case, request.user)
    return review_page(
        request,
        case,
        template="demands/review.html",
        queue="demand",
        reasons=reviewing.reasons(),
        decisions={
            Decision.PASSED: services.approve,
            Decision.RETURNED: lambda *args, **facts: services.return_for_changes(
                *args, **facts, remarks=remarks.remarks
            ),
            Decision.REFUSED: services.refuse,
        },
        remarks=remarks,
        context={
            "demand": demand,
            "contact": contact,
            "earlier": demand.reviews.exclude(pk=case.pk).order_by("-submitted_at"),
            "comparison": contacts.compared(versions.of_review(case), contact),
            "limit": limits.finding(demand),
            "mended": marks.mended(case),
            "alike": reviewing.alike(demand),
            "history": reviewing.history(demand.buyer),
        },
    )
