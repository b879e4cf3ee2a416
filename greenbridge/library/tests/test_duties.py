"""A company says what it is, sees what it has to do, is reminded, and marks what is done."""

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from greenbridge.accounts import desk
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.library.duties import loading, queries, retention, services
from greenbridge.library.duties.errors import NotDueNow
from greenbridge.library.duties.forms import DutyForm
from greenbridge.library.ledger import services as ledger
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import ComplianceProfile, Duty, DutyDone, Effect, Recheck
from greenbridge.library.rechecks import services as rechecks
from greenbridge.library.validity.services import recompute
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.cast.library import effect
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

PAGE = "/library/calendar/"
NOW = dt.datetime(2026, 11, 28, 4, tzinfo=dt.UTC)
SAID = {"industry": "1713", "region": "310118107", "permit": "permit-key", "permit_expires_on": "2027-03-01"}


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with clock.stopped_at(NOW):
        yield


def shown(profile: ComplianceProfile) -> list[str]:
    return [f"{item.due.day} {item.duty.title}" for item in queries.calendar_of(profile).items]


def on(day: str, hour: int = 1) -> Any:
    """That day in the morning, in Shanghai."""
    return clock.stopped_at(dt.datetime.fromisoformat(f"{day}T0{hour}:00:00+00:00"))


def told(person: User) -> list[str]:
    return list(person.inbox.order_by("pk").values_list("text", flat=True))


# --- A look without an account -----------------------------------------------------------------------------------


def test_a_visitor_sees_the_duties_of_a_dye_works_and_nothing_is_kept() -> None:
    loading.load()
    traces = AuditRecord.objects.count()

    page = words_of(Client().get(f"{PAGE}try/", SAID | {"waste": "waste-simple", "traits": ["tax", "plan"]}))

    for words in (
        "提交排污许可证年度执行报告",
        "2027年1月31日",
        "《排污许可管理条例》第二十二条",
        "还有64天",
    ):
        assert words in page
    assert "2026年12月31日" in page, "60 days before the permit ends"
    following, _, rest = page.partition("以后各月</h2>")
    assert following.count("<h3>") == 3, "the next three stand on top"
    assert "2026年12月31日" in following
    assert rest.index("<summary>2027年4月，") < rest.index("<summary>2027年7月，")
    assert "评估并修订环境应急预案" in page.partition("还缺日期")[2].partition("</section>")[0]
    assert 'href="/suppliers/?type=S03-2"' in page
    assert "申报上一月度危险废物情况" not in page, "that is for others"
    assert "待运营核对" in page
    assert (ComplianceProfile.objects.count(), AuditRecord.objects.count()) == (0, traces)


def test_a_look_that_lacks_something_says_what_and_goes_back_to_what_was_said() -> None:
    browser = Client()
    assert "没有这个行业" in words_of(browser.get(f"{PAGE}try/", SAID | {"industry": "99"}))
    assert "请填写所属行业。" in words_of(browser.get(f"{PAGE}try/", {"permit": "registered"}))
    again = words_of(browser.get(f"{PAGE}try/", SAID | {"edit": "1"}))
    assert 'value="1713"' in again
    assert "查看合规日历" in again


def test_only_the_days_that_matter_are_asked_for_and_the_result_asks_for_those_that_are_missing() -> None:
    cast.duty("修订预案", traits=["plan"], pace="after", count=3, unit="years", anchor="plan_filed_on")
    first = words_of(Client().get(PAGE))
    assert 'type="date"' not in first

    asked = {
        "industry": "1713",
        "region": ["31", "310118107"],
        "permit": "registered",
        "traits": ["plan", "tax"],
    }
    page = words_of(Client().get(f"{PAGE}try/", asked))
    form = page.partition("还缺日期")[2].partition("</form>")[0]
    assert re.findall(r'type="date" name="(\w+)"', page) == ["plan_filed_on"]
    said = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    assert ("region", "310118107") in said
    assert ("traits", "plan") in said

    again = f"{PAGE}try/?" + urlencode([*said, ("plan_filed_on", "2024-03-01")])
    assert "2027年3月1日" in words_of(Client().get(again))
    for wrong in ("2999-01-01", "去年"):
        refused = words_of(Client().get(again.replace("2024-03-01", wrong)))
        assert "data-error-summary" in refused
        assert 'name="plan_filed_on"' in refused


