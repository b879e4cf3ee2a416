"""The directory, a few suppliers side by side, and what people keep at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from greenbridge.accounts import exports
from greenbridge.accounts.access import SignedIn, signed_in
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.reference.options import renewed
from greenbridge.search import queries as search
from greenbridge.suppliers import facts, finding, parts, services
from greenbridge.suppliers.assessment.listing import shelves
from greenbridge.suppliers.models import Favourite, Supplier
from greenbridge.suppliers.search import DIRECTORY
from greenbridge.suppliers.templatetags.suppliers import kilometres
from greenbridge.ui import sitemaps
from greenbridge.ui.kept_pages import kept_for_visitors

SIDE_BY_SIDE = 4


@kept_for_visitors(*DIRECTORY.parameters, *finding.PARAMETERS, "format", hall="suppliers")
def directory(request: HttpRequest) -> HttpResponse:
    if address := renewed(request.GET) or finding.codes_in_their_place(request.GET):
        return redirect(request.path + address)
    asked = finding.asked(request.GET)
    page, two = asked.page(request.GET), shelves(request.GET)
    if exports.is_asked(request):
        found = list(search.everything(asked.query(request.GET), exports.MOST_ROWS))
        total = max(page.total, len(found))
        conditions = [*([two.label] if two else []), *(chip.label for chip in page.chips)]
        return _handed_out(request, "服务机构名录", found, total, conditions, is_public=True)
    context = {
        "page": page,
        "near": asked.near,
        "towns": finding.towns(),
        "distance": finding.distance_facet(asked, request.GET),
        "codes": " ".join(finding.codes_of(request.GET)),
        "tonnage": finding.tonnage_facet(asked, request.GET),
        "wastes": finding.whole_wastes(request.GET),
        "about_whole": finding.about_whole(asked, request.GET, page),
        "shelves": two,
        "section": "suppliers",
    }
    return render(request, "suppliers/list.html", context)


def _handed_out(
    request: HttpRequest,
    title: str,
    found: Iterable[Supplier],
    total: int,
    conditions: Sequence[str] = (),
    *,
    is_public: bool = False,
) -> HttpResponse:
    return exports.handed_out(
        request,
        title,
        facts.HEADERS,
        facts.rows(found),
        total=total,
        conditions=conditions,
        widths=facts.WIDTHS,
        is_public=is_public,
    )


@kept_for_visitors("code", "near", "format", hall="suppliers")
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four suppliers side by side. What is not listed is left out."""
    codes = list(dict.fromkeys(request.GET.getlist("code")))[:50]
    known = Supplier.objects.prefetch_related("parts").listed_by_code(codes)
    listed = [known[code] for code in codes if code in known]
    chosen = listed[:SIDE_BY_SIDE]
    groups = _groups(chosen, finding.near_of(request.GET))
    if exports.is_asked(request) and len(chosen) > 1:
        return _compared(request, chosen, groups)
    context = {
        "suppliers": chosen,
        "groups": groups,
        "left_out": len(listed) - len(chosen),
        "today": clock.today(),
        "section": "suppliers",
    }
    return render(request, "suppliers/compare.html", context)


@dataclass(frozen=True)
class Line:
    """One fact of each of them; ``differs`` where they are not all the same."""

    name: str
    values: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class Lines:
    """The facts of one sort."""

    label: str
    rows: list[Line]


def _compared(request: HttpRequest, suppliers: Sequence[Supplier], groups: Sequence["Lines"]) -> HttpResponse:
    """The comparison to take along: a line for each fact, a column for each body."""
    rows = [[group.label, line.name, *line.values] for group in groups for line in group.rows]
    names = [str(supplier) for supplier in suppliers]
    headers, widths = ["类别", "项目", *names], [18, 24, *(30 for _ in names)]
    return exports.handed_out(
        request,
        "机构对比",
        headers,
        rows,
        total=len(rows),
        conditions=names,
        widths=widths,
        is_public=True,
    )


