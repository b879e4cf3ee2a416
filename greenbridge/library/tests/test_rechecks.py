"""What cites a changed document is flagged once, also when the day of the change comes by itself."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.library import turning
from greenbridge.library.errors import AlreadySettled
from greenbridge.library.ledger import services as ledger
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.models import Effect, Recheck, TurnedDay, Version, Work
from greenbridge.library.rechecks import queries, registry, services
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 6, 1, 4, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2026, 8, 14, 16, 1, tzinfo=dt.UTC)
DAY = dt.date(2026, 8, 15)


@pytest.fixture(autouse=True)
def explainers() -> Iterator[None]:
    """Two explainers, of article 2 and of article 3 of whatever work changes."""

    def citing(work: Work) -> list[registry.Citing]:
        return [registry.Citing(f"{n}-{work.pk}", f"解读第{n}条", f"/x/{n}/", f"art-{n}") for n in (2, 3)]

    before = registry.sources()
    registry.register(registry.Source("explainer", "解读", citing))
    yield
    registry._sources.clear()
    for source in before:
        registry.register(source)


@pytest.fixture
def in_june() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


def amended(law: Version, address: str = "") -> Effect:
    by = library.law("示例修正案", promulgated_on=dt.date(2026, 5, 1), effective_on=DAY)
    entry = Entry(Effect.Kind.AMENDS, by, law.work, target_address=address)
    return ledger.record(entry, actor=cast.editor())


def flags() -> list[tuple[str, str]]:
    return list(Recheck.objects.order_by("pk").values_list("title", "stage"))


@pytest.mark.usefixtures("in_june")
def test_an_announced_amendment_flags_who_cites_the_article_and_again_on_its_day() -> None:
    amended(library.law(), "art-2-par-1")
    assert flags() == [("解读第2条", "announced")]
    services.settle(Recheck.objects.get(), actor=cast.editor(), outcome="still_right", note="只是预告。")

    with clock.stopped_at(MIDNIGHT):
        turning.turn()
        turning.turn()

    assert flags() == [("解读第2条", "announced"), ("解读第2条", "in_force")]


@pytest.mark.usefixtures("in_june")
def test_a_flag_that_still_waits_on_the_day_goes_on_waiting() -> None:
    amended(library.law())

    with clock.stopped_at(MIDNIGHT):
        turning.turn()

    assert flags() == [("解读第2条", "in_force"), ("解读第3条", "in_force")]


@pytest.mark.usefixtures("in_june")
def test_a_newer_text_flags_and_an_older_one_that_comes_in_later_does_not() -> None:
    library.law(promulgated_on=dt.date(2024, 1, 1))
    assert flags() == []

    library.law(text="第一条 旧的。", promulgated_on=dt.date(2010, 1, 1), effective_on=dt.date(2010, 2, 1))
    assert flags() == []

    library.law(text="第一条 新的。", promulgated_on=dt.date(2026, 5, 1), effective_on=DAY)
    assert [stage for _, stage in flags()] == ["announced", "announced"]
    assert "新文本，自2026年8月15日起施行" in Recheck.objects.earliest("pk").reason


@pytest.mark.usefixtures("in_june")
def test_what_an_entry_raised_goes_with_it() -> None:
    effect = amended(library.law())

    ledger.withdraw(effect, actor=cast.editor(), reason="录错了。")

    assert flags() == []


def test_a_flag_is_settled_once() -> None:
    amended(library.law())
    first, editor = Recheck.objects.earliest("pk"), cast.editor()

    services.settle(first, actor=editor, outcome="revised", note="已改。")

    assert not queries.is_waiting("explainer", first.key)
    with pytest.raises(AlreadySettled):
        services.settle(first, actor=editor, outcome="revised", note="又改。")


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_settles() -> None:
    amended(library.law())
    first, editor = Recheck.objects.earliest("pk"), cast.editor()

    outcomes = at_once(
        *[lambda n=n: services.settle(first, actor=editor, outcome="revised", note=n) for n in "甲乙"]
    )

    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [AlreadySettled]
    assert AuditRecord.objects.filter(action="recheck.settled").count() == 1


def test_an_editor_finds_the_flag_on_the_desk_and_settles_it() -> None:
    amended(library.law())
    first, browser = Recheck.objects.earliest("pk"), as_(cast.editor())

    assert "解读第2条" in words_of(browser.get("/desk/rechecks/"))
    assert "请选择处理结果" in words_of(browser.post(first.get_absolute_url(), {"note": "已改。"}))
    browser.post(first.get_absolute_url(), {"outcome": "revised", "note": "已按新条文修改。"})

    first.refresh_from_db()
    assert first.get_outcome_display() == "已修改"
    assert "解读第2条" not in words_of(browser.get("/desk/rechecks/"))
    assert reverse("ledger:recheck", args=[first.pk]) == first.get_absolute_url()


@pytest.mark.usefixtures("in_june")
def test_on_its_day_a_new_edition_takes_the_place_of_the_old_one_and_listeners_hear() -> None:
    old = library.standard()
    new = library.standard("GB 99001-2026", promulgated_on=dt.date(2026, 3, 1), effective_on=DAY)
    heard: list[turning.Turn] = []
    turning.listen(heard.append)
    try:
        with clock.stopped_at(MIDNIGHT - dt.timedelta(minutes=2)):
            turning.turn()
        assert heard == []
        with clock.stopped_at(MIDNIGHT):
            turning.turn()
            assert turning.turn() is None
    finally:
        turning._listeners.remove(heard.append)

    (turn,) = heard
    assert (turn.began, turn.ended, turn.works) == ((new,), (old,), {old.work_id})
    assert Version.objects.in_force(DAY).get() == new
    assert TurnedDay.objects.latest("day").changed == 1


@pytest.mark.usefixtures("in_june")
def test_the_pages_change_on_the_day_by_themselves() -> None:
    old = library.standard()
    new = library.standard("GB 99001-2026", promulgated_on=dt.date(2026, 3, 1), effective_on=DAY)
    visitor, work = as_(None), old.work.get_absolute_url()

    with clock.stopped_at(MIDNIGHT - dt.timedelta(minutes=2)):
        before = visitor.get(work, follow=True)
        assert "现行有效" in words_of(visitor.get(old.get_absolute_url()))
    with clock.stopped_at(MIDNIGHT):
        turning.turn()
        after = visitor.get(work, follow=True)
        assert "已被代替" in words_of(visitor.get(old.get_absolute_url()))

    assert before.redirect_chain[0][0] == old.get_absolute_url()
    assert after.redirect_chain[0][0] == new.get_absolute_url()


def test_a_night_on_which_nothing_ran_is_made_up_for() -> None:
    library.law("示例修正案", effective_on=DAY)
    with clock.stopped_at(MIDNIGHT - dt.timedelta(days=3)):
        turning.turn()

    with clock.stopped_at(MIDNIGHT + dt.timedelta(days=5)):
        turn = turning.turn()

    assert turn is not None
    assert [version.title for version in turn.began] == ["示例修正案"]
