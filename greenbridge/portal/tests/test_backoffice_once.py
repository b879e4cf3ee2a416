"""What editors make in the back office is made once, however often its form arrives."""

import json
import re
from contextlib import nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import UploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from config import urls
from greenbridge.accounts.services import agree
from greenbridge.audit.models import AuditRecord
from greenbridge.demands.tests.test_specification import typed_by_an_editor
from greenbridge.portal import backoffice
from greenbridge.portal.models import PlainPage
from greenbridge.portal.tests.test_backoffice_doors import addresses
from greenbridge.testing import cast
from greenbridge.testing.drawn import forms_in
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_

pytestmark = pytest.mark.usefixtures("ground")

KEYS = re.compile(r'name="once" value="(\w{64})"')
SAVES_ITSELF = {"Accept": "application/json"}


def written(words: str) -> str:
    """Rich text as the editor of the page hands it over."""
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0}
    return json.dumps({"blocks": [block | {"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}})


TEXT = written("按时转移。")
# Each kind of thing that editors add, and its form as far as it has to be filled in.
MADE: dict[str, dict[str, Any]] = {
    "portal.PlainPage": {"title": "收费说明", "slug": "fees", "body": TEXT},
    "suppliers.Guide": {
        "name": "嘉善联单系统",
        "operator": "嘉善县",
        "address": "https://waste.example/",
        "regions": "嘉善县",
        "summary": "填写联单。",
        "tasks": TEXT,
        "preparation": TEXT,
    },
    "demands.SensitiveWord": {"word": "包过", "advice": "请写明验收标准。"},
    "demands.DecisionReason": {"text": "请写明规模。"},
    "demands.Scenario": typed_by_an_editor(),
    "demands.ProcurementLimit": {
        "procurement": "50",
        "effective_from": "2026-01-01",
        "tender": "400",
        "document": "沪财采〔2025〕1号",
    },
    "library.Writing": {"title": "怎样贮存", "lead": "一年以内。", "text": TEXT, "regions": "上海市"},
    "library.Topic": {"title": "危险废物", "lead": "一年以内。", "slug": "waste"},
    "library.Term": {"name": "贮存", "meaning": TEXT},
    "library.Picture": {"title": "贮存示意", "words": "贮存不超过一年。"},
    "library.Duty": {
        "title": "报告",
        "what": "提交执行报告。",
        "month": "1",
        "day": "15",
        "law": "示例条例",
        "article": "第一条",
    },
}
BESIDE = {"library.Picture": "file.stored", "demands.Scenario": "scenario.changed"}


def address_of(kind: str) -> str:
    """Where one is added."""
    room, name = kind.lower().split(".")
    if kind == "portal.PlainPage":
        return reverse("wagtailadmin_pages:add", args=[room, name, Page.objects.get(depth=2).pk])
    return f"/backoffice/snippets/{room}/{name}/add/"


@pytest.fixture
def editor(settings: Any, tmp_path: Any) -> Client:
    settings.MEDIA_ROOT = tmp_path
    furnish()
    agree(cast.editor())
    return as_(cast.editor())


def filled(editor: Client, address: str, typed: dict[str, Any]) -> dict[str, Any]:
    """The form of the page as the browser sends it, with its key."""
    page = editor.get(address).content.decode()
    drawn = next(form for form in forms_in(page) if form.action == address)
    stands = {name: field.value for name, field in drawn.fields.items() if "__prefix__" not in name}
    return stands | typed | {"once": KEYS.findall(page)[-1]}


def send(editor: Client, address: str, form: dict[str, Any], **headers: str) -> Any:
    for value in form.values():
        if isinstance(value, UploadedFile):
            value.seek(0)
    return editor.post(address, form, headers=headers)


def twice(editor: Client, kind: str, has_key: bool = True) -> list[tuple[int, int, list[str]]]:
    """Of two forms that are the same: the answer, how many rows there are more, and what is on record."""
    rows, address = apps.get_model(kind)._default_manager, address_of(kind)
    upload = {"upload": cast.upload("图.jpg", cast.picture())} if kind == "library.Picture" else {}
    form = filled(editor, address, MADE[kind] | upload)
    before, records = rows.count(), AuditRecord.objects.count()
    told = []
    for _ in range(2):
        answer = send(editor, address, form if has_key else form | {"once": ""})
        actions = list(AuditRecord.objects.order_by("id").values_list("action", flat=True))[records:]
        told.append((answer.status_code, rows.count() - before, actions))
    return told


def test_everything_that_editors_add_is_listed(editor: Client) -> None:
    adds = re.compile(r"/(add|create|copy)/[^<]*$")
    found = [address for _, address in addresses(urls.urlpatterns) if adds.search(address)]
    answers = {address: editor.get(address) for address in found}
    open_to_editors = {
        address
        for address, answer in answers.items()
        if answer.status_code == 200 and "csrfmiddlewaretoken" in answer.content.decode()
    }

    assert open_to_editors | {address_of("portal.PlainPage")} == {address_of(kind) for kind in MADE}


@pytest.mark.parametrize("kind", MADE)
def test_what_an_editor_makes_is_made_once(kind: str, editor: Client) -> None:
    first, again = twice(editor, kind)

    beside = [BESIDE[kind]] if kind in BESIDE else []
    assert first == again == (302, 1, [*beside, "backoffice.created"])


@pytest.mark.parametrize("kind", MADE)
def test_without_its_key_it_would_be_made_twice_or_refused(kind: str, editor: Client) -> None:
    first, again = twice(editor, kind, has_key=False)

    assert first != again


# What an editor does with a page: where, what is sent beside the form there, and the one record that it leaves.
DONE: dict[str, tuple[str, dict[str, str], str]] = {
    "saved": ("edit", {"title": "改过"}, "backoffice.edited"),
    "published": ("edit", {"title": "改过", "action-publish": "1"}, "backoffice.published"),
    "handed in": ("edit", {"title": "改过", "action-submit": "1"}, "backoffice.submitted"),
    "taken off": ("unpublish", {}, "backoffice.unpublished"),
    "deleted": ("delete", {}, "backoffice.deleted"),
    "copied": ("copy", {"new_title": "另一页", "new_slug": "other"}, "backoffice.other"),
}


def done_twice(editor: Client, what: str) -> list[tuple[int, str, list[str]]]:
    """Of two forms that are the same: the answers, and what is on record after each."""
    route, sent, _ = DONE[what]
    page = Page.objects.get(depth=2).add_child(
        instance=PlainPage(**MADE["portal.PlainPage"] | {"body": "按时。"})
    )
    page.save_revision().publish()
    address = reverse(f"wagtailadmin_pages:{route}", args=[page.pk])
    form = filled(editor, address, sent | {"body": TEXT} if route == "edit" else sent)
    records, told = AuditRecord.objects.count(), []
    for _ in range(2):
        answer = send(editor, address, form)
        actions = list(AuditRecord.objects.order_by("id").values_list("action", flat=True))[records:]
        told.append((answer.status_code, answer.headers.get("Location", ""), actions))
    return told


@pytest.mark.parametrize("what", DONE)
def test_what_an_editor_does_with_a_page_is_done_and_recorded_once(what: str, editor: Client) -> None:
    first, again = done_twice(editor, what)

    assert first == again
    assert (first[0], first[2]) == (302, [DONE[what][2]])


def test_a_new_page_that_is_published_at_once_is_one_record(editor: Client) -> None:
    form = filled(editor, address_of("portal.PlainPage"), MADE["portal.PlainPage"])

    send(editor, address_of("portal.PlainPage"), form | {"action-publish": "1"})

    trace = AuditRecord.objects.get(action__startswith="backoffice.")
    assert (trace.action, trace.after and trace.after["also"]) == ("backoffice.published", "新增")


def test_an_act_that_leaves_a_record_for_each_line_of_the_log_is_noticed(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backoffice, "one_act", nullcontext)

    with pytest.raises(AssertionError):
        test_what_an_editor_does_with_a_page_is_done_and_recorded_once("published", editor)


def drafts() -> list[str]:
    found = PlainPage.objects.filter(slug="fees")
    return [str(page.get_latest_revision_as_object().title) for page in found]


def test_a_draft_that_saves_itself_again_because_nobody_heard_the_answer_stays_one(editor: Client) -> None:
    address = address_of("portal.PlainPage")
    form = filled(editor, address, MADE["portal.PlainPage"])

    answers = [send(editor, address, form, **SAVES_ITSELF) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["success"]
    assert drafts() == ["收费说明"]


@pytest.mark.parametrize("headers", [SAVES_ITSELF, {}])
def test_whoever_has_typed_on_meanwhile_goes_on_with_the_same_draft(
    headers: dict[str, str], editor: Client
) -> None:
    """Also when the words are those of the beginning again: what was saved last is what is kept."""
    address = address_of("portal.PlainPage")
    form = filled(editor, address, MADE["portal.PlainPage"])
    editing = send(editor, address, form, **SAVES_ITSELF).json()["url"]

    for title in ("乙", "收费说明", "丙"):
        further = send(editor, address, form | {"title": title}, **headers)
        assert (further.status_code, further.headers["Location"]) == (307, editing)
        assert send(editor, editing, form | {"title": title}, **headers).status_code in {200, 302}
        assert drafts() == [title]


def test_the_button_is_answered_with_a_page_also_when_the_draft_saved_itself_just_so(editor: Client) -> None:
    address = address_of("portal.PlainPage")
    form = filled(editor, address, MADE["portal.PlainPage"])
    editing = send(editor, address, form, **SAVES_ITSELF).json()["url"]
    send(editor, editing, form, **SAVES_ITSELF)

    pressed = send(editor, editing, form)

    assert (pressed.status_code, pressed.headers["Location"]) == (302, editing)
    assert drafts() == ["收费说明"]


def test_words_that_a_colleague_has_overtaken_do_not_pass_for_saved(editor: Client) -> None:
    """Also when they are those that were saved once, sent with the same key."""
    form = filled(editor, address_of("portal.PlainPage"), MADE["portal.PlainPage"])
    made = send(editor, address_of("portal.PlainPage"), form, **SAVES_ITSELF).json()
    form |= {"overwrite_revision_id": made["revision_id"]}
    assert send(editor, made["url"], form, **SAVES_ITSELF).json()["success"]
    page = PlainPage.objects.get(slug="fees")
    page.title = "同事改的"
    page.save_revision(user=cast.second_editor())

    typed_on = send(editor, made["url"], form | {"title": "又改"}, **SAVES_ITSELF)
    typed_back = send(editor, made["url"], form, **SAVES_ITSELF)

    assert (typed_on.status_code, typed_back.status_code) == (400, 400)
    assert drafts() == ["同事改的"]
