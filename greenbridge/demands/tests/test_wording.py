"""Before a demand is submitted: what its type was usually budgeted with, and which words may not stand in it."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.accounts.services import agree
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import queries, rules, services
from greenbridge.demands.amendments import facts
from greenbridge.demands.amendments import services as amendments
from greenbridge.demands.errors import ContactInDraft, ContactInText, SensitiveWording
from greenbridge.demands.models import Demand, SensitiveWord
from greenbridge.portal.setup import set_up
from greenbridge.reference.models import ServiceType
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

WORDS = "wagtailsnippets_demands_sensitiveword"
WAN = 10**6


def test_a_demand_with_a_sensitive_word_is_refused_and_changes_nothing() -> None:
    SensitiveWord.objects.create(word="代开发票")
    SensitiveWord.objects.create(word="包过", advice="请写明验收标准。")
    SensitiveWord.objects.create(word="陪标")
    demand = cast.demand(title="环评包 过", description="可代开发票。")

    with pytest.raises(SensitiveWording) as refusal:
        services.submit(demand, editor=demand.author)

    assert str(refusal.value) == (
        "标题、需求说明、服务要求、地址、点位或标段中有不能公开的词语：“代开发票”、“包过”（请写明验收标准）。请改写后再提交。"
    )
    demand.refresh_from_db()
    assert demand.status == Demand.Status.DRAFT
    assert not demand.reviews.exists()
    check = reverse("demands:check", args=[demand.number])
    assert "“包过”（请写明验收标准）" in words_of(as_(demand.author).post(check))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"description": "请联系 138 1234 1234。"}, "138 1234 1234"),
        ({"title": "废水监测１３８１２３４１２３４"}, "13812341234"),
        ({"address": "厂区东门，chen@dye.example"}, "chen@dye.example"),
    ],
)
def test_a_demand_by_which_somebody_could_be_reached_is_refused(said: dict[str, Any], found: str) -> None:
    demand = cast.demand(**said)

    with pytest.raises(ContactInDraft, match="联系人和电话填写在“怎样发布”一步") as refusal:
        services.submit(demand, editor=demand.author)
    assert f"“{found}”" in str(refusal.value)

    assert not demand.reviews.exists()
    demand = services.save(demand, cast.complete(address="厂区东门"), editor=demand.author)
    assert services.submit(demand, editor=demand.author).is_waiting


def test_a_change_by_which_somebody_could_be_reached_is_refused() -> None:
    demand = cast.long_open()

    with pytest.raises(ContactInText, match="“13812341234”") as refusal:
        cast.amendment(demand, description="废水总排口每月一次，电话13812341234。")
    assert "怎样发布" not in str(refusal.value)


def test_a_demand_from_before_is_extended_though_it_says_how_to_reach_somebody() -> None:
    demand = cast.long_open()
    Demand.objects.update(description="电话13812341234。")
    later = facts.of(Demand.objects.get()) | {"deadline": facts.write_moment(cast.far(40))}

    with pytest.raises(ContactInText, match="变更理由中有手机号"):
        amendments.announce(demand, later, reason="请打13812341234。", editor=demand.author)
    assert amendments.announce(demand, later, reason="春节放假。", editor=demand.author).number == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("电话13800000023。", "13800000023"),
        ("请打13800000023.", "13800000023"),
        ("138 0000 0023", "138 0000 0023"),
        ("138-0000-0023", "138-0000-0023"),
        ("陈工-13800000023", "13800000023"),
        ("＋8613800000023", "+8613800000023"),
        ("＋86 138 0000 0023", "+86 138 0000 0023"),
        ("按HJ 164-2020，电话138 0000 0023", "138 0000 0023"),
        ("微信同号：13800000023（陈工）", "13800000023"),
        ("废水量 150 3000 2000\n陈工 138 0000 0023", "138 0000 0023"),
        ("邮箱a@b.cn，来信即复", "a@b.cn"),
    ],
)
def test_a_number_or_address_by_which_somebody_is_reached_is_found(text: str, found: str) -> None:
    assert rules.contact_in("厂区东门", text) == found


@pytest.mark.parametrize(
    "text",
    [
        "执行HJ 164-2020\n2026年3月前完成",
        "执行HJ 164-2020 2026年3月前完成",
        "HJ 130-2019 2020",
        "废水量 150 3000 2000",
        "日处理量：120 150 3000 2000 吨",
        "采购编号：JS-139-2026-0012",
        "沪采（2026）-139-2026-0012",
        "项目编号SH13800000023",
        "项目编号13800000023A",
        "编号139-2026-0012.3",
        "每日2次@现场",
    ],
)
def test_standards_figures_and_project_numbers_reach_nobody(text: str) -> None:
    assert rules.contact_in(text) == ""


def test_numbers_that_reach_nobody_may_stand_in_a_demand() -> None:
    demand = cast.demand(description="许可证编号 91310118138123412345，电话 021-59888888，每年 13800 吨。")

    assert services.submit(demand, editor=demand.author).is_waiting


def test_a_demand_that_was_reworded_goes_its_way() -> None:
    SensitiveWord.objects.create(word="包过")
    demand = cast.demand(title="环评包过")

    services.save(demand, {"title": "环评报告表编制"}, editor=demand.author)

    assert services.submit(demand, editor=demand.author).is_waiting


def test_the_first_list_is_loaded_once_and_left_to_the_editors() -> None:
    number = services.load_sensitive_words()
    assert number == len(services.FIRST_SENSITIVE_WORDS)
    SensitiveWord.objects.filter(word="陪标").delete()

    assert services.load_sensitive_words() == number - 1


def test_an_editor_keeps_the_list_and_nobody_else() -> None:
    set_up()
    for person in (cast.editor(), cast.operator()):
        agree(person)

    assert as_(cast.operator()).post(reverse(f"{WORDS}:add"), {"word": "包过"}).status_code == 404
    assert not SensitiveWord.objects.exists()

    editor = as_(cast.editor())
    editor.post(reverse(f"{WORDS}:add"), {"word": "包过", "advice": "请写明验收标准。"})
    row = SensitiveWord.objects.get()
    assert "包过" in words_of(editor.get(reverse(f"{WORDS}:list")))
    assert "这个词语已经在列表中。" in words_of(editor.post(reverse(f"{WORDS}:add"), {"word": "包过"}))
    assert "请填写两个字以上的词语。" in words_of(editor.post(reverse(f"{WORDS}:add"), {"word": "过"}))
    editor.post(reverse(f"{WORDS}:delete", args=[row.pk]))
    assert not SensitiveWord.objects.exists()

    kept = AuditRecord.objects.filter(action__startswith="backoffice.").order_by("at")
    assert [(row.action, row.actor_id, row.note) for row in kept] == [
        ("backoffice.created", cast.editor().pk, "包过"),
        ("backoffice.deleted", cast.editor().pk, "包过"),
    ]


def ended(budgets: list[int], types: str, **facts: object) -> list[Demand]:
    """Ended demands with these budgets in 万元, written straight into the tables."""
    like = cast.demand()
    known = {
        "buyer": like.buyer,
        "author": like.author,
        "status": Demand.Status.CLOSED,
        "budget_kind": Demand.BudgetKind.RANGE,
        "created_at": clock.now(),
        "saved_at": clock.now(),
        "published_at": clock.now(),
        "deadline": clock.now(),
    } | facts
    rows = Demand.objects.bulk_create(
        Demand(number=f"D{types}{number}", budget_max=wan * WAN, **known)
        for number, wan in enumerate(budgets)
    )
    for row in rows:
        row.service_types.set(ServiceType.objects.filter(code__in=types.split()))
    return rows


def test_the_step_of_the_budget_tells_what_the_type_was_usually_budgeted_with() -> None:
    ended([2, 4, 6, 8, 100], "S01")
    ended([500], "S01 S05")
    ended([700], "S02", published_at=clock.now() - dt.timedelta(days=1100))
    demand = cast.demand()

    [(kind, usual)] = queries.usual_budgets(ServiceType.objects.filter(pk__in=("S01", "S02", "S05")))
    page = words_of(as_(demand.author).get(reverse("demands:step", args=[demand.number, "budget"])))

    assert (kind.code, usual.demands, usual.middle) == ("S01", 5, 6 * WAN)
    assert "近三年已结束的5条需求，预算的中位数是6万元，半数在4万元到8万元之间。" in page


@pytest.mark.parametrize(
    "facts",
    [
        {"status": Demand.Status.PUBLISHED},
        {"status": Demand.Status.WITHDRAWN},
        {"published_at": clock.now() - dt.timedelta(days=1100)},
    ],
)
def test_what_is_running_withdrawn_or_old_says_nothing_of_budgets(facts: dict[str, object]) -> None:
    rows = ended([2, 4, 6, 8], "S01")
    Demand.objects.filter(pk=rows[0].pk).update(number="D-other")
    assert queries.usual_budgets(ServiceType.objects.filter(pk="S01")) == []

    ended([9], "S01", **facts)

    assert queries.usual_budgets(ServiceType.objects.filter(pk="S01")) == []
