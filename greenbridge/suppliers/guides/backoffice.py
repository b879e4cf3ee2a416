"""Where editors keep the guides."""

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from greenbridge.core import clock
from greenbridge.suppliers.guides.forms import GuideForm
from greenbridge.suppliers.models import Guide


def link_state(guide: Guide) -> str:
    """What the last check found, for the list of the back office."""
    check = guide.last_check
    if check is None:
        return "尚未检查"
    said = f"{clock.written(clock.local(check.checked_at).date())}{check.get_result_display()}"
    return f"{said}（{check.answer}）" if check.failures else said


class GuideViewSet(SnippetViewSet):
    model = Guide
    icon = "link"
    menu_label = "业务系统指南"
    menu_order = 250
    add_to_admin_menu = True
    list_display = (
        "name",
        Column("topic", label="主题", accessor="get_topic_display", sort_key="topic"),
        Column("link_state", label="链接检查", accessor=link_state),
        LiveStatusTagColumn(),
    )
    list_filter = ("topic", "audience")
    search_fields = ("name", "operator", "summary")
    ordering = ("topic", "position", "pk")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("operator"), FieldPanel("address")], heading="系统"
            ),
            MultiFieldPanel(
                [
                    FieldPanel("topic"),
                    FieldPanel("regions"),
                    FieldPanel("audience"),
                    FieldPanel("position"),
                ],
                heading="归类",
            ),
            MultiFieldPanel(
                [FieldPanel("summary"), FieldPanel("tasks"), FieldPanel("preparation")], heading="指南"
            ),
        ],
        base_form_class=GuideForm,
    )
