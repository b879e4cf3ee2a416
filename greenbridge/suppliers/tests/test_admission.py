"""Who has passed is shown as such; from its day on, a province's shelf shows nobody else, and the register says so."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference.models import Region, ServiceType
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.assessment import errors, rules, services, starting
from greenbridge.suppliers.models import Assessment, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")
Follow = Callable[[], None]
DAY = dt.timedelta(days=1)
PAIRS = st.sets(st.tuples(st.sampled_from(["", "S01", "S05"]), st.sampled_from(["31", "32", "34"])))
LAB, RIVAL, OUTSIDER, DISPOSER = (
    "江澄检测技术有限公司",
    "朗清检测有限公司",
    "徽州环境有限公司",
    "净川固废处置有限公司",
)


def listed(query: str = "", person: User | None = None) -> set[str]:
    page = words_of(as_(person).get(f"/suppliers/{query}"))
    return {name for name in (LAB, RIVAL, OUTSIDER, DISPOSER) if f">{name}</a>" in page}


def start(days: int = 0, province: str = "32") -> None:
    starting.move_start(Region.objects.get(code=province), clock.today() + days * DAY, by=cast.operator())
    starting.follow_starts()


def town() -> Assessment:
    """Four bodies, of which the lab has passed for monitoring in 江苏."""
    cast.rival(), cast.outsider(), cast.disposer()
    return cast.admitted(cast.lab())


def test_before_the_day_everybody_is_shown_and_who_has_passed_says_so(follow: Follow) -> None:
    town()
    start(days=1)
    follow()

    assert listed() == {LAB, RIVAL, OUTSIDER, DISPOSER}
    page = words_of(as_(None).get("/suppliers/"))
    assert "名录库" not in page
    assert page.count('">已通过准入考核</span>') == 1
    assert listed("?admission=passed-32-S01&admission=passed-32&admission=passed") == {LAB}
    assert listed("?admission=passed-31") == set()


def test_from_the_day_on_the_shelf_shows_who_has_passed_and_the_register_the_others_plainly(
    follow: Follow,
) -> None:
    town()
    start()
    follow()

    # 徽州环境 does what nobody can be assessed for yet, 净川固废 as well.
    assert listed() == {LAB, OUTSIDER, DISPOSER}
    assert listed("?shelf=register") == {RIVAL}
    assert listed("?shelf=all") == {LAB, RIVAL, OUTSIDER, DISPOSER}
    assert "在江苏省，业务供给超市只展示已通过准入考核的机构" in words_of(as_(None).get("/suppliers/"))

    record = words_of(as_(None).get(cast.rival().get_absolute_url()))
    assert "只在名录库中" in record
    assert "环境监测（江苏省）还没有通过准入考核，不在业务供给超市展示。" in record
    passed = words_of(as_(None).get(cast.lab().get_absolute_url()))
    assert "环境监测（江苏省）：已通过准入考核，有效期至" in passed
    assert "只在名录库中" not in passed


def test_who_lapses_goes_to_the_register_that_night(follow: Follow) -> None:
    """The lab works in all three provinces: only where all have begun nothing is left of it on the shelf."""
    town()
    for province in ("31", "32", "33"):
        cast.criteria_set(province)
        start(province=province)

    with clock.stopped_at(clock.now() + 366 * DAY):
        services.run_clock()
        follow()
        assert listed() == {OUTSIDER, DISPOSER}
        assert listed("?shelf=register") == {LAB, RIVAL}


def test_who_has_passed_for_one_type_does_not_stand_on_the_shelf_for_another(follow: Follow) -> None:
    town()
    waste = ServiceType.objects.get(code="S05")
    here = Region.objects.filter(code="32")
    suppliers.set_activity(
        cast.lab(), waste, serves=list(here), capability="", editor=cast.owner_of(cast.lab().organisation)
    )
    cast.criteria_set("32", "S05")
    start()
    follow()

    assert listed() == {LAB, OUTSIDER, DISPOSER}
    assert listed("?type=S01") == {LAB}
    # 净川固废 takes waste everywhere, and other provinces have not begun.
    assert listed("?type=S05") == {DISPOSER}
    assert listed("?type=S05&shelf=register") == {LAB}
    assert "危险废物（江苏省）还没有通过准入考核" in words_of(as_(None).get(cast.lab().get_absolute_url()))


def test_a_body_that_states_nothing_stands_in_the_register_of_its_province(follow: Follow) -> None:
    cast.rival().activities.all().delete()
    start()
    follow()

    assert listed() == set()
    assert listed("?shelf=register") == {RIVAL}


def test_the_day_is_the_operators_until_it_has_come() -> None:
    here, operator = Region.objects.get(code="32"), cast.operator()
    starting.move_start(here, clock.today() + DAY, by=operator)
    starting.move_start(here, None, by=operator)
    with pytest.raises(errors.StartsInThePast):
        starting.move_start(here, clock.today() - DAY, by=operator)
    starting.move_start(here, clock.today(), by=operator)
    with pytest.raises(errors.HasStarted, match="江苏省已经启用准入"):
        starting.move_start(here, None, by=operator)

    assert [starting.follow_starts(), starting.follow_starts()] == [1, 0]
    assert AuditRecord.objects.filter(action="admission.started").count() == 1


def test_the_operator_sees_how_many_have_passed_before_the_day_is_set() -> None:
    cast.admitted(cast.lab())
    browser = as_(cast.operator())
    path = reverse("assessment:starts")

    refused = words_of(browser.post(path, {"province": "32", "starts_on": "2020-01-01"}))
    assert "启用日期不能早于今天，请重新选择。" in refused
    saved = words_of(browser.post(path, {"province": "32", "starts_on": "2099-01-01"}, follow=True))

    assert "江苏省的准入启用日期已更新。" in saved
    row = saved.partition(">江苏省</td>")[2].partition("</tr>")[0]
    assert "2099年1月1日" in row
    assert re.findall(r'class="n">(\d)</td>', row) == ["1", "0"]


@given(PAIRS, PAIRS, PAIRS, st.sets(st.sampled_from(["31", "32"])))
def test_passing_more_takes_nobody_off_the_shelf(
    offered: set[rules.Pair], passed: set[rules.Pair], assessed: set[rules.Pair], zones: set[str]
) -> None:
    before = rules.lacking(offered, set(), zones, assessed)

    assert set(rules.lacking(offered, passed, zones, assessed)) == set(before) - passed
    assert rules.lacking(offered, offered, zones, assessed) == []
    assert rules.lacking(offered, set(), set(), assessed) == []
    assert {province for _, province in before} <= zones


def test_what_is_shown_follows_from_the_dates_alone() -> None:
    passed = cast.admitted(cast.lab())
    Supplier.objects.filter(pk=passed.supplier_id).update(
        admissions=[{"type": "S01", "province": "32", "until": str(clock.today() - DAY)}]
    )

    assert "已通过准入考核" not in words_of(as_(None).get(passed.supplier.get_absolute_url()))