def test_a_company_adds_the_day_that_is_missing_where_it_is_missed() -> None:
    cast.duty("延续许可证", pace="before", count=60, anchor="permit_expires_on", month=None, day=None)
    profile = cast.compliance_profile(permit_expires_on=None, traits=["tax"])
    browser = as_(cast.owner_of(profile.organisation))
    form = words_of(browser.get(PAGE)).partition("还缺日期")[2].partition("</form>")[0]
    said: dict[str, list[str]] = {"permit_expires_on": ["2027-03-01"]}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        said.setdefault(name, []).append(value)

    page = words_of(browser.post(f"{PAGE}profile/", said, follow=True))

    assert "2026年12月31日" in page
    assert "还缺日期" not in page
    profile.refresh_from_db()
    assert (profile.traits, profile.industry_id) == (["tax"], "C1713")


def test_of_many_duties_three_stand_on_top_and_a_month_is_open_only_while_something_in_it_is_near() -> None:
    first, *_ = [cast.duty(f"第{number}件") for number in range(4)]
    profile = cast.compliance_profile()

    calendar = queries.calendar_of(profile)
    assert [item.duty.title for item in calendar.following] == ["第0件", "第1件", "第2件"]
    assert [(month.name, month.is_soon) for month in calendar.months] == [("2027年1月", False)]
    with on("2027-01-10"):
        assert queries.calendar_of(profile).months[0].is_soon
    services.mark(profile, first, "2027", is_done=True, editor=cast.owner_of(profile.organisation))
    assert [item.duty.title for item in queries.calendar_of(profile).following] == ["第1件", "第2件", "第3件"]


def test_a_day_that_means_nothing_for_the_company_is_left_out() -> None:
    cast.duty("延续许可证", pace="before", count=60, anchor="permit_expires_on", month=None, day=None)

    assert "延续许可证" not in words_of(Client().get(f"{PAGE}try/", SAID | {"permit": "registered"}))
    assert "没有找到要办的事项" in words_of(Client().get(f"{PAGE}try/", SAID | {"permit": ""}))


# --- The calendar of a company ---------------------------------------------------------------------------------


def test_a_company_keeps_its_profile_and_only_its_members_see_it() -> None:
    cast.duty()
    buyer = cast.owner_of(cast.dyer())
    browser = as_(buyer)
    assert browser.get(PAGE).headers["Location"] == f"{PAGE}profile/"

    browser.post(f"{PAGE}profile/", SAID)

    profile = ComplianceProfile.objects.get()
    page = words_of(browser.get(PAGE))
    assert "提交示例年度报告" in page
    assert profile.feed_key in page
    assert "C1713" in words_of(browser.get(f"{PAGE}profile/"))
    for other in (None, cast.officer(), cast.operator(), cast.owner_of(cast.lab().organisation)):
        assert profile.feed_key not in words_of(as_(other).get(PAGE))


def test_what_was_said_before_signing_in_stands_in_the_profile() -> None:
    cast.duty()
    said = SAID | {"traits": ["tax", "plan"], "plan_filed_on": "2025-05-01"}
    look = Client().get(f"{PAGE}try/", said)
    [way] = re.findall(r'href="([^"]*)">登录并保存', words_of(look))
    asked_to_sign_in = Client().get(unescape(way))
    [onward] = parse_qs(urlsplit(asked_to_sign_in.headers["Location"]).query)["next"]
    browser = as_(cast.owner_of(cast.dyer()))

    page = words_of(browser.get(onward))

    assert 'value="1713"' in page
    assert 'value="2027-03-01"' in page
    assert 'value="2025-05-01"' in page
    assert page.count(" checked") == 4, "permit, waste, and two traits"
    assert "保存后替换现在的合规档案" not in page
    browser.post(onward, said)
    assert ComplianceProfile.objects.get().traits == ["tax", "plan"]
    assert "保存后替换现在的合规档案" in words_of(browser.get(onward))


