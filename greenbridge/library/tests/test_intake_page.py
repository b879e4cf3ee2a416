"""An editor sends a document in, looks at what was read of it, and publishes it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.library.facts import Facts
from greenbridge.library.intake import services
from greenbridge.library.intake.errors import NotAside, NotHeld
from greenbridge.library.models import Version, Work
from greenbridge.library.services import put
from greenbridge.messaging.models import Message
from greenbridge.testing import cast, pages
from greenbridge.testing.cast import library
from greenbridge.testing.pages import words_of

pytestmark = pytest.mark.django_db

LIST = "/library/intake/"
REVISED = {
    "title": "示例修正办法",
    "kind": "local_rule",
    "issuers": "浙江省人民政府",
    "promulgated_on": "2026-02-03",
}


@pytest.fixture
def editor() -> Client:
    return pages.as_(cast.editor())


def test_a_document_is_read_looked_at_and_published(editor: Client) -> None:
    page = editor.post(LIST, {"file": library.word_law(), "source": "示例网站"}, follow=True)
    text = Version.objects.get()

    assert (text.title, text.source, text.is_public) == ("示例收录办法", "示例网站", False)
    assert (text.promulgated_on, text.effective_on) == (dt.date(2025, 3, 1), dt.date(2025, 5, 1))
    assert "没有找到制定机关" in page.content.decode()
    assert "第二条" in page.content.decode()

    unread = editor.post(reverse("intake:publish", args=[text.pk]))
    text.refresh_from_db()
    assert (unread.status_code, text.is_public) == (200, False)
    assert "请先核对上面的提示" in unread.content.decode()

    editor.post(reverse("intake:publish", args=[text.pk]), {"checked": "on"})
    text.refresh_from_db()
    assert (text.is_public, text.warnings) == (True, [])
    assert "没有找到制定机关" in str(AuditRecord.objects.get(action="library.text_published").before)


def test_what_is_doubtful_about_a_public_text_is_looked_at_and_off_the_list(editor: Client) -> None:
    text = library.doubted_law()
    page, act = reverse("intake:record", args=[text.pk]), reverse("intake:check", args=[text.pk])
    assert text.title in words_of(editor.get(f"{LIST}?show=doubtful"))
    assert "核对完毕" in words_of(editor.get(page))
    assert "请先核对上面的提示" in words_of(editor.post(act))
    assert text.title in words_of(editor.get(f"{LIST}?show=doubtful"))

    editor.post(act, {"checked": "on"})

    assert text.title not in words_of(editor.get(f"{LIST}?show=doubtful"))
    assert "核对完毕" not in words_of(editor.get(page))
    assert "缺少" in str(AuditRecord.objects.get(action="library.doubts_checked").before)
    held = library.held_text()
    assert editor.post(reverse("intake:check", args=[held.pk]), {"checked": "on"}).status_code == 404


def test_a_text_without_doubts_is_published_with_one_button(editor: Client) -> None:
    held = library.held_text(text="第一条 示例。\n第二条 示例。")
    Version.objects.filter(pk=held.pk).update(warnings=[])

    editor.post(reverse("intake:publish", args=[held.pk]))

    held.refresh_from_db()
    assert held.is_public


def test_the_difference_to_the_last_text_is_told(editor: Client) -> None:
    law = library.law()
    facts = Facts(
        law.work.kind, law.title, law.text.replace("一年", "九十日"), promulgated_on=dt.date(2024, 1, 1)
    )
    held = put(facts, held=True).version

    page = editor.get(reverse("intake:record", args=[held.pk])).content.decode()

    assert "2019年12月1日的文本相比" in page


def test_what_was_read_wrongly_is_corrected_and_leaves_no_empty_work(editor: Client) -> None:
    held = library.held_text()

    editor.post(reverse("intake:facts", args=[held.pk]), REVISED)

    held.refresh_from_db()
    work = Work.objects.get()
    assert (held.work, held.title, held.dated_on) == (work, "示例修正办法", dt.date(2026, 2, 3))
    assert (work.kind, [str(one) for one in work.issuers.all()]) == ("local_rule", ["浙江省人民政府"])
    assert [one["doubt"] for one in held.warnings] == ["no_first_day", "missing"]


@pytest.mark.usefixtures("ground")
def test_a_text_of_a_city_keeps_its_place_when_something_else_is_corrected(editor: Client) -> None:
    facts = Facts(
        "local", "嘉兴市示例条例", "第一条 示例。", region="3304", promulgated_on=dt.date(2026, 1, 2)
    )
    held = put(facts, held=True).version
    address = reverse("intake:facts", args=[held.pk])
    said = {name: value or "" for name, value in editor.get(address).context["form"].initial.items()}

    editor.post(address, said | {"number": "示例1号"})

    held.refresh_from_db()
    assert (held.number, held.work.region_id) == ("示例1号", "3304")


def test_what_a_text_does_not_say_the_editor_says_and_it_is_remembered(editor: Client) -> None:
    silent = library.word_law("示例无日期办法", "第一条 示例。", "第二条 示例。")
    without = editor.post(LIST, {"file": silent})
    assert "请填写《示例无日期办法》的公布日期或施行日期" in without.content.decode()

    silent.seek(0)
    said = {"promulgated_on": "2026-03-01", "effective_on": "2026-05-01", "number": "示例令第3号"}
    page = editor.post(LIST, {"file": silent, "issuers": "生态环境部", **said}, follow=True).content.decode()
    text = Version.objects.get()

    assert (text.promulgated_on, text.effective_on) == (dt.date(2026, 3, 1), dt.date(2026, 5, 1))
    assert (text.number, [str(one) for one in text.work.issuers.all()]) == ("示例令第3号", ["生态环境部"])
    assert "公布日期2026年3月1日由上传人填写，文中没有读出，请与原文核对。" in page
    assert "没有找到施行日期" not in page


def test_what_the_editor_says_holds_against_the_text_and_both_are_shown(editor: Client) -> None:
    editor.post(LIST, {"file": library.word_law(), "effective_on": "2025-01-01"})
    text = Version.objects.get()
    page = editor.get(reverse("intake:record", args=[text.pk])).content.decode()

    assert text.effective_on == dt.date(2025, 1, 1)
    assert "施行日期2025年1月1日由上传人填写，文中读出的是2025年5月1日" in page
    assert "日期先后不对：施行日期 2025-01-01 早于公布日期 2025-03-01" in page

    said = {"title": text.title, "kind": text.work.kind, "promulgated_on": "2025-03-01"}
    editor.post(reverse("intake:facts", args=[text.pk]), said | {"effective_on": "2025-01-01"})
    text.refresh_from_db()
    assert "given" in [one["doubt"] for one in text.warnings]
    editor.post(reverse("intake:facts", args=[text.pk]), said | {"effective_on": "2025-05-01"})
    text.refresh_from_db()
    assert "given" not in [one["doubt"] for one in text.warnings]


def test_a_text_that_ends_before_it_begins_is_refused(editor: Client) -> None:
    held = library.held_text()
    said = {"title": held.title, "kind": "ministerial", "promulgated_on": "2026-01-02"}
    days = {"effective_on": "2026-02-01", "expires_on": "2026-01-31"}

    page = editor.post(reverse("intake:facts", args=[held.pk]), said | days)

    assert "有效期至2026年1月31日，早于施行日期2026年2月1日" in page.content.decode()
    held.refresh_from_db()
    assert held.expires_on is None


def test_a_text_is_set_aside_with_a_reason_and_taken_up_again(editor: Client) -> None:
    editor.post(LIST, {"file": library.word_law()})
    text = Version.objects.get()
    operator = pages.as_(cast.operator())
    address = reverse("intake:set_aside", args=[text.pk])

    assert "请写明退回的理由" in operator.post(address, {"reason": ""}).content.decode()
    operator.post(address, {"reason": "是征求意见稿。"})

    text.refresh_from_db()
    assert (text.standing, text.aside_why) == ("aside", "是征求意见稿。")
    assert text.title not in editor.get(LIST).content.decode()
    assert "是征求意见稿" in editor.get(LIST, {"show": "aside"}).content.decode()
    message = Message.objects.get()
    assert "示例收录办法" in message.text
    assert message.recipient == cast.editor()
    assert "是征求意见稿" in editor.get(message.link).content.decode()
    assert "已退回：是征求意见稿" in editor.post(LIST, {"file": library.word_law()}).content.decode()
    publish = reverse("intake:publish", args=[text.pk])
    refused = editor.post(publish, {"checked": "on"}, follow=True)
    assert "已退回：是征求意见稿" in refused.content.decode()

    operator.post(reverse("intake:take_up", args=[text.pk]))
    text.refresh_from_db()
    assert (text.standing, text.aside_why) == ("held", "")


def test_another_text_of_the_day_comes_in_where_the_first_was_set_aside(editor: Client) -> None:
    editor.post(LIST, {"file": library.word_law()})
    wrong = Version.objects.get()
    services.set_aside(wrong, by=cast.editor(), reason="缺第二条。")
    assert not Message.objects.exists()  # nobody is told of what they did themselves

    editor.post(
        LIST, {"text": "示例收录办法\n（2025年3月1日公布）\n第一条 示例。\n第二条 另有规定的，从其规定。"}
    )
    assert Version.objects.filter(standing="held", dated_on=wrong.dated_on).count() == 1

    page = editor.post(reverse("intake:take_up", args=[wrong.pk]), follow=True)
    wrong.refresh_from_db()
    assert "已收录2025年3月1日的文本" in page.content.decode()
    assert wrong.standing == "aside"


def test_what_is_public_is_not_set_aside() -> None:
    law = library.law()

    with pytest.raises(NotHeld):
        services.set_aside(law, by=cast.editor(), reason="不要了。")
    with pytest.raises(NotAside):
        services.take_up(law, by=cast.editor())


def test_words_that_are_there_and_broken_files_are_refused_at_the_field(editor: Client) -> None:
    editor.post(LIST, {"file": library.word_law()})
    again = editor.post(LIST, {"file": library.word_law()})
    broken = editor.post(LIST, {"file": SimpleUploadedFile("坏.docx", b"PK\x03\x04")})

    assert "内容相同" in again.content.decode()
    assert (broken.status_code, Version.objects.count()) == (200, 1)


def test_a_published_text_keeps_its_facts() -> None:
    law = library.law()

    with pytest.raises(NotHeld):
        services.revise(law, Facts("law", "别的"), by=cast.editor())


def test_a_held_text_waits_on_the_desk(editor: Client) -> None:
    held = library.held_text()

    assert held.title in editor.get("/desk/").content.decode()
    assert held.title in editor.get(LIST).content.decode()
    assert held.title not in editor.get(LIST, {"show": "doubtful"}).content.decode()
