"""Beside a demand: what is likely the same need, and what its buyer did before."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.demands import services
from greenbridge.demands.models import Demand
from greenbridge.demands.reviewing import queries, rules
from greenbridge.demands.reviewing.rules import Need
from greenbridge.testing import cast
from greenbridge.testing.cast.demands import TITLE
from greenbridge.testing.pages import as_, words_of

database = pytest.mark.usefixtures("ground")
NOON = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
TITLES = ("", "印染废水监测", "厂界噪声监测")


def need(title: str = "印染废水监测", types: str = "S01", region: str = "310118107", days: int = 0) -> Need:
    return Need(title, frozenset(types.split()), region, NOON + dt.timedelta(days=days))


@pytest.mark.parametrize(
    ("other", "of_the_buyer", "of_another"),
    [
        (need(), "同一单位，标题相同", "标题、需求类型和所在区县相同"),
        (need(days=180), "同一单位，标题相同", "标题、需求类型和所在区县相同"),
        (need(days=181), "", ""),
        (need("另一件", region="310118"), "同一单位，需求类型和项目所在地相同", ""),
        (need("另一件", days=61), "", ""),
        (need("另一件", types="S01 S02"), "", ""),
        (need("另一件", region="310118104"), "", ""),
        (need(region="310118104"), "同一单位，标题相同", "标题、需求类型和所在区县相同"),
        (need(region="320509104"), "同一单位，标题相同", ""),
        (need(types="S02"), "同一单位，标题相同", ""),
    ],
)
def test_needs_look_alike_by_title_types_place_and_days(
    other: Need, of_the_buyer: str, of_another: str
) -> None:
    assert rules.likeness(need(), other, same_buyer=True) == of_the_buyer
    assert rules.likeness(need(), other, same_buyer=False) == of_another


NEEDS = st.builds(
    need,
    st.sampled_from(TITLES),
    st.sampled_from(("", "S01", "S01 S02")),
    st.sampled_from(("", "31", "310118", "310118107", "320509104")),
    st.integers(0, 400),
)


@given(NEEDS, NEEDS, st.booleans())
def test_likeness_is_the_same_from_either_side_and_never_rests_on_nothing(
    one: Need, other: Need, same_buyer: bool
) -> None:
    found = rules.likeness(one, other, same_buyer=same_buyer)

    assert found == rules.likeness(other, one, same_buyer=same_buyer)
    if not one.title_key and not one.types:
        assert not found
    if rules.likeness(one, other, same_buyer=False):
        assert rules.likeness(one, other, same_buyer=True)


def rival(number: int = 7) -> Any:
    return cast.verified(
        number,
        "练塘染整有限公司",
        "310118104",
        cast.person("卢林", f"lu{number}@rival.example"),
        is_buyer=True,
    )


@database
def test_the_officer_and_the_buyer_see_what_is_likely_the_same(django_assert_num_queries: Any) -> None:
    dyer = cast.dyer()
    open_one = cast.published(buyer=dyer)
    elsewhere = cast.published(buyer=rival(), title=f"关于{TITLE}的公告")
    cast.published(buyer=rival(8), title="厂界噪声监测")
    project = cast.notice(title=f"{TITLE}项目招标公告", buyer=dyer.name).project
    demand = cast.demand(buyer=dyer)

    with django_assert_num_queries(6):
        found = queries.alike(demand)

    assert [(one.found, one.reason) for one in found] == [
        (project, "官方公告的项目名称和采购单位相同"),
        (open_one, "同一单位，标题相同"),
        (elsewhere, "标题、需求类型和所在区县相同"),
    ]
    asked = words_of(as_(demand.author).get(reverse("demands:check", args=[demand.number])))
    assert "是不是同一件事？" in asked
    assert open_one.number in asked
    review = services.submit(demand, editor=demand.author)
    page = words_of(as_(cast.officer("31")).get(reverse("demands:review", args=[review.pk])))
    assert all(one.get_absolute_url() in page for one in (project, open_one, elsewhere))


@database
def test_what_others_have_not_published_is_nobodys_business() -> None:
    other = cast.submitted(buyer=rival())
    cast.demand(buyer=cast.dyer())
    mine = cast.demand(buyer=cast.dyer())

    assert queries.alike(mine) == []
    services.approve(other, officer=cast.officer("31"))
    assert [one.found for one in queries.alike(mine)] == [other.demand]


@database
def test_a_need_that_comes_again_after_half_a_year_is_no_repetition() -> None:
    old, demand = cast.published(), cast.demand()
    assert queries.alike(demand)

    Demand.objects.filter(pk=old.pk).update(published_at=clock.now() - dt.timedelta(days=200))

    assert queries.alike(demand) == []


@database
def test_the_officer_reads_what_the_buyer_did_before(django_assert_num_queries: Any) -> None:
    dyer, officer = cast.dyer(), cast.officer("31")
    services.refuse(cast.submitted(buyer=dyer), officer=officer, reasons="与旧的一条重复。")
    services.return_for_changes(cast.submitted(buyer=dyer), officer=officer, reasons="请补充。")
    answered = cast.published(buyer=dyer)
    cast.interest(answered, cast.lab())
    ended = services.close(cast.published(buyer=dyer), editor=answered.author)
    assert ended.closed_at is not None
    Demand.objects.filter(pk=ended.pk).update(published_at=ended.closed_at - dt.timedelta(days=12))
    review = cast.submitted(buyer=dyer)

    with django_assert_num_queries(5):
        history = queries.history(dyer)

    assert history.states == [("待审核", 1), ("退回修改", 1), ("不予发布", 1), ("公开征集", 1), ("已结束", 1)]
    assert (history.returned, history.refused, history.median_days, history.responses) == (1, 1, 12, 1)
    page = words_of(as_(officer).get(reverse("demands:review", args=[review.pk])))
    assert "发布单位的需求情况" in page
    assert "与旧的一条重复。" in page
