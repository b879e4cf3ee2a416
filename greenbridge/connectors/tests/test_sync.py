"""A source is visited: what it publishes reaches the hall, what is broken changes nothing, and it comes right by itself."""

import datetime as dt
from typing import Any

import pytest

from greenbridge.audit.models import AuditRecord
from greenbridge.connectors import channels, errors, replaying, retention, services, visiting
from greenbridge.connectors.models import Run, Snapshot, Source
from greenbridge.connectors.tests.conftest import Site
from greenbridge.core import clock
from greenbridge.demands.models import Notice, Project
from greenbridge.messaging.models import Message
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")


def sync(name: str, base: str, **facts: Any) -> Run:
    return services.sync(cast.source(name), base=base, pace=0, **facts)


def counts(run: Run) -> tuple[int, int, int, int, int]:
    return run.new, run.changed, run.same, run.rejected, run.errors


def test_what_a_source_publishes_reaches_the_hall_once(site: Site) -> None:
    base, replica = site

    first = sync("ccgp", base)
    asked = len(replica.asked)
    again = sync("ccgp", base)

    assert counts(first) == (7, 0, 0, 0, 0)
    assert counts(again) == (0, 0, 7, 0, 0)
    assert first.alarm == again.alarm == ""
    assert len(replica.asked) - asked == again.fetched < asked * 2
    assert Notice.objects.count() == 7
    assert Project.objects.count() == 5  # a correction and an award stand with their tenders
    project = Notice.objects.get(addresses__source_id="25000001").project
    assert (project.budget, project.region_id, project.project_number) == (
        98_500_000,
        "310118104",
        "SL-2026-QP-0001",
    )
    awarded = Notice.objects.get(addresses__source_id="25000005").project
    assert (awarded.award, awarded.winners) == (56_980_000, ["示例环境检测有限公司"])
    assert (
        list(AuditRecord.objects.filter(action="connectors.synced").values_list("target_name", flat=True))
        == ["中国政府采购网"] * 2
    )


def test_a_page_is_kept_as_it_came_with_what_was_read_from_it(site: Site) -> None:
    sync("html", site[0])

    page = Snapshot.objects.get(address="https://notices.example/park/301.html")
    assert "青浦某产业园雨污管网水质监测" in page.body.decode()
    assert (page.kind, page.status, page.parser, page.fault) == ("detail", 200, "html/1/1", "")
    assert page.etag
    assert page.found[0]["project_number"] == "SL-2026-YQ-3001"
    assert "示例公告" not in str(page.found)  # the text is in the page itself


def test_a_page_is_asked_for_again_while_it_is_young_and_not_sent_again(site: Site) -> None:
    base, replica = site
    sync("html", base)
    replica.asked.clear()

    sync("html", base)
    young = [path for _, path in replica.asked]
    replica.asked.clear()
    with clock.stopped_at(clock.now() + dt.timedelta(days=30)):
        sync("html", base)

    assert young == ["/park/index.html", "/park/301.html", "/park/302.html"]  # robots.txt is known for a day
    assert [path for _, path in replica.asked] == ["/robots.txt", "/park/index.html"]


def test_a_layout_that_changed_raises_an_alarm_once_and_an_operator_mends_it_without_code(site: Site) -> None:
    base, operator = site[0], cast.operator()
    sync("html", base)
    before = list(Notice.objects.values_list("pk", "text"))

    broken = [sync("html", f"{base}/fault/changed") for _ in range(2)]

    assert broken[0].alarm == "列表第一页没有条目"
    assert list(Notice.objects.values_list("pk", "text")) == before
    assert Message.objects.filter(recipient=operator, text__contains="园区通知公告").count() == 1

    source = cast.source("html")
    settings = {**source.settings, "row": "div.news li"}
    settings["detail"] = {**settings["detail"], "content": "div.text"}
    services.change(source, by=operator, reason="换了版式。", version=source.version, settings=settings)
    mended = sync("html", f"{base}/fault/changed")

    assert (mended.alarm, mended.errors, mended.same + mended.changed) == ("", 0, 2)
    change = source.changes.get()
    assert change.before["settings"]["row"] == "div.notices li"
    assert change.after["settings"]["row"] == "div.news li"
    assert AuditRecord.objects.filter(action="connectors.changed", actor=operator).count() == 1


