"""Where editors keep the limits of procurement."""

from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from greenbridge.core import money
from greenbridge.demands.limits.forms import LimitForm
from greenbridge.demands.models import ProcurementLimit


def _amount(name: str, label: str) -> Column:
    def written(limit: ProcurementLimit) -> str:
        fen = getattr(limit, name)
        return "没有登记" if fen is None else money.format_wan(fen)

    return Column(name, label=label, accessor=written, sort_key=name)


class ProcurementLimitViewSet(SnippetViewSet):
    model = ProcurementLimit
    icon = "order"
    menu_label = "限额标准"
    menu_order = 270
    add_to_admin_menu = True
    list_display = (
        "region",
        Column("kind", label="类别", accessor="get_kind_display", sort_key="kind"),
        _amount("procurement", "采购限额"),
        _amount("tender", "公开招标数额"),
        "effective_from",
        "effective_until",
        "document",
    )
    list_filter = ("kind",)
    edit_handler = ObjectList(
        [
            FieldPanel(name)
            for name in (
                *("region", "kind", "procurement", "tender"),
                *("document", "effective_from", "effective_until"),
            )
        ],
        base_form_class=LimitForm,
    )
