"""A change notice reaches the sites and lots of a published demand; what responders named keeps its number."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.demands.amendments import facts, rules, services
from greenbridge.demands.amendments.errors import LotWithoutSites, NoLotLeft, NotInLots
from greenbridge.demands.errors import DemandIncomplete, SensitiveWording
from greenbridge.demands.models import Amendment, Demand
from greenbridge.demands.parts.errors import TooManySites
from greenbridge.demands.templatetags.amendments import differences
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

FAR, HOME = "330421103", "310118107"


@pytest.fixture
def demand(ground: None) -> Demand:
    return in_lots()


def in_lots(**said: Any) -> Demand:
    """Monitoring at both sites, an assessment at the first, open for a month."""
    draft = cast.demand(types="S01 S02", deadline=cast.far(), **said)
    first = cast.site(draft, HOME)
    cast.site(draft, HOME, name="三厂区")
    cast.lot(draft)
    cast.lot(draft, "S02", title="环境影响评价", sites=[first])
    review = demands.submit(draft, editor=draft.author)
    return demands.approve(review, officer=cast.officer("31"))


def stands(demand: Demand) -> dict[str, Any]:
    return facts.of(Demand.objects.get(pk=demand.pk))


def changed(demand: Demand, **values: Any) -> Amendment:
    asked = cast.changed(Demand.objects.get(pk=demand.pk), **values)
    return services.announce(demand, asked, reason="厂区调整。", editor=demand.author)


def site(**said: Any) -> dict[str, Any]:
    usual = {
        "name": "西塘厂区",
        "address": "环镇路8号",
        "need": "噪声监测",
        "quantity": "",
        "region": [FAR, "西塘镇"],
    }
    return usual | said


def without(parts: dict[str, Any], number: str) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if key != number}


@given(
    st.dictionaries(st.sampled_from("12345"), st.lists(st.integers(1, 4), unique=True)),
    st.sets(st.sampled_from("1234")),
)
def test_only_a_lot_that_loses_every_site_it_named_is_refused(
    lots: dict[str, list[int]], sites: set[str]
) -> None:
    left = rules.without_sites(lots, sites)

    for number, named in lots.items():
        assert (number in left) == (bool(named) and not any(str(one) in sites for one in named))


def test_a_site_in_another_province_is_found_there_and_leaves_the_review_where_it_was(
    demand: Demand, follow: Callable[[], None]
) -> None:
    row = changed(demand, sites=stands(demand)["sites"] | {"3": site()})
    assert row.association.province_id == "31"

    services.approve(row, officer=cast.officer("31"))
    follow()

    assert [str(one) for one in demand.sites.all()] == ["二厂区", "三厂区", "西塘厂区"]
    assert demand.number in as_(None).get(f"/demands/?region={FAR}").content.decode()
    page = words_of(as_(None).get(demand.get_absolute_url()))
    assert "点位3 西塘厂区" in page
    assert "西塘镇环镇路8号；噪声监测" in page


def test_a_site_that_goes_leaves_its_lots_and_the_others_their_numbers(
    demand: Demand, follow: Callable[[], None]
) -> None:
    asked = stands(demand)
    lots = asked["lots"] | {"1": asked["lots"]["1"] | {"sites": [1, 2]}}

    services.approve(
        changed(demand, sites=without(asked["sites"], "2"), lots=lots), officer=cast.officer("31")
    )

    assert [one.number for one in demand.sites.all()] == [1]
    assert [[one.number for one in lot.sites.all()] for lot in demand.lots.all()] == [[1], [1]]
    follow()
    assert "点位2 三厂区" in words_of(as_(None).get(demand.get_absolute_url()))


def test_a_lot_that_ends_keeps_its_number_and_whoever_responded_is_told(
    demand: Demand, follow: Callable[[], None]
) -> None:
    lab = cast.lab()
    interest = cast.interest(demand, lab)
    asked = stands(demand)
    fresh = asked["lots"]["2"] | {"title": "补充监测", "types": {"S02": "环评"}, "sites": []}

    row = changed(demand, lots=without(asked["lots"], "2") | {"3": fresh})
    assert row.ended_lots == {2}
    assert not lab.people[0].inbox.exists()
    services.approve(row, officer=cast.officer("31"))
    follow()

    told = [message.text for message in lab.people[0].inbox.all()]
    assert any("标段2已由发布单位终止" in text for text in told)
    assert {lot.number for lot in interest.lots.all()} == {1, 2}
    demand = Demand.objects.get(pk=demand.pk)
    assert [lot.number for lot in demand.standing_lots] == [1, 3]
    page = words_of(as_(None).get(demand.get_absolute_url()))
    assert "标段（2）" in page
    assert "已终止" in page
    assert "标段2 环境影响评价" in words_of(
        as_(lab.people[0]).get(reverse("deals:respond", args=[demand.number]))
    )
    copied = demands.copy(demand, editor=demand.author)
    assert [lot.number for lot in copied.lots.all()] == [1, 2]
    assert [lot.title for lot in copied.lots.all()] == ["例行监测", "补充监测"]


def test_the_last_lot_stays_alone() -> None:
    demand = in_lots()
    lots = stands(demand)["lots"]
    one = lots["1"] | {"types": lots["1"]["types"] | lots["2"]["types"]}

    services.approve(changed(demand, lots={"1": one}), officer=cast.officer("31"))

    assert [lot.number for lot in Demand.objects.get(pk=demand.pk).standing_lots] == [1]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda now: {"lots": {}}, NoLotLeft),
        (lambda now: {"sites": without(now["sites"], "1")}, LotWithoutSites),
        (lambda now: {"lots": without(now["lots"], "2")}, DemandIncomplete),
        (lambda now: {"sites": now["sites"] | {"3": site(need="好处费")}}, SensitiveWording),
        (lambda now: {"sites": {str(n): site() for n in range(1, 32)}}, TooManySites),
    ],
)
def test_what_leaves_a_lot_without_work_or_place_is_refused_and_changes_nothing(
    demand: Demand, change: Callable[[dict[str, Any]], dict[str, Any]], refusal: type[Exception]
) -> None:
    demands.load_sensitive_words()
    before = stands(demand)

    with pytest.raises(refusal):
        changed(demand, **change(before))

    assert stands(demand) == before
    assert not Amendment.objects.exists()


def test_a_demand_that_was_published_as_a_whole_is_not_divided() -> None:
    lots = stands(in_lots())["lots"]
    whole = cast.published(deadline=cast.far())

    with pytest.raises(NotInLots):
        changed(whole, lots=lots)


def test_of_a_masked_buyer_the_notice_names_no_site(demand: Demand) -> None:
    Demand.objects.update(is_masked=True)

    row = changed(demand, sites=stands(demand)["sites"] | {"3": site()})
    services.approve(row, officer=cast.officer("31"))

    page = words_of(as_(None).get(demand.get_absolute_url()))
    assert "点位3" in page
    assert "西塘厂区" not in page
    assert "环镇路" not in page
    review = words_of(as_(cast.officer("31")).get(row.get_review_url()))
    assert "西塘厂区" in review


def test_through_the_form_only_what_was_changed_is_told(demand: Demand) -> None:
    buyer, url = as_(demand.author), reverse("amendments:new", args=[demand.number])
    demand = Demand.objects.get(pk=demand.pk)
    form = cast.change_form(demand)

    assert form["sites3-region"] == HOME, (
        "a new site lies where the demand does, until somebody says otherwise"
    )
    assert "没有改动任何内容" in words_of(buyer.post(url, form))
    later = form | {"deadline": clock.local(cast.far(40)).date().isoformat()}
    wrong = buyer.post(url, later | {"sites3-name": "西塘厂区"})
    assert "请填写这里需要做什么" in words_of(wrong)
    assert "查看下面已经展开的部分" in words_of(wrong)
    assert "西塘厂区" in wrong.content.decode()
    more = {"sites3-name": "西塘厂区", "sites3-region": FAR, "sites3-need": "噪声监测", "lots1-title": "监测"}
    buyer.post(url, later | more | {"sites2-is_over": "on"})

    row = Amendment.objects.get()
    assert set(row.after) == {"deadline", "sites", "lots"}
    told = [change.label for change in differences(row)]
    assert (told[0], told[-1]) == ("响应截止", "标段1 监测")
    assert sorted(row.after["sites"]) == ["1", "3"]
    assert row.after["lots"]["1"]["title"] == "监测"
    assert row.after["lots"]["2"] == row.before["lots"]["2"]
    services.send_back(row, officer=cast.officer("31"), reasons="请写明频次。")
    again = buyer.get(url).content.decode()
    assert 'value="西塘厂区"' in again
    assert re.search(r'name="sites2-is_over"[^>]* checked', again)


def test_as_many_are_added_as_somebody_asks_for_and_nothing_typed_is_lost(demand: Demand) -> None:
    buyer, url = as_(demand.author), reverse("amendments:new", args=[demand.number])
    typed = cast.change_form(Demand.objects.get(pk=demand.pk), deadline=days_ahead(40), reason="")
    assert open_parts(buyer.get(url)) == []

    for number in (3, 4, 5, 6):
        typed |= {f"sites{number}-name": f"{number}号厂区", f"sites{number}-need": "噪声监测"}
        page = buyer.post(url, typed | {"more": "sites"})
        assert open_parts(page) == [f"sites{number + 1}"]
        assert f'value="{number}号厂区"' in page.content.decode()
        assert forms_of(page).sites[-1]["region"].value() == HOME
        assert "请填写" not in words_of(page)
        typed |= {f"sites{number}-region": FAR}
    typed |= {"lots3-title": "噪声监测", "lots3-service_types": "S01"}
    page = buyer.post(url, typed | {"more": "lots"})
    assert open_parts(page) == ["lots4"]
    assert forms_of(page).lots[-1]["budget_kind"].value() == "negotiable"
    assert not Amendment.objects.exists()

    buyer.post(url, typed | {"reason": "新增四个厂区。"})
    row = Amendment.objects.get()
    assert sorted(row.after["sites"]) == ["1", "2", "3", "4", "5", "6"]
    assert sorted(row.after["lots"]) == ["1", "2", "3"]
    services.send_back(row, officer=cast.officer("31"), reasons="请写明频次。")
    assert 'value="6号厂区"' in buyer.get(url).content.decode()


def test_no_more_are_offered_than_a_demand_may_have_however_many_are_sent(demand: Demand) -> None:
    buyer, url = as_(demand.author), reverse("amendments:new", args=[demand.number])
    typed = cast.change_form(Demand.objects.get(pk=demand.pk))

    page = buyer.post(url, typed | {"sites9999-name": "厂区", "more": "sites"})

    assert page.content.decode().count("<summary>添加点位") == 30


def test_a_file_that_was_chosen_before_asking_for_more_is_to_be_chosen_again(demand: Demand) -> None:
    typed = cast.change_form(Demand.objects.get(pk=demand.pk))
    page = as_(demand.author).post(
        reverse("amendments:new", args=[demand.number]), typed | {"more": "sites", "file": cast.pdf()}
    )

    assert "请在提交前重新选择" in words_of(page)


def days_ahead(days: int) -> str:
    return clock.local(cast.far(days)).date().isoformat()


def forms_of(page: Any) -> Any:
    return page.context["form"].parts


def open_parts(page: Any) -> list[str]:
    return re.findall(r'<details id="([^"]+)" open>', page.content.decode())
