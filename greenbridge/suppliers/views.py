"""The record, the supplier's own profile, the officer's page."""

import datetime as dt
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from greenbridge.accounts import contacts
from greenbridge.accounts.access import ForOrganisation, SignedIn, for_side, officer_only, sees_business
from greenbridge.accounts.bulk_page import Page, bulk_page
from greenbridge.accounts.forms import DecisionForm
from greenbridge.accounts.models import User
from greenbridge.accounts.review_page import review_page
from greenbridge.accounts.reviews import Decision
from greenbridge.core.errors import RuleBroken
from greenbridge.core.kept import Kept
from greenbridge.core.telling import told
from greenbridge.suppliers import history, parts, period, queries, services
from greenbridge.suppliers.bulk import listings
from greenbridge.suppliers.care.queries import care_of
from greenbridge.suppliers.confirmation import queries as confirmation
from greenbridge.suppliers.credit.queries import looked_on, report_of
from greenbridge.suppliers.edits import versions
from greenbridge.suppliers.finding_views import favourite_of
from greenbridge.suppliers.forms import (
    ActivityForm,
    CredentialForm,
    ProfileForm,
    SizeForm,
    activity_in_form,
    paper_in_form,
    said_of,
    size_said,
)
from greenbridge.suppliers.merging.queries import survivor_of
from greenbridge.suppliers.missing import nobody_listed
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CreditReport,
    ListingReview,
    SizeStatement,
    SpotCheck,
    Statement,
    Supplier,
    Suspension,
)
from greenbridge.suppliers.notes.queries import shown_to as notes_for
from greenbridge.suppliers.papers import queries as paper_queries
from greenbridge.suppliers.provenance import queries as provenance
from greenbridge.suppliers.queues import listing_task
from greenbridge.suppliers.spotcheck.queries import results
from greenbridge.suppliers.suspension.queries import may_suspend, running
from greenbridge.ui.kept_pages import kept_for_visitors

RETURN_REASONS = [
    "资质扫描件不清晰，请重新上传。",
    "资质编号与扫描件不一致。",
    "所报业务超出资质许可范围。",
    "服务地区填写过宽，请按实际能力填写。",
    "机构简介含有与服务无关或夸大的内容。",
]

SIZE_SETTLED = "企业规模已由协会核定，您的说法已记下，与核定不同的由协会再核对，核定前展示不变。"


@kept_for_visitors("from", "until", hall="suppliers")
def record(request: HttpRequest, code: str) -> HttpResponse:
    supplier = _listed(code)
    if supplier is None and (survivor := survivor_of(code)):
        return _moved_to(survivor)
    mine = Supplier.objects.with_record().filter(_may_see(request), organisation__credit_code=code)
    if (supplier := supplier or mine.first()) is None:
        raise nobody_listed()
    asked, trouble = period.asked(request.GET)
    papers, filings = period.papers_and_filings(period.holdings(supplier, asked))
    context = {
        "supplier": supplier,
        "period": asked,
        "period_trouble": trouble,
        "doings": period.doings(supplier, asked),
        "holdings": papers,
        "sees_scans": sees_business(request.user),
        "filings": filings,
        "groups": parts.groups(supplier.parts.all(), in_full=False),
        "sightings": supplier.sightings.all(),
        "suspensions": _suspensions.one(supplier.pk, lambda: running(supplier)),
        "spot_checks": _spot_checks.one(supplier.pk, lambda: results(supplier)),
        "looked_on": _looked_on.one(supplier.pk, lambda: looked_on(supplier)),
        "credit_report": _report(supplier) if sees_business(request.user) else None,
        "may_suspend": may_suspend(request.user, supplier),
        "notes": notes_for(request.user, supplier),
        "differing": provenance.differing(supplier),
        "differing_papers": _papers.one(supplier.pk, lambda: paper_queries.differing(supplier)),
        "sources": _sources.one(supplier.pk, lambda: provenance.sources(supplier)),
        "history": _histories.one(supplier.pk, lambda: history.of(supplier)),
        "is_mine": _is_mine(request, supplier),
        "is_deserted": _deserted.one(supplier.pk, lambda: _is_deserted(supplier)),
        "may_claim": _may_claim(request),
        "favourite": favourite_of(request, supplier),
        "section": "suppliers",
    }
    return render(request, "suppliers/record.html", context)


