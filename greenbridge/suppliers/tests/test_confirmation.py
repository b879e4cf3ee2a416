"""Once a year a listed body confirms that its key facts are true; who does not is told, and everybody can read it."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.desk import queues_for
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.suppliers import retention
from greenbridge.suppliers.confirmation import errors, queries, rules, services
from greenbridge.suppliers.models import Confirmation, LateReport, Supplier
from greenbridge.suppliers.services import describe
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

DAY = dt.timedelta(days=1)
LATE = {"changed_on": dt.date(2026, 1, 31), "reported_on": dt.date(2026, 3, 1)}


def owner_of(supplier: Supplier) -> User:
    return cast.owner_of(supplier.organisation)


def due(supplier: Supplier, days: int) -> Confirmation:
    """The body is asked, to confirm within so many days from now."""
    return Confirmation.objects.create(supplier=supplier, due_on=clock.today() + days * DAY)


def confirm(supplier: Supplier, by: User | None = None) -> Confirmation:
    version = queries.key_facts(supplier).version
    return services.confirm(supplier, by=by or owner_of(supplier), version=version)


def tasks_of(user: User) -> list[str]:
    return [
        task.title for queue in queues_for(user) if "年度确认" in queue.label for task in queue.tasks(user)
    ]


def told(user: User) -> list[str]:
    return [message.text for message in user.inbox.all() if "是否属实" in message.text]


def test_a_year_after_its_listing_a_body_is_asked_reminded_thrice_and_confirms_in_one_step() -> None:
    lab, begin = cast.lab(), clock.now()
    owner = owner_of(lab)
    services.follow()
    due_on = queries.open_of(lab).due_on  # type: ignore[union-attr]
    assert due_on == rules.year_after(clock.today())
    last = begin + (due_on - clock.today())

    for days, reminders in ((31, 0), (30, 1), (29, 1), (7, 2), (0, 3)):
        with clock.stopped_at(last - days * DAY):
            services.follow()
            services.follow()
            assert len(told(owner)) == reminders, days
            assert bool(tasks_of(owner)) == (days <= 30), days

    with clock.stopped_at(last):
        confirm(lab)
        assert tasks_of(owner) == []
        assert queries.open_of(lab).due_on == rules.year_after(due_on)  # type: ignore[union-attr]
    assert AuditRecord.objects.filter(action="supplier.confirmed", actor=owner).count() == 1


def test_that_nobody_has_confirmed_stands_on_the_record_and_on_the_desk_and_the_body_stays_listed() -> None:
    lab = cast.lab()
    due(lab, -1)
    officer, page = cast.officer("32"), "信息超过一年未确认"

    assert page in words_of(as_(None).get(lab.get_absolute_url()))
    assert lab.is_listed
    assert tasks_of(officer) == ["1家机构的信息超过一年未确认"]
    assert tasks_of(cast.officer("33")) == []
    assert str(lab) in words_of(as_(officer).get(reverse("suppliers:unconfirmed")))
    assert str(lab) not in words_of(as_(cast.officer("33")).get(reverse("suppliers:unconfirmed")))

    confirm(lab)

    words = words_of(as_(None).get(lab.get_absolute_url()))
    assert page not in words
    assert "机构确认属实" in words
    assert tasks_of(officer) == []


def test_bodies_that_stood_there_for_years_are_warned_before_they_are_overdue() -> None:
    lab = cast.lab()
    long_ago = clock.now() - 1000 * DAY
    Supplier.objects.filter(pk=lab.pk).update(listed_at=long_ago)
    type(lab.organisation).objects.filter(pk=lab.organisation_id).update(verified_at=long_ago)

    services.follow()

    assert queries.open_of(lab).due_on == clock.today() + rules.FAIR_WARNING  # type: ignore[union-attr]
    assert len(told(owner_of(lab))) == 1


def test_nobody_is_asked_for_whom_nobody_speaks_or_who_is_not_listed() -> None:
    cast.lab(Supplier.Status.DRAFT)
    unclaimed = Supplier.objects.create(
        organisation=cast.imported(), status="listed", listed_at=clock.now(), updated_at=clock.now()
    )

    services.follow()

    assert not Confirmation.objects.exists()
    assert not unclaimed.is_claimed


def test_a_body_whose_people_have_all_left_is_asked_no_more_and_stands_once_on_the_officers_list() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    due(lab, 20)
    User.objects.filter(memberships__organisation=lab.organisation).update(is_active=False)
    title = "1家机构应作年度确认，但已没有成员可以提醒"

    assert [services.follow(), services.follow()] == [0, 0]

    assert not queries.to_remind(clock.today()).exists()
    assert tasks_of(officer) == [title]
    assert "没有成员可以提醒" in words_of(as_(officer).get(reverse("suppliers:unconfirmed")))
    Confirmation.objects.update(due_on=clock.today() - DAY)
    assert tasks_of(officer) == ["1家机构的信息超过一年未确认"]
    assert [row.supplier for row in queries.unconfirmed(officer)] == [lab]

    Confirmation.objects.all().delete()
    assert (services.follow(), queries.open_of(lab)) == (0, None)


def test_what_changed_since_it_was_shown_is_not_confirmed() -> None:
    lab = cast.lab()
    seen = queries.key_facts(lab).version
    describe(lab, editor=owner_of(lab), contact_phone="0512-60000000")

    with pytest.raises(errors.FactsChanged):
        services.confirm(lab, by=owner_of(lab), version=seen)

    assert queries.latest_of(lab) is None


def test_a_draft_has_nothing_to_confirm() -> None:
    draft = cast.lab(Supplier.Status.DRAFT)

    with pytest.raises(errors.NotListed):
        confirm(draft)


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_confirms() -> None:
    lab = cast.lab()
    due(lab, 5)
    owner = owner_of(lab)

    results = at_once(lambda: confirm(lab, owner), lambda: confirm(lab, owner))

    assert sorted(type(one).__name__ for one in results) == ["AlreadyConfirmed", "Confirmation"]
    assert Confirmation.objects.filter(confirmed_at=None).count() == 1


def test_the_page_shows_the_facts_and_confirms_them() -> None:
    lab = cast.lab()
    due(lab, 5)
    browser, way = as_(owner_of(lab)), reverse("suppliers:confirm")
    words = words_of(browser.get(way))
    for shown in (lab.organisation.name, lab.contact_phone, f"cma-{lab.pk}", "无变化，确认", "去修改"):
        assert shown in words

    assert "资料刚刚有改动" in words_of(browser.post(way, {"version": "old"}))
    answer = browser.post(way, {"version": queries.key_facts(lab).version}, follow=True)

    assert "已确认信息属实" in words_of(answer)
    assert as_(cast.officer("32")).get(way).status_code == 404


def test_a_change_that_was_reported_late_is_noted_and_told_to_the_body_alone() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    way = reverse("suppliers:late", args=[lab.code])
    sent = {"fact": "name", "changed_on": "2026-01-31", "reported_on": "2026-03-01", "note": "公示系统。"}

    answer = as_(officer).post(way, sent, follow=True)

    assert "逾期申报已记录" in words_of(answer)
    assert "名称于2026年1月31日变更，2026年3月1日申报" in owner_of(lab).inbox.latest("id").text
    assert "逾期申报" in words_of(as_(owner_of(lab)).get(reverse("suppliers:confirm")))
    assert "2026年3月1日申报" not in words_of(as_(None).get(lab.get_absolute_url()))
    assert "已经记录过" in words_of(as_(officer).post(way, sent))
    assert as_(cast.officer("33")).get(way).status_code == 404


def test_a_late_report_that_was_noted_wrongly_is_taken_back_and_may_be_noted_anew() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    row = services.record_late(lab, fact="name", note="公示系统。", officer=officer, **LATE)
    late, way = (
        reverse(f"suppliers:{act}", args=[on]) for act, on in (("late", lab.code), ("withdraw_late", row.pk))
    )
    assert way in as_(officer).get(late).content.decode()
    assert "请填写撤回的理由。" in words_of(as_(officer).post(way, {"reason": ""}))

    answer = as_(officer).post(way, {"reason": "日期看错了。"}, follow=True)

    assert "记录已撤回" in words_of(answer)
    assert "日期看错了。" in owner_of(lab).inbox.latest("id").text
    assert not queries.late_reports(lab).exists()
    assert AuditRecord.objects.get(action="supplier.late_report_withdrawn").note == "日期看错了。"
    with pytest.raises(errors.AlreadyWithdrawn):
        services.withdraw_late(row, reason="再撤一次。", officer=officer)
    services.record_late(lab, fact="name", note="公示系统。", officer=officer, **LATE)
    assert as_(cast.officer("33")).get(way).status_code == 404
    assert as_(owner_of(lab)).get(way).status_code == 404


def test_what_was_reported_within_a_month_or_is_to_come_is_not_late() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    on_the_last_day = LATE | {"reported_on": dt.date(2026, 2, 28)}

    with pytest.raises(errors.InTime, match="2026年2月28日"):
        services.record_late(lab, fact="name", note="公示系统。", officer=officer, **on_the_last_day)

    tomorrow = clock.today() + DAY
    sent = {"fact": "name", "changed_on": "2026-01-01", "reported_on": f"{tomorrow}", "note": "公示系统。"}
    page = as_(officer).post(reverse("suppliers:late", args=[lab.code]), sent)
    assert "申报日期不能晚于今天。" in words_of(page)
    assert not LateReport.objects.exists()


def test_the_grounds_of_a_late_report_go_after_three_years() -> None:
    row = cast.late_report(cast.lab())
    retention.forget_old()
    row.refresh_from_db()
    assert row.note

    with clock.stopped_at(clock.now() + 1097 * DAY):
        retention.forget_old()

    row.refresh_from_db()
    assert row.note == ""


days = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))


@given(days, st.integers(0, 40))
def test_a_later_month_has_the_same_day_or_its_last(day: dt.date, months: int) -> None:
    after = rules.months_after(day, months)

    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + DAY).day == 1)


@given(days, st.integers(-40, 400))
def test_every_reminder_is_reached_and_none_after_the_last_day(due_on: dt.date, left: int) -> None:
    stage = rules.stage_due(due_on, due_on - left * DAY)

    if left < 0 or left > max(rules.STAGES):
        assert stage is None
    else:
        assert stage is not None
        assert stage >= left
        assert not any(left <= other < stage for other in rules.STAGES)