def test_who_has_no_buyer_to_speak_for_is_told_what_comes_first() -> None:
    lab, asked = cast.owner_of(cast.lab().organisation), f"{PAGE}profile/?industry=1713"
    for person, words in (
        (cast.person(), "申请单位认证"),
        (lab, "还没有认证为需求企业"),
        (cast.officer(), "由企业保存"),
    ):
        page = words_of(as_(person).get(asked))
        assert words in page
        assert f'href="{PAGE}try/?industry=1713"' in page
        as_(person).post(asked, SAID)
    assert not ComplianceProfile.objects.exists()


def test_what_is_kept_again_keeps_the_marks_and_the_address() -> None:
    duty, profile = cast.duty(), cast.compliance_profile()
    services.mark(profile, duty, "2027", is_done=True, editor=cast.owner_of(profile.organisation))

    again = cast.compliance_profile(waste="waste-key")

    assert (again.pk, again.feed_key, again.waste) == (profile.pk, profile.feed_key, "waste-key")
    assert queries.item_of(again, duty.pk, "2027").is_done  # type: ignore[union-attr]


def test_a_duty_is_marked_as_done_once_and_the_mark_is_taken_back() -> None:
    duty, profile = cast.duty(), cast.compliance_profile()
    browser, url = as_(cast.owner_of(profile.organisation)), reverse("duties:done", args=[duty.pk])

    for _ in range(2):
        browser.post(url, {"period": "2027"})
    assert DutyDone.objects.count() == 1
    assert AuditRecord.objects.filter(action="duties.done").count() == 1
    assert "已办" in words_of(browser.get(PAGE))

    browser.post(url, {"period": "2027", "undo": "1"})
    assert not DutyDone.objects.exists()
    refused = browser.post(url, {"period": "2031"}, follow=True)
    assert "请刷新页面" in words_of(refused)
    with pytest.raises(NotDueNow):
        services.mark(profile, duty, "", is_done=True, editor=cast.owner_of(profile.organisation))


def test_what_was_due_lately_stays_in_sight_for_a_month_and_then_goes() -> None:
    duty, profile = cast.duty(), cast.compliance_profile(permit_expires_on=None)

    with on("2027-02-03"):
        [late, later] = queries.calendar_of(profile).items
        assert (late.is_late, late.remaining, later.due.day) == (True, "已过3天", dt.date(2028, 1, 31))
        services.mark(profile, duty, "2027", is_done=True, editor=cast.owner_of(profile.organisation))
        assert not queries.calendar_of(profile).items[0].is_late
    with on("2027-03-03"):
        assert shown(profile) == ["2028-01-31 提交示例年度报告"]


def test_nothing_is_late_that_was_due_before_the_company_came() -> None:
    cast.duty()
    with on("2027-02-03"):
        assert shown(cast.compliance_profile()) == ["2028-01-31 提交示例年度报告"]


def test_a_duty_that_begins_or_ends_is_due_only_while_it_holds() -> None:
    cast.duty("今年的", valid_until=dt.date(2027, 1, 30))
    cast.duty("明年的", valid_from=dt.date(2027, 2, 1))
    cast.duty("到期当天的", valid_until=dt.date(2027, 1, 31))
    cast.duty("外省的", regions=("33",))

    assert shown(cast.compliance_profile()) == ["2027-01-31 到期当天的"]


