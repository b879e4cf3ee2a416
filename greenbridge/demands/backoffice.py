"""Where editors keep the words that may not stand in a demand."""

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from greenbridge.demands.models import SensitiveWord


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
