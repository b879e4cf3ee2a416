"""Numbers and names that people and addresses carry."""

import datetime as dt
import re

from greenbridge.core import clock, ids


def test_a_public_number_tells_its_day_in_shanghai_and_cannot_be_counted_up() -> None:
    with clock.stopped_at(dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC)):
        numbers = {ids.dated_number("D") for _ in range(200)}

    assert len(numbers) == 200
    assert all(re.fullmatch(r"D20261123-[2-9A-HJKMNP-Z]{5}", number) for number in numbers)


def test_stored_names_are_long_and_different() -> None:
    names = {ids.random_name() for _ in range(200)}

    assert len(names) == 200
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)
