"""Editors write about the law: two of them stand behind each text, and readers see the clauses it is about as they stand."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.models import User
from greenbridge.accounts.services import agree
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.library.errors import DecidedAlready, NotTheSecond, TextChanged
from greenbridge.library.models import Picture, Recheck, Topic, TopicItem, Work, Writing
from greenbridge.library.rechecks.services import settle
from greenbridge.library.writings import queries, rules
from greenbridge.search.models import OutboxEntry
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_, words_of

LIST = "/library/writings/"
EDIT = "wagtailsnippets_library_writing"
in_the_world = pytest.mark.usefixtures("ground")


# Whose a text is.


def test_two_revisions_say_the_same_whatever_they_say_of_their_keeping() -> None:
    text = {
        "pk": 1,
        "title": "甲",
        "text": '<p data-block-key="a1">乙</p>',
        "domains": ["air", "water"],
        "live": False,
    }
    same = text | {"pk": 2, "text": "<p>乙</p>", "domains": ["water", "air"], "live": True}

    assert rules.digest(text) == rules.digest(same)
    assert rules.digest(text) != rules.digest(text | {"go_live_at": "2026-12-01T00:00:00Z"})


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from("甲乙")), min_size=1))
def test_the_last_hand_is_the_first_who_wrote_it_so(revisions: list[tuple[int, str]]) -> None:
    author = rules.last_hand(revisions)
    newest = revisions[0][1]

    assert [one for one, said in revisions if said == newest][-1] == author
    assert rules.last_hand([*revisions, (9, newest)]) == 9


# Two editors.


@pytest.fixture
def editors() -> tuple[User, User]:
    furnish()
    return cast.editor(), cast.second_editor()


def act(writing: Writing, user: User, action: str = "approve") -> None:
    state = writing.current_workflow_task_state
    state.task.specific.on_action(state.specific, user, action)


@in_the_world
def test_what_a_second_editor_approves_is_published(editors: tuple[User, User], follow: Any) -> None:
    author, second = editors
    writing = cast.handed_in(author)
    assert as_(None).get(writing.get_absolute_url()).status_code == 404

    act(writing, second)
    follow()

    said = words_of(as_(None).get(writing.get_absolute_url()))
    for words in ("危险废物贮存多久", "产生单位应当按时转移", "第二条</a>", "不超过一年", "现行有效"):
        assert words in said
    assert f'href="{writing.get_absolute_url()}"' in words_of(
        as_(None).get(LIST + "?domain=solid-waste&q=贮存")
    )
    traces = AuditRecord.objects.filter(action__startswith="backoffice.", actor=second)
    assert {trace.action for trace in traces} == {"backoffice.approved", "backoffice.published"}


@in_the_world
def test_nobody_approves_their_own(editors: tuple[User, User]) -> None:
    author, second = editors
    writing = cast.written(author)
    writing.get_workflow().start(writing, second)  # handed in by a colleague: it is still the author's text

    for person in editors:
        with pytest.raises(NotTheSecond):
            act(writing, person)
    assert not Writing.objects.published().exists()


@in_the_world
def test_a_text_that_was_changed_meanwhile_is_not_approved(editors: tuple[User, User]) -> None:
    author, second = editors
    writing = cast.handed_in(author)
    writing.text = "<p>产生单位可以不转移。</p>"
    writing.save_revision(user=author)

    with pytest.raises(TextChanged):
        act(writing, second)
    assert not Writing.objects.published().exists()


@in_the_world
def test_the_second_of_two_decisions_is_told_so(editors: tuple[User, User]) -> None:
    writing = cast.handed_in(editors[0])
    state = writing.current_workflow_task_state.specific
    act(writing, editors[1], "reject")

    with pytest.raises(DecidedAlready):
        state.task.specific.on_action(state, editors[1], "approve")


@in_the_world
def test_the_desks_say_what_waits_and_what_came_back(editors: tuple[User, User]) -> None:
    author, second = editors
    writing = cast.handed_in(author)

    assert [one.workflow_state.object_id for one in queries.to_approve(second)] == [str(writing.pk)]
    assert queries.to_approve(author) == []
    assert "已送审" in second.inbox.get().text
    assert not author.inbox.exists()

    act(writing, second, "reject")
    assert queries.to_approve(second) == []
    assert len(queries.sent_back(author)) == 1
    agree(author)
    assert "退回修改" in words_of(as_(author).get("/desk/writings/"))


@in_the_world
def test_a_text_appears_at_its_hour_and_goes_at_its_hour(
    editors: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    hour = dt.timedelta(hours=1)
    writing = cast.handed_in(editors[0], go_live_at=now + hour, expire_at=now + 3 * hour)
    act(writing, editors[1])
    url = writing.get_absolute_url()
    assert as_(None).get(url).status_code == 404

    for hours, answer in ((2, 200), (4, 404)):
        monkeypatch.setattr(timezone, "now", lambda at=now + hours * hour: at)
        call_command("publish_scheduled", verbosity=0)
        assert as_(None).get(url).status_code == answer


# The form.


def browser(person: User) -> Client:
    agree(person)
    return as_(person)


def form(**changes: Any) -> dict[str, Any]:
    """The form as an editor fills it in."""
    text = (
        '{"blocks":[{"key":"a","text":"%s","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[]}],"entityMap":{}}'
    )
    work = library.law().work
    return {
        "kind": "explainer",
        "title": "示例：怎样贮存",
        "lead": "一年以内。",
        "text": text % "按时转移。",
        "regions": "上海市",
        "clauses-TOTAL_FORMS": "1",
        "clauses-INITIAL_FORMS": "0",
        "clauses-MIN_NUM_FORMS": "0",
        "clauses-MAX_NUM_FORMS": "1000",
        "clauses-0-work": str(work.pk),
        "clauses-0-address": "第二条",
        "clauses-0-ORDER": "1",
    } | changes


@in_the_world
def test_an_editor_writes_hands_in_and_another_one_approves_on_the_pages(editors: tuple[User, User]) -> None:
    author, second = map(browser, editors)
    added = author.post(reverse(f"{EDIT}:add"), form() | {"action-publish": "1"})
    assert added.status_code == 302
    writing = Writing.objects.get()
    assert not writing.live  # the form publishes nothing, whatever it is asked

    edit = reverse(f"{EDIT}:edit", args=[writing.pk])
    row = {"clauses-INITIAL_FORMS": "1", "clauses-0-id": str(writing.clauses.get().pk)}
    assert author.post(edit, form(**row) | {"action-submit": "1"}).status_code == 302
    preview = reverse(f"{EDIT}:preview_on_edit", args=[writing.pk])
    assert author.post(preview, form(title="预览中的标题")).json()["is_valid"]
    assert "预览中的标题" in words_of(author.get(preview + "?mode="))

    state = writing.current_workflow_task_state
    approve = reverse(f"{EDIT}:workflow_action", args=[writing.pk, "approve", state.pk])
    author.post(approve, {"comment": ""})
    assert not Writing.objects.get().live
    assert second.post(approve, {"comment": ""}).status_code == 302
    shown = Writing.objects.get()
    assert shown.live
    assert [clause.address for clause in shown.clauses.all()] == ["art-2"]


@in_the_world
def test_who_changes_the_text_while_approving_it_is_refused_and_told(editors: tuple[User, User]) -> None:
    second = browser(editors[1])
    writing = cast.handed_in(editors[0])
    edit = reverse(f"{EDIT}:edit", args=[writing.pk])

    sent = form(title="改过的标题") | {"action-workflow-action": "1", "workflow-action-name": "approve"}
    answer = second.post(edit, sent, follow=True)

    assert "送审以后文字有改动" in words_of(answer)
    assert not Writing.objects.published().exists()


@in_the_world
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "news"}, "资讯须写明来源"),
        ({"clauses-0-address": "第九十九条"}, "中没有“第九十九条”，请照原文写"),
        ({"clauses-0-address": "第二条第九款"}, "中没有“第二条第九款”"),
        ({"clauses-0-version_on": "1999-01-01"}, "没有1999年1月1日的文本"),
        ({"regions": "不存在的地方"}, "没有找到“不存在的地方”"),
    ],
)
def test_what_is_wrong_is_said_before_it_is_handed_in(
    editors: tuple[User, User], changes: dict[str, str], sentence: str
) -> None:
    page = browser(editors[0]).post(reverse(f"{EDIT}:add"), form(**changes) | {"action-submit": "1"})

    assert sentence in words_of(page)
    assert not Writing.objects.exists()


@in_the_world
def test_a_picture_comes_with_its_words_and_everybody_sees_it(editors: tuple[User, User]) -> None:
    add = "wagtailsnippets_library_picture:add"
    editor = browser(editors[0])
    said = {"title": "贮存一图读懂", "upload": cast.upload("图.png", cast.picture("png"))}
    assert editor.post(reverse(add), said).status_code == 200  # without words
    said["upload"] = cast.upload("图.png", cast.picture("png"))
    assert editor.post(reverse(add), said | {"words": "贮存不超过一年。"}).status_code == 302

    writing = cast.writing(picture=Picture.objects.get())
    said_here = words_of(as_(None).get(writing.get_absolute_url()))
    assert "贮存一图读懂（内容见图下的文字版）" in said_here
    assert "贮存不超过一年。" in said_here
    picture = as_(None).get(reverse("files:download", args=[Picture.objects.get().file.stored_as]))
    assert picture.headers["Content-Type"] == "image/png"
    picture.close()


@in_the_world
def test_others_write_nothing_and_editors_delete_nothing(editors: tuple[User, User]) -> None:
    writing = cast.writing()
    browser(editors[0]).post(reverse(f"{EDIT}:delete", args=[writing.pk]))
    for person in (cast.officer(), cast.operator()):
        browser(person).post(reverse(f"{EDIT}:edit", args=[writing.pk]), form() | {"action-submit": "1"})

    assert Writing.objects.get().title == writing.title
    assert Writing.objects.get().latest_revision is None


@in_the_world
def test_an_editor_says_what_a_document_belongs_to_and_no_more(editors: tuple[User, User]) -> None:
    work = library.law().work
    editor = browser(editors[0])
    edit = reverse("wagtailsnippets_library_work:edit", args=[work.pk])

    sent = {
        "title": "别的名称",
        "is_key": "on",
        "domains": ["solid-waste"],
        "standard_class": "",
        "short_titles": "固废条例",
        "issuers": "国务院",
    }
    assert editor.post(edit, sent).status_code == 302
    work.refresh_from_db()
    assert (work.is_key, work.title, work.short_titles) == (True, "示例固体废物条例", ["固废条例"])
    assert [domain.pk for domain in work.domains.all()] == ["solid-waste"]
    editor.post(reverse("wagtailsnippets_library_work:delete", args=[work.pk]))
    assert Work.objects.filter(pk=work.pk).exists()
    assert OutboxEntry.objects.filter(collection="library", keys=str(work.versions.get().pk)).exists()


# What readers see.


@in_the_world
def test_a_change_that_lies_ahead_is_not_said_to_have_happened() -> None:
    day = clock.today() + dt.timedelta(days=30)
    old = library.law()
    writing = cast.writing(about=old)
    library.law(text="第一条 新的。\n第二条 新的。", promulgated_on=dt.date(2025, 1, 1), effective_on=day)

    said = words_of(as_(None).get(writing.get_absolute_url()))
    assert f"所解读的条款将于{clock.written(day)}起变动" in said
    assert "已有变动" not in said

    with clock.stopped_at(clock.now() + dt.timedelta(days=31)):
        context = queries.page(writing)
    assert (context["changes_from"], context["is_outdated"]) == (None, True)


@in_the_world
def test_a_clause_that_was_changed_or_went_is_said_beside_the_text() -> None:
    old = library.law()
    writing = cast.writing(about=old)
    assert [one.tag[1] for one in queries.subjects(writing.clauses.all())] == ["现行有效"]

    library.law(
        text="第一条 只有一条。", promulgated_on=dt.date(2025, 1, 1), effective_on=dt.date(2025, 2, 1)
    )

    (subject,) = queries.subjects(writing.clauses.all())
    assert subject.version is not None
    assert (subject.version.dated_on, subject.is_missing) == (dt.date(2025, 1, 1), True)
    said = words_of(as_(None).get(writing.get_absolute_url()))
    assert "现行文本中已没有这一条" in said
    assert "本文待复核" in said
    flag = Recheck.objects.get(source="writing", key=str(writing.pk))
    assert flag.url == reverse(f"{EDIT}:edit", args=[writing.pk])
    settle(flag, actor=cast.editor(), outcome=Recheck.Outcome.STILL_RIGHT, note="仍然适用。")
    assert "本文待复核" not in words_of(as_(None).get(writing.get_absolute_url()))

    bound = cast.writing(title="示例：旧文本", about=old)
    bound.clauses.update(version_on=old.dated_on)
    (subject,) = queries.subjects(bound.clauses.all())
    assert (subject.version, subject.tag[1]) == (old, "已修改")


@in_the_world
def test_a_documents_writings_are_found_by_document_and_by_clause() -> None:
    work = library.law().work
    second, first = cast.writing(address="art-2-par-2"), cast.writing(title="示例：范围", address="art-1")

    assert set(queries.about(work)) == {first, second}
    assert list(queries.about(work, "art-2")) == [second]
    assert queries.subjects(second.clauses.all())[0].title == "《示例固体废物条例》第二条第二款"
    assert not queries.about(library.standard().work).exists()


@in_the_world
def test_a_topic_is_read_in_its_order_without_what_is_off_the_site(
    django_assert_max_num_queries: Any,
) -> None:
    topic = cast.topic(cast.writing(), cast.writing(title="示例：已撤下", live=True))
    Writing.objects.filter(title="示例：已撤下").update(live=False)

    with django_assert_max_num_queries(9):
        said = words_of(as_(None).get(topic.get_absolute_url()))
    assert said.index("先看整部条例。") < said.index("第二条</a>") < said.index("示例：危险废物贮存多久")
    assert "示例：已撤下" not in said
    assert topic.title in words_of(as_(None).get(reverse("writings:topics")))
    Topic.objects.update(live=False)
    assert as_(None).get(topic.get_absolute_url()).status_code == 404


@in_the_world
def test_terms_stand_by_the_letters_of_their_pinyin_with_their_source(
    django_assert_max_num_queries: Any,
) -> None:
    for name in ("危险废物", "COD", "贮存", "利用"):
        cast.term(name)

    with django_assert_max_num_queries(6):
        page = as_(None).get(reverse("writings:terms"))
    assert [letter for letter, _ in page.context["letters"]] == ["C", "L", "W", "Z"]
    assert words_of(page).count("第二条</a>") == 4


def test_an_item_of_a_topic_is_a_document_or_a_writing() -> None:
    for item in (TopicItem(), TopicItem(work_id=1, writing_id=1)):
        with pytest.raises(ValidationError, match="每一项选一个文件或者一篇文章"):
            item.clean()


@in_the_world
def test_the_shelf_shows_what_editors_chose() -> None:
    cast.topic(cast.writing())
    library.standard()
    Work.objects.filter(title="示例固体废物条例").update(is_key=True)

    shelf = queries.shelf()
    assert [work.title for work in shelf["works"]] == ["示例固体废物条例"]
    assert [len(shelf[name]) for name in ("topics", "writings")] == [1, 1]


@in_the_world
def test_the_list_asks_as_little_for_many_as_for_few(follow: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        cast.writing("31", title=f"示例{number}")
    follow()
    with clock.stopped_at(clock.now()):
        as_(None).get(LIST + "?kind=news")
        with django_assert_max_num_queries(6):
            assert "12 篇文章" in words_of(as_(None).get(LIST + "?region=31"))
