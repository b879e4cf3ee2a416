"""One demand in several lots: each with its own types, wastes and budget, which have to fit the whole."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.demands import queries, services
from greenbridge.demands.errors import DemandIncomplete, NotEditable
from greenbridge.demands.models import Demand
from greenbridge.demands.parts import rules
from greenbridge.demands.parts import services as parts
from greenbridge.demands.parts.errors import NothingToAddUp, PartGone, TooManyLots
from greenbridge.demands.parts.rules import Piece, Whole
from greenbridge.demands.reviewing.marks import Remark
from greenbridge.demands.rules import WAN
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

NONE: frozenset[str] = frozenset()
TYPES = {"S01": "环境监测", "S05": "危险废物处置"}


def whole(**facts: Any) -> Whole:
    usual: dict[str, Any] = {
        "types": TYPES,
        "licensed": frozenset({"S05"}),
        "wastes": frozenset({"HW08", "HW17"}),
        "waste_codes": NONE,
        "budget": (None, None),
    }
    return Whole(**usual | facts)


def piece(number: int, types: str, wastes: str = "", codes: str = "", budget: Any = (None, None)) -> Piece:
    return Piece(
        number, frozenset(types.split()), frozenset(wastes.split()), frozenset(codes.split()), budget
    )


WATCH, WASTE = piece(1, "S01"), piece(2, "S05", "HW08 HW17")


def said(demand: Whole, *lots: Piece) -> str:
    return "；".join(gap.sentence for gap in rules.gaps(demand, lots))


def test_lots_that_share_out_all_that_is_asked_for_lack_nothing() -> None:
    assert said(whole(), WATCH, WASTE) == ""
    assert said(whole()) == "", "a demand need not be divided"


@pytest.mark.parametrize(
    ("lots", "sentence"),
    [
        ([piece(1, "S01 S05", "HW08 HW17")], "只有一个标段"),
        ([piece(1, ""), piece(2, "S01 S05", "HW08 HW17")], "标段1还没有选择需求类型"),
        ([piece(1, "S01 S12"), WASTE], "标段1中有这条需求没有的需求类型"),
        ([WATCH, piece(2, "S05")], "标段2还没有填写危险废物类别"),
        ([WATCH, piece(2, "S05", "HW08 HW17 HW49")], "标段2中有这条需求没有的危险废物类别：HW49"),
        ([WATCH, piece(2, "S05", "HW08")], "HW17还没有列入"),
        ([piece(1, "S01", "HW17"), piece(2, "S05", "HW08")], "HW17还没有列入由许可证持有机构承接的标段"),
        ([WATCH, piece(2, "S01")], "危险废物处置"),
    ],
)
def test_what_does_not_fit_the_whole_is_said(lots: list[Piece], sentence: str) -> None:
    assert sentence in said(whole(), *lots)


def test_a_code_that_the_demand_names_stands_in_a_lot_or_in_its_whole_category() -> None:
    coded = whole(waste_codes=frozenset({"336-064-17"}))

    assert said(coded, WATCH, WASTE) == ""
    assert said(coded, WATCH, piece(2, "S05", "HW08 HW17", "336-064-17")) == ""
    assert "336-064-17还没有列入" in said(coded, WATCH, piece(2, "S05", "HW08 HW17", "336-063-17"))


def test_budgets_of_lots_may_reach_that_of_the_whole_and_not_exceed_it() -> None:
    lots = [piece(1, "S01", budget=(None, 30 * WAN)), piece(2, "S05", "HW08 HW17", budget=(None, 20 * WAN))]

    assert said(whole(budget=(None, 50 * WAN)), *lots) == ""
    assert "预算合计50万元，超过了需求预算49万元" in said(whole(budget=(None, 49 * WAN)), *lots)
    assert said(whole(budget=(10 * WAN, None)), *lots) == ""


LIMITS = st.one_of(st.none(), st.integers(1, 10**9))


def in_order(budget: tuple[Any, Any]) -> bool:
    return None in budget or budget[0] <= budget[1]


BUDGETS = st.lists(st.tuples(LIMITS, LIMITS).filter(in_order), max_size=8)


@given(BUDGETS)
def test_a_sum_that_is_offered_never_exceeds_itself_and_leaves_no_lot_out(budgets: list[Any]) -> None:
    offered = rules.together(budgets)

    assert (offered is None) == (not budgets or any(high is None for _, high in budgets))
    if offered:
        low, high = offered
        lots = [piece(n, "S01", budget=budget) for n, budget in enumerate(budgets)]
        assert "预算合计" not in said(whole(budget=offered), *lots)
        assert "预算合计" in said(whole(budget=(None, high - 1)), *lots)
        assert low is None or low <= high


def divided(**facts: Any) -> Demand:
    """A draft for monitoring and for disposal, in two lots."""
    demand = cast.demand(types="S01 S05", wastes="HW17", **facts)
    cast.lot(demand, high=30)
    cast.lot(demand, "S05", "HW17", high=20, title="危险废物处置")
    return demand


@pytest.fixture
def pages(ground: None) -> Client:
    return as_(cast.owner_of(cast.dyer()))


def test_lots_are_filled_in_handed_in_and_read_on_the_record(pages: Client) -> None:
    demand = cast.demand(types="S01 S05", wastes="HW17")
    site = cast.site(demand)
    add = reverse("demands:add_lot", args=[demand.number])
    typed = {"title": "监测", "service_types": ["S01"], "budget_kind": "range", "budget_max": "30"}
    assert pages.get(add).status_code == 200
    pages.post(add, typed | {"sites": [site.pk], "credentials": ["cma"]})
    pages.post(add, typed | {"title": "处置", "service_types": ["S05"], "wastes": "HW17 336-064-17"})
    first, second = demand.lots.all()
    pages.post(reverse("demands:lot", args=[demand.number, first.pk]), typed | {"title": "例行监测"})

    overview = words_of(pages.get(reverse("demands:parts", args=[demand.number])))
    assert "例行监测" in overview
    assert second.wastes_written == "HW17 336-064-17"
    pages.post(reverse("demands:take_sum", args=[demand.number]))
    demand.refresh_from_db()
    assert (demand.budget_kind, demand.budget_max) == ("range", 60 * WAN)

    services.approve(services.submit(demand, editor=demand.author), officer=cast.officer("31"))
    record = words_of(Client().get(demand.get_absolute_url()))
    for words in ("标段（2）", "例行监测", "不超过30万元", "HW17 336-064-17"):
        assert words in record


def test_a_waste_that_the_demand_does_not_name_is_refused_at_once(pages: Client) -> None:
    demand = cast.demand(types="S01 S05", wastes="HW17")
    typed = {"title": "处置", "service_types": ["S05"], "wastes": "HW08", "budget_kind": "negotiable"}

    page = pages.post(reverse("demands:add_lot", args=[demand.number]), typed)

    assert "HW08没有列入这条需求" in words_of(page)
    assert not demand.lots.exists()


def test_a_single_lot_is_not_handed_in(pages: Client) -> None:
    demand = cast.demand()
    cast.lot(demand)

    with pytest.raises(DemandIncomplete, match="只有一个标段"):
        services.submit(demand, editor=demand.author)
    check = pages.get(reverse("demands:check", args=[demand.number])).content.decode()
    assert f'href="{reverse("demands:parts", args=[demand.number])}">只有一个标段' in check


def test_a_type_taken_out_of_the_demand_is_missed_in_its_lot(ground: None) -> None:
    demand = divided()
    facts = cast.complete("S01", budget_kind="negotiable")

    services.save(demand, facts, editor=demand.author)

    assert [gap.step for gap in queries.gaps(demand)] == ["parts"] * 2


def test_a_removed_lot_or_site_leaves_the_others_in_order(ground: None) -> None:
    demand = divided()
    site = cast.site(demand)
    first, second = demand.lots.all()
    parts.change_lot(second, {"sites": [site]}, editor=demand.author)

    parts.drop_site(site, editor=demand.author)
    parts.drop_lot(first, editor=demand.author)

    left = demand.lots.get()
    assert (left.number, left.title, left.sites.count()) == (1, "危险废物处置", 0)
    with pytest.raises(PartGone):
        parts.change_lot(first, {"title": "新"}, editor=demand.author)


def test_a_lot_takes_no_site_of_another_demand(ground: None) -> None:
    demand, strange = divided(), cast.site(cast.demand())

    with pytest.raises(PartGone):
        parts.change_lot(demand.lots.get(number=1), {"sites": [strange]}, editor=demand.author)


def test_lots_stay_as_they_are_once_handed_in_and_are_limited(
    ground: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    demand = divided()
    monkeypatch.setattr(rules, "MAX_LOTS", 2)
    with pytest.raises(TooManyLots, match="最多分2个标段"):
        cast.lot(demand)
    services.submit(demand, editor=demand.author)

    for act in (
        lambda: cast.lot(demand),
        lambda: parts.drop_lot(demand.lots.get(number=1), editor=demand.author),
        lambda: parts.take_sum(demand, editor=demand.author),
    ):
        with pytest.raises(NotEditable):
            act()


def test_no_sum_is_taken_while_a_lot_has_no_limit(ground: None) -> None:
    demand = divided()
    cast.lot(demand)

    with pytest.raises(NothingToAddUp):
        parts.take_sum(demand, editor=demand.author)


def test_a_copy_is_divided_alike_among_its_own_sites(ground: None) -> None:
    demand = divided()
    site = cast.site(demand)
    parts.change_lot(demand.lots.get(number=2), {"sites": [site]}, editor=demand.author)

    fresh = services.copy(demand, editor=demand.author)

    lots = list(fresh.lots.all())
    assert [(lot.title, lot.budget_max) for lot in lots] == [
        ("例行监测", 30 * WAN),
        ("危险废物处置", 20 * WAN),
    ]
    assert [site.demand for site in lots[1].sites.all()] == [fresh]
    assert [kind.code for kind in lots[1].service_types.all()] == ["S05"]


def test_a_change_of_a_published_demand_has_to_fit_its_lots(ground: None) -> None:
    demand = divided()
    services.approve(services.submit(demand, editor=demand.author), officer=cast.officer("31"))

    with pytest.raises(DemandIncomplete, match="超过了需求预算40万元"):
        cast.amendment(demand, budget=["range", None, 40 * WAN])
    assert cast.amendment(demand, budget=["range", None, 50 * WAN]).is_waiting


def test_what_an_officer_wants_changed_of_the_lots_stands_on_their_step(pages: Client) -> None:
    demand, officer = divided(), cast.officer("31")

    services.return_for_changes(
        services.submit(demand, editor=demand.author),
        officer=officer,
        remarks=[Remark("parts", "标段", "请合并标段1和2。")],
    )

    assert "请合并标段1和2。" in words_of(pages.get(reverse("demands:parts", args=[demand.number])))


def test_a_lot_is_added_once_the_demand_has_a_type(pages: Client) -> None:
    draft = cast.draft()

    answer = pages.get(reverse("demands:add_lot", args=[draft.number]))

    assert answer.headers["Location"] == reverse("demands:step", args=[draft.number, "what"])
    assert "请先选择需求类型" in words_of(pages.get(answer.headers["Location"]))
