"""A demand in lots: each lot is judged, answered and awarded for itself, and so is the law's bar on hazardous waste."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.deals import queries, rules, services
from greenbridge.deals.errors import NoLotAwarded, NotLicensed, StrangeLot, SupplierNotInterested, Suspended
from greenbridge.deals.models import Award, Interest, Outcome
from greenbridge.deals.rules import Judgement
from greenbridge.demands import services as demands
from greenbridge.demands.models import Demand, Lot
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.models import Activity, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def demand(ground: None) -> Demand:
    """Monitoring at both sites, disposal at one of them."""
    draft = cast.demand(types="S01 S05", wastes="HW17")
    cast.site(draft, "310118107")
    away = cast.site(draft, "330421103", name="西塘厂区")
    cast.lot(draft)
    cast.lot(draft, "S05", "HW17", title="危险废物处置", sites=[away])
    review = demands.submit(draft, editor=draft.author)
    return demands.approve(review, officer=cast.officer(review.association.province_id))


def lots_of(demand: Demand) -> tuple[Lot, Lot]:
    watch, waste = demand.lots.all()
    return watch, waste


def respond(demand: Demand, supplier: Supplier, *lots: Lot) -> Interest:
    facts = {"message": "可以。", "contact_name": "何静", "contact_phone": "0512-60000000"}
    member = cast.owner_of(supplier.organisation)
    return services.express_interest(demand, supplier, member=member, lots=lots, **facts)


def also_does(supplier: Supplier, code: str) -> None:
    Activity.objects.create(
        supplier=supplier, service_type=ServiceType.objects.get(code=code), capability="自有"
    )


CARDS = st.builds(
    Judgement,
    reasons=st.lists(st.sampled_from("甲乙丙"), max_size=2),
    objections=st.lists(st.sampled_from("丁戊己"), max_size=2),
    is_barred=st.booleans(),
    is_suspended=st.booleans(),
    nearness=st.integers(0, 4),
)


@given(st.dictionaries(st.integers(1, 5), CARDS, min_size=1))
def test_who_fits_one_lot_fits_and_who_may_do_none_may_not(cards: dict[int, Judgement]) -> None:
    card = rules.together(cards)

    assert card.fits == any(one.fits for one in cards.values())
    assert card.is_allowed == any(one.is_allowed for one in cards.values())
    assert set(card.lots) == {number for number, one in cards.items() if one.is_allowed}


def test_a_demand_without_lots_is_judged_as_before() -> None:
    card = Judgement(["甲"], ["乙"], is_barred=True)

    assert rules.together({rules.WHOLE: card}) is card


def test_each_supplier_fits_the_lot_that_it_does(demand: Demand) -> None:
    lab, disposer = cast.lab(), cast.disposer(wastes="HW17")

    found = {match.supplier: match.card for match in queries.matches(demand)}

    assert {lab, disposer} <= found.keys()
    assert all(reason.startswith("标段1：") for reason in found[lab].reasons)
    assert all(reason.startswith("标段2：") for reason in found[disposer].reasons)
    assert found[disposer].fits
    assert demand in [row for row, _ in queries.open_for(disposer)]


def test_a_lot_asks_for_the_regions_of_its_own_sites(demand: Demand) -> None:
    whole, away = (queries.need_of(demand, lot) for lot in lots_of(demand))

    assert {whole.region, *whole.further} == {"310118107", "330421103"}
    assert (away.region, away.further) == ("330421103", {})


def test_whoever_does_not_go_to_one_of_the_places_is_told_which() -> None:
    need = rules.Need({"S01": "监测"}, frozenset(), "310118107", "华新镇", frozenset(), {}, TODAY)
    offer = rules.Offer({"S01": ("310118",)}, {}, (), "310118104")
    far = {"330421103": "西塘镇", "310118104": "金泽镇"}

    card = rules.judge(replace(need, further=far), offer, waste_licence="x", today=TODAY)

    assert "服务地区未覆盖西塘镇" in card.objections


def test_who_is_at_home_beside_a_further_site_is_as_near_as_beside_the_leading_one() -> None:
    need = rules.Need({"S01": "监测"}, frozenset(), "310118107", "华新镇", frozenset(), {}, TODAY)
    offer = rules.Offer({"S01": ()}, {}, (), "330421103")
    both = replace(need, further={"330421103": "西塘镇"})

    near, far = (rules.judge(one, offer, waste_licence="x", today=TODAY).nearness for one in (both, need))

    assert (near, far) == (4, 0)


def test_a_licence_is_asked_for_where_the_waste_is_and_not_for_the_other_lot(demand: Demand) -> None:
    watch, waste = lots_of(demand)
    lab = cast.lab()
    also_does(lab, "S05")

    with pytest.raises(NotLicensed):
        respond(demand, lab, waste)
    with pytest.raises(NotLicensed):
        respond(demand, lab, watch, waste)
    with pytest.raises(NotLicensed):
        respond(demand, lab)  # all of it: no way around the bar on one lot
    assert not Interest.objects.exists()

    assert list(respond(demand, lab, watch).lots.all()) == [watch]


def test_who_is_barred_from_the_waste_is_not_offered_for_it_and_a_lapsed_disposer_not_at_all(
    demand: Demand,
) -> None:
    watch, waste = lots_of(demand)
    lab, lapsed = cast.lab(), cast.disposer(wastes="HW17", days=-1)

    found = {match.supplier for match in queries.matches(demand)}
    assert lab in found
    assert lapsed not in found, "of the lot that it may do it does nothing"
    page = words_of(as_(cast.owner_of(demand.buyer)).get(f"/deals/{demand.number}/"))
    assert f'name="lots" value="{watch.pk}"' in page
    assert f'name="lots" value="{waste.pk}"' not in page
    assert f"{waste}：没有有效许可或正在暂停展示，不能邀请。" in page


def test_who_does_one_lot_not_quite_is_named_however_little_stands_against_the_others(ground: None) -> None:
    draft = cast.demand(types="S01 S06")
    for code in ("S06", "S01"):
        cast.lot(draft, code)
    review = demands.submit(draft, editor=draft.author)
    demand = demands.approve(review, officer=cast.officer(review.association.province_id))
    lab = cast.lab()
    lab.credentials.update(verified_at=None)

    (match,) = queries.matches(demand)

    assert match.supplier == lab
    assert "标段2：业务类型：环境监测" in match.card.reasons
    assert len(match.card.objections) > 1, "of the first lot it does nothing, which is a single objection"


def test_from_a_record_the_demands_that_it_fits_stand_first(demand: Demand) -> None:
    cast.published(buyer=demand.buyer, types="S06", title="厂界噪声治理", deadline=cast.far(5))
    lab = cast.lab()

    page = as_(cast.owner_of(demand.buyer)).get(reverse("deals:choose", args=[lab.code]))

    assert [(str(one), card.fits) for one, card in page.context["cards"]] == [
        (str(demand), True),
        ("厂界噪声治理", False),
    ]


def test_a_lot_of_another_demand_is_not_answered(demand: Demand) -> None:
    other = cast.lot(cast.demand())

    with pytest.raises(StrangeLot):
        respond(demand, cast.lab(), other)


def test_the_page_offers_only_what_may_be_answered_and_the_buyer_sees_what_is_left(demand: Demand) -> None:
    watch, waste = lots_of(demand)
    lab = cast.lab()
    also_does(lab, "S05")
    browser, page = as_(cast.owner_of(lab.organisation)), reverse("deals:respond", args=[demand.number])

    html = browser.get(page).content.decode()
    assert f'name="lots" value="{watch.pk}"' in html
    assert f'name="lots" value="{waste.pk}"' not in html
    assert "依法不能承接这个标段" in html
    typed: dict[str, Any] = {"message": "可以。", "contact_name": "何静", "contact_phone": "0512-60000000"}
    assert "请选择要响应的标段" in words_of(browser.post(page, typed))
    no_row = browser.post(page, typed | {"lots": [watch.pk, "9" * 19]})
    assert "有一个标段不能响应，请重新选择" in words_of(no_row)
    browser.post(page, typed | {"lots": [watch.pk]})

    overview = words_of(as_(cast.owner_of(demand.buyer)).get(f"/deals/{demand.number}/"))
    assert f"还没有机构响应的标段：{waste}" in overview
    assert "的标段1" in cast.owner_of(demand.buyer).inbox.latest("pk").text


def test_each_lot_goes_to_one_of_those_who_answered_it(demand: Demand) -> None:
    watch, waste = lots_of(demand)
    lab, disposer = cast.lab(), cast.disposer(wastes="HW17")
    respond(demand, lab, watch)
    respond(demand, disposer, waste)
    buyer = cast.owner_of(demand.buyer)
    with pytest.raises(SupplierNotInterested):
        services.mark_outcome(demand, "agreed", buyer=buyer, awards={waste: lab})
    with pytest.raises(NoLotAwarded):
        services.mark_outcome(demand, "agreed", buyer=buyer)
    browser, page = as_(buyer), reverse("deals:outcome", args=[demand.number])
    assert "至少为一个标段" in words_of(browser.post(page, {"kind": "agreed"}))

    browser.post(page, {"kind": "agreed", f"lot-{watch.pk}": lab.pk, f"lot-{waste.pk}": disposer.pk})

    outcome = Outcome.objects.get()
    assert {(award.lot, award.supplier) for award in outcome.awards.all()} == {
        (watch, lab),
        (waste, disposer),
    }
    assert "与您就标段1达成合作" in cast.owner_of(lab.organisation).inbox.latest("pk").text
    assert f"{waste}：{disposer}" in words_of(browser.get(f"/deals/{demand.number}/"))


def test_a_lot_may_stay_without_a_partner(demand: Demand) -> None:
    watch, _ = lots_of(demand)
    lab = cast.lab()
    respond(demand, lab, watch)

    services.mark_outcome(demand, "agreed", buyer=cast.owner_of(demand.buyer), awards={watch: lab})

    assert Award.objects.get().lot == watch
    demand.refresh_from_db()
    assert demand.status == Demand.Status.CLOSED


def test_the_database_wants_an_agreement_by_lot_or_with_one_supplier_not_both(demand: Demand) -> None:
    facts = {"demand": demand, "kind": "agreed", "marked_by": demand.author, "marked_at": demand.created_at}

    for wrong in ({"supplier": cast.lab(), "is_by_lot": True}, {"is_by_lot": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Outcome.objects.create(**facts, **wrong)


def test_work_that_is_suspended_is_not_answered_with_the_whole(demand: Demand) -> None:
    _, waste = lots_of(demand)
    disposer = cast.disposer(wastes="HW17")
    also_does(disposer, "S01")
    cast.suspension(disposer, by=cast.officer("33"), service_type=ServiceType.objects.get(code="S01"))
    disposer.refresh_from_db()

    with pytest.raises(Suspended):
        respond(demand, disposer)
    assert list(respond(demand, disposer, waste).lots.all()) == [waste]
