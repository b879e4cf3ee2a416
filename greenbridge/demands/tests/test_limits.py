"""A public body whose budget reaches the limit is told to buy on the statutory platform, and says why it asks here."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.services import agree
from greenbridge.core import clock
from greenbridge.demands import queries, services
from greenbridge.demands.amendments.errors import ReachesLimit
from greenbridge.demands.errors import DemandIncomplete
from greenbridge.demands.limits import rules
from greenbridge.demands.limits.rules import Limit, Reach
from greenbridge.demands.limits.services import load_limits
from greenbridge.demands.models import Demand, ProcurementLimit
from greenbridge.portal.setup import set_up
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

database = pytest.mark.usefixtures("ground")
DAY = dt.date(2026, 6, 1)
WAN = 10**6
PATH = ["31", "3101", "310118"]
Publisher, OffPlatform = Demand.Publisher, Demand.OffPlatform
LIMITS = "wagtailsnippets_demands_procurementlimit"


def limit(region: str = "31", procurement: int | None = 50, first: dt.date = DAY, **facts: object) -> Limit:
    known = {"kind": "services", "tender": None, "last": None} | facts
    return Limit(region=region, procurement=procurement, first=first, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("budget", "reach"),
    [
        (49, Reach.BELOW),
        (50, Reach.PROCUREMENT),
        (399, Reach.PROCUREMENT),
        (400, Reach.TENDER),
        (None, Reach.NO_BUDGET),
    ],
)
def test_the_limit_itself_is_reached(budget: int | None, reach: Reach) -> None:
    assert rules.judge([limit(tender=400)], PATH, ["services"], budget, DAY).reach == reach


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ([limit("31", 50), limit("310118", 30)], 30),
        ([limit("31", 50), limit("310118", None)], 50),
        ([limit("31", 50), limit("310118", 30, DAY + dt.timedelta(days=1))], 50),
        ([limit("31", 50), limit("310118", 30, last=DAY - dt.timedelta(days=1))], 50),
        ([limit("31", 50), limit("310118", 30, last=DAY)], 30),
        ([limit("31", 50), limit("31", 60, DAY - dt.timedelta(days=9))], 50),
        ([limit("32", 50)], None),
        ([limit("31", 50, kind="works")], None),
    ],
)
def test_the_nearest_region_and_the_latest_day_win(limits: list[Limit], expected: int | None) -> None:
    found = rules.in_force(limits, PATH, "services", DAY)

    assert (found.procurement if found else None) == expected


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
SOME_LIMITS = st.lists(
    st.builds(
        limit,
        st.sampled_from([*PATH, "32"]),
        st.none() | st.integers(1, 100),
        DAYS,
        kind=st.sampled_from(("services", "works")),
        last=st.none() | DAYS,
    ),
    max_size=6,
)


@given(SOME_LIMITS, st.integers(1, 120), DAYS)
def test_more_money_never_reaches_less_and_only_what_is_in_force_counts(
    limits: list[Limit], budget: int, day: dt.date
) -> None:
    found = rules.judge(limits, PATH, ["services", "works"], budget, day)
    richer = rules.judge(limits, PATH, ["services", "works"], budget + 1, day)

    assert not found.is_reached or richer.is_reached
    if found.limit:
        assert found.limit.is_in_force(day)
        assert found.limit.region in PATH
        assert found.is_reached == (budget >= (found.limit.procurement or 0))


def recorded(amount: int = 50, region: str = "31") -> ProcurementLimit:
    return ProcurementLimit.objects.create(
        region_id=region,
        kind="services",
        procurement=amount * WAN,
        tender=400 * WAN,
        document="沪财采〔2025〕1号",
        effective_from=clock.today(),
    )


def public(wan: int = 60) -> Demand:
    return cast.demand(
        publisher_kind=Publisher.INSTITUTION, budget_kind=Demand.BudgetKind.RANGE, budget_max=wan * WAN
    )


@database
def test_a_public_body_above_the_limit_is_told_and_says_why_before_it_goes_on() -> None:
    recorded()
    demand = public()
    buyer = as_(demand.author)
    for page in ("budget", "publish"):
        told = words_of(buyer.get(reverse("demands:step", args=[demand.number, page])))
        assert "预算达到采购限额" in told
        assert "（沪财采〔2025〕1号）" in told
        assert "/guides/?topic=procurement&amp;region=31" in told
    with pytest.raises(DemandIncomplete, match="为什么不在法定平台采购"):
        services.submit(demand, editor=demand.author)

    publish = reverse("demands:step", args=[demand.number, "publish"])
    facts = {"publisher_kind": "institution", "contact_name": "陈敏", "contact_phone": "021-59888888"}
    assert "请选择理由。" in words_of(buyer.post(publish, facts))
    wrong = buyer.post(publish, {**facts, "off_platform": "other"})
    assert "请写明理由。" in words_of(wrong)
    buyer.post(publish, {**facts, "off_platform": "other", "off_platform_text": "应急监测，已报财政部门。"})

    demand.refresh_from_db()
    review = services.submit(demand, editor=demand.author)
    page = words_of(as_(cast.officer("31")).get(reverse("demands:review", args=[review.pk])))
    assert "不在法定平台采购的理由：应急监测，已报财政部门。" in page
    services.approve(review, officer=cast.officer("31"))
    assert "应急监测" not in words_of(as_(None).get(demand.get_absolute_url()))


@database
@pytest.mark.parametrize(
    "facts",
    [
        {"publisher_kind": Publisher.FACTORY},
        {"publisher_kind": Publisher.STATE_FIRM},
        {"budget_max": 50 * WAN - 1},
        {"budget_kind": Demand.BudgetKind.NEGOTIABLE, "budget_max": None},
    ],
)
def test_who_is_below_the_limit_or_no_public_body_is_not_asked(facts: dict[str, object]) -> None:
    recorded()
    demand = public()
    assert queries.gaps(demand)

    demand = services.save(demand, facts, editor=demand.author)

    assert queries.gaps(demand) == []
    publish = words_of(as_(demand.author).get(reverse("demands:step", args=[demand.number, "publish"])))
    assert "为什么不在法定平台采购" not in publish


@database
def test_who_turns_out_to_be_no_public_body_need_not_say_why() -> None:
    recorded()
    demand = public()
    publish = reverse("demands:step", args=[demand.number, "publish"])

    sent = {"publisher_kind": "factory", "contact_name": "陈敏", "contact_phone": "021-59888888"}
    assert as_(demand.author).post(publish, sent).status_code == 302

    demand.refresh_from_db()
    assert queries.gaps(demand) == []


@database
def test_a_change_past_the_limit_is_refused_and_the_officer_sees_how_far_another_reaches() -> None:
    recorded()
    demand = cast.long_open(
        publisher_kind=Publisher.INSTITUTION, budget_kind=Demand.BudgetKind.RANGE, budget_max=20 * WAN
    )

    with pytest.raises(ReachesLimit, match="复制后改好预算、说明理由"):
        cast.amendment(demand, budget=["range", None, 60 * WAN])
    row = cast.amendment(demand, budget=["range", None, 40 * WAN])

    page = words_of(as_(cast.officer("31")).get(reverse("amendments:review", args=[row.pk])))
    assert "变更后的采购限额" in page
    assert "预算没有达到采购限额" in page


@database
def test_who_has_said_why_may_raise_the_budget_and_the_officer_reads_it() -> None:
    recorded()
    demand = cast.long_open(
        publisher_kind=Publisher.INSTITUTION,
        budget_kind=Demand.BudgetKind.RANGE,
        budget_max=60 * WAN,
        off_platform="other",
        off_platform_text="应急监测，已报财政部门。",
    )

    row = cast.amendment(demand, budget=["range", None, 400 * WAN])

    page = words_of(as_(cast.officer("31")).get(reverse("amendments:review", args=[row.pk])))
    assert "预算达到公开招标数额" in page
    assert "不在法定平台采购的理由：应急监测，已报财政部门。" in page


@database
def test_a_limit_recorded_since_does_not_hinder_another_change_and_still_holds_for_the_budget() -> None:
    over, below = (
        cast.long_open(
            publisher_kind=Publisher.INSTITUTION, budget_kind=Demand.BudgetKind.RANGE, budget_max=wan * WAN
        )
        for wan in (60, 20)
    )
    recorded()

    with pytest.raises(ReachesLimit):
        cast.amendment(below, address="厂区东门1号", budget=["range", None, 50 * WAN])
    assert cast.amendment(over, address="厂区东门1号").is_waiting
    assert cast.amendment(below, address="厂区东门1号").is_waiting


@database
def test_where_nothing_is_recorded_the_page_says_whom_to_ask() -> None:
    assert load_limits() == load_limits()
    demand = public()

    assert queries.gaps(demand) == []
    page = words_of(as_(demand.author).get(reverse("demands:check", args=[demand.number])))
    assert "没有登记当地的采购限额" in page
    assert "请向本级财政部门核实" in page

    review = services.submit(demand, editor=demand.author)
    page = words_of(as_(cast.officer("31")).get(reverse("demands:review", args=[review.pk])))
    assert "系统没有判断" in page
    assert "请内容编辑在后台“限额标准”登记数额和文号" in page


@database
def test_an_editor_records_a_limit_in_wan_with_its_document() -> None:
    set_up()
    agree(cast.editor())
    editor, add = as_(cast.editor()), reverse(f"{LIMITS}:add")
    facts = {
        "region": "31",
        "kind": "services",
        "procurement": "50",
        "tender": "400",
        "effective_from": "2026-01-01",
    }

    assert "请写明依据文件的名称和文号。" in words_of(editor.post(add, facts))
    assert "公开招标数额不能低于采购限额。" in words_of(
        editor.post(add, {**facts, "tender": "40", "document": "文"})
    )
    editor.post(add, {**facts, "document": "沪财采〔2025〕1号"})

    row = ProcurementLimit.objects.get()
    assert (row.procurement, row.tender) == (50 * WAN, 400 * WAN)
    assert 'value="50"' in words_of(editor.get(reverse(f"{LIMITS}:edit", args=[row.pk])))
    assert "50万元" in words_of(editor.get(reverse(f"{LIMITS}:list")))
