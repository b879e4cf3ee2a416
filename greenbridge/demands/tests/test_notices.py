"""Connectors hand over notices: one card for each purchase, whatever comes first, and however often."""

import datetime as dt
from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from greenbridge.accounts.errors import AlreadyDecided, ReasonMissing
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands.models import Notice, NoticeReview, NoticeVersion, Project
from greenbridge.demands.notices import cards, doubts, rules
from greenbridge.demands.notices.facts import NoticeFacts
from greenbridge.demands.notices.services import Outcome, receive
from greenbridge.search.models import OutboxEntry
from greenbridge.testing import cast
from greenbridge.testing.races import Careless, at_once

pytestmark = pytest.mark.usefixtures("ground")

NUMBER = "N-2026-0001"
DAY = dt.timedelta(days=1)


def only() -> Project:
    return Project.objects.get(merged_into=None)


# --- Received ---------------------------------------------------------------------------------------------------


def test_a_notice_begins_a_project_that_the_index_hears_of() -> None:
    received = receive(cast.notice_facts())

    project = only()
    assert (received.outcome, received.project, received.waits) == (Outcome.NEW, project.number, False)
    assert (project.state, project.budget, project.publisher_kind) == ("calling", 98_500_000, "government")
    assert project.region is not None
    assert (project.region.name, project.is_public) == ("西塘镇", True)
    assert [kind.code for kind in project.service_types.all()] == ["S01"]
    assert set(OutboxEntry.objects.values_list("collection", "keys")) == {("demand", project.number)}
    assert "张三" not in Notice.objects.get().text
    assert "13812341234" not in Notice.objects.get().text


def test_the_same_notice_again_writes_nothing() -> None:
    facts = cast.notice_facts()
    receive(facts)
    OutboxEntry.objects.all().delete()

    again = receive(replace(facts, fetched_at=facts.fetched_at + DAY))

    assert again.outcome == Outcome.SAME
    assert (Notice.objects.count(), NoticeVersion.objects.count(), OutboxEntry.objects.count()) == (1, 0, 0)


def test_a_changed_notice_keeps_what_it_said_and_loses_nothing() -> None:
    facts = cast.notice_facts(amount_words="98.5万元")
    receive(facts)
    changed = replace(
        facts, text="断面增加。", budget=None, amount_words="", fetched_at=facts.fetched_at + DAY
    )

    assert receive(changed).outcome == Outcome.CHANGED
    assert receive(changed).outcome == Outcome.SAME

    notice, version = Notice.objects.get(), NoticeVersion.objects.get()
    assert (notice.text, notice.project.budget, notice.project.amount_words) == (
        "断面增加。",
        98_500_000,
        "98.5万元",
    )
    assert (version.number, version.text, version.fetched_at) == (
        1,
        "对镇域河道断面开展水质监测。联系人：张**，电话138****1234。",
        facts.fetched_at,
    )


def test_the_same_notice_elsewhere_is_one_and_only_its_own_site_changes_it() -> None:
    facts = cast.notice_facts(agency="")
    receive(facts)
    moved = replace(facts, source_id="moved", url="https://notices.example/moved", text="新的正文。")
    mirror = replace(facts, source="转载网", text="转载的正文。", agency="某代理")

    assert receive(moved).outcome == Outcome.CHANGED
    assert receive(mirror).outcome == Outcome.CHANGED  # it names the agency
    assert [receive(one).outcome for one in (mirror, moved, facts)] == [Outcome.SAME] * 3

    notice = Notice.objects.get()
    assert (notice.text, notice.project.agency) == ("新的正文。", "某代理")
    assert notice.addresses.count() == 3


def test_what_is_concluded_anew_is_no_change_of_the_site() -> None:
    facts = cast.notice_facts()
    receive(facts)

    assert receive(replace(facts, types=("S12",), parser="example-2")).outcome == Outcome.SAME

    assert [kind.code for kind in only().service_types.all()] == ["S12"]
    assert not NoticeVersion.objects.exists()


