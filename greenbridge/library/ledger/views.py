"""The pages of the ledger and of flags, for those who look after the library."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode

from greenbridge.accounts import desk
from greenbridge.accounts.access import SignedIn
from greenbridge.accounts.exports import Table, day, handed_out_as, is_asked
from greenbridge.accounts.paging import listed, paged
from greenbridge.core.errors import RuleBroken
from greenbridge.library.access import editors_only, keepers_only
from greenbridge.library.addresses import words
from greenbridge.library.ledger import articles, queries, rules, services
from greenbridge.library.ledger.forms import ArticlesForm, ConfirmForm, EntryForm, SettleForm, WithdrawForm
from greenbridge.library.models import Effect, Recheck
from greenbridge.library.rechecks import registry
from greenbridge.library.rechecks import services as rechecks


def _looked_at(row: Effect) -> str:
    if row.is_by_reading:
        return "按条文"
    return "是" if row.is_confirmed else "否"


LEDGER = Table[Any](
    "变动记录",
    (
        ("依据", lambda row: row.by.title, 40),
        ("依据的条款", lambda row: row.ground, 18),
        ("变动", lambda row: row.get_kind_display(), 10),
        ("对象", lambda row: row.named, 40),
        ("对象的条款", lambda row: row.place, 18),
        ("起始日期", lambda row: day(row.day), 14),
        ("地区", lambda row: row.region or "", 12),
        ("来历", lambda row: row.get_found_display(), 16),
        ("已核对", _looked_at, 10),
        ("核对依据", lambda row: row.basis, 30),
        ("说明", lambda row: row.note, 40),
    ),
)


MAPPINGS = Table[Any](
    "新旧条文对照",
    (
        ("原文件", lambda row: row.old.code, 24),
        ("原条款", lambda row: words(row.old_address), 14),
        ("新文件", lambda row: row.new.code, 24),
        ("新条款", lambda row: words(row.new_address), 14),
        ("说明", lambda row: row.note, 40),
    ),
)
"""As ``importing.take_mappings`` reads it."""
ARTICLES_A_PAGE = 20


@keepers_only
def entries(request: SignedIn) -> HttpResponse:
    """The ledger, or one part of it."""
    shown, named = request.GET.get("show", ""), request.GET.get("q", "").strip()
    shown = shown if shown in queries.SHOWN else ""
    asked = {name: value for name, value in (("show", shown), ("q", named)) if value}
    begins = f"?{urlencode(asked)}&" if asked else "?"
    return listed(
        request,
        "library/ledger/list.html",
        queries.entries(shown, named),
        LEDGER,
        begins=begins,
        conditions=[said for said in (queries.SHOWN[shown] if shown else "", named) if said],
        title="变动记录",
        parts=queries.SHOWN.items(),
        shown=shown,
        words=named,
    )


@keepers_only
def new(request: SignedIn) -> HttpResponse:
    """Write an entry; links from elsewhere may fill in ``by`` and ``target``."""
    initial = {name: request.GET[name] for name in ("by", "target", "kind") if name in request.GET}
    form = EntryForm(request.POST or None, initial=initial)

    def do() -> Effect:
        return services.record(form.entry, actor=request.user)

    return _form(
        request, form, do, {"title": "录入变动", "button": "录入", "said": "变动已录入，时效已重新推算。"}
    )


@keepers_only
def entry(request: SignedIn, pk: int) -> HttpResponse:
    """One entry, and what it comes to."""
    effect = get_object_or_404(Effect.objects.with_all(), pk=pk)
    return render(request, "library/ledger/entry.html", {"title": str(effect), **_places(effect)})


@keepers_only
def change(request: SignedIn, pk: int) -> HttpResponse:
    effect = get_object_or_404(Effect.objects.with_all(), pk=pk, withdrawn_at=None)
    form = EntryForm(request.POST or None, initial=EntryForm.of(effect))

    def do() -> Effect:
        return services.change(effect, form.entry, actor=request.user)

    said = "变动记录已更改，时效已重新推算。"
    return _form(
        request, form, do, {"title": "更改变动记录", "button": "保存", "said": said, **_places(effect)}
    )


@keepers_only
def confirm(request: SignedIn, pk: int) -> HttpResponse:
    """Say by what it was looked at; an entry that a colleague confirmed meanwhile is shown as it stands."""
    effect = get_object_or_404(Effect.objects.with_all(), pk=pk, withdrawn_at=None)
    if effect.is_confirmed:
        return redirect(effect)
    form = ConfirmForm(request.POST or None, initial={"note": rules.without_doubts(effect.note)})

    def do() -> Effect:
        return services.confirm(effect, actor=request.user, **form.cleaned_data)

    said = "已标为核对，时效已重新推算。"
    return _form(
        request, form, do, {"title": "核对变动记录", "button": "标为核对", "said": said, **_places(effect)}
    )


@keepers_only
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    effect = get_object_or_404(Effect.objects.with_all(), pk=pk, withdrawn_at=None)
    form = WithdrawForm(request.POST or None)

    def do() -> Effect:
        return services.withdraw(effect, actor=request.user, reason=form.cleaned_data["reason"])

    said = "变动记录已撤销，时效已重新推算。"
    return _form(
        request, form, do, {"title": "撤销变动记录", "button": "撤销", "said": said, **_places(effect)}
    )


@keepers_only
def old_and_new(request: SignedIn, pk: int) -> HttpResponse:
    """The articles of the document that ended beside those of the one that ended it; with ``format`` the pairs to take along."""
    effect = get_object_or_404(Effect.objects.with_all(), pk=pk, withdrawn_at=None)
    both = articles.sides(effect)
    if both is None:
        raise Http404
    if is_asked(request):
        return handed_out_as(MAPPINGS, request, articles.mappings(both))
    context = paged(request, both.articles(both.old), a_page=ARTICLES_A_PAGE)
    known = {clause.address for clause in both.articles(both.new)}
    rows = articles.rows(both, context["rows"])
    form = ArticlesForm(request.POST or None, rows, known, both.new.title)
    if form.is_valid():
        changed = services.map_clauses(*both.works, form.pairs, actor=request.user)
        said = f"已保存，{changed}处对应有改动。" if changed else "已保存，没有改动。"
        messages.success(request, said)
        return redirect(f"{request.path}?page={context['pager'].number}")
    told = {"form": form, "both": both, "effect": effect, "title": "新旧条文对照", **context}
    return render(request, "library/ledger/articles.html", told)


def _places(effect: Effect) -> dict[str, Any]:
    """The entry, and where what it names can be read; a text that is not public has no such place."""
    return {
        "effect": effect,
        "ground_url": queries.url_of_ground(effect) if effect.by.is_public else "",
        "target_url": queries.url_of_target(effect),
        "has_articles": articles.sides(effect) is not None,
    }


def _form(request: SignedIn, form: Form, do: Callable[[], Effect], act: dict[str, Any]) -> HttpResponse:
    """The form, or the entry that came of it."""
    if form.is_valid():
        try:
            effect = do()
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act["said"])
            return redirect(effect)
    return render(request, "library/ledger/form.html", {"form": form, **act})


@editors_only
def recheck(request: SignedIn, pk: int) -> HttpResponse:
    """One flagged thing: what changed, where it is mended, and what was done."""
    row = get_object_or_404(Recheck.objects.select_related("work", "settled_by"), pk=pk)
    form = SettleForm(request.POST or None)
    if form.is_valid():
        try:
            rechecks.settle(row, actor=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(request, "处理情况已记录。")
            return redirect(desk.onward(request.user, "rechecks", row.get_absolute_url()))
    context = {"row": row, "form": form, "label": registry.label(row.source), "title": f"待复核：{row.title}"}
    return render(request, "library/ledger/recheck.html", context)
