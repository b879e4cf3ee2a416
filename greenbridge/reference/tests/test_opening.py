"""Buyers may register from the day on which their region opens."""

import datetime as dt

import pytest

from greenbridge.reference import queries, services
from greenbridge.reference.models import OpeningPhase, Region

pytestmark = pytest.mark.django_db

OPENING_DAY = dt.date(2022, 12, 30)
LATER = dt.date(2027, 3, 1)


@pytest.fixture(autouse=True)
def phases() -> None:
    for code in ("31", "32", "33", "3101", "3205", "3304", "310118", "320509", "330421"):
        Region.objects.create(code=code, name=code, full_name=code, level=len(code) // 2)
    services.load_opening_phases()


def test_a_town_in_the_zone_opens_on_the_first_day_and_not_before() -> None:
    assert queries.is_open_for_buyers("310118104", OPENING_DAY)
    assert not queries.is_open_for_buyers("310118104", OPENING_DAY - dt.timedelta(days=1))


def test_the_rest_of_the_city_waits_until_the_operator_sets_a_date() -> None:
    assert not queries.is_open_for_buyers("310106", LATER)

    OpeningPhase.objects.filter(number=2).update(opens_on=LATER)

    assert queries.is_open_for_buyers("310106", LATER)
    assert not queries.is_open_for_buyers("320106", LATER)
    assert {region.code for region in queries.open_regions(LATER)} == {
        "310118", "320509", "330421", "3101", "3205", "3304",
    }  # fmt: skip


@pytest.mark.parametrize(("code", "number"), [("330421103", 1), ("3304", 2), ("330106", 3)])
def test_a_region_belongs_to_the_earliest_phase_that_covers_it(code: str, number: int) -> None:
    phase = queries.phase_for(code)

    assert phase is not None
    assert phase.number == number


def test_elsewhere_no_phase_is_foreseen() -> None:
    assert queries.phase_for("110105") is None