def test_a_duty_of_several_regions_concerns_every_town_in_them_and_no_other() -> None:
    duty = cast.duty(regions=("310118", "320509"))
    assert duty.who == "青浦区、吴江区，排污许可证，重点管理"
    for region, is_shown in (("310118107", True), ("320509105", True), ("320505", False)):
        page = words_of(Client().get(f"{PAGE}try/", SAID | {"region": region}))
        assert (duty.title in page) == is_shown, region
    assert "青浦区、吴江区" in words_of(Client().get(f"{PAGE}duties/"))


def test_the_grounds_lead_to_the_clause_that_holds_today_with_its_status() -> None:
    held = cast.law("示例固体废物条例")
    cast.duty("有条款的", law="示例固体废物条例", article="第二条")
    cast.duty("条款不明的", law="示例固体废物条例", article="第九十九条")
    cast.duty("没有收录的", law="没有收录的办法", article="第二条")

    page = words_of(Client().get(f"{PAGE}duties/"))

    assert f'<a href="{held.get_absolute_url()}art-2">《示例固体废物条例》第二条</a>' in page
    assert f'<a href="{held.get_absolute_url()}">《示例固体废物条例》第九十九条</a>' in page
    assert "<div>《没有收录的办法》第二条</div>" in page
    assert page.count("现行有效") == 2


def test_a_duty_whose_document_is_in_doubt_or_over_says_so_beside_it() -> None:
    doubted, ended = cast.law("示例待核办法"), cast.law("示例旧条例")
    by = cast.law("示例新条例", kind="law", effective_on=dt.date(2026, 6, 1))
    effect(Effect.Kind.REPEALS, by, ended.work)
    effect(Effect.Kind.REPEALS, by, doubted.work, is_confirmed=False)
    for held in (doubted, ended):
        recompute(held.work)
    for law in ("示例待核办法", "示例旧条例", "示例新条例"):
        cast.duty(f"按{law}", law=law, is_confirmed=True)

    for page in (words_of(Client().get(f"{PAGE}duties/")), words_of(Client().get(f"{PAGE}try/", SAID))):
        assert page.count("依据时效待核</span>") == page.count("依据已废止</span>") == 1
        assert "依据现行有效" not in page
        assert page.index("按示例待核办法") < page.index("依据时效待核</span>") < page.index("按示例旧条例")


def test_what_is_to_be_minded_goes_along_with_reminders_and_with_the_calendar() -> None:
    doubted = cast.law("示例待核办法")
    by = cast.law("示例新条例", kind="law", effective_on=dt.date(2026, 6, 1))
    effect(Effect.Kind.REPEALS, by, doubted.work, is_confirmed=False)
    recompute(doubted.work)
    cast.duty("按待核办法办", law="示例待核办法", is_confirmed=True)
    cast.duty("按新条例办", law="示例新条例", is_confirmed=True)
    cast.duty("没有核对的事", law="示例新条例")
    profile = cast.compliance_profile()

    file = Client().get(reverse("duties:feed", args=[profile.feed_key])).content
    events = {f"{one['summary']}": f"{one['description']}" for one in Calendar.from_ical(file).walk("VEVENT")}
    said = {name.partition("（")[0]: words.partition("请注意：")[2][:6] for name, words in events.items()}
    assert said == {"按待核办法办": "依据时效待核", "按新条例办": "", "没有核对的事": "待运营核对。"}

    with on("2027-01-01"):
        services.remind()
    (text,) = told(cast.owner_of(profile.organisation))
    assert text.count("依据时效待核，办理前请核实") == 1
    assert text.index("按待核办法办") < text.index("依据时效待核") < text.index("按新条例办")


# --- Reminders -----------------------------------------------------------------------------------------------------