def test_what_was_kept_before_is_masked_everywhere_and_its_site_is_not_said_to_have_changed_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = cast.notice_facts(
        title=f"{cast.PURCHASE}公告（李四 13812341234）",
        source_id="n-1",
        buyer_address="镇政府，李四 13812341235",
        region_words="联系人：李四",
        amount_words="98.5万元，联系人：李四",
        text="技术咨询：李四（13812341236）。",
        attachments=(("附件（李四13812341237）", "https://a.example/1"),),
    )
    with monkeypatch.context() as before:
        before.setattr(rules, "masked", str)
        receive(replace(facts, text="李四 13812341238"))
        receive(facts)
    receive(untouched := cast.notice_facts("award", project_number=NUMBER, buyer="某中心", title="噪声监测"))
    OutboxEntry.objects.all().delete()

    import_module("greenbridge.demands.migrations.0023_names_masked_anew").mask_anew(apps, None)

    rows = [*Notice.objects.values(), *NoticeVersion.objects.values(), *Project.objects.values()]
    assert (str(rows).count("李四"), str(rows).count("1381234")) == (0, 0)
    notice = Notice.objects.get(kind="consult")
    assert notice.facts["attachments"] == [["附件（李**138****1237）", "https://a.example/1"]]
    assert (
        notice.title
        == notice.facts["title"]
        == notice.project.title
        == f"{cast.PURCHASE}公告（李** 138****1234）"
    )
    assert NoticeVersion.objects.get().text == "李** 138****1238"
    assert OutboxEntry.objects.get().keys == notice.project.number
    assert [receive(one).outcome for one in (facts, untouched)] == [Outcome.SAME, Outcome.SAME]
    assert receive(replace(facts, source="转载网", source_id="elsewhere")).project == notice.project.number
    assert (Notice.objects.count(), NoticeVersion.objects.count(), Project.objects.count()) == (2, 1, 2)


# --- The chain --------------------------------------------------------------------------------------------------


CHAIN = [
    cast.notice_facts("consult", days=-30, project_number=NUMBER),
    cast.notice_facts("change", days=-25, project_number=NUMBER, title="关于延期的说明", score=0),
    cast.notice_facts("candidate", days=-8, score=0),
    cast.notice_facts("award", days=-5, project_number=NUMBER, award=95_000_000),
]


@settings(max_examples=6)
@given(arrived=st.permutations(CHAIN))
def test_notices_of_one_purchase_make_one_project_in_whatever_order(arrived: list[NoticeFacts]) -> None:
    """By number or by title and buyer; the tender shows that what came before it was one, and environmental."""
    Notice.objects.all().delete()
    Project.objects.update(merged_into=None)
    Project.objects.all().delete()

    for facts in arrived:
        receive(facts)

    project = only()
    assert list(project.notices.values_list("kind", flat=True)) == ["award", "candidate", "change", "consult"]
    assert set(project.notices.values_list("standing", flat=True)) == {"shown"}
    assert not NoticeReview.objects.waiting().exists()
    assert (project.title, project.state, project.award) == (cast.PURCHASE, "awarded", 95_000_000)
    assert set(Project.objects.exclude(pk=project.pk).values_list("merged_into", "is_public")) <= {
        (project.pk, False)
    }


@pytest.mark.parametrize(
    "other",
    [
        {"project_number": "N-2026-0002"},
        {"buyer": "嘉善县姚庄镇人民政府"},
        {"days": -365},
    ],
    ids=["another number", "another buyer", "a year before"],
)
def test_another_purchase_of_the_same_name_stays_another(other: dict[str, object]) -> None:
    receive(cast.notice_facts(project_number=NUMBER))

    receive(cast.notice_facts("tender", **{"days": -1, **other}))  # type: ignore[arg-type]

    assert Project.objects.filter(merged_into=None).count() == 2


