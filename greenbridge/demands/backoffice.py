"""Where editors keep the words that may not stand in a demand, the reasons of decisions, and the numbers of supervision."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from greenbridge.demands.models import ConductNumbers, DecisionReason, SensitiveWord


class SensitiveWordViewSet(SnippetViewSet):
    model = SensitiveWord
    icon = "warning"
    menu_label = "敏感词"
    menu_order = 260
    add_to_admin_menu = True
    list_display = ("word", "advice")
    search_fields = ("word", "advice")
    ordering = ("word",)
    panels = (FieldPanel("word"), FieldPanel("advice"))


def in_use(row: DecisionReason) -> str:
    return "是" if row.is_active else "否"


class DecisionReasonViewSet(SnippetViewSet):
    model = DecisionReason
    icon = "list-ul"
    menu_label = "办理理由"
    menu_order = 265
    add_to_admin_menu = True
    list_display = (
        "text",
        Column("decision", label="办理意见", accessor="get_decision_display", sort_key="decision"),
        Column("is_active", label="在用", accessor=in_use, sort_key="is_active"),
        Column("uses", label="近一年使用次数", sort_key="uses"),
    )
    list_filter = ("decision", "is_active")
    search_fields = ("text",)
    panels = (
        FieldPanel("decision"),
        FieldPanel("text"),
        FieldPanel("position"),
        FieldPanel("is_active"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return DecisionReason.objects.with_uses()


class ConductNumbersViewSet(SnippetViewSet):
    """The one row there is: nobody may add another or delete it, because no group is given the right."""

    model = ConductNumbers
    icon = "cog"
    menu_label = "监管参数"
    menu_order = 262
    add_to_admin_menu = True
    list_display = ("__str__", "clean_demands", "share", "warnings_to_suspend", "suspension_days")
    panels = tuple(
        FieldPanel(field.name) for field in ConductNumbers._meta.get_fields() if field.name != "id"
    )
