"""Where editors write, and where a second one approves."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.action_menu import PublishMenuItem
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, WorkflowActionView

from greenbridge.core.errors import RuleBroken
from greenbridge.library.models import Picture, Term, Topic, Work, Writing
from greenbridge.library.writings import services
from greenbridge.library.writings.forms import PictureForm, WorkFilterForm, WorkForm, WritingForm


class ThroughApproval:
    """Nothing is published from the form: the second editor's approval does it."""

    def get_available_actions(self) -> list[str]:
        return [action for action in super().get_available_actions() if action != "publish"]  # type: ignore[misc]


class WriteView(ThroughApproval, CreateView):
    pass


class RewriteView(ThroughApproval, EditView):
    def workflow_action_action(self) -> HttpResponse | None:
        try:
            super().workflow_action_action()
        except RuleBroken as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_edit_url())
        return None


class ApprovalView(WorkflowActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return redirect(self.redirect_url)
        return answer


def without_publishing(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """The menu offers only what the views take."""
    if context["model"] in services.EDITED:
        items[:] = [item for item in items if not isinstance(item, PublishMenuItem)]


def pointers(name: str, heading: str, *more: str) -> InlinePanel:
    """Rows that point at the law."""
    fields = ("work", "address", "version_on", *more)
    return InlinePanel(name, heading=heading, label="条目", panels=[FieldPanel(field) for field in fields])


class EditedViewSet(SnippetViewSet):
    """What two editors stand behind."""

    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = WriteView
    edit_view_class = RewriteView
    workflow_action_view_class = ApprovalView


class WritingViewSet(EditedViewSet):
    model = Writing
    icon = "doc-full"
    menu_label = "解读和资讯"
    menu_order = 240
    list_display = (
        "title",
        Column("kind", label="类别", accessor="get_kind_display", sort_key="kind"),
        LiveStatusTagColumn(),
    )
    list_filter = ("kind",)
    search_fields = ("title", "lead")
    ordering = ("-pk",)
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("kind"), FieldPanel("title"), FieldPanel("lead")], heading="文章"),
            FieldPanel("text"),
            FieldPanel("picture"),
            pointers("clauses", "所解读的条款"),
            MultiFieldPanel(
                [FieldPanel("domains", widget=forms.CheckboxSelectMultiple), FieldPanel("regions")],
                heading="归类",
            ),
            MultiFieldPanel([FieldPanel("source"), FieldPanel("source_url")], heading="来源"),
            PublishingPanel(),
        ],
        base_form_class=WritingForm,
    )


class TopicViewSet(EditedViewSet):
    model = Topic
    icon = "folder"
    menu_label = "专题"
    menu_order = 241
    list_display = ("title", "slug", LiveStatusTagColumn())
    search_fields = ("title", "lead")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("title"), FieldPanel("slug"), FieldPanel("lead"), FieldPanel("position")],
                heading="专题",
            ),
            pointers("items", "内容，按顺序", "writing", "note"),
            PublishingPanel(),
        ]
    )


class TermViewSet(EditedViewSet):
    model = Term
    icon = "openquote"
    menu_label = "术语"
    menu_order = 242
    list_display = ("name", LiveStatusTagColumn())
    search_fields = ("name", "meaning")
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("meaning"), pointers("clauses", "出处"), PublishingPanel()]
    )


class PictureViewSet(SnippetViewSet):
    model = Picture
    icon = "image"
    menu_label = "一图读懂"
    menu_order = 243
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ("title", "created_at")
    search_fields = ("title", "words")
    edit_handler = ObjectList(
        [FieldPanel("title"), FieldPanel("upload"), FieldPanel("words")], base_form_class=PictureForm
    )


class WorkChooseView(ChooseView):
    filter_form_class = WorkFilterForm


class WorkChooseResultsView(ChooseResultsView):
    filter_form_class = WorkFilterForm


class WorkChooser(SnippetChooserViewSet):
    choose_view_class = WorkChooseView
    choose_results_view_class = WorkChooseResultsView


class WorkViewSet(SnippetViewSet):
    """What editors may say of a document; its texts come in elsewhere, and none is added or deleted here."""

    model = Work
    icon = "doc-empty"
    menu_label = "文件归类"
    menu_order = 244
    add_to_admin_menu = True
    copy_view_enabled = False
    chooser_viewset_class = WorkChooser
    list_display = (
        "title",
        Column("kind", label="效力级别", accessor="get_kind_display", sort_key="kind"),
        Column(
            "is_key", label="重点文件", accessor=lambda work: "是" if work.is_key else "", sort_key="is_key"
        ),
    )
    list_filter = ("kind", "is_key")
    search_fields = ("title", "number_key", "code")
    ordering = ("-is_key", "title")
    edit_handler = ObjectList(
        [
            FieldPanel("title", read_only=True),
            FieldPanel("is_key"),
            FieldPanel("domains", widget=forms.CheckboxSelectMultiple),
            FieldPanel("standard_class"),
            FieldPanel("short_titles"),
            FieldPanel("issuers"),
        ],
        base_form_class=WorkForm,
    )