# --- In doubt ---------------------------------------------------------------------------------------------------


def test_what_may_not_be_environmental_waits_and_is_published_or_left_out_with_a_reason() -> None:
    officer = cast.officer("33")
    published, left_out = cast.doubt(), cast.doubt(title="会场环境布置公开招标公告")
    assert (published.association.province_id, published.ground) == ("33", "unrelated")
    assert not Project.objects.public().exists()

    with pytest.raises(ReasonMissing):
        doubts.publish(published, officer=officer, reasons=" ")
    doubts.publish(published, officer=officer, reasons="含水质检测。")
    doubts.leave_out(left_out, officer=officer, reasons="与环境治理无关。")
    with pytest.raises(AlreadyDecided):
        doubts.publish(left_out, officer=officer, reasons="改变主意。")

    assert list(Project.objects.public()) == [published.notice.project]
    assert set(AuditRecord.objects.filter(actor=officer).values_list("action", "note")) >= {
        ("notice.published", "含水质检测。"),
        ("notice.left_out", "与环境治理无关。"),
    }
    facts = {"title": "会场环境布置成交结果公告", "score": 0}
    assert cast.notice("award", **facts).standing == Notice.Standing.LEFT_OUT


def test_a_later_notice_that_is_environmental_answers_the_doubt() -> None:
    review = cast.doubt(title="某服务公开招标公告", project_number=NUMBER)

    assert not receive(cast.notice_facts("award", project_number=NUMBER)).waits

    review.refresh_from_db()
    assert (review.decision, only().is_public) == ("withdrawn", True)
    assert set(Notice.objects.values_list("standing", flat=True)) == {"shown"}


def test_a_notice_dated_ahead_waits_however_environmental() -> None:
    review = cast.notice(days=2).reviews.get()
    assert (review.ground, Project.objects.public().exists()) == ("future", False)

    receive(cast.notice_facts("change"))
    assert [row.kind for row in only().notices.filter(standing="shown")] == ["change"]

    doubts.publish(review, officer=cast.officer("33"), reasons="原文日期如此。")
    assert only().notices.filter(standing="shown").count() == 2


# --- By itself --------------------------------------------------------------------------------------------------


def test_calls_end_within_a_minute_of_their_deadline() -> None:
    dated, lasting = cast.notice().project, cast.notice("tender", title="另一项目公告", days=-1).project

    with clock.stopped_at(clock.now() + 21 * DAY):
        assert (cards.close_due(), cards.close_due()) == (1, 0)
    with clock.stopped_at(clock.now() + 61 * DAY):
        assert cards.close_due() == 1

    for project in (dated, lasting):
        project.refresh_from_db()
        assert project.state == "closed"


# --- At once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_notices_of_a_new_purchase_at_once_make_one_project(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = [
        lambda facts=facts: receive(facts)
        for facts in (cast.notice_facts(), cast.notice_facts("change", days=-1))
    ]

    assert [one.outcome for one in at_once(*acts)] == [Outcome.NEW, Outcome.NEW]  # type: ignore[attr-defined]
    assert only().notices.count() == 2

    Notice.objects.all().delete()
    Project.objects.all().delete()
    if connection.vendor == "postgresql":  # the control; SQLite has one writer at a time anyway
        monkeypatch.setattr("greenbridge.demands.notices.services.one_at_a_time", lambda: None)
        at_once(*acts, careless=Careless("demands_notice", reads=2))
        assert Project.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_decide_once() -> None:
    review = cast.doubt()
    acts = [
        lambda who=who, act=act: act(review, officer=who, reasons="已核对。")
        for who, act in ((cast.officer("33"), doubts.publish), (cast.scorer(2, "33"), doubts.leave_out))
    ]

    assert sorted(type(one).__name__ for one in at_once(*acts)) == ["AlreadyDecided", "Project"]
    assert NoticeReview.objects.get().decision in {"passed", "refused"}
