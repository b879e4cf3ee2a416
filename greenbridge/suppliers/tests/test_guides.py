"""The navigation to official systems: what readers find, what editors keep, what comes with the platform."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.services import agree
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.suppliers.guides import loading
from greenbridge.suppliers.models import Guide
from greenbridge.testing import cast
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

LIST = "/guides/"
EDIT = "wagtailsnippets_suppliers_guide"


def listed(query: str = "") -> str:
    answer = as_(None).get(LIST + query)
    assert answer.status_code == 200
    return words_of(answer)


def several() -> None:
    cast.guide()
    cast.guide("31", name="上海采购网", topic="procurement", audience="supplier")
    cast.guide("320509", name="吴江信用平台", topic="credit", audience="all")


def test_systems_stand_under_their_topics_with_their_way_out() -> None:
    several()
    page = as_(None).get(LIST).content.decode()

    assert page.index("排污许可 ") < page.index("信用平台") < page.index("上海采购网")
    assert 'href="https://permit.example/" target="_blank" rel="noopener noreferrer"' in page
    assert "示例许可证平台（新窗口，离开本平台）" in page
    assert "打开官方网站即离开本平台" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?topic=permit", {"示例许可证平台"}),
        ("?topic=permit&topic=credit", {"示例许可证平台", "吴江信用平台"}),
        ("?for=supplier", {"上海采购网", "吴江信用平台"}),
        ("?region=310118", {"示例许可证平台", "上海采购网"}),
        ("?region=32", {"示例许可证平台", "吴江信用平台"}),
        ("?region=33", {"示例许可证平台"}),
        ("?q=采购 上海", {"上海采购网"}),
        ("?q=首次申请&for=company", {"示例许可证平台", "吴江信用平台"}),
        ("?topic=carbon", set()),
        ("?topic=no-such-topic&region=xx&page=7", {"示例许可证平台", "上海采购网", "吴江信用平台"}),
    ],
)
def test_a_reader_narrows_by_topic_place_and_kind_of_body(query: str, found: set[str]) -> None:
    several()
    said = listed(query)

    assert {guide.name for guide in Guide.objects.all() if guide.name in said} == found
    assert f"{len(found)} 个系统" in said


def test_each_option_says_how_many_there_would_be() -> None:
    several()
    page = as_(None).get(LIST + "?for=supplier")
    counts = {
        (facet.name, option.value): option.count
        for facet in page.context["page"].facets
        for option in facet.options
    }

    assert counts["topic", "permit"] == 0
    assert counts["topic", "credit"] == 1
    assert counts["region", "31"] == counts["region", "310118"] == 1
    assert counts["region", "32"] == counts["region", "320509"] == 1
    assert counts["region", "33"] == 0
    assert counts["for", "company"] == 2  # what another choice would show
    for (name, value), count in counts.items():
        query = f"?{name}={value}" + ("" if name == "for" else "&for=supplier")
        assert as_(None).get(LIST + query).context["page"].total == count


def test_where_nothing_is_left_the_page_says_which_condition_to_drop() -> None:
    several()
    page = as_(None).get(LIST + "?topic=permit&for=supplier")

    assert "没有符合全部条件的业务系统" in words_of(page)
    assert page.context["page"].relaxations == [
        ("不限主题", "?for=supplier", 2),
        ("不限面向", "?topic=permit", 1),
    ]
    assert "没有符合条件的业务系统" in listed("?q=没有这样的系统&topic=carbon")


def test_an_empty_installation_has_a_page_that_says_so() -> None:
    assert "没有符合条件的业务系统" in listed()


def test_a_guide_says_what_one_does_there_and_what_one_needs() -> None:
    guide = cast.guide("31", "320509")
    said = words_of(as_(None).get(guide.get_absolute_url()))

    for words in ("首次申请", "营业执照", "示例管理局", "上海市、吴江区", "尚未检查", "您将离开本平台"):
        assert words in said


def test_the_list_asks_as_little_for_many_as_for_few(django_assert_num_queries: Any) -> None:
    for number in range(12):
        cast.guide("31", name=f"系统{number}")
    with clock.stopped_at(clock.now()):
        as_(None).get(LIST + "?q=先")
        with django_assert_num_queries(2):
            as_(None).get(LIST)


def test_guides_are_found_from_the_search_of_the_site(follow: Any) -> None:
    guide = cast.guide()
    follow()

    said = words_of(as_(None).get(reverse("portal:search") + "?q=示例许可证"))
    assert '业务系统 <span class="num">1</span>' in said
    assert f'href="{guide.get_absolute_url()}"' in said
    guide.unpublish()
    follow()
    page = as_(None).get(reverse("portal:search") + "?q=示例许可证")
    assert guide.get_absolute_url() not in words_of(page)


# What comes with the platform.


def test_the_first_guides_are_loaded_once_and_leave_what_editors_changed() -> None:
    number = loading.load()
    assert number == Guide.objects.published().count() > 15
    assert AuditRecord.objects.filter(action="guides.loaded").count() == 1
    changed, gone = Guide.objects.all()[:2]
    Guide.objects.filter(pk=changed.pk).update(name="改过的名称")
    gone.unpublish()

    assert loading.load() == 0

    changed.refresh_from_db()
    gone.refresh_from_db()
    assert (changed.name, gone.live) == ("改过的名称", False)
    assert AuditRecord.objects.filter(action="guides.loaded").count() == 1


def test_a_guide_that_is_missing_is_added_again_beside_the_others() -> None:
    loading.load()
    Guide.objects.get(loaded_as="permit").delete()

    assert loading.load() == 1
    assert Guide.objects.filter(loaded_as="permit").exists()


def test_every_loaded_guide_has_a_page() -> None:
    loading.load()
    for guide in Guide.objects.all():
        assert guide.name in words_of(as_(None).get(guide.get_absolute_url()))


# What editors do in the back office.


@pytest.fixture
def editor() -> Client:
    furnish()
    agree(cast.editor())
    return as_(cast.editor())


def written(**changes: str) -> dict[str, str]:
    """The form as an editor fills it in; rich text as the editor of the page hands it over."""
    text = (
        '{"blocks":[{"key":"a","text":"%s","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[]}],"entityMap":{}}'
    )
    return {
        "name": "嘉善联单系统",
        "operator": "嘉善县",
        "address": "https://waste.example/",
        "topic": "waste",
        "regions": "嘉善县、江苏省苏州市吴江区",
        "audience": "all",
        "position": "5",
        "summary": "填写联单。",
        "tasks": text % "填写联单",
        "preparation": text % "合同",
    } | changes


def test_an_editor_writes_a_guide_looks_at_it_publishes_and_takes_it_off(editor: Client) -> None:
    made = editor.post(reverse(f"{EDIT}:add"), written())
    assert made.status_code == 302
    guide = Guide.objects.get(name="嘉善联单系统")
    assert not guide.live
    assert as_(None).get(guide.get_absolute_url()).status_code == 404

    edit = reverse(f"{EDIT}:edit", args=[guide.pk])
    assert "江苏省苏州市吴江区" in editor.get(edit).content.decode()
    preview = reverse(f"{EDIT}:preview_on_edit", args=[guide.pk])
    assert editor.post(preview, written(name="预览中的名称")).json()["is_valid"]
    assert "预览中的名称" in words_of(editor.get(preview + "?mode="))

    assert editor.post(edit, written() | {"action-publish": "1"}).status_code == 302
    said = words_of(as_(None).get(guide.get_absolute_url()))
    assert "填写联单" in said
    assert "吴江区、嘉善县" in said
    assert "嘉善联单系统" in words_of(editor.get(reverse(f"{EDIT}:history", args=[guide.pk])))

    editor.post(reverse(f"{EDIT}:unpublish", args=[guide.pk]))
    assert as_(None).get(guide.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"regions": "不存在的地方"}, "没有找到“不存在的地方”，请填写省、市或区县的全称。"),
        ({"address": "javascript:alert(1)"}, "请填写以 https:// 或 http:// 开头的完整网址。"),
        ({"address": "ftp://files.example/"}, "请填写以 https:// 或 http:// 开头的完整网址。"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    editor: Client, changes: dict[str, str], sentence: str
) -> None:
    page = editor.post(reverse(f"{EDIT}:add"), written(**changes) | {"action-publish": "1"}).content.decode()

    assert sentence in page
    assert next(iter(changes.values())) in page
    assert not Guide.objects.filter(name="嘉善联单系统").exists()


def test_an_editor_deletes_none_and_others_enter_not_at_all(editor: Client) -> None:
    guide = cast.guide()
    editor.post(reverse(f"{EDIT}:delete", args=[guide.pk]))
    assert Guide.objects.filter(pk=guide.pk).exists()
    for person in (cast.officer(), cast.operator(), cast.admin()):
        agree(person)
        as_(person).post(reverse(f"{EDIT}:edit", args=[guide.pk]), written() | {"action-publish": "1"})
    guide.refresh_from_db()
    assert guide.name == "示例许可证平台"
