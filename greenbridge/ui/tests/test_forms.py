"""A form helps its reader: the hint comes first, an error says what to do and where."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.datastructures import MultiValueDict

from greenbridge.ui.forms import DateInput, Renderer


class Enquiry(forms.Form):
    title = forms.CharField(
        label="需求名称", help_text="不超过40字。", error_messages={"required": "请填写需求名称。"}
    )
    kind = forms.ChoiceField(
        label="类别",
        choices=[("a", "废气"), ("b", "废水")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择类别。"},
    )
    phone = forms.CharField(label="联系电话", required=False)
    until = forms.DateField(label="截止日", required=False, widget=DateInput(), initial="2026-11-23")
    agree = forms.BooleanField(label="同意规则", error_messages={"required": "请先同意规则。"})
    draft = forms.CharField(widget=forms.HiddenInput, required=False)


class Elements(HTMLParser):
    """All elements of a page by their id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.by_id: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.by_id[str(given["id"])] = given


def drawn(data: dict[str, str] | None = None) -> str:
    return Enquiry(data, renderer=Renderer()).as_div()


def test_every_line_of_the_error_summary_leads_to_its_field() -> None:
    html = drawn({"title": ""})

    targets = re.findall(r'<li><a href="#([^"]+)">', html)
    assert targets == ["id_title", "id_kind_0", "id_agree"]
    assert set(targets) <= set(Elements(html).by_id)


def test_a_control_is_described_by_its_hint_and_its_error() -> None:
    html = drawn({"title": ""})
    elements = Elements(html).by_id

    assert elements["id_title"]["aria-invalid"] == "true"
    assert elements["id_title"]["aria-describedby"] == "id_title_helptext id_title_error"
    assert {"id_title_helptext", "id_title_error", "id_kind_error"} <= set(elements)
    assert '<fieldset class="field wrong" aria-describedby="id_kind_error">' in html
    assert (
        html.index('id="id_title_helptext"') < html.index('id="id_title_error"') < html.index('id="id_title"')
    )


def test_who_chose_a_file_is_told_to_choose_it_again_once_the_rest_is_right() -> None:
    class Application(forms.Form):
        name = forms.CharField(error_messages={"required": "请填写名称。"})
        scan = forms.FileField(help_text="不超过20 MB。")

    def drawn_with(*scans: SimpleUploadedFile) -> str:
        files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict({"scan": [*scans]})
        return Application({"name": ""}, files, renderer=Renderer()).as_div()

    told = "选好的文件没有保留，改正其他内容后请重新选择。"
    hint = re.search(r'id="id_scan_helptext">(.*?)</p>', drawn_with(SimpleUploadedFile("图.pdf", b"x")))
    assert hint
    assert told in hint[1]
    assert told not in drawn_with()
    assert told not in drawn_with(SimpleUploadedFile("空.pdf", b"")), "it has an error of its own"


def test_what_may_stay_empty_says_so_and_nothing_wears_a_star() -> None:
    html = drawn()

    assert html.count("（选填）") == 2
    assert "*" not in html
    assert "请改正" not in html


def test_a_day_is_chosen_in_the_browsers_calendar() -> None:
    assert re.search(r'<input type="date" name="until" value="2026-11-23"', drawn())


def test_hidden_fields_are_kept() -> None:
    assert '<input type="hidden" name="draft"' in drawn()


@pytest.mark.parametrize("markup", ["style=", "onclick"])
def test_the_markup_obeys_the_content_security_policy(markup: str) -> None:
    assert markup not in drawn({})
