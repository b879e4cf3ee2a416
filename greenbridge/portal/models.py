"""The home page and plain pages, which editors write in the back office."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PagePermissionTester

from greenbridge.accounts.models import Terms
from greenbridge.core import clock
from greenbridge.portal import queries


class Standing(PagePermissionTester):
    """What editors may do with a page that must always be there: write it."""

    def can_unpublish(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        return False


def refuse_to_leave(page: Page) -> None:
    """Raises ValidationError for dates that would take the page from visitors."""
    if page.expire_at:
        raise ValidationError("这个页面须始终公开，不能设置到期时间。")
    # Wagtail takes down what has no published version yet, until the day that was set for the first.
    if page.go_live_at and page.go_live_at > clock.now() and not page.live_revision_id:
        raise ValidationError("定时发布会让这个页面在此之前打不开。请先立即发布一次，以后的改动再定时发布。")


class HomePage(Page):
    """The home page (首页): words and shortcuts by editors, everything else live. For everybody, as what lies below it."""

    private_page_options: ClassVar[list[str]] = []
    headline = models.CharField("主标题", max_length=40, default="找得到、信得过、管得住的环保服务")
    lead = models.CharField(
        "引语",
        max_length=120,
        default="面向青浦、吴江、嘉善的企业：说清需求，跨省找到有资质的服务机构。",
    )
    placeholder = models.CharField(
        "搜索提示", max_length=60, default="试试：HW17 处置　盛泽镇 废气　环境监测"
    )
    shortcuts = StreamField(
        [
            (
                "shortcut",
                StructBlock(
                    [
                        ("label", CharBlock(label="文字", max_length=20)),
                        ("address", CharBlock(label="地址", max_length=200)),
                    ],
                    label="快捷入口",
                ),
            )
        ],
        verbose_name="快捷入口",
        blank=True,
        max_num=6,
    )

    template = "portal/home.html"
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["portal.PlainPage"]
    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("headline"), FieldPanel("lead"), FieldPanel("placeholder")], heading="开头"
        ),
        FieldPanel("shortcuts"),
    ]

    class Meta:
        verbose_name = "首页"

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return Standing(user, self)

    def clean(self) -> None:
        super().clean()
        refuse_to_leave(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            **vars(queries.home()),
            "scopes": queries.SCOPES,
            "section": "home",
        }


OF_THE_HOUSE = frozenset({"about", "accessibility", "help", *Terms.Kind.values})
"""The pages that every other page leads to."""


class PlainPage(Page):
    """A page of text (普通页面): 关于, 平台规则, 隐私政策, 无障碍声明, 帮助.

    Nobody hides one from visitors, and those of the house stay where they are.
    """

    private_page_options: ClassVar[list[str]] = []
    lead = models.CharField("引语", max_length=120, blank=True)
    body = RichTextField("正文", features=["h2", "h3", "ol", "ul", "link", "bold", "hr"])

    template = "portal/plain.html"
    parent_page_types: ClassVar = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = "普通页面"

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return (Standing if self._first_slug() in OF_THE_HOUSE else PagePermissionTester)(user, self)

    def clean(self) -> None:
        super().clean()
        if (known := self._first_slug()) not in OF_THE_HOUSE:
            return
        if self.slug != known:
            raise ValidationError(f"各处都链接到 /{known}/，这个页面的地址不能更改。")
        refuse_to_leave(self)

    def _first_slug(self) -> str:
        """Where the page stands now, whatever a draft of it says."""
        return PlainPage.objects.filter(pk=self.pk).values_list("slug", flat=True).first() or ""

    @property
    def is_terms(self) -> bool:
        """Whether people agree to this text: then a change is announced first, and comes into force a week later."""
        return self.slug in Terms.Kind.values

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = {
            **super().get_context(request, *args, **kwargs),
            "crumbs": [(self.title, "")],
        }
        if self.is_terms and not getattr(request, "is_preview", False):
            versions = Terms.objects.filter(kind=self.slug)
            in_force = versions.in_force().first()
            context |= {"versions": versions, "in_force": in_force, "coming": versions.announced().last()}
        return context
