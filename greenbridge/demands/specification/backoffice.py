"""Where editors keep scenarios, with their questions and clauses."""

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from greenbridge.demands.models import Scenario
from greenbridge.demands.specification import rules, services, waiting


class ScenarioForm(WagtailAdminModelForm):
    """What an editor writes. It is saved only when all of it refers to something, and then it is a version."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        faults = rules.faults(self._content())
        for fault in faults:
            self.add_error(None, fault)
        return not faults

    def _content(self) -> rules.Content:
        said = self.cleaned_data
        return rules.Content(
            **{name: said[name] for name in ("name", "title", "description")},
            types=[kind.pk for kind in said["service_types"]],
            questions=[one.instance.content for one in self.formsets["questions"].ordered_forms],
            clauses=[one.instance.content for one in self.formsets["clauses"].ordered_forms],
        )

    def save(self, commit: bool = True) -> Scenario:
        scenario: Scenario = super().save(commit)
        if commit:
            services.freeze(scenario, editor=self.for_user)
        return scenario


def version(scenario: Scenario) -> str:
    """The newest one, for the list of the back office."""
    newest: Any = scenario.versions.first()
    return f"第{newest.number}版" if newest else "尚未提供"


def to_look_at(scenario: Scenario) -> str:
    """The clauses that wait, for the list of the back office."""
    return "、".join(heading for heading, _ in waiting.clauses(scenario))


class WaitingPanel(HelpPanel):
    """Above a scenario: which of its clauses name a standard that has changed, and where that is settled."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "demands/specification/_waiting.html"} | kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk and waiting.clauses(self.instance))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"clauses": waiting.clauses(self.instance)}


class ScenarioViewSet(SnippetViewSet):
    model = Scenario
    icon = "form"
    menu_label = "需求场景"
    menu_order = 255
    add_to_admin_menu = True
    list_display = (
        "name",
        "summary",
        Column("version", label="版本", accessor=version),
        Column("waiting", label="待复核的条款", accessor=to_look_at),
        Column("is_active", label="提供给企业", accessor=lambda row: "是" if row.is_active else "否"),
    )
    search_fields = ("name", "summary")
    ordering = ("position", "pk")
    edit_handler = ObjectList(
        [
            WaitingPanel(heading="待复核"),
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldPanel("summary"),
                    FieldPanel("service_types"),
                    FieldPanel("position"),
                    FieldPanel("is_active"),
                ],
                heading="场景",
            ),
            InlinePanel(
                "questions",
                heading="问题",
                label="问题",
                panels=[
                    FieldPanel(name)
                    for name in (
                        "name",
                        "text",
                        "kind",
                        "unit",
                        "options",
                        "help",
                        "is_required",
                        "when",
                        "fills",
                    )
                ],
            ),
            MultiFieldPanel([FieldPanel("title"), FieldPanel("description")], heading="起草的标题和说明"),
            InlinePanel(
                "clauses",
                heading="条款",
                label="条款",
                panels=[
                    FieldPanel(name) for name in ("heading", "text", "standards", "when", "is_mandatory")
                ],
            ),
        ],
        base_form_class=ScenarioForm,
    )
