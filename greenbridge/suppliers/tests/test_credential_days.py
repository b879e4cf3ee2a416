"""Whatever its dates, a credential changes its state at midnight in Asia/Shanghai, and never back to valid."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.suppliers import queries
from greenbridge.suppliers.models import Credential
from greenbridge.testing import cast

State = Credential.State
EIGHT_HOURS = dt.timedelta(hours=8)  # Asia/Shanghai, without summer time
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)

days = st.dates(dt.date(2024, 2, 1), dt.date(2030, 12, 31))
midnights = days.map(
    lambda day: dt.datetime.combine(day, dt.time(), dt.UTC) - EIGHT_HOURS  # 16:00 the day before, in UTC
)
near_midnight = st.integers(-90, 90).map(lambda seconds: dt.timedelta(seconds=seconds))
# Around the moment asked for, so that the edges are met often: the last day, the ninetieth before it, the day of a revocation.
near_days = st.one_of(st.none(), st.sampled_from([-1, 0, 1, 89, 90, 91]), st.integers(-400, 400))
credentials = st.tuples(near_days, near_days, st.booleans())


def made(day: dt.date, expires: int | None, revoked: int | None, is_verified: bool) -> Credential:
    """A credential whose dates are so many days from that one."""
    return Credential(
        expires_on=None if expires is None else day + expires * DAY,
        revoked_on=None if revoked is None else day + revoked * DAY,
        verified_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC) if is_verified else None,
    )


def told_by_counting(credential: Credential, moment: dt.datetime) -> State:
    """The states once more, by whole days counted from midnight eight hours ahead of UTC."""
    here = (moment + EIGHT_HOURS).date().toordinal()
    if credential.revoked_on and credential.revoked_on.toordinal() <= here:
        return State.REVOKED
    left = credential.expires_on.toordinal() - here if credential.expires_on else 10_000
    if left < 0:
        return State.EXPIRED
    if not credential.verified_at:
        return State.UNVERIFIED
    return State.EXPIRING if left <= 90 else State.VALID


@given(midnights, near_midnight, credentials)
def test_at_every_second_around_midnight_the_state_is_that_of_the_day_in_shanghai(
    midnight: dt.datetime, off: dt.timedelta, dates: tuple[int | None, int | None, bool]
) -> None:
    credential, moment = made((midnight + EIGHT_HOURS).date(), *dates), midnight + off

    with clock.stopped_at(moment):
        assert credential.state == told_by_counting(credential, moment)


@given(midnights, credentials)
def test_the_state_changes_at_midnight_and_at_no_other_second(
    midnight: dt.datetime, dates: tuple[int | None, int | None, bool]
) -> None:
    credential = made((midnight + EIGHT_HOURS).date(), *dates)
    states = []
    for moment in (midnight - DAY, midnight - SECOND, midnight, midnight + DAY - SECOND):
        with clock.stopped_at(moment):
            states.append(credential.state)

    assert states[0] == states[1]
    assert states[2] == states[3]


@given(days, credentials, st.integers(0, 500))
def test_what_is_not_valid_any_more_never_becomes_valid_by_itself(
    day: dt.date, dates: tuple[int | None, int | None, bool], later: int
) -> None:
    credential = made(day, *dates)

    assert credential.is_valid_on(day) or not credential.is_valid_on(day + later * DAY)


@pytest.mark.usefixtures("ground")
def test_whoever_changes_its_state_overnight_is_indexed_anew() -> None:
    lab, today = cast.lab(), clock.today()
    lab.credentials.all().delete()
    for offset in (-2, -1, 0, 1, 89, 90, 91, None):
        for revoked in (-1, 0, 1, None):
            credential = made(today, offset, revoked, is_verified=True)
            credential.supplier, credential.number = lab, f"{offset} {revoked}"
            credential.kind_id, credential.issuer = "cma", "机关"
            credential.save()
            changed = credential.state_on(today) != credential.state_on(today - DAY)
            if changed:
                assert queries.codes_with_changed_state(today) == [lab.code], credential.number
            credential.delete()
