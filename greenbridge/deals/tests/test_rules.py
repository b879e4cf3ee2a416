"""The card: reasons and objections, one by one."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.deals import rules

TODAY = dt.date(2026, 11, 23)
UNTIL = dt.date(2027, 11, 23)
LICENCE = "waste-licence"

NEED = rules.Need(
    types={"S01": "环境监测"},
    licensed_types=frozenset(),
    region="310118107",
    region_name="华新镇",
    wastes=frozenset(),
    credentials={},
    until=UNTIL,
)
CMA = rules.Paper("cma", "CMA", is_verified=True, revoked_on=None, expires_on=UNTIL)
LACKING = "CMA或监测备案缺少、未核验或在2027年11月23日前到期"
OFFER = rules.Offer(
    activities={"S01": ("310118",)},
    required={"S01": [{"cma": "CMA", "filing": "监测备案"}]},
    papers=(CMA,),
    home="310118104",
)
WASTE_NEED = replace(
    NEED, types={"S05": "危险废物"}, licensed_types=frozenset({"S05"}), wastes=frozenset({"HW08", "HW17"})
)
PERMIT = rules.Paper(LICENCE, "危废经营许可", True, None, UNTIL, wastes=frozenset({"HW08", "HW17", "HW49"}))
DISPOSER = rules.Offer(
    activities={"S05": ()}, required={"S05": [{LICENCE: "危废经营许可"}]}, papers=(PERMIT,), home="330421103"
)


def card(need: rules.Need = NEED, offer: rules.Offer = OFFER) -> rules.Judgement:
    return rules.judge(need, offer, waste_licence=LICENCE, today=TODAY)


def test_a_supplier_that_fits_says_why_point_by_point() -> None:
    told = card()

    assert told.fits
    assert told.reasons == ["业务类型：环境监测", "服务地区覆盖华新镇", "CMA有效至2027年11月23日"]


@pytest.mark.parametrize(
    ("offer", "objection"),
    [
        ({"activities": {"S13": ()}}, "未登记业务类型：环境监测"),
        ({"activities": {"S01": ("320509", "33")}}, "服务地区未覆盖华新镇"),
        ({"papers": ()}, LACKING),
        ({"papers": (replace(CMA, is_verified=False),)}, LACKING),
        ({"papers": (replace(CMA, expires_on=UNTIL - dt.timedelta(days=1)),)}, LACKING),
        ({"papers": (replace(CMA, revoked_on=UNTIL),)}, LACKING),
    ],
)
def test_each_objection_is_named_and_nothing_else(offer: dict[str, Any], objection: str) -> None:
    told = card(offer=replace(OFFER, **offer))

    assert told.objections == [objection]
    assert not told.fits
    assert not told.is_barred


FILING = replace(CMA, kind="filing", name="监测备案")


@pytest.mark.parametrize(
    ("papers", "reason"),
    [
        ((CMA,), "CMA有效至2027年11月23日"),
        ((FILING,), "监测备案有效至2027年11月23日"),
        ((FILING, CMA), "CMA有效至2027年11月23日"),
        ((replace(CMA, is_verified=False), FILING), "监测备案有效至2027年11月23日"),
    ],
)
def test_one_of_the_papers_that_a_trade_requires_is_enough_and_is_named(
    papers: tuple[rules.Paper, ...], reason: str
) -> None:
    told = card(offer=replace(OFFER, papers=papers))

    assert told.fits
    assert told.reasons[-1] == reason


def test_where_a_trade_requires_two_papers_together_each_is_said() -> None:
    both = replace(OFFER, required={"S01": [{"cma": "CMA"}, {"filing": "监测备案"}]})

    assert card(offer=replace(both, papers=(CMA, FILING))).reasons[-2:] == [
        "CMA有效至2027年11月23日",
        "监测备案有效至2027年11月23日",
    ]
    told = card(offer=both)
    assert told.objections == ["监测备案缺少、未核验或在2027年11月23日前到期"]
    assert "CMA有效至2027年11月23日" in told.reasons
    assert not told.fits


def test_two_trades_that_lack_the_same_papers_say_so_once() -> None:
    need = replace(NEED, types={"S01-1": "废水监测", "S01-2": "废气监测"})
    both = {"S01-1": ("310118",), "S01-2": ("310118",)}
    offer = replace(OFFER, activities=both, required=dict.fromkeys(both, OFFER.required["S01"]), papers=())

    assert card(need, offer).objections == [LACKING]


@pytest.mark.parametrize("own", ["S01", "S01-1"])
@pytest.mark.parametrize("asked", ["S01", "S01-1"])
def test_a_trade_covers_its_finer_trades_and_the_other_way_round(own: str, asked: str) -> None:
    offer = replace(OFFER, activities={own: ()}, required={})

    assert card(replace(NEED, types={asked: "监测"}), offer).reasons[0] == "业务类型：监测"


def test_a_trade_does_not_cover_its_neighbour() -> None:
    offer = replace(OFFER, activities={"S01-1": ()}, required={})

    assert card(replace(NEED, types={"S01-2": "废气监测"}), offer).objections == ["未登记业务类型：废气监测"]


def test_what_the_buyer_asks_for_is_held_against_the_day_the_service_ends() -> None:
    need = replace(NEED, credentials={"cma": "CMA"})

    assert "CMA有效至2027年11月23日" in card(need).reasons
    late = card(replace(need, until=UNTIL + dt.timedelta(days=1)))
    assert late.objections == ["CMA缺少、未核验或在2027年11月24日前到期"]


def test_a_paper_without_a_last_day_is_said_to_hold_for_ever() -> None:
    assert "CMA长期有效" in card(offer=replace(OFFER, papers=(replace(CMA, expires_on=None),))).reasons


@pytest.mark.parametrize(
    ("home", "nearness"), [("340104", 0), ("310115", 2), ("310118104", 3), ("310118107", 4), ("31", 1)]
)
def test_the_nearer_body_shares_more_levels_of_division(home: str, nearness: int) -> None:
    assert card(offer=replace(OFFER, home=home)).nearness == nearness


def test_a_licence_for_every_category_fits() -> None:
    told = card(WASTE_NEED, DISPOSER)

    assert told.fits
    assert "许可类别包含 HW08、HW17" in told.reasons


def test_two_licences_may_cover_the_categories_together() -> None:
    papers = tuple(replace(PERMIT, wastes=frozenset({code})) for code in ("HW08", "HW17"))

    assert card(WASTE_NEED, replace(DISPOSER, papers=papers)).fits


def test_a_licence_for_some_codes_fits_whoever_names_one_of_them() -> None:
    limited = replace(PERMIT, waste_codes={"HW17": frozenset({"336-064-17"})})
    asked = replace(WASTE_NEED, waste_codes=frozenset({"336-064-17", "900-249-08"}))

    fitting = card(asked, replace(DISPOSER, papers=(limited,)))
    assert fitting.fits
    assert fitting.reasons[-1] == "许可代码包含 336-064-17、900-249-08"

    other = card(replace(asked, waste_codes=frozenset({"336-054-17"})), replace(DISPOSER, papers=(limited,)))
    assert other.is_barred
    assert other.objections == ["许可类别不含 336-054-17"]
    assert not any("许可代码" in reason for reason in other.reasons)


def test_a_category_without_a_code_is_no_match_for_a_licence_of_some_codes_and_not_barred_either() -> None:
    limited = replace(PERMIT, waste_codes={"HW17": frozenset({"336-064-17", "336-054-17"})})

    told = card(WASTE_NEED, replace(DISPOSER, papers=(limited,)))

    assert (told.fits, told.is_barred) == (False, False)
    assert "许可类别包含 HW08" in told.reasons
    assert told.objections == ["许可只限 HW17 中的2个代码，请核对您的废物代码"]
    whole = replace(PERMIT, wastes=frozenset({"HW17"}))
    assert card(WASTE_NEED, replace(DISPOSER, papers=(limited, whole))).fits


CODES = st.sets(st.sampled_from(["336-054-17", "336-064-17", "900-249-08"]))


@given(CODES, CODES, CODES)
def test_only_what_is_certainly_covered_fits(asked: set[str], first: set[str], second: set[str]) -> None:
    """A category without a code needs a licence for the whole of it; a code needs one that names it or the whole."""
    need = replace(WASTE_NEED, waste_codes=frozenset(asked))
    licences = [_licence(codes) for codes in (first, second)]

    told = card(need, replace(DISPOSER, papers=tuple(licences)))

    named = {f"HW{code[-2:]}" for code in asked}
    certain = all(any(own.covers(code) for own in licences) for code in asked) and all(
        any(category in own.wastes and category not in own.waste_codes for own in licences)
        for category in need.wastes - named
    )
    assert told.fits == certain


def _licence(codes: set[str]) -> rules.Paper:
    """Limited to these codes; a category of which none is given is covered whole."""
    named = {
        category: frozenset(c for c in codes if c[-2:] == category[-2:]) for category in ("HW08", "HW17")
    }
    return replace(PERMIT, waste_codes={category: some for category, some in named.items() if some})


WORTHLESS = [
    pytest.param((), id="none"),
    pytest.param((replace(PERMIT, is_verified=False),), id="unverified"),
    pytest.param((replace(PERMIT, expires_on=TODAY - dt.timedelta(days=1)),), id="expired"),
    pytest.param((replace(PERMIT, expires_on=UNTIL - dt.timedelta(days=1)),), id="expires-too-early"),
    pytest.param((replace(PERMIT, revoked_on=TODAY),), id="revoked"),
    pytest.param((replace(PERMIT, wastes=frozenset({"HW08"})),), id="one-category-short"),
    pytest.param((replace(PERMIT, wastes=frozenset()),), id="no-category"),
    pytest.param((replace(CMA, wastes=PERMIT.wastes),), id="another-paper"),
]


def bars_whoever_lacks_a_licence(judge: Any, papers: tuple[rules.Paper, ...]) -> bool:
    """The hard rule, asked of any judge."""
    told = judge(WASTE_NEED, replace(DISPOSER, papers=papers), waste_licence=LICENCE, today=TODAY)
    return bool(told.is_barred and not told.fits)


@pytest.mark.parametrize("papers", WORTHLESS)
def test_without_a_valid_licence_for_every_category_the_law_bars_it(papers: tuple[rules.Paper, ...]) -> None:
    assert bars_whoever_lacks_a_licence(rules.judge, papers)


@pytest.mark.parametrize("papers", WORTHLESS)
def test_the_check_of_the_hard_rule_notices_a_judge_that_lets_everybody_in(
    papers: tuple[rules.Paper, ...],
) -> None:
    def lenient(*args: Any, **kwargs: Any) -> rules.Judgement:
        return replace(rules.judge(*args, **kwargs), is_barred=False, objections=[])

    assert not bars_whoever_lacks_a_licence(lenient, papers)


def test_a_category_that_only_the_body_names_is_no_licence_and_is_said_to_be_unproven() -> None:
    """The licence itself was checked; what it covers was not."""
    permit = replace(PERMIT, wastes=frozenset(), declared=frozenset({"HW08", "HW17"}), has_declared_end=True)
    need = replace(
        NEED, types={"S05": "危废处置"}, licensed_types=frozenset({"S05"}), wastes=frozenset({"HW08"})
    )

    told = card(need, replace(DISPOSER, papers=(permit,)))

    assert told.is_barred
    assert told.objections == ["许可类别 HW08 仅为机构自行申报，尚未核验"]
    assert told.reasons[-1] == "危废经营许可有效至2027年11月23日（有效期为机构自行申报）"
