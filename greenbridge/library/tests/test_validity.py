"""Whether a text is in force is drawn from dates and from what other documents did to it."""

import datetime as dt

import pytest

from greenbridge.library import services
from greenbridge.library.errors import NoDate, SameDay
from greenbridge.library.facts import Facts
from greenbridge.library.models import Effect, Version
from greenbridge.library.validity.rules import Status
from greenbridge.library.validity.services import recompute
from greenbridge.testing import cast
from greenbridge.testing.cast import library

pytestmark = pytest.mark.django_db


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_a_law_is_in_force_from_its_day() -> None:
    law = library.law()
    law.refresh_from_db()

    assert law.status_on(day("2019-12-31")) == Status.FUTURE
    assert law.status_on(day("2020-01-01")) == Status.IN_FORCE
    assert list(Version.objects.in_force(day("2020-01-01"))) == [law]


def test_a_later_text_takes_its_place_on_its_day() -> None:
    first = library.law()
    second = library.law(
        text="第一条 新的。", promulgated_on=day("2024-05-01"), effective_on=day("2024-09-01")
    )
    first.refresh_from_db()

    assert second.work == first.work
    assert first.status_on(day("2024-08-31")) == Status.IN_FORCE
    assert first.status_on(day("2024-09-01")) == Status.REVISED
    assert list(Version.objects.in_force(day("2024-08-31"))) == [first]


def test_what_another_law_repeals_ends_on_that_laws_day() -> None:
    old, code = (
        library.law(),
        library.law("示例法典", promulgated_on=day("2026-03-12"), effective_on=day("2026-08-15")),
    )
    library.effect(Effect.Kind.REPEALS, code, old.work)
    recompute(old.work)
    old.refresh_from_db()

    assert old.status_on(day("2026-08-14")) == Status.IN_FORCE
    assert old.status_on(day("2026-08-15")) == Status.REPEALED


def test_editions_of_a_standard_are_one_work() -> None:
    first = library.standard("GB 99001-2010")
    second = library.standard(
        "ＧＢ99001—2024", promulgated_on=day("2024-01-01"), effective_on=day("2024-07-01")
    )
    first.refresh_from_db()

    assert second.work == first.work
    assert first.status_on(day("2024-07-01")) == Status.REPLACED


def test_what_another_document_replaces_is_not_called_repealed_unless_something_repeals_it() -> None:
    old, new = (
        library.standard(),
        library.standard("GB 99002-2020", "示例新标准", effective_on=day("2020-01-01")),
    )
    library.effect(Effect.Kind.REPLACES, new, old.work)
    recompute(old.work)
    old.refresh_from_db()
    assert old.status_on(day("2020-01-01")) == Status.REPLACED

    library.effect(Effect.Kind.REPEALS, new, old.work)
    recompute(old.work)
    old.refresh_from_db()
    assert old.status_on(day("2020-01-01")) == Status.REPEALED


def test_an_unknown_first_day_is_said_not_guessed() -> None:
    law = library.law(effective_on=None)
    law.refresh_from_db()

    assert law.status_on(day("2030-01-01")) == Status.UNKNOWN


def test_the_same_text_twice_is_one_and_another_of_that_day_is_refused() -> None:
    law = library.law()

    assert library.law() == law
    with pytest.raises(SameDay):
        library.law(text="第一条 别的。")
    assert Version.objects.count() == 1


def test_without_a_date_nothing_comes_in() -> None:
    with pytest.raises(NoDate):
        services.put(Facts(kind="law", title="示例法", text="第一条 示例。"))


def test_a_text_held_back_changes_nothing_until_published() -> None:
    first = library.law()
    held = services.put(
        Facts(
            kind="administrative",
            title="示例固体废物条例",
            text="第一条 新的。",
            promulgated_on=day("2024-05-01"),
            effective_on=day("2024-09-01"),
        ),
        held=True,
    ).version
    first.refresh_from_db()
    assert first.ends_on is None

    services.publish(held, actor=cast.operator())
    first.refresh_from_db()

    assert first.ends_on == day("2024-09-01")