def _moved_to(survivor: Supplier) -> HttpResponse:
    """For good, as far as anybody can say; browsers ask again, because a merge can be undone."""
    response = redirect(survivor, permanent=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _listed(code: str) -> Supplier | None:
    """A supplier that everybody may see, kept until the hall changes."""
    return _records.many([code], Supplier.objects.with_sources().listed_by_code).get(code)


_records: Kept[str, Supplier] = Kept("suppliers")
_histories: Kept[int, list[dict[str, Any]]] = Kept("suppliers")
_sources: Kept[int, list[Statement]] = Kept("suppliers")
_papers: Kept[int, list[paper_queries.Differing]] = Kept("suppliers")
_deserted: Kept[int, bool] = Kept("suppliers")
_spot_checks: Kept[int, list[SpotCheck]] = Kept("suppliers")
_looked_on: Kept[int, dt.date | None] = Kept("suppliers")
_reports: Kept[int, CreditReport | None] = Kept("suppliers")
_suspensions: Kept[int, list[Suspension]] = Kept("suppliers")


def _report(supplier: Supplier) -> CreditReport | None:
    return _reports.one(supplier.pk, lambda: report_of(supplier))


def _is_deserted(supplier: Supplier) -> bool:
    """Whether nobody speaks any more for a body that somebody spoke for."""
    return supplier.is_claimed and supplier.organisation.owner is None


def _may_see(request: HttpRequest) -> Q:
    """Suppliers that came into the directory for everybody, one's own in any state; of a suspended one it says why."""
    listed = Q(status__in=[Supplier.Status.LISTED, Supplier.Status.SUSPENDED])
    organisation = getattr(request.user, "organisation", None)
    return listed | Q(organisation=organisation) if organisation else listed


def _is_mine(request: HttpRequest, supplier: Supplier) -> bool:
    return getattr(request.user, "organisation", None) == supplier.organisation


def _may_claim(request: HttpRequest) -> bool:
    """Who acts for nobody yet and does not work for the platform; a visitor is asked to sign in first."""
    person = request.user
    return not isinstance(person, User) or not (person.organisation or person.is_staff_member)


@for_side("supplier")
def mine(request: ForOrganisation) -> HttpResponse:
    """The supplier's own page: what is there, what is missing, submit."""
    supplier = services.profile_of(request.organisation)
    latest = supplier.reviews.order_by("-submitted_at").first()
    context = {
        "supplier": supplier,
        "activities": supplier.activities.prefetch_related("serves").select_related("service_type"),
        "credentials": supplier.credentials.prefetch_related("wastes").select_related("kind", "scan"),
        "groups": parts.groups(supplier.parts.select_related("evidence"), in_full=True),
        "size_statement": _size_statement(supplier),
        "gaps": queries.completeness(supplier).gaps,
        "review": latest,
        "comparison": versions.since_decision(supplier),
        "suspensions": supplier.suspensions.filter(ended_at=None).select_related(
            "service_type", "association", "appeal"
        ),
        "credit_report": report_of(supplier),
        "asked": confirmation.open_of(supplier) if supplier.is_admitted else None,
        "looks": contacts.looks_at(supplier),
        "care": care_of(Supplier.objects.with_card().get(pk=supplier.pk)),
    }
    return render(request, "suppliers/mine.html", context)


@for_side("supplier")
def edit(request: ForOrganisation) -> HttpResponse:
    supplier = services.profile_of(request.organisation)
    form = ProfileForm(
        request.POST or None, initial=said_of(supplier), size_follows=_size_statement(supplier) is not None
    )
    if form.is_valid():
        services.describe(supplier, editor=request.user, **form.cleaned_data)
        if form.cleaned_data.get("size", supplier.organisation.size) == supplier.organisation.size:
            messages.success(request, "机构资料已保存。")
        else:
            messages.success(request, f"机构资料已保存。{SIZE_SETTLED}")
        return redirect("suppliers:mine")
    return _form_page(request, form, "机构资料", "保存")


@for_side("supplier")
def size(request: ForOrganisation) -> HttpResponse:
    supplier = services.profile_of(request.organisation)
    form = SizeForm(request.POST or None, initial=size_said(_size_statement(supplier)))
    if form.is_valid():
        services.state_size(supplier, editor=request.user, **form.cleaned_data)
        if form.cleaned_data["size"] == supplier.organisation.size:
            messages.success(request, f"企业规模为{supplier.organisation.get_size_display()}，已保存。")
        else:
            messages.success(request, f"规模依据已保存。{SIZE_SETTLED}")
        return redirect("suppliers:mine")
    return _form_page(request, form, "企业规模的依据", "计算并保存")


def _size_statement(supplier: Supplier) -> SizeStatement | None:
    return SizeStatement.objects.filter(supplier=supplier).first()


Row = TypeVar("Row", Activity, Credential)


def _of(request: ForOrganisation, rows: QuerySet[Row]) -> Row | None:
    """Which of the body's own rows the address asks to start from, with ``?of=``."""
    key = request.GET.get("of", "")
    mine = rows.filter(supplier__organisation=request.organisation)
    return mine.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None


@for_side("supplier")
def add_activity(request: ForOrganisation) -> HttpResponse:
    """What the body does, or with ``?of=`` what it says of one anew; another type takes the place of that one."""
    former = _of(request, Activity.objects.prefetch_related("serves"))
    form = ActivityForm(request.POST or None, initial=activity_in_form(former) if former else None)
    if form.is_valid():
        facts = form.cleaned_data | {"editor": request.user}
        try:
            if former:
                services.change_activity(former, **facts)
            else:
                services.set_activity(services.profile_of(request.organisation), **facts)
        except RuleBroken as refusal:
            form.add_error("service_type", str(refusal))
        else:
            messages.success(request, "业务已保存。" if former else "业务已添加。")
            return redirect("suppliers:mine")
    return _form_page(request, form, *(("修改业务", "保存") if former else ("添加业务", "添加")))


@require_POST
@for_side("supplier")
def drop_activity(request: ForOrganisation, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity, pk=pk, supplier__organisation=request.organisation)
    services.drop_activity(activity, editor=request.user)
    return redirect("suppliers:mine")


@for_side("supplier")
def add_credential(request: ForOrganisation) -> HttpResponse:
    """A new credential, or with ``?of=`` the form filled with what one of them says, for its renewal."""
    former = _of(request, Credential.objects.select_related("kind"))
    form = CredentialForm(
        request.POST or None, request.FILES or None, initial=paper_in_form(former) if former else None
    )
    if form.is_valid():
        supplier = services.profile_of(request.organisation)
        credential = services.add_credential(supplier, editor=request.user, **form.cleaned_data)
        messages.success(request, _entered(credential))
        return redirect("suppliers:mine")
    return _form_page(request, form, *(("更新资质", "保存") if former else ("添加资质", "添加")))


def _entered(credential: Credential) -> str:
    """What becomes of a credential that the body has entered, for the body."""
    if credential.verified_at is None:
        return "资质已添加，提交后由协会核验。"
    if paper_queries.is_disputed(credential):
        added = "补充的内容请在核定后提交变更。" if credential.declared else ""
        return (
            "这张资质已经核验过，核验过的内容不变。"
            f"您填写的不同之处已转协会核定，新扫描件一并核对，结果会告诉您。{added}"
        )
    if credential.offered_scan or credential.declared:
        return "这张资质已经核验过，仍然有效。补充的内容和新扫描件提交变更后由协会核对。"
    return "这张资质已经核验过，填写的内容与登记一致。"


@require_POST
@for_side("supplier")
def drop_credential(request: ForOrganisation, pk: int) -> HttpResponse:
    credential = get_object_or_404(Credential, pk=pk, supplier__organisation=request.organisation)
    services.drop_credential(credential, editor=request.user)
    return redirect("suppliers:mine")


@require_POST
@for_side("supplier")
def submit(request: ForOrganisation) -> HttpResponse:
    with told(request, "已提交，审核结果会通过站内消息和邮件告诉您。"):
        services.submit(services.profile_of(request.organisation), editor=request.user)
    return redirect("suppliers:mine")


def _form_page(request: SignedIn, form: Any, title: str, action: str) -> HttpResponse:
    return render(request, "suppliers/edit.html", {"form": form, "title": title, "action": action})


def _listing_form(data: Any) -> DecisionForm:
    decisions = [Decision.PASSED, Decision.RETURNED]
    return DecisionForm(data, reasons=RETURN_REASONS, decisions=list(decisions), version="")


LISTINGS = Page(
    queue="listing",
    title="机构入驻",
    lead="适合资质已经核验、只需确认的变更，或用同一个理由退回。不予通过请逐件办理。",
    task=listing_task,
    form=_listing_form,
    reasons=lambda form: form.reasons_text,
)


@officer_only
def bulk(request: SignedIn) -> HttpResponse:
    """Several listings at once."""
    return bulk_page(request, LISTINGS, listings(request.user))


@officer_only
def review(request: SignedIn, pk: int) -> HttpResponse:
    reviews = ListingReview.objects.visible_to(request.user).select_related("supplier__organisation__region")
    case = get_object_or_404(reviews, pk=pk)
    with_scans = Supplier.objects.with_card().prefetch_related(
        "credentials__scan", "credentials__offered_scan"
    )
    supplier = with_scans.get(pk=case.supplier_id)
    contact = contacts.one("listing", case, request.user)
    return review_page(
        request,
        case,
        template="suppliers/review.html",
        queue="listing",
        version=supplier.updated_at.isoformat(),
        reasons=RETURN_REASONS,
        decisions={
            Decision.PASSED: partial(services.approve_listing, seen=supplier.updated_at),
            Decision.RETURNED: partial(services.return_listing, seen=supplier.updated_at),
            Decision.REFUSED: partial(services.refuse_listing, seen=supplier.updated_at),
        },
        context={
            "supplier": supplier,
            "contact": contact,
            "groups": parts.groups(supplier.parts.select_related("evidence"), in_full=True),
            "size_statement": _size_statement(supplier),
            "notes": notes_for(request.user, supplier),
            "comparison": contacts.compared(versions.of_review(case), contact),
            "earlier": supplier.reviews.exclude(pk=case.pk).order_by("-submitted_at"),
            "disputed": supplier.credentials.filter(paper_queries.IN_DISPUTE).values_list("pk", flat=True),
        },
    )