def test_a_duty_is_looked_at_again_when_its_article_or_its_standard_changes() -> None:
    law, standard = library.law("示例排污许可条例"), library.standard("HJ 99944-2018")
    mine = cast.duty()
    cast.duty("保存示例台账", article="第三条")
    cast.duty("记录示例数据", law="别的条例", standard="HJ 99944—2018")
    cast.duty("已经结束", valid_until=dt.date(2026, 1, 1))

    ledger.record(
        Entry(
            Effect.Kind.AMENDS,
            library.law("示例修正案", promulgated_on=dt.date(2026, 5, 1), effective_on=dt.date(2026, 6, 1)),
            law.work,
            target_address="art-2",
        ),
        actor=cast.editor(),
    )
    library.standard(
        "HJ 99944-2026", standard.title, promulgated_on=dt.date(2026, 7, 1), effective_on=dt.date(2026, 8, 1)
    )

    flags = Recheck.objects.filter(source="duty").order_by("pk")
    assert [(row.title, row.place) for row in flags] == [("提交示例年度报告", "第二条"), ("记录示例数据", "")]
    assert "依据有变动，待复核" in words_of(Client().get(f"{PAGE}duties/"))
    assert queries.grounds([mine])[mine.pk].doubt == "依据有变动，待复核"
    flag = flags.get(title=mine.title)
    rechecks.settle(flag, actor=cast.editor(), outcome="still_right", note="核对过。")
    assert queries.grounds([mine])[mine.pk].doubt == ""


def test_the_people_are_reminded_30_7_and_1_days_before_each_once() -> None:
    cast.duty()
    owner = cast.owner_of(cast.compliance_profile().organisation)

    for day in (
        "2026-12-31",
        "2027-01-01",
        "2027-01-02",
        "2027-01-24",
        "2027-01-25",
        "2027-01-30",
        "2027-01-31",
        "2027-02-01",
    ):
        for _ in range(2):
            with on(day):
                services.remind()

    assert [text.partition("，")[2].partition("。")[0] for text in told(owner)] == [
        "还有30天",
        "还有7天",
        "还有1天",
    ]
    assert AuditRecord.objects.filter(action="duties.reminded").count() == 3


def test_nights_without_the_job_lose_all_but_the_tightest_stage() -> None:
    cast.duty()
    owner = cast.owner_of(cast.compliance_profile().organisation)

    for day in ("2027-01-27", "2027-01-28"):
        with on(day):
            services.remind()

    assert len(told(owner)) == 1
    assert "还有4天" in told(owner)[0]


def test_nobody_is_reminded_of_what_is_done_or_stopped_until_it_is_resumed() -> None:
    done, stopped = cast.duty("已办的"), cast.duty("停止的")
    profile = cast.compliance_profile()
    owner = cast.owner_of(profile.organisation)
    browser = as_(owner)
    services.mark(profile, done, "2027", is_done=True, editor=owner)
    for _ in range(2):
        browser.post(reverse("duties:reminders", args=[stopped.pk]))
    assert AuditRecord.objects.filter(action="duties.reminders_stopped").count() == 1

    with on("2027-01-20"):
        assert services.remind() == 0
        assert told(owner) == []
        services.heed(profile, stopped, is_heeded=True, editor=owner)
        assert services.remind() == 1
    assert "停止的" in told(owner)[0]
    assert "已办的" not in told(owner)[0]


def test_many_duties_make_one_message() -> None:
    for number in range(7):
        cast.duty(f"第{number}件")
    owner = cast.owner_of(cast.compliance_profile().organisation)

    with on("2027-01-30"):
        services.remind()

    [text] = told(owner)
    assert text.count("还有1天") == 5
    assert "还有2项" in text


def test_what_is_due_within_thirty_days_stands_on_the_desk() -> None:
    duty, profile = cast.duty(), cast.compliance_profile()
    owner = cast.owner_of(profile.organisation)
    queue = next(one for one in desk.queues_for(owner) if one.key == "duties")
    assert list(queue.tasks(owner)) == []

    with on("2027-01-10"):
        [task] = queue.tasks(owner)
        assert task.title == duty.title
        assert task.url == f"{PAGE}#duty-{duty.pk}-2027"
    assert "duties" not in [one.key for one in desk.queues_for(cast.officer())]


# --- Along, and away -----------------------------------------------------------------------------------------------


