"""A record says what the body may do until when, and whether that holds through a contract."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.suppliers import services
from greenbridge.suppliers.models import Credential, Supplier
from greenbridge.suppliers.period import Period, covered_until
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 12, 1), dt.date(2027, 6, 30)
CONTRACT = Period(FIRST, LAST)
VERIFIED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def paper(
    issued: dt.date | None = None,
    expires: dt.date | None = None,
    revoked: dt.date | None = None,
    verified: dt.datetime | None = VERIFIED,
) -> Credential:
    return Credential(issued_on=issued, expires_on=expires, revoked_on=revoked, verified_at=verified)


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ([paper(expires=LAST)], "全程有效"),
        ([paper()], "全程有效"),
        ([paper(expires=LAST - DAY)], "只到2027年6月29日"),
        ([paper(revoked=LAST)], "只到2027年6月29日"),
        ([paper(expires=FIRST - DAY)], "开始时不在有效期内"),
        ([paper(issued=FIRST + DAY)], "开始时不在有效期内"),
        ([paper(verified=None)], "待核验"),
        ([], "没有登记所需资质"),
        ([paper(expires=dt.date(2027, 3, 1)), paper(issued=dt.date(2027, 3, 2))], "全程有效"),
        ([paper(expires=dt.date(2027, 3, 1)), paper(issued=dt.date(2027, 3, 3))], "只到2027年3月1日"),
    ],
)
def test_papers_hold_through_a_contract_or_are_said_to_end(papers: list[Credential], told: str) -> None:
    assert CONTRACT.holds(papers).text == told


def _day(offset: int | None) -> dt.date | None:
    return None if offset is None else FIRST + offset * DAY


offsets = st.one_of(st.none(), st.integers(-20, 20))


@given(st.lists(st.tuples(offsets, offsets, offsets, st.booleans()), max_size=4), st.integers(0, 25))
def test_a_period_is_covered_when_every_day_of_it_is(
    drawn: list[tuple[int | None, int | None, int | None, bool]], length: int
) -> None:
    papers = [
        paper(_day(issued), _day(expires), _day(revoked), VERIFIED if is_verified else None)
        for issued, expires, revoked, is_verified in drawn
    ]
    days = [FIRST + n * DAY for n in range(length + 1)]

    each_day = all(
        any((p.issued_on is None or p.issued_on <= day) and p.is_valid_on(day) for p in papers)
        for day in days
    )

    assert ((covered_until(papers, FIRST) or dt.date.min) >= days[-1]) is each_day


def record_of(lab: Supplier, **asked: str) -> str:
    return words_of(as_(None).get(reverse("suppliers:record", args=[lab.code]), asked))


@pytest.mark.usefixtures("ground")
def test_the_record_tells_for_each_type_and_credential_whether_it_holds_through_the_contract() -> None:
    lab = cast.lab()
    lab.credentials.update(issued_on=None, expires_on=LAST)

    with clock.stopped_at(dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)):
        now = record_of(lab)
        held = record_of(lab, **{"from": str(FIRST), "until": str(LAST)})
        longer = record_of(lab, **{"from": str(FIRST), "until": str(LAST + DAY)})
        backwards = record_of(lab, **{"from": str(LAST), "until": str(FIRST)})

    assert "到2027年6月30日" in now
    assert "所选期间" not in now
    assert held.count("全程有效") == 3
    assert longer.count("只到2027年6月30日") == 3
    assert "结束日早于开始日，请重新填写。" in backwards
    assert "所选期间" not in backwards


@pytest.mark.usefixtures("ground")
def test_where_two_papers_are_needed_together_the_one_that_ends_first_decides() -> None:
    lab = cast.lab()
    lab.credentials.filter(kind="cma").update(issued_on=None, expires_on=None)
    lab.credentials.exclude(kind="cma").update(issued_on=None, expires_on=LAST)

    with clock.stopped_at(dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)):
        assert "到2027年6月30日" in record_of(lab)
        assert "只到2027年6月30日" in record_of(lab, **{"from": str(FIRST), "until": str(LAST + DAY)})
        lab.credentials.exclude(kind="cma").delete()
        assert "没有有效的监测备案" in record_of(lab)


@pytest.mark.usefixtures("ground")
def test_the_record_tells_what_changed_and_when_without_naming_anybody() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    owner = cast.owner_of(lab.organisation)
    project = cast.part(lab, evidence=cast.file(owner))
    services.verify_part(project, officer=officer, seen=project.stated_at.isoformat())
    services.drop_credential(lab.credentials.get(kind="cma"), editor=owner)
    services.add_part(lab, "staff", editor=owner, person="王静怡", name="监测上岗证", number="A1")

    page = record_of(lab)

    for told in ("协会核实登记事项", "业绩：青溪染整废水监测", "删除资质", "持证人员：监测上岗证"):
        assert told in page
    for name in (owner.name, officer.name, "王静怡"):
        assert name not in page
