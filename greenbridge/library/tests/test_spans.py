"""However many versions and repeals there are, every day has one answer."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from greenbridge.library.addresses import address, parsed, words
from greenbridge.library.structure.rules import number, written
from greenbridge.library.validity.rules import Dated, End, Status, spans, status

START = dt.date(2020, 1, 1)
days = st.integers(0, 40).map(lambda n: START + dt.timedelta(days=n))
endings = st.lists(days, max_size=3)


@st.composite
def dated(draw: st.DrawFn) -> Dated:
    made, effective, expires = (
        draw(days),
        draw(st.none() | st.integers(0, 20)),
        draw(st.none() | st.integers(0, 20)),
    )
    begins = None if effective is None else made + dt.timedelta(days=effective)
    ends = None if expires is None else (begins or made) + dt.timedelta(days=expires)
    return Dated(made, begins, ends)


works = st.lists(dated(), min_size=1, max_size=5, unique_by=lambda one: one.dated_on)


def standing(
    versions: list[Dated], ended: list[dt.date], doubted: list[dt.date], day: dt.date
) -> list[Status]:
    ends = [(one, End.REPEALED) for one in ended] + [(one, End.DOUBTED) for one in doubted]
    return [status(one.starts_on, one.ends_on, one.end, day) for one in spans(versions, ends)]


@given(works, endings, endings, days)
def test_never_are_two_versions_of_a_work_in_force(
    versions: list[Dated], ended: list[dt.date], doubted: list[dt.date], day: dt.date
) -> None:
    assert standing(versions, ended, doubted, day).count(Status.IN_FORCE) <= 1


@given(works, endings, endings, days, days)
def test_another_ending_puts_nothing_into_force(
    versions: list[Dated], ended: list[dt.date], doubted: list[dt.date], more: dt.date, day: dt.date
) -> None:
    before = standing(versions, ended, doubted, day)
    for after in (
        standing(versions, [*ended, more], doubted, day),
        standing(versions, ended, [*doubted, more], day),
    ):
        assert all(
            then == Status.IN_FORCE or now != Status.IN_FORCE for then, now in zip(before, after, strict=True)
        )


@given(works, endings, endings, days)
def test_what_has_ended_stays_ended(
    versions: list[Dated], ended: list[dt.date], doubted: list[dt.date], day: dt.date
) -> None:
    later = day + dt.timedelta(days=1)
    gone = {Status.REVISED, Status.REPEALED}
    for then, now in zip(
        standing(versions, ended, doubted, day), standing(versions, ended, doubted, later), strict=True
    ):
        assert then not in gone or now == then


@given(st.integers(1, 9999))
def test_numbers_are_written_as_they_are_read(n: int) -> None:
    assert number(written(n)) == n


@given(
    st.tuples(*[st.integers(1, 1200), st.none() | st.integers(1, 9), *[st.none() | st.integers(1, 30)] * 2])
)
def test_an_address_in_words_leads_back_to_it(
    numbers: tuple[int, int | None, int | None, int | None],
) -> None:
    own = address((*(str(n) if n else None for n in numbers), None))

    assert parsed(words(own)) == own
    assert parsed(own) == own