def test_a_source_that_fails_rests_longer_each_time_and_comes_right_by_itself(site: Site) -> None:
    base, now = site[0], clock.now()
    source = cast.source("html")
    rests = []
    with clock.stopped_at(now):
        for _ in range(3):
            run = sync("html", f"{base}/fault/500")
            source.refresh_from_db()
            rests.append(source.rests_until - now if source.rests_until else None)

        assert run.errors
        assert "连续3次" in run.alarm
        assert rests == [dt.timedelta(minutes=minutes) for minutes in (15, 30, 60)]
        Source.objects.update(is_on=True)
        assert source not in Source.objects.due()

    with clock.stopped_at(now + dt.timedelta(hours=2)):
        assert source in Source.objects.due()
        assert sync("html", base).is_good
    source.refresh_from_db()
    assert (source.failures, source.rests_until) == (0, None)


def test_after_three_failures_in_a_row_nothing_more_is_asked(site: Site) -> None:
    base, replica = site

    run = sync("ccgp", f"{base}/fault/redirect")

    assert run.errors == 3
    assert sum("index.htm" in path for _, path in replica.asked) == 3  # of six lists


def test_the_same_source_is_not_visited_twice_at_once_and_a_visit_that_was_cut_off_is_forgotten(
    site: Site,
) -> None:
    source = cast.source("html")
    Source.objects.filter(pk=source.pk).update(running_since=clock.now())
    with pytest.raises(errors.AlreadyRunning):
        sync("html", site[0])

    Source.objects.filter(pk=source.pk).update(running_since=clock.now() - services.STALE)
    assert sync("html", site[0]).is_good


def test_a_visit_asks_so_often_and_no_more_and_goes_on_the_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visiting, "MOST_ASKED", 3)

    first, second = sync("html", site[0]), sync("html", site[0])

    assert (first.new, second.new, second.same) == (1, 1, 1)  # robots.txt is not asked for again
    assert "下次再取" in first.problems[0]["why"]


def test_only_what_may_concern_us_is_read(site: Site) -> None:
    base, replica = site
    source = cast.source("ccgp")
    source.settings["regions"] = "上海"
    source.save()

    run = sync("ccgp", base)

    assert (run.new, run.left_out) == (3, 4)
    assert not any("25000002" in path for _, path in replica.asked)


def test_a_list_that_a_person_brings_leads_to_the_pages(site: Site) -> None:
    base, _ = site
    content = "公告标题,网址,发布时间\n盛泽镇排污许可核查服务（示例）,/jiangsu/701.htm,2026-11-02\n".encode()
    with pytest.raises(errors.ByHandOnly):
        sync("jiangsu", base)

    run = sync("jiangsu", base, content=content)

    assert (run.items, run.new, run.errors) == (1, 1, 0)
    assert Project.objects.get().project_number == "SL-2026-JS-7001"


def test_one_that_was_asked_for_is_visited_once(monkeypatch: pytest.MonkeyPatch) -> None:
    visited: list[str] = []
    monkeypatch.setattr(services, "sync", lambda source: visited.append(source.name))
    source = services.ask_for_visit(cast.source("html"), by=cast.operator())
    with pytest.raises(errors.AlreadyAsked):
        services.ask_for_visit(source, by=cast.operator())

    other = cast.source("ccgp")
    Source.objects.filter(pk=other.pk).update(running_since=clock.now())
    assert services.sync_asked() == 0  # one visit at a time
    Source.objects.filter(pk=other.pk).update(running_since=None)
    assert services.sync_asked() == 1
    assert visited == ["html"]
    assert services.sync_due() == 0  # none is switched on


