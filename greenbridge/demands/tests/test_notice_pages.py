"""Official projects stand in the hall with demands, tell their story on a page, and are taken down on request."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import desk
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import retention
from greenbridge.demands.models import Notice, Project, RemovalRequest
from greenbridge.demands.notices import errors, removals
from greenbridge.demands.notices.services import receive
from greenbridge.messaging.models import Letter
from greenbridge.portal.queries import home
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

HALL = "/demands/"
OWN, OFFICIAL = "印染废水例行监测", cast.PURCHASE
DAY = dt.timedelta(days=1)
ASKED = {"reason": "写有我的住址。", "name": "张三", "contact": "zhang@mail.example"}


def waiting(user: User, key: str) -> list[str]:
    queue = next(one for one in desk.queues_for(user) if one.key == key)
    return [str(task.title) for task in queue.tasks(user)]


def found(**asked: str) -> list[str]:
    page = words_of(as_(None).get(HALL, asked)).replace("<mark>", "").replace("</mark>", "")
    listing = page[page.index('<div class="items">') :] if '<div class="items">' in page else ""
    return sorted((title for title in (OWN, OFFICIAL) if title in listing), key=listing.index)


def test_demands_and_projects_are_one_list_in_every_order_and_filter(follow: Callable[[], None]) -> None:
    cast.published()  # of today, until the end of the tenth day from now
    cast.notice(days=-1)
    follow()

    assert found() == [OWN, OFFICIAL]
    assert found(order="deadline") == [OWN, OFFICIAL]
    assert found(source="official") == found(region="330421") == found(q="西塘") == [OFFICIAL]
    assert found(source="own") == found(region="31") == [OWN]
    assert found(state="open", type="S01") == [OWN, OFFICIAL]
    assert found(budget="50-100") == found(publisher="government") == [OFFICIAL]
    page = words_of(as_(None).get(HALL))
    assert "官方公告" in page
    assert "来源：示例采购网" in page
    assert OFFICIAL in words_of(as_(None).get("/search/?q=河道水质监测服务&scope=demand")).replace(
        "<mark>", ""
    ).replace("</mark>", "")
    shown = home()
    assert (
        [str(row) for row in shown.newest_demands]
        == [str(row) for row in shown.closing_demands]
        == [OWN, OFFICIAL]
    )
    assert shown.open_demands.value == 2


def test_the_record_tells_the_story_with_its_sources_and_changes(follow: Callable[[], None]) -> None:
    facts = cast.notice_facts(text="断面二十六个。联系人：张三。")
    receive(facts)
    receive(cast.notice_facts(text="断面二十八个。", source_id=facts.source_id))
    cast.notice("change", days=-1)
    similar = cast.notice(
        "tender", title="姚庄镇水质监测公开招标公告", buyer="姚庄镇人民政府", region_code="330421"
    ).project
    follow()

    page = words_of(as_(None).get(Project.objects.exclude(pk=similar.pk).get().get_absolute_url()))

    assert page.index("更正公告") > page.index("竞争性磋商公告")
    assert 'href="https://notices.example/consult/0" target="_blank" rel="noopener noreferrer"' in page
    assert "断面二十六个。联系人：张**。" in page
    assert "来源修改过1次" in page
    assert str(similar) in page


def test_what_is_not_shown_has_no_page_and_a_merged_number_leads_on() -> None:
    hidden = cast.doubt().notice.project
    first = cast.notice("change", title="说明", project_number="N-2026-0001").project
    second = cast.notice("award", days=1 - 1).project
    cast.notice(project_number="N-2026-0001")
    visitor = as_(None)

    kept, never = (
        visitor.get(reverse("notices:record", args=[number])) for number in (hidden.number, "P20260101-XXXXX")
    )
    assert (kept.status_code, never.status_code) == (404, 404)
    assert words_of(kept).replace(hidden.number, "") == words_of(never).replace("P20260101-XXXXX", "")
    led = visitor.get(second.get_absolute_url())
    assert (led.status_code, led.headers["Location"]) == (301, first.get_absolute_url())


# --- Taken down -------------------------------------------------------------------------------------------------


def test_anybody_asks_for_removal_the_officer_hides_it_and_who_asked_is_told(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    notice, officer = cast.notice(), cast.officer("33")
    url = reverse("notices:ask", args=[notice.project.number, notice.pk])

    told = words_of(as_(None).post(url, ASKED, follow=True))

    assert "申请已提交" in told
    request = RemovalRequest.objects.get()
    assert waiting(officer, "removal") == [f"张**申请移除“{notice}”"]
    assert waiting(cast.officer("32"), "removal") == []
    page = reverse("notices:removal", args=[request.pk])
    assert "zhang@mail.example" not in words_of(as_(officer).get(page)), "shown to who asks for it"
    assert "请填写理由。" in words_of(as_(officer).post(page, {"decision": "passed", "reasons": ""}))
    as_(officer).post(page, {"decision": "passed", "reasons": "确有个人信息。"})
    assert as_(None).get(notice.project.get_absolute_url()).status_code == 404
    letter = Letter.objects.get()
    assert (letter.address, "答复：隐去公告。确有个人信息。" in letter.text) == ("zhang@mail.example", True)
    receive(cast.notice_facts(text="来源更新。", published_at=notice.published_at))
    assert Notice.objects.get().standing == Notice.Standing.HIDDEN
    assert [
        trace.action for trace in AuditRecord.objects.filter(action__startswith="notice.").order_by("at")
    ] == [
        "notice.removal_asked",
        "notice.hidden",
    ]


def test_a_request_that_is_refused_leaves_the_notice_and_says_why() -> None:
    request = cast.removal(cast.notice())

    removals.keep(request, officer=cast.officer("33"), reasons="公告没有个人信息。")

    assert "保留公告。公告没有个人信息。" in Letter.objects.get().text
    assert Project.objects.public().exists()


def test_who_asks_twice_or_all_day_is_refused_and_so_is_what_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notice, change = cast.notice(), cast.notice("change", days=-1)
    cast.removal(notice)
    with pytest.raises(errors.AlreadyAsked):
        cast.removal(notice)
    monkeypatch.setattr(removals, "MOST_A_DAY", 1)
    with pytest.raises(errors.TooManyRequests):
        cast.removal(change, contact="another@mail.example")
    with pytest.raises(errors.NotShown):
        cast.removal(cast.doubt().notice, asked_from=None, contact="third@mail.example")

    assert RemovalRequest.objects.count() == 1


def test_three_years_after_the_answer_nobody_knows_who_asked() -> None:
    request = cast.removal(cast.notice())
    removals.keep(request, officer=cast.officer("33"), reasons="没有个人信息。")

    with clock.stopped_at(clock.now() + 1100 * DAY):
        assert retention.forget_old() > 0
        assert retention.forget_old() == 0

    request.refresh_from_db()
    assert (request.name, request.contact, request.reason, request.asked_from, request.outcome) == (
        "",
        "",
        "",
        None,
        "保留公告",
    )


def test_a_wrong_contact_is_said_and_nothing_is_asked() -> None:
    notice = cast.notice()
    url = reverse("notices:ask", args=[notice.project.number, notice.pk])

    answer = as_(None).post(url, ASKED | {"contact": "没有", "reason": " "})

    assert "请写明申请理由" in words_of(answer)
    assert not RemovalRequest.objects.exists()


# --- In doubt ---------------------------------------------------------------------------------------------------


def test_the_officer_of_the_province_decides_on_the_page() -> None:
    review, officer = cast.doubt(), cast.officer("33")
    page = reverse("notices:review", args=[review.pk])
    assert waiting(officer, "notice") == [str(review.notice)]

    assert "没有找到与环境治理有关的词" in words_of(as_(officer).get(page))
    as_(officer).post(page, {"decision": "passed", "reasons": "含水质检测。"})

    assert waiting(officer, "notice") == []
    assert "收录" in words_of(as_(officer).get(page))
    assert as_(cast.officer("31")).get(page).status_code == 404


def test_several_are_left_out_alike() -> None:
    reviews, officer = [cast.doubt(), cast.doubt(title="会场环境布置公开招标公告")], cast.officer("33")
    asked = {
        "step": "confirm",
        "decision": "refused",
        "reasons": "与环境治理无关。",
        "pick": [row.pk for row in reviews],
    }

    as_(officer).post(reverse("notices:bulk"), asked)

    assert set(Notice.objects.values_list("standing", flat=True)) == {Notice.Standing.LEFT_OUT}
    assert AuditRecord.objects.filter(action="notice.left_out", actor=officer).count() == 2


def test_an_invented_notice_says_so_and_leads_to_no_official_site() -> None:
    project = cast.notice(attachments=(("采购文件.pdf", "https://notices.example/file.pdf"),)).project
    project.is_demo = True
    project.save()

    page = words_of(Client().get(project.get_absolute_url()))
    assert "示例采购网（演示，并非真实公告）" in page
    assert "https://notices.example" not in page
