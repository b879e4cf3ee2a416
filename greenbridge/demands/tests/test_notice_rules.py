"""What notices say together, without a database: masking, keys, the card, what a change was."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenbridge.demands.normalise.testing import measure as sample
from greenbridge.demands.notices import rules
from greenbridge.demands.notices.facts import NoticeFacts
from greenbridge.demands.notices.masking import masked, named
from greenbridge.demands.notices.testing import measure
from greenbridge.testing import cast

DAY = dt.timedelta(days=1)
NAMES = st.builds(
    lambda surname, given: surname + given,
    st.sampled_from(["王", "李", "张", "顾", "应", "欧阳", "诸葛"]),
    st.text("伟芳静强磊洋勇艳杰", min_size=1, max_size=2),
)
LABELS = st.sampled_from(
    [
        "联系人：",
        "项目联系人:",
        "联 系 人：",
        "评审专家名单：",
        "法定代表人（签字）：",
        "联系方式：",
        "项目联系人\n",
    ]
)
MOBILES = st.from_regex(r"\A1[3-9][0-9]{9}\Z")


# --- Persons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系人：张三，电话13812341234。", "联系人：张**，电话138****1234。"),
        ("项目联系人：李小明电话：0512-63001234", "项目联系人：李**电话：0512-63001234"),
        ("联 系 人 ： 欧阳修 138-1234 1234", "联 系 人 ： 欧** 138****1234"),
        ("专家名单：张三、李四（采购人代表）、王五", "专家名单：张**、李**（采购人代表）、王**"),
        ("评审小组：张**、李四", "评审小组：张**、李**"),
        ("手机：１３８１２３４１２３４", "手机：138****1234"),
        ("身份证 320509199001011234", "身份证 320509************"),
        ("请联系李四13812341234", "请联系李**138****1234"),
        ("138-1234-1234（张工）", "138****1234（张**）"),
        ("咨询：021-63001234（周先生）", "咨询：021-63001234（周**）"),
        ("项目负责人 张三 证书编号 A1", "项目负责人 张** 证书编号 A1"),
        ("评审专家（单一来源采购人员）名单：张三、李四", "评审专家（单一来源采购人员）名单：张**、李**"),
        ("姓名 职称\n张三 工程师\n高锰酸钾 药剂", "姓名 职称\n张** 工程师\n高锰酸钾 药剂"),
        ("项目负责人应具备高级职称，电话通知无效", "项目负责人应具备高级职称，电话通知无效"),
        ("值班室 021-63001234，平望水务 13812341234", "值班室 021-63001234，平望水务 138****1234"),
        ("联系人：金泽镇人民政府", "联系人：金泽镇人民政府"),
        ("联系人：华新镇", "联系人：华新镇"),
        ("联系人：详见附件", "联系人：详见附件"),
        (
            "项目编号：1381234123456，代码91320509MA0000011X",
            "项目编号：1381234123456，代码91320509MA0000011X",
        ),
        ("张家港河道监测，万元", "张家港河道监测，万元"),
        ("拟派项目负责人简历（附证书），联系电话", "拟派项目负责人简历（附证书），联系电话"),
        ("评审专家：高工3人，高工 李四", "评审专家：高工3人，高工 李四"),
        ("项目负责人王五，具有高级职称。电话通知", "项目负责人王五，具有高级职称。电话通知"),
        (
            "项目负责人王五（高级工程师），联系电话13812341234",
            "项目负责人王**（高级工程师），联系电话138****1234",
        ),
        ("评审小组组长何为，成员吕安、施一诺", "评审小组组长何**，成员吕**、施**"),
        ("江阴 13812341234；江阴（张工）", "江阴 138****1234；江阴（张工）"),
    ],
)
def test_persons_are_masked_and_bodies_are_not(text: str, shown: str) -> None:
    assert masked(text) == shown


PIECES = st.sampled_from(
    [
        "张三",
        "联系人",
        "联系",
        "成员",
        "评审小组",
        "：",
        "（",
        "，",
        "、",
        "电话",
        " ",
        "\u3000",
        "138",
        "13812341234",
        "\n",
        "*",
        "工",
    ]
)


@pytest.mark.parametrize("blank", [" ", "\u3000"])
def test_long_gaps_are_read_in_one_pass_and_a_name_across_them_is_masked(blank: str) -> None:
    """Read in the third power of their length, these took minutes."""
    gap = blank * 5_000

    assert masked(f"张三{gap}（{gap}电话{gap}没有") == f"张三{gap}（{gap}电话{gap}没有"
    assert masked(f"张三{gap}13812341234{gap}（李四）") == f"张**{gap}138****1234{gap}（李**）"
    assert masked(f"联系人{gap}：{gap}张三{gap}，{gap}电话") == f"联系人{gap}：{gap}张**{gap}，{gap}电话"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(PIECES, st.integers(1, 1_500)), max_size=8))
def test_whatever_is_repeated_is_read_through(pieces: list[tuple[str, int]]) -> None:
    shown = masked("".join(piece * times for piece, times in pieces))

    assert masked(shown) == shown


@given(LABELS, st.lists(NAMES, min_size=1, max_size=4), MOBILES, st.text("工程监测 一、。\n", max_size=8))
def test_no_name_behind_a_label_and_no_mobile_number_is_left(
    label: str, names: list[str], mobile: str, between: str
) -> None:
    text = f"{label}{'、'.join(names)}。{between} {mobile}"

    shown = masked(text)

    assert mobile not in shown
    assert not [name for name in names if name in shown]
    assert masked(shown) == shown


@given(
    st.sampled_from(
        ["{} {}", "{}（{}）", "{}，电话{}", "请联系{}{}", "{1}（{0}）", "手机：{1} {0}", "姓名 电话\n{} {}"]
    ),
    NAMES,
    MOBILES,
)
def test_no_name_beside_a_mobile_number_is_left(written: str, name: str, mobile: str) -> None:
    shown = masked(written.format(name, mobile))

    assert name not in shown
    assert shown == masked(shown)
    assert f"{name[0]}**" in shown


BODIES = st.builds(
    lambda place, kind: place + kind,
    st.sampled_from(["江苏", "华示例", "吴江", "金泽", "平望", "盛泽", "陈示例", "东方"]),
    st.sampled_from(["公司", "检测中心", "水务局", "镇", "环保科", "监测站", "管理处", "人民政府"]),
)


@given(
    st.sampled_from(
        ["{} {}", "联系人：{} {}", "{}，电话{}", "项目负责人 {} {}", "姓名 电话\n{} {}", "{1}（{0}）"]
    ),
    BODIES,
    MOBILES,
)
def test_a_body_keeps_its_name_wherever_it_stands(written: str, body: str, mobile: str) -> None:
    assert body in masked(written.format(body, mobile))


def test_of_the_marked_names_nearly_all_are_masked_and_nothing_else() -> None:
    """What the bench prints; a notice has to be read by whoever wants to answer it."""
    result = measure.measured(measure.examples())

    assert result.names > 50
    assert (result.recall >= 0.95, result.precision >= 0.98) == (True, True), result


def test_titles_and_addresses_of_notices_have_nobody_to_mask() -> None:
    fields = ("title", "buyer", "buyer_address", "agency_address", "district")
    said = [row.said[name] for row in sample.examples() for name in fields]

    assert [text for text in said if named(text)] == []


@given(st.text("0123456789-联系人：张三、工程监测abc ", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)


# --- One notice -------------------------------------------------------------------------------------------------


def test_facts_come_back_from_their_row_as_they_were() -> None:
    facts = rules.cleaned(
        cast.notice_facts(winners=("甲公司",), attachments=(("附件", "https://a.example/1"),))
    )

    row = rules.to_row(facts)

    assert rules.from_row(row, text=facts.text, fetched_at=facts.fetched_at, parser=facts.parser) == facts


def test_what_a_strangers_page_says_is_bounded() -> None:
    odd = cast.notice_facts(
        url="javascript:alert(1)",
        kind="unheard of",
        title="标\x00题" * 300,
        text="正" * 200_000,
        attachments=(("坏", "data:text/html,x"), ("好", "https://a.example/1")),
    )

    kept = rules.cleaned(odd)

    assert (kept.url, kept.kind, kept.attachments) == ("", "other", (("好", "https://a.example/1"),))
    assert (len(kept.title), len(kept.text)) == (300, rules.LONGEST_TEXT)
    assert "\x00" not in kept.title


EMPTY = dict.fromkeys(
    ("project_number", "buyer", "agency", "text", "url", "amount_words", "buyer_address"), ""
)


@given(st.sets(st.sampled_from([*EMPTY, "budget", "deadline", "types", "region_code"])))
def test_no_empty_value_takes_the_place_of_a_good_one(missing: set[str]) -> None:
    known = cast.notice_facts(
        project_number="N-2026-001", agency="代理", amount_words="98.5万元", buyer_address="路1号"
    )
    nothing: dict[str, Any] = {**EMPTY, "budget": None, "deadline": None, "types": (), "region_code": ""}
    now = replace(known, **{name: nothing[name] for name in missing})

    assert rules.completed(now, known) == known


def test_a_change_is_told_field_by_field() -> None:
    before = rules.cleaned(cast.notice_facts(text="一、断面二十六个。\n二、一年。"))
    after = replace(
        before, text="一、断面二十八个。\n二、一年。", budget=None, deadline=before.published_at, score=1
    )

    told = {one.label: (one.before, one.after) for one in rules.differences(before, after)}

    assert told["正文"] == ("一、断面二十六个。", "一、断面二十八个。")
    assert told["预算"] == ("985,000元", "未公布")
    assert set(told) == {"正文", "预算", "截止时间"}
    assert rules.digest(before) != rules.digest(after)
    assert rules.digest(before) == rules.digest(
        replace(before, score=1, parser="2", fetched_at=before.published_at)
    )


# --- What belongs together --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "西塘镇河道水质监测服务竞争性磋商公告",
        "西塘镇河道水质监测服务的更正公告",
        "西塘镇河道水质监测服务 成交结果公告",
        "【N-2026-001】西塘镇河道水质监测服务中标候选人公示",
        "西塘镇河道水质监测服务终止公告",
    ],
)
def test_titles_of_one_purchase_have_one_key(title: str) -> None:
    facts = cast.notice_facts(title=title)

    assert rules.keys(facts).chain == rules.keys(cast.notice_facts()).chain


@pytest.mark.parametrize(
    ("title", "purchase"),
    [
        ("西塘镇河道水质监测服务竞争性磋商公告", "西塘镇河道水质监测服务"),
        ("西塘镇河道水质监测服务的中标（成交）结果公告", "西塘镇河道水质监测服务"),
        ("环境监测服务采购项目招标公告", "环境监测服务采购项目"),
        ("环境空气自动站运维单一来源公示", "环境空气自动站运维"),
        ("河道公示牌维护", "河道公示牌维护"),
        ("中标公告", "中标公告"),
    ],
)
def test_a_card_is_called_by_what_is_bought(title: str, purchase: str) -> None:
    assert rules.purchase_in(title) == purchase


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("N-2026-001", "n-2026-001"),
        (" （沪）２０２６－００１ ", "沪2026-001"),
        ("001", ""),
        ("详见公告内容", ""),
    ],
)
def test_only_a_telling_project_number_is_compared(number: str, key: str) -> None:
    assert rules.number_key(number) == key


@pytest.mark.parametrize(
    ("buyer", "kind"),
    [
        ("嘉善县西塘镇人民政府", "government"),
        ("青浦区华新镇社区卫生服务中心", "institution"),
        ("苏州市吴江城市建设投资集团有限公司", "state_firm"),
        ("汾湖高新区管委会", "government"),
        ("某印染有限公司", "factory"),
        ("某有限公司", "other"),
        ("", "other"),
    ],
)
def test_who_publishes_as_far_as_the_name_says(buyer: str, kind: str) -> None:
    assert rules.publisher_kind(buyer) == kind


# --- The card ---------------------------------------------------------------------------------------------------


def notices(*kinds: str, **facts: Any) -> list[NoticeFacts]:
    return [cast.notice_facts(kind, days=n - 40, **facts) for n, kind in enumerate(kinds)]


NOW = cast.notice_facts().published_at


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        (("intention",), "planned"),
        (("tender",), "calling"),
        (("tender", "change"), "calling"),
        (("change",), "calling"),
        (("single",), "on_view"),
        (("tender", "candidate"), "on_view"),
        (("tender", "candidate", "award"), "awarded"),
        (("tender", "stop"), "stopped"),
        (("tender", "stop", "tender"), "calling"),
        (("award", "other"), "awarded"),
        (("other",), "on_view"),
    ],
)
def test_the_state_follows_the_last_notice_that_says_one(kinds: tuple[str, ...], state: str) -> None:
    assert rules.card(notices(*kinds), NOW).state == state


def test_a_call_ends_at_its_deadline_and_without_one_when_nothing_is_heard_of_it() -> None:
    [dated] = notices("tender", deadline=NOW + DAY)
    [open_ended] = notices("tender")

    assert rules.card([dated], NOW).state == "calling"
    assert rules.card([dated], NOW + DAY).state == "closed"
    assert rules.card([open_ended], open_ended.published_at + rules.LAPSE - DAY).state == "calling"
    assert rules.card([open_ended], open_ended.published_at + rules.LAPSE).state == "closed"


def test_a_later_notice_moves_the_deadline_and_none_takes_away_what_was_said() -> None:
    call, change, award = notices("tender", "change", "award")
    card = rules.card(
        [
            replace(award, award=95_000_000, deadline=None),
            replace(call, budget=98_500_000, deadline=NOW - 9 * DAY, agency="代理"),
            replace(change, deadline=NOW - 2 * DAY, region_confidence=0.2, region_code="33"),
        ],
        NOW,
    )

    assert (card.budget, card.award, card.deadline) == (98_500_000, 95_000_000, NOW - 2 * DAY)
    assert (card.agency, card.region_code, card.title) == ("代理", "330421103", cast.PURCHASE)
    assert (card.first_published_at, card.last_published_at) == (call.published_at, award.published_at)


@pytest.mark.parametrize(
    ("places", "shown"),
    [
        ([("330421", 0.95), ("330421103", 0.77)], "330421103"),  # sure of the county, and named in it
        ([("330421", 0.95), ("320509105", 0.77)], "330421"),  # elsewhere
        ([("33", 0.95), ("330421", 0.43)], "33"),  # where the agency sits
        ([("", 0.0), ("330421", 0.43)], "330421"),
        ([("", 0.0)], ""),
    ],
)
def test_the_narrowest_place_within_the_surest_is_shown(places: list[tuple[str, float]], shown: str) -> None:
    rows = [
        replace(row, region_code=code, region_confidence=sure)
        for row, (code, sure) in zip(notices("tender", "award"), places, strict=False)
    ]

    assert rules.card(rows, NOW).region_code == shown


@given(st.permutations(notices("tender", "change", "candidate", "award", "stop", "tender", "other")))
def test_the_card_does_not_depend_on_the_order_of_arrival(arrived: list[NoticeFacts]) -> None:
    ordered = sorted(arrived, key=lambda one: one.published_at)

    assert rules.card(arrived, NOW) == rules.card(ordered, NOW)