def test_stored_pages_are_read_again_and_the_difference_is_shown_before_anything_is_written(
    site: Site,
) -> None:
    base = site[0]
    sync("html", base)
    sync("html", f"{base}/fault/changed")
    source = cast.source("html")
    settings = {**source.settings, "detail": {**source.settings["detail"], "labels": {"采购单位": "agency"}}}

    tried = replaying.replay(source, settings=settings)
    assert (tried.changed, tried.applied) == (2, 0)
    assert tried.differences[0].fields["buyer"] == ("青浦示例产业园管理有限公司", "")
    assert set(Project.objects.values_list("buyer", flat=True)) == {"青浦示例产业园管理有限公司"}

    same = replaying.replay(source)
    assert (same.changed, same.gained, same.lost) == (0, 0, 0)
    assert same.same == 2

    source.settings = settings
    source.save()
    applied = replaying.replay(source, apply=True)
    assert applied.applied == 2
    assert set(Project.objects.values_list("buyer", flat=True)) == {
        "青浦示例产业园管理有限公司"
    }  # nothing good is lost
    assert set(Project.objects.values_list("agency", flat=True)) == {"青浦示例产业园管理有限公司"}
    assert replaying.replay(source).same == 2


def test_what_could_not_be_read_is_read_once_the_settings_are_mended(site: Site) -> None:
    source = cast.source("html")
    source.settings["detail"]["content"] = "div.elsewhere"
    source.save()
    run = sync("html", site[0])
    assert (run.new, run.rejected) == (0, 2)
    assert "版式" in run.alarm

    source.settings["detail"]["content"] = "div.article"
    source.save()
    assert replaying.replay(source, apply=True).applied == 2
    assert Project.objects.count() == 2


def test_a_notice_by_hand_is_received_like_any_other() -> None:
    words = {
        "title": "金泽镇水质监测采购公告",
        "address": "https://a.example/1",
        "published": "2026-11-02",
        "region": "青浦区",
    }

    received = services.paste(
        cast.source("paste"), by=cast.operator(), words=words, text="采购人：金泽镇人民政府"
    )

    assert Project.objects.get(number=received.project).buyer == "金泽镇人民政府"
    with pytest.raises(errors.NotANotice, match="发布时间"):
        services.paste(
            cast.source("paste"), by=cast.operator(), words=words | {"published": "去年"}, text="无"
        )


def test_settings_that_a_colleague_changed_meanwhile_are_not_written_over() -> None:
    source, operator = cast.source("html"), cast.operator()
    services.change(source, by=operator, reason="慢一些。", version=1, pace=5)

    with pytest.raises(errors.SourceChanged):
        services.change(source, by=operator, reason="再慢一些。", version=1, pace=6)
    with pytest.raises(errors.BadSettings, match="选择器"):
        services.change(source, by=operator, reason="试。", version=2, settings={"row": "ul[", "lists": []})
    source.refresh_from_db()
    assert (source.pace, source.version) == (5, 2)


def test_installing_again_leaves_what_an_operator_has_changed() -> None:
    source = cast.source("html")
    source.label = "我们园区"
    source.save()

    assert services.install() == 0
    assert cast.source("html").label == "我们园区"


def test_pages_go_a_year_after_the_site_last_sent_them(site: Site) -> None:
    sync("html", site[0])
    there = Snapshot.objects.count()

    with clock.stopped_at(clock.now() + dt.timedelta(days=360)):
        assert retention.forget_old() == 0
    with clock.stopped_at(clock.now() + dt.timedelta(days=367)):
        assert retention.forget_old() == there


def test_pages_of_a_list_are_asked_for_with_their_days_and_numbers() -> None:
    ceb, ccgp, shanghai = (cast.source(name) for name in ("ceb", "ccgp", "shanghai"))
    with clock.stopped_at(dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)):
        listed = [page.path for page in channels.pages(ceb, ceb.settings["lists"][0])]
        (first, second, _) = channels.pages(shanghai, shanghai.settings["lists"][0])

    assert len(listed) == 3
    assert "searchDate=2026-11-13" in listed[0]
    assert listed[1].endswith("page=2")
    assert [page.path.rpartition("/")[2] for page in channels.pages(ccgp, ccgp.settings["lists"][0])] == [
        "index.htm",
        "index_1.htm",
        "index_2.htm",
    ]
    assert (first.form["pageNo"], second.form["pageNo"], first.form["_t"]) == (1, 2, 1795147200000)
    assert "_t" not in first.key("x")
