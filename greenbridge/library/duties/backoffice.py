"""Where editors keep the duties of the calendar."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from greenbridge.library.duties.forms import DutyForm
from greenbridge.library.models import Duty


class DutyViewSet(SnippetViewSet):
    model = Duty
    icon = "calendar-check"
    menu_label = "合规义务"
    menu_order = 275
    add_to_admin_menu = True
    list_display = (
        "title",
        Column("when", label="办理时间", accessor="when"),
        "law",
        "article",
        Column("is_confirmed", label="已核对", accessor=lambda row: "是" if row.is_confirmed else "待核对"),
    )
    list_filter = ("is_confirmed", "pace")
    search_fields = ("title", "law")
    ordering = ("position", "pk")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("title"), FieldPanel("what"), FieldPanel("note")], heading="要办的事"
            ),
            MultiFieldPanel(
                [FieldPanel("traits"), FieldPanel("industries"), FieldPanel("regions")], heading="哪些企业"
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("pace", "month", "day", "count", "unit", "anchor")],
                heading="办理时间",
            ),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("law", "article", "standard", "is_confirmed")], heading="依据"
            ),
            FieldPanel("service_types"),
            MultiFieldPanel(
                [FieldPanel("valid_from"), FieldPanel("valid_until"), FieldPanel("position")],
                heading="期限和顺序",
            ),
        ],
        base_form_class=DutyForm,
    )
