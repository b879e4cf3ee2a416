"""A paper ends: the supplier is reminded in time, the type is not shown from the day after, and again once it is renewed."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.messaging.models import Message
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.care import rules, services
from greenbridge.suppliers.edits import services as edits
from greenbridge.suppliers.edits.queries import of as edits_of
from greenbridge.suppliers.models import Credential, ExpiryReminder, Supplier, TypeRestriction
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

LAST = dt.date(2027, 6, 30)
VERIFIED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
Follow = Callable[[], None]


def on(days: int) -> dt.datetime:
    """Noon in Asia/Shanghai, so many days from today."""
    return clock.end_of_day(clock.today() + dt.timedelta(days=days)) - dt.timedelta(hours=12)


# --- Rules ------------------------------------------------------------------------------------------------------


def test_run_every_day_each_reminder_falls_due_on_its_own_day() -> None:
    first_seen: dict[int, int] = {}
    for left in range(120, -30, -1):
        stage = rules.stage_due(LAST, LAST - dt.timedelta(days=left))
        if stage is not None:
            first_seen.setdefault(stage, left)

    assert first_seen == {90: 90, 30: 30, 7: 7, 0: 0}


@given(st.sets(st.integers(-40, 130)))
def test_whichever_days_the_job_misses_reminders_only_grow_tighter(days: set[int]) -> None:
    due = [rules.stage_due(LAST, LAST - dt.timedelta(days=left)) for left in sorted(days, reverse=True)]
    told = [stage for stage in due if stage is not None]

    assert told == sorted(told, reverse=True)
    assert all(stage in rules.STAGES for stage in told)


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.booleans()), max_size=4),
    st.integers(-60, 60),
)
def test_a_type_is_restricted_only_when_papers_ended_and_none_is_valid(
    papers: list[tuple[int, bool]], day: int
) -> None:
    held = [
        Credential(
            kind_id="cma",
            expires_on=LAST + dt.timedelta(days=days),
            verified_at=VERIFIED if is_verified else None,
        )
        for days, is_verified in papers
    ]
    today = LAST + dt.timedelta(days=day)

    paper = rules.lapsed([{"cma"}], held, today)

    assert rules.lapsed([{"waste-licence"}], held, today) is None
    if any(one.is_valid_on(today) for one in held):
        assert paper is None
    else:
        assert (paper is None) == all(days >= day for days, _ in papers)
    if paper is not None:
        assert rules.ended_on(paper) <= today


def test_the_type_goes_at_midnight_after_the_last_day_and_on_the_day_of_a_revocation() -> None:
    paper = Credential(kind_id="cma", expires_on=LAST, verified_at=VERIFIED)

    assert rules.lapsed([{"cma"}], [paper], LAST) is None
    assert rules.lapsed([{"cma"}], [paper], LAST + dt.timedelta(days=1)) is paper
    assert rules.ended_on(paper) == LAST + dt.timedelta(days=1)

    paper.revoked_on = LAST - dt.timedelta(days=9)
    assert rules.lapsed([{"cma"}], [paper], LAST - dt.timedelta(days=9)) is paper
    assert rules.ended_on(paper) == LAST - dt.timedelta(days=9)


def test_where_two_papers_are_needed_together_the_first_to_end_restricts() -> None:
    cma, filing = (
        Credential(kind_id=kind, expires_on=LAST + dt.timedelta(days=more), verified_at=VERIFIED)
        for kind, more in (("cma", 5), ("monitoring-filing", 0))
    )
    together, either = [{"cma"}, {"monitoring-filing"}], [{"cma", "monitoring-filing"}]
    day_after = LAST + dt.timedelta(days=1)

    assert rules.lapsed(together, [cma, filing], LAST) is None
    assert rules.lapsed(together, [cma, filing], day_after) is filing
    assert rules.lapsed(together, [cma, filing], LAST + dt.timedelta(days=9)) is filing
    assert rules.lapsed(either, [cma, filing], day_after) is None
    assert rules.lapsed(together, [cma], LAST) is None, "what was never there has not ended"


# --- Reminders --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ground")
def test_each_reminder_is_sent_once_also_when_the_job_runs_twice_or_missed_a_day() -> None:
    lab = cast.lab()
    lab.credentials.exclude(kind="cma").update(expires_on=None)
    lab.credentials.filter(kind="cma").update(expires_on=clock.today() + dt.timedelta(days=100))
    owner = cast.owner_of(lab.organisation)

    told = []
    for day in [0, 9, 10, 10, 11, 69, 72, 72, 95, 100, 100, 103]:
        with clock.stopped_at(on(day)):
            told.append(services.remind())

    assert told == [0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0]
    assert list(ExpiryReminder.objects.order_by("id").values_list("stage", flat=True)) == [90, 30, 7, 0]
    texts = list(owner.inbox.order_by("id").values_list("text", flat=True))[-4:]
    assert "还有28天" in texts[1]
    assert "今天到期" in texts[3]


@pytest.mark.usefixtures("ground")
def test_who_has_the_next_paper_already_is_not_reminded_and_renewal_starts_anew() -> None:
    lab = cast.lab()
    old = lab.credentials.get(kind="cma")
    Credential.objects.filter(pk=old.pk).update(expires_on=clock.today() + dt.timedelta(days=20))
    newer = cast.credential(lab, "cma", number="CMA-2", verified_at=None)

    assert services.remind() == 0
    newer.delete()
    assert services.remind() == 1
    Credential.objects.filter(pk=old.pk).update(expires_on=clock.today() + dt.timedelta(days=60))
    assert services.remind() == 1


@pytest.mark.usefixtures("ground")
def test_of_a_paper_that_was_taken_away_and_put_back_nobody_is_reminded_again() -> None:
    lab, in_time = cast.lab(), clock.today() + dt.timedelta(days=20)
    owner = cast.owner_of(lab.organisation)
    lab.credentials.filter(kind="cma").update(expires_on=in_time)
    assert services.remind() == 1

    suppliers.drop_credential(lab.credentials.get(kind="cma"), editor=owner)
    assert services.remind() == 0
    edits.undo(lab, edits_of(lab)[0], by=owner, reason="删错了。")

    assert lab.credentials.get(kind="cma").expires_on == in_time
    assert services.remind() == 0
    with clock.stopped_at(on(14)):
        assert services.remind() == 1


# --- Restriction and renewal ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ground")
def test_the_morning_after_the_type_is_not_shown_and_everybody_is_told_once(follow: Follow) -> None:
    lab, officer = cast.lab(), cast.officer("32")
    lab.credentials.filter(kind="cma").update(expires_on=clock.today())
    owner = cast.owner_of(lab.organisation)
    assert services.follow_papers() == 0

    with clock.stopped_at(on(1)):
        assert (services.follow_papers(), services.follow_papers()) == (1, 0)
        follow()
        assert str(lab) not in as_(None).get("/suppliers/?type=S01").content.decode()
        assert str(lab) in as_(None).get("/suppliers/").content.decode()
        page = words_of(as_(None).get(lab.get_absolute_url()))
        row = TypeRestriction.objects.get()
        assert row.reason in page
        assert "业务暂停展示" in page
        assert str(lab) in words_of(as_(officer).get("/suppliers/restrictions/"))
        assert str(lab) not in words_of(as_(cast.officer("33")).get("/suppliers/restrictions/"))
        assert "暂停展示，请更新" in words_of(as_(owner).get("/desk/"))

    assert Message.objects.filter(recipient=owner, text=row.reason).count() == 1
    assert Message.objects.filter(recipient=officer, text__contains="暂停展示 1 项业务").count() == 1


@pytest.mark.usefixtures("ground")
def test_it_is_shown_again_when_the_new_paper_is_checked_and_not_before(follow: Follow) -> None:
    lab, officer = cast.lab(), cast.officer("32")
    owner = cast.owner_of(lab.organisation)
    lab.credentials.filter(kind="cma").update(expires_on=clock.today())
    with clock.stopped_at(on(1)):
        services.follow_papers()
        cast.credential(lab, "cma", number="CMA-2", verified_at=None)
        services.follow_papers()
        assert TypeRestriction.objects.filter(lifted_at=None).exists()

        suppliers.approve_listing(suppliers.submit(lab, editor=owner), officer=officer)
        follow()

        assert TypeRestriction.objects.get().lifted_at is not None
        assert str(lab) in as_(None).get("/suppliers/?type=S01").content.decode()
        assert "“环境监测”已恢复展示。" in words_of(as_(None).get(lab.get_absolute_url()))
        services.follow_papers()
    assert Message.objects.filter(recipient=owner, text="“环境监测”已恢复展示。").count() == 1
    assert Message.objects.filter(recipient=officer, text__contains="恢复展示 1 项业务").count() == 1


@pytest.mark.usefixtures("ground")
def test_what_an_official_list_says_restricts_too_and_who_never_had_a_paper_is_left_alone() -> None:
    lab, rival = cast.lab(), cast.rival()
    rival.credentials.all().delete()
    lab.organisation.members.clear()
    lab.credentials.filter(kind="cma").update(expires_on=clock.today())

    with clock.stopped_at(on(1)):
        services.follow_papers()

    assert [row.supplier for row in TypeRestriction.objects.all()] == [Supplier.objects.get(pk=lab.pk)]