def test_whoever_has_the_address_reads_the_calendar_until_it_is_changed() -> None:
    duty, profile = cast.duty(), cast.compliance_profile()
    address = reverse("duties:feed", args=[profile.feed_key])
    [event] = Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    assert (event["dtstart"].dt, str(event["summary"])) == (dt.date(2027, 1, 31), duty.title)
    assert len(event.walk("VALARM")) == 3

    as_(cast.owner_of(profile.organisation)).post(f"{PAGE}profile/address/")

    assert Client().get(address).status_code == 404
    profile.refresh_from_db()
    assert Client().get(reverse("duties:feed", args=[profile.feed_key])).status_code == 200


def test_a_look_is_taken_along_as_a_file() -> None:
    cast.duty()
    content = Client().get(f"{PAGE}try/", SAID | {"format": "ics"}).content
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1


def test_a_profile_goes_when_its_company_says_so_or_has_nobody_left() -> None:
    duty, profile = cast.duty(), cast.compliance_profile()
    owner = cast.owner_of(profile.organisation)
    services.mark(profile, duty, "2027", is_done=True, editor=owner)
    as_(owner).post(f"{PAGE}profile/forget/")
    assert not ComplianceProfile.objects.exists()
    assert not DutyDone.objects.exists()

    kept = cast.compliance_profile()
    assert retention.forget_left() == 0
    kept.organisation.memberships.all().delete()
    assert retention.forget_left() == 1


# --- The duties themselves -------------------------------------------------------------------------------------


def test_the_first_duties_are_whole_unconfirmed_and_loaded_once() -> None:
    number = loading.load()
    assert 15 <= number <= 30
    Duty.objects.filter(loaded_as="permit-annual").update(title="编辑改过的")
    assert loading.load() == 0
    assert Duty.objects.filter(title="编辑改过的").exists()

    for duty in Duty.objects.all():
        assert not duty.is_confirmed
        assert duty.law
        assert duty.when
        assert duty.service_types.exists(), duty
        assert duty.who != "所有企业", duty
        if duty.rule.needs_anchor:
            assert hasattr(ComplianceProfile, duty.anchor)


def test_the_table_names_every_duty_with_its_grounds() -> None:
    cast.duty(is_confirmed=True)
    page = words_of(Client().get(f"{PAGE}duties/"))
    assert "《示例排污许可条例》第二条" in page
    assert "待运营核对</span>" not in page
    Duty.objects.update(is_confirmed=False)
    assert "待运营核对</span>" in words_of(Client().get(f"{PAGE}duties/"))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, set()),
        ({"month": "13"}, {"month"}),
        ({"day": ""}, {"day"}),
        ({"pace": "before"}, {"count", "anchor"}),
        ({"pace": "before", "count": "60", "anchor": "permit_expires_on"}, {"traits"}),
        ({"pace": "after", "count": "3", "anchor": "plan_filed_on", "traits": ["plan"]}, set()),
        ({"pace": "after", "count": "3", "anchor": "plan_filed_on", "traits": ["plan", "tax"]}, {"traits"}),
        ({"pace": "quarterly", "count": "15"}, set()),
        ({"industries": "C17 C1713"}, {"industries"}),
        ({"regions": "上海市、没有这个县"}, {"regions"}),
        ({"regions": "上海市、吴江区，苏州市吴江区；浙江"}, set()),
        ({"valid_from": "2027-01-01", "valid_until": "2026-01-01"}, {"__all__"}),
    ],
)
def test_an_editor_writes_a_rule_that_gives_days(said: dict[str, Any], wrong: set[str]) -> None:
    whole = {"title": "报告", "what": "提交。", "pace": "yearly", "month": "1", "day": "31", "unit": "days"}

    class Form(DutyForm):
        class Meta:
            model = Duty
            exclude = ("loaded_as",)

    form = Form(whole | {"law": "示例条例", "position": "1", "industries": "c1713"} | said)
    assert set(form.errors) == wrong