def _groups(suppliers: Sequence[Supplier], near: finding.Near | None) -> list[Lines]:
    """What each says of itself, one sort of facts after another; a sort that nobody says anything of is left out."""
    columns = [_facts(supplier, near) for supplier in suppliers]
    sorts = dict.fromkeys(sort for column in columns for sort in column)
    groups = [Lines(sort, _lines([column[sort] for column in columns])) for sort in sorts]
    return [group for group in groups if group.rows]


def _facts(supplier: Supplier, near: finding.Near | None) -> dict[str, dict[str, str]]:
    today, said = clock.today(), facts.of(supplier)
    basics = {name: said[name] for name in ("经营地址", "企业规模", "信用等级", "业务", "服务地区")}
    if near:
        basics[f"距{near.name}"] = kilometres(supplier, near.code)
    return {
        "基本情况": basics,
        "资质": facts.by_kind(supplier, today, filings=False),
        "备案和登记": facts.by_kind(supplier, today, filings=True),
        "危险废物年许可量": {
            code: f"{tonnes:,} 吨" if tonnes else "未公布" for code, tonnes in facts.wastes(supplier, today)
        },
        "人员、设备和业绩": parts.summed_up(supplier.parts.all()),
    }


def _lines(columns: Sequence[dict[str, str]]) -> list[Line]:
    names = dict.fromkeys(name for column in columns for name in column)
    return [Line(name, [column.get(name, "无") for column in columns]) for name in names]


def favourite_of(request: HttpRequest, supplier: Supplier) -> Favourite | None:
    """Whether the person keeps the supplier at hand."""
    if not isinstance(request.user, User):
        return None
    return Favourite.objects.filter(person=request.user, supplier=supplier).first()


@signed_in
def favourites(request: SignedIn) -> HttpResponse:
    """What the person keeps at hand, newest first, also as a table and on paper."""
    kept = Favourite.objects.filter(person=request.user, supplier__merged_into=None)
    mine = list(kept.select_related("supplier__organisation"))
    known = Supplier.objects.listed_by_code([favourite.supplier.code for favourite in mine])
    rows = [(favourite, known.get(favourite.supplier.code)) for favourite in mine]
    if exports.is_asked(request):
        listed = [supplier for _, supplier in rows if supplier]
        return _handed_out(request, "我收藏的机构", listed, len(listed), ["我的收藏"])
    context = {"rows": rows, "now": clock.now(), "title": "我的收藏"}
    return render(request, "suppliers/favourites.html", context)


@require_POST
@signed_in
def keep(request: SignedIn, code: str) -> HttpResponse:
    supplier = get_object_or_404(Supplier.objects.listed(), organisation__credit_code=code)
    try:
        kept = services.keep_favourite(supplier, by=request.user, is_watched=bool(request.POST.get("watch")))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        told = (
            "已关注，资料有变化时会通过站内消息告诉您。"
            if kept.is_watched
            else "已收藏，可在“我的收藏”里查看。"
        )
        messages.success(request, told)
    return _back(request, supplier)


@require_POST
@signed_in
def drop(request: SignedIn, code: str) -> HttpResponse:
    kept = Favourite.objects.filter(person=request.user).values("supplier")
    known = Supplier.objects.filter(Q(status=Supplier.Status.LISTED) | Q(pk__in=kept))
    supplier = get_object_or_404(known, organisation__credit_code=code)
    services.drop_favourite(supplier, by=request.user)
    messages.success(request, f"已取消收藏“{supplier}”。")
    return _back(request, supplier)


def _back(request: HttpRequest, supplier: Supplier) -> HttpResponse:
    """To the list of favourites, where the button stood there; else to the record."""
    is_from_the_list = request.POST.get("from") == "favourites"
    is_over = is_from_the_list or not supplier.is_listed
    return redirect("suppliers:favourites") if is_over else redirect(supplier)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every listed body, for search engines."""
    rows = Supplier.objects.listed().order_by("pk").values_list("organisation__credit_code", "updated_at")
    return sitemaps.sitemap(request, rows, lambda row: (reverse("suppliers:record", args=[row[0]]), row[1]))
