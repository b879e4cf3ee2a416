"""What a credential is worth on which day."""

import datetime as dt

import pytest

from greenbridge.core import clock
from greenbridge.suppliers import services
from greenbridge.suppliers.models import Credential
from greenbridge.testing import cast

State = Credential.State
LAST = dt.date(2027, 6, 30)
VERIFIED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (LAST - dt.timedelta(days=91), State.VALID),
        (LAST - dt.timedelta(days=90), State.EXPIRING),
        (LAST, State.EXPIRING),
        (LAST + dt.timedelta(days=1), State.EXPIRED),
    ],
)
def test_it_warns_for_ninety_days_holds_on_its_last_and_is_over_the_day_after(
    day: dt.date, state: Credential.State
) -> None:
    credential = Credential(expires_on=LAST, verified_at=VERIFIED)

    assert credential.state_on(day) == state
    assert credential.is_valid_on(day) is (state in {State.VALID, State.EXPIRING})


def test_without_a_last_day_it_holds_for_ever() -> None:
    assert Credential(verified_at=VERIFIED).state_on(dt.date(2099, 1, 1)) == State.VALID


def test_what_nobody_has_checked_is_not_valid() -> None:
    credential = Credential(expires_on=LAST)

    assert credential.state_on(LAST) == State.UNVERIFIED
    assert not credential.is_valid_on(LAST)


def test_it_is_worth_nothing_from_the_day_it_was_revoked() -> None:
    credential = Credential(expires_on=LAST, verified_at=VERIFIED, revoked_on=dt.date(2026, 5, 5))

    assert credential.is_valid_on(dt.date(2026, 5, 4))
    assert credential.state_on(dt.date(2026, 5, 5)) == State.REVOKED
    assert credential.state_on(LAST + dt.timedelta(days=1)) == State.REVOKED


@pytest.mark.usefixtures("ground")
def test_the_directory_forgets_a_licence_the_morning_after_its_last_day(follow: object) -> None:
    disposer = cast.disposer(days=5)
    last = disposer.credentials.get().expires_on
    assert last is not None

    with clock.stopped_at(clock.end_of_day(last)):
        assert services.refresh_expiring() == 0
    with clock.stopped_at(clock.end_of_day(last) + dt.timedelta(seconds=1)):
        assert services.refresh_expiring() == 1
