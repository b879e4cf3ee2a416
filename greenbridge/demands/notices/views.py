"""An official project, the request to take one of its notices down, and what officers decide."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from greenbridge.accounts import contacts, desk
from greenbridge.accounts.access import SignedIn, officer_only, person_of
from greenbridge.accounts.bulk import Bulk
from greenbridge.accounts.bulk_page import Page, bulk_page
from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision
from greenbridge.core.errors import RuleBroken
from greenbridge.demands.finding import alike, fitting
from greenbridge.demands.missing import nothing_public
from greenbridge.demands.models import Notice, NoticeReview, Project, RemovalRequest
from greenbridge.demands.notices import doubts, queries, removals
from greenbridge.demands.notices.forms import AnswerForm, RemovalForm
from greenbridge.demands.notices.queues import doubt
from greenbridge.ui.kept_pages import kept_for_visitors

Decide = Callable[..., object]
REVIEWED: Mapping[Decision, Decide] = {Decision.PASSED: doubts.publish, Decision.REFUSED: doubts.leave_out}
FOR_COLLEAGUES = "写进操作记录，供同事以后查阅。"


@kept_for_visitors(hall="demands")
@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    """A project with its notices; the number of one that was merged leads to the other."""
    project = Project.objects.with_card().select_related("merged_into").filter(number=number).first()
    if project and project.merged_into:
        return redirect(project.merged_into, permanent=True)
    if project is None or not project.is_public:
        raise nothing_public()
    context = {
        "project": project,
        "told": queries.told(project),
        "near": alike.near(project),
        "fitting": fitting.of(project) if _acts_for_a_body(request) else None,
        "section": "demands",
    }
    return render(request, "demands/notices/record.html", context)


def _acts_for_a_body(request: HttpRequest) -> bool:
    person = person_of(request)
    return person is not None and (person.is_buyer or person.is_supplier)


def ask(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Anybody may ask that a notice be taken down."""
    shown = Notice.objects.filter(standing=Notice.Standing.SHOWN).select_related("project")
    notice = get_object_or_404(shown, pk=pk, project__number=number)
    form = RemovalForm(request.POST or None)
    if form.is_valid():
        try:
            removals.ask(
                notice,
                asked_by=person_of(request),
                asked_from=request.META.get("REMOTE_ADDR"),
                **form.cleaned_data,
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "申请已提交，协会在三个工作日内核实，答复会发到您留下的联系方式。")
            return redirect(notice.project)
    context = {"form": form, "notice": notice, "project": notice.project, "section": "demands"}
    return render(request, "demands/notices/ask.html", context)


@officer_only
def review(request: SignedIn, pk: int) -> HttpResponse:
    """Whether a notice belongs into the hall."""
    row = get_object_or_404(_doubts_of(request.user), pk=pk)
    return _decided(
        request,
        row,
        REVIEWED,
        template="demands/notices/review.html",
        queue="notice",
        reader=FOR_COLLEAGUES,
    )


DOUBTS = Page(
    queue="notice",
    title="公告核对",
    lead="适合几条公告明显与环境治理无关，可以用同一个理由不收录。",
    task=doubt,
    form=lambda data: AnswerForm(data, outcomes=_outcomes(NoticeReview, REVIEWED), reader=FOR_COLLEAGUES),
    reasons=lambda form: str(form.cleaned_data["reasons"]),
)


@officer_only
def bulk(request: SignedIn) -> HttpResponse:
    """Several decided alike."""
    return bulk_page(request, DOUBTS, Bulk(_doubts_of(request.user), _nothing_against, _review_one))


def _doubts_of(officer: User) -> QuerySet[NoticeReview]:
    rows = NoticeReview.objects.visible_to(officer)
    return rows.select_related("notice__project__region", "decided_by")


def _nothing_against(row: NoticeReview, decision: str, officer: User) -> None:
    """Any officer who sees it may decide it either way."""


def _review_one(row: NoticeReview, decision: str, officer: User, reasons: str) -> object:
    return REVIEWED[Decision(decision)](row, officer=officer, reasons=reasons)


@officer_only
def removal(request: SignedIn, pk: int) -> HttpResponse:
    """Whether a notice is taken down."""
    rows = RemovalRequest.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("notice__project__region", "asked_by", "decided_by"), pk=pk)
    return _decided(
        request,
        row,
        {Decision.PASSED: removals.hide, Decision.REFUSED: removals.keep},
        template="demands/notices/removal.html",
        queue="removal",
        reader="申请人会原样收到。",
        contact=contacts.one("removal", row, request.user),
    )


def _decided(
    request: SignedIn,
    row: NoticeReview | RemovalRequest,
    decisions: Mapping[Decision, Decide],
    *,
    template: str,
    queue: str,
    reader: str,
    **shown: object,
) -> HttpResponse:
    """Show what is asked, or carry out the decision that was sent, and go on to the next."""
    outcomes = _outcomes(type(row), decisions)
    form = AnswerForm(request.POST or None, outcomes=outcomes, reader=reader)
    if form.is_valid():
        decision = form.cleaned_data["decision"]
        try:
            decisions[decision](row, officer=request.user, reasons=form.cleaned_data["reasons"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, f"“{row.notice}”已办理：{row.OUTCOMES[Decision(decision)]}。")
            return redirect(desk.onward(request.user, queue))
    context = {"row": row, "form": form, "notice": row.notice, "facts": queries.facts_of(row.notice)}
    return render(request, template, context | shown)


def _outcomes(
    kind: type[NoticeReview] | type[RemovalRequest], decisions: Iterable[Decision]
) -> Sequence[tuple[str, str]]:
    """The choices, in the words of what comes of them."""
    return [(decision, str(kind.OUTCOMES[decision])) for decision in decisions]
