"""A reader says what is wrong with a clause; an editor answers, and does not learn who it was."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from greenbridge.accounts import desk
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.library.feedback import errors, retention, services
from greenbridge.library.models import TextFeedback
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

SAID = {"kind": "words", "text": "“一年”应当是“三个月”。"}


def told(person: User) -> str:
    return "\n".join(person.inbox.values_list("text", flat=True))


def waiting(user: User) -> list[str]:
    queue = next(one for one in desk.queues_for(user) if one.key == "text_feedback")
    return [str(task.title) for task in queue.tasks(user)]


def test_a_reader_reports_a_clause_and_reads_the_answer() -> None:
    held, reader, editor = cast.law(), cast.person(), cast.editor()
    browser, desk_of_editor = as_(reader), as_(editor)
    address = f"/library/feedback/of/{held.work.code}/{held.dated_on}/?clause=art-2"
    assert "《示例固体废物条例》第二条" in words_of(browser.get(address))

    browser.post(address, SAID)
    row = TextFeedback.objects.get()
    assert waiting(editor) == ["《示例固体废物条例》第二条：文字有误"]
    assert "文字有误" in told(editor)
    page = words_of(desk_of_editor.get(reverse("text_feedback:answer", args=[row.pk])))
    assert "应当是" in page
    for name in (reader.name, reader.email):
        assert str(name) not in page + told(editor), "who reported it is nobody's business"

    desk_of_editor.post(
        reverse("text_feedback:answer", args=[row.pk]), {"state": "corrected", "answer": "已对照原文更正。"}
    )
    assert waiting(editor) == []
    assert "已更正。已对照原文更正。" in told(reader)
    assert "已对照原文更正。" in words_of(browser.get(row.get_absolute_url()))
    assert "已更正" in words_of(browser.get("/accounts/feedback/"))


def test_only_the_reporter_reads_it_and_only_editors_answer() -> None:
    row = cast.text_feedback(by=cast.person())
    for other in (cast.owner_of(cast.dyer()), cast.officer(), cast.editor()):
        assert as_(other).get(row.get_absolute_url()).status_code == 404
    answer = reverse("text_feedback:answer", args=[row.pk])
    for other in (cast.person(), cast.officer(), cast.owner_of(cast.dyer())):
        assert as_(other).post(answer, {"state": "kept", "answer": "无误。"}).status_code == 404
    row.refresh_from_db()
    assert row.is_waiting


def test_the_second_answer_is_refused_and_the_first_stands() -> None:
    row, editor = cast.text_feedback(by=cast.person()), cast.editor()
    services.answer(row, editor=editor, state="kept", answer="与原文一致。")

    page = words_of(
        as_(editor).post(
            reverse("text_feedback:answer", args=[row.pk]), {"state": "corrected", "answer": "改了。"}
        )
    )
    assert "与原文一致。" in page
    with pytest.raises(errors.AnsweredAlready):
        services.answer(row, editor=editor, state="corrected", answer="改了。")


def test_the_same_again_and_too_many_a_day_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = cast.person()
    row = cast.text_feedback(by=reader)
    with pytest.raises(errors.ReportedAlready):
        cast.text_feedback(by=reader)
    monkeypatch.setattr(services, "MOST_A_DAY", 1)
    with pytest.raises(errors.TooManyReports):
        cast.text_feedback(by=reader, kind="link")
    assert list(TextFeedback.objects.all()) == [row]


def test_the_page_of_a_text_and_of_a_clause_lead_to_the_form() -> None:
    held, browser = cast.law(), as_(cast.person())

    for page, clause in ((held.get_absolute_url(), None), (f"{held.get_absolute_url()}art-2", "第二条")):
        (link,) = re.findall(r'href="(/library/feedback/of/[^"]+)"', browser.get(page).text)
        form = browser.get(link)
        assert form.status_code == 200, link
        assert clause is None or clause in words_of(form), link


def test_nothing_can_be_reported_of_what_is_not_there() -> None:
    held, browser = cast.law(), as_(cast.person())
    hidden = cast.held_law("示例固体废物规定")
    base = "/library/feedback/of"
    for address in (
        f"{base}/{held.work.code}/2001-01-01/",
        f"{base}/{held.work.code}/2001-99-01/",
        f"{base}/{held.work.code}/{held.dated_on}/?clause=art-999",
        f"{base}/{hidden.work.code}/{hidden.dated_on}/",
    ):
        assert browser.get(address).status_code == 404, address


def test_who_reported_and_the_words_go_three_years_after_the_answer() -> None:
    open_one = cast.text_feedback(by=cast.person(), kind="link")
    row = cast.text_feedback(by=cast.person())
    services.answer(row, editor=cast.editor(), state="kept", answer="与原文一致。")

    with clock.stopped_at(clock.now() + dt.timedelta(days=1095)):
        assert retention.forget_old() == 0
    with clock.stopped_at(clock.now() + dt.timedelta(days=1097)):
        assert retention.forget_old() == 1
    row.refresh_from_db()
    open_one.refresh_from_db()
    assert (row.text, row.answer, row.reported_by, row.state) == ("", "", None, "kept")
    assert open_one.reported_by
