"""The navigation to the official systems, and the guide to each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from greenbridge.accounts.exports import Table, handed_out_as, is_asked
from greenbridge.suppliers.guides import listing
from greenbridge.suppliers.models import Guide
from greenbridge.ui.kept_pages import kept_for_visitors

GUIDES = Table[Guide](
    "业务系统导航",
    (
        ("主题", lambda guide: guide.get_topic_display(), 16),
        ("系统名称", lambda guide: guide.name, 34),
        ("在这里办理", lambda guide: guide.summary, 50),
        ("运行单位", lambda guide: guide.operator, 24),
        ("适用地区", lambda guide: "、".join(region.name for region in guide.regions.all()) or "全国", 24),
        ("面向", lambda guide: guide.get_audience_display(), 16),
        ("官方网址", lambda guide: guide.address, 44),
    ),
)


@kept_for_visitors(*listing.PARAMETERS, "format", hall="suppliers")
def guides(request: HttpRequest) -> HttpResponse:
    page = listing.build(request.GET)
    if is_asked(request):
        rows = [guide for topic in page.hits for guide in topic.guides]
        said = [chip.label for chip in page.chips]
        return handed_out_as(GUIDES, request, rows, conditions=said, is_public=True)
    context = {"page": page, "section": "suppliers"}
    return render(request, "suppliers/guides/list.html", context)


@kept_for_visitors(hall="suppliers")
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Guide.objects.published().with_card(), pk=pk)
    return render(request, "suppliers/guides/guide.html", {"guide": shown, "section": "suppliers"})
