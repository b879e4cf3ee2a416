"""From a scenario to the specification of a demand: questions, clauses, versions."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from greenbridge.accounts.services import agree
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.demands import services as demands
from greenbridge.demands.errors import NotEditable, SensitiveWording
from greenbridge.demands.models import Demand, Scenario, SensitiveWord, Specification
from greenbridge.demands.reviewing import versions
from greenbridge.demands.specification import loading, rules, services
from greenbridge.demands.specification.errors import NotAllAnswered, NotOffered, ScenarioUnsound
from greenbridge.demands.specification.rules import Clause, Content, Kind, Question
from greenbridge.portal.setup import set_up
from greenbridge.reference.models import ServiceType
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import Careless, at_once

WATER: rules.Answers = {"范围": "一车间", "介质": ["废水"], "点位": "3"}
AIR: rules.Answers = {**WATER, "介质": ["废气"]}
COUNTED = Question("点位", "有几个点位？", Kind.NUMBER, "个", when="介质：废水")
SOUND = Content(
    "监测",
    ["S01"],
    "{范围}监测",
    "监测{范围}。",
    [
        Question("范围", "哪里？", Kind.TEXT),
        Question("介质", "什么？", Kind.SEVERAL, options=["废水", "废气"]),
        COUNTED,
    ],
    [Clause("内容", "对{范围}监测{介质}。"), Clause("废水", "共{点位}。", when="介质：废水")],
)


# --- what follows from answers ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "answer", "reads"),
    [
        (Question("频次", "", Kind.CHOICE), "每年", "每年"),
        (Question("介质", "", Kind.SEVERAL), ["废水", "废气"], "废水、废气"),
        (Question("运输", "", Kind.YES_NO), "是", "是"),
        (Question("点位", "", Kind.NUMBER, "个"), "3", "3个"),
        (Question("范围", "", Kind.TEXT), "一车间", "一车间"),
        (Question("到", "", Kind.DATE), "2027-01-31", "2027年1月31日"),
    ],
)
def test_each_kind_of_answer_reads_in_a_sentence(question: Question, answer: Any, reads: str) -> None:
    assert question.said(answer) == reads


def test_a_question_and_its_clause_apply_while_the_earlier_answer_says_so() -> None:
    assert [one.name for one in rules.applying(SOUND, AIR)] == ["范围", "介质"]
    assert [one.text for one in rules.drawn(SOUND, WATER)] == ["对一车间监测废水。", "共3个。"]
    assert [one.text for one in rules.drawn(SOUND, AIR)] == ["对一车间监测废气。"]
    assert [one.name for one in rules.unanswered(SOUND, {"介质": ["废水"]})] == ["范围", "点位"]
    rain = Question("雨水", "也测雨水吗？", Kind.YES_NO, when="介质：废水")
    chained = replace(
        SOUND, questions=[*SOUND.questions, rain, Question("口", "", Kind.TEXT, when="雨水：是")]
    )
    assert rules.applying(chained, {**WATER, "雨水": "是"})[-1].name == "口"
    assert rules.applying(chained, {**AIR, "雨水": "是"})[-1].name == "介质"


def test_what_was_edited_or_left_out_stays_so_when_answers_go_and_come_back() -> None:
    optional = replace(SOUND, clauses=[SOUND.clauses[0], replace(SOUND.clauses[1], is_mandatory=False)])
    fresh = rules.drawn(optional, WATER)
    own = rules.edited(fresh, fresh, {0: "由机构提方案。", 1: fresh[1].text}, {0, 1})
    assert [(one.text, one.is_edited, one.is_left_out) for one in own] == [
        ("由机构提方案。", True, False),
        ("共3个。", False, True),
    ]

    away = rules.drawn(optional, AIR, own)
    back = rules.drawn(optional, {**WATER, "点位": "4"}, away)

    assert [one.is_shown for one in away] == [True, False]
    assert [(one.text, one.is_shown) for one in back] == [("由机构提方案。", True), ("共4个。", False)]


names = some.sampled_from(["范围", "介质", "点位"])
texts = some.text("甲，：1 \n", max_size=6)


@given(
    some.lists(some.tuples(texts, names), max_size=5),
    some.dictionaries(names, some.text("{}范围介质a", max_size=8)),
)
def test_filling_puts_each_answer_in_its_place_and_reads_none_as_a_name(
    parts: list[tuple[str, str]], said: dict[str, str]
) -> None:
    template = "".join(f"{text}{{{name}}}" for text, name in parts)

    expected = "".join(text + said.get(name, rules.OPEN) for text, name in parts)

    assert rules.filled(template, said) == expected


@given(
    some.fixed_dictionaries(
        {"范围": some.text("{}甲点位", min_size=1, max_size=9), "点位": some.just("2")},
        optional={"介质": some.lists(some.sampled_from(["废水", "废气"]), min_size=1, unique=True)},
    )
)
def test_a_sound_scenario_with_all_answers_leaves_nothing_open(answers: dict[str, Any]) -> None:
    assert rules.faults(SOUND) == []
    if not rules.unanswered(SOUND, answers):
        read = [*rules.proposal(SOUND, answers), *(one.text for one in rules.drawn(SOUND, answers))]
        assert rules.OPEN not in "".join(read).replace(answers["范围"], "")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"types": []}, "请选择业务类型。"),
        ({"clauses": []}, "请至少添加一个条款。"),
        ({"title": "{地点}监测"}, "标题中的“{地点}”没有对应的问题。"),
        ({"title": "{范围监测"}, "花括号不成对"),
        ({"description": "{点位}"}, "需求说明中的“{点位}”不一定会问到"),
        ({"clauses": [Clause("废水", "{点位}", when="介质：废水、废气")]}, "不一定会问到"),
        ({"clauses": [Clause("废水", "有。", when="介质：雨水")]}, "选项与该问题的选项一致"),
        ({"clauses": [Clause("废水", "有。", when="地点：废水")]}, "不是这个场景的问题"),
        ({"questions": [COUNTED, *SOUND.questions[:2]]}, "写的“介质”不是排在它前面的问题"),
        ({"questions": [*SOUND.questions, SOUND.questions[0]]}, "有2个问题都叫“范围”"),
        ({"questions": [*SOUND.questions, Question("甲", "", Kind.CHOICE, options=["一"])]}, "至少写两个"),
        ({"questions": [*SOUND.questions, Question("甲", "", Kind.TEXT, options=["一"])]}, "请删去选项"),
        (
            {"questions": [*SOUND.questions, Question("甲", "", Kind.CHOICE, options=["一；二", "三"])]},
            "分号",
        ),
        ({"clauses": [Clause("废水", "有。", when="介质：废水；地点：一")]}, "写的“地点”不是这个场景的问题"),
        ({"questions": [*SOUND.questions, Question("{甲}", "", Kind.TEXT)]}, "不能有空格、括号"),
        ({"questions": [*SOUND.questions, Question("甲", "", Kind.TEXT, fills="service_ends_on")]}, "题型"),
    ],
)
def test_what_refers_to_nothing_is_refused_with_what_to_mend(wrong: dict[str, Any], sentence: str) -> None:
    assert sentence in "".join(rules.faults(replace(SOUND, **wrong)))


OFTEN = Question("频次", "多久？", Kind.CHOICE, options=["每季度", "每年"])
BOTH = replace(
    SOUND,
    questions=[*SOUND.questions, OFTEN, Question("月份", "哪月？", Kind.TEXT, when="介质：废水；频次：每年")],
    clauses=[*SOUND.clauses, Clause("年度监测", "共{点位}，每年{月份}。", when="频次：每年; 介质:废水")],
)
CHOSEN = some.fixed_dictionaries(
    {
        "范围": some.just("一车间"),
        "介质": some.lists(some.sampled_from(["废水", "废气"]), min_size=1, unique=True),
        "频次": some.sampled_from(["每季度", "每年"]),
        "点位": some.just("3"),
        "月份": some.just("五月"),
    }
)


@given(CHOSEN)
def test_what_has_several_conditions_applies_while_all_of_them_hold(answers: dict[str, Any]) -> None:
    assert rules.faults(BOTH) == []
    holds = "废水" in answers["介质"] and answers["频次"] == "每年"

    assert ("月份" in [one.name for one in rules.applying(BOTH, answers)]) == holds
    drawn = [one.text for one in rules.drawn(BOTH, answers)]
    assert ("共3个，每年五月。" in drawn) == holds
    assert rules.OPEN not in "".join(drawn)


@given(some.text("介质频次：:；;、 废水", max_size=30))
def test_of_whatever_is_written_as_conditions_each_stands_for_itself(written: str) -> None:
    found = rules.conditions(written)

    again = "；".join(f"{one.name}：{'、'.join(one.values)}" for one in found)
    assert rules.conditions(again) == found
    assert bool(found) == bool(written.strip(" ；;"))


@pytest.mark.parametrize(
    "when", ["频次：每年", "介质：废水", "介质：废气；频次：每年", "介质：废水；频次：每月"]
)
def test_one_condition_of_two_does_not_make_sure_of_a_question_that_needs_both(when: str) -> None:
    wrong = replace(BOTH, clauses=[Clause("年度监测", "每年{月份}。", when=when)])

    assert rules.faults(wrong)


@pytest.mark.parametrize("option", ["每季度；雨季每月", "按需：另行约定", "每年；频次：不定", "每年、每月"])
def test_an_option_that_an_old_version_spells_with_signs_is_one_value(option: str) -> None:
    """Versions are never changed, and these were made before such options were refused."""
    when = f"介质：废水；频次：每年、{option}"
    frequency = Question("频次", "多久？", Kind.CHOICE, options=["每年", option])
    kept = replace(
        BOTH,
        questions=[Question("介质", "哪些？", Kind.SEVERAL, options=["废水", "废气"]), frequency],
        clauses=[Clause("监测", "{频次}。", when=when)],
    ).written()
    content = rules.Content.read(kept)

    for said, holds in ((option, True), ("每年", True), ("每月", False)):
        drawn = rules.drawn(content, {"介质": ["废水"], "频次": said})
        assert [one.text for one in drawn] == ([f"{said}。"] if holds else [])
    assert rules.drawn(content, {"介质": ["废气"], "频次": option}) == []


# --- what comes with the platform, and its versions ------------------------------------------------------------
@pytest.mark.usefixtures("ground")
def test_the_first_scenarios_are_sound_and_left_to_the_editors() -> None:
    number = loading.load()
    assert number >= 10
    types = set(ServiceType.objects.current().filter(parent=None).values_list("pk", flat=True))
    for scenario in Scenario.objects.offered():
        content = scenario.content
        assert set(content.types) <= types, scenario
        assert 4 <= len(content.questions) <= 8, scenario
        assert len(content.clauses) >= 4, scenario
    Scenario.objects.filter(loaded_as="noise").update(name="噪声和振动治理")

    assert loading.load() == 0
    assert Scenario.objects.get(loaded_as="noise").name == "噪声和振动治理"


@pytest.mark.usefixtures("ground")
def test_a_change_makes_a_new_version_and_a_draft_keeps_its_own() -> None:
    scenario = cast.scenario()
    old = cast.specification(cast.draft())
    scenario.clauses.filter(heading="监测内容").update(text="对{范围}监测。")

    assert services.freeze(scenario, editor=cast.editor()).number == 2
    assert services.freeze(scenario, editor=cast.editor()).number == 2

    again = services.answer(old.demand, {"范围": "后整理"}, editor=old.demand.author)
    fresh = services.start(scenario, old.demand.buyer, author=old.demand.author)
    assert again.shown[0].text == "对后整理的废气监测，每季度一次。"
    assert fresh.specification.version.number == 2
    assert AuditRecord.objects.filter(action="scenario.changed").count() == 2


@pytest.mark.usefixtures("ground")
def test_an_unsound_scenario_is_not_frozen_and_one_that_was_taken_off_starts_nothing() -> None:
    scenario = cast.scenario()
    scenario.clauses.filter(heading="废水监测").update(text="{井}")
    with pytest.raises(ScenarioUnsound, match=r"“\{井\}”没有对应的问题"):
        services.freeze(scenario, editor=None)
    Scenario.objects.update(is_active=False)

    with pytest.raises(NotOffered):
        services.start(scenario, cast.dyer(), author=cast.owner_of(cast.dyer()))

    assert not Demand.objects.exists()
    assert scenario.versions.count() == 1


KEPT = "wagtailsnippets_demands_scenario"


def typed_by_an_editor(**others: str) -> dict[str, Any]:
    """One question and one clause, as the page of the back office sends them."""
    usual = {
        "name": "噪声治理",
        "summary": "厂界噪声超标。",
        "title": "{声源}噪声治理",
        "description": "治理{声源}的噪声。",
        "position": "10",
        "is_active": "on",
        "questions-TOTAL_FORMS": "1",
        "questions-0-name": "声源",
        "questions-0-text": "噪声从哪里来？",
        "questions-0-kind": "text",
        "questions-0-is_required": "on",
        "questions-0-ORDER": "1",
        "clauses-TOTAL_FORMS": "1",
        "clauses-0-heading": "治理范围",
        "clauses-0-text": "降低{声源}的噪声。",
        "clauses-0-ORDER": "1",
    }
    unsaved = {f"{part}-INITIAL_FORMS": "0" for part in ("questions", "clauses")}
    return {"service_types": ["S10"]} | usual | unsaved | others


@pytest.mark.usefixtures("ground")
def test_an_editor_writes_scenarios_and_nobody_else() -> None:
    set_up()
    for person in (cast.editor(), cast.operator()):
        agree(person)
    add = reverse(f"{KEPT}:add")
    assert as_(cast.operator()).post(add, typed_by_an_editor()).status_code == 404
    assert not Scenario.objects.exists()
    editor = as_(cast.editor())

    refused = words_of(editor.post(add, typed_by_an_editor(title="{井}噪声治理")))
    assert "标题中的“{井}”没有对应的问题。" in refused
    assert not Scenario.objects.exists()

    assert editor.post(add, typed_by_an_editor()).status_code == 302
    [scenario] = Scenario.objects.offered()
    saved = {
        "questions-INITIAL_FORMS": "1",
        "questions-0-id": str(scenario.questions.get().pk),
        "clauses-INITIAL_FORMS": "1",
        "clauses-0-id": str(scenario.clauses.get().pk),
    }
    for text in ("先诊断{声源}。", "再治理{声源}。"):
        changed = typed_by_an_editor(**saved, **{"clauses-0-text": text})
        assert editor.post(reverse(f"{KEPT}:edit", args=[scenario.pk]), changed).status_code == 302

    assert [one.content.clauses[0].text for one in scenario.versions.all()] == [
        "再治理{声源}。",
        "先诊断{声源}。",
        "降低{声源}的噪声。",
    ]
    assert AuditRecord.objects.filter(action="scenario.changed", actor=cast.editor()).count() == 3
    assert editor.post(reverse(f"{KEPT}:delete", args=[scenario.pk])).status_code == 302
    assert Scenario.objects.exists()


# --- a draft ---------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("ground")
def test_answers_propose_what_nobody_has_put_otherwise() -> None:
    demand = services.start(cast.scenario(), cast.dyer(), author=cast.owner_of(cast.dyer()))
    author, ends = demand.author, clock.today() + dt.timedelta(days=90)
    services.answer(demand, cast.answers(), editor=author)
    demands.save(demand, {"title": "车间废气监测"}, editor=author)

    services.answer(demand, {"范围": "后整理", "截止日": ends.isoformat()}, editor=author)

    demand.refresh_from_db()
    assert [kind.pk for kind in demand.service_types.all()] == ["S01"]
    assert demand.title == "车间废气监测"
    assert demand.description == "监测后整理，每季度一次。"
    assert demand.service_ends_on == ends


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("ground")
def test_of_two_colleagues_who_answer_at_once_neither_is_lost() -> None:
    demand = cast.draft()
    cast.specification(demand)
    table = Specification._meta.db_table

    def both(careless: Careless | None = None) -> None:
        at_once(
            lambda: services.answer(demand, {"范围": "后整理"}, editor=demand.author),
            lambda: services.answer(demand, {"频次": "每年"}, editor=demand.author),
            careless=careless,
        )

    both()
    assert Specification.objects.get().shown[0].text == "对后整理的废气监测，每年一次。"
    services.answer(demand, cast.answers(), editor=demand.author)
    if connection.vendor == "postgresql":  # SQLite lets one writer in at a time, lock or not
        both(Careless(table))
        assert Specification.objects.get().shown[0].text != "对后整理的废气监测，每年一次。"


@pytest.mark.usefixtures("ground")
def test_hazardous_wastes_are_taken_over_from_their_answer() -> None:
    loading.load()
    scenario = Scenario.objects.get(loaded_as="hazardous-waste")
    demand = services.start(scenario, cast.dyer(), author=cast.owner_of(cast.dyer()))
    given: dict[str, Any] = {
        "废物": "表面处理污泥",
        "代码": "HW17 336-064-17",
        "年产生量": "20",
        "形态": ["液态"],
        "包装": ["吨桶"],
        "清运": "每季度",
        "含运输": "是",
        "截止日": "2099-12-31",
    }

    services.answer(demand, given, editor=demand.author)

    demand.refresh_from_db()
    assert demand.wastes_written == "HW17 336-064-17"
    assert "核准的类别、代码、方式和数量能覆盖本次的HW17 336-064-17" in demand.specified


@pytest.mark.usefixtures("ground")
def test_clauses_are_edited_before_submission_only_and_copied_with_the_demand() -> None:
    demand = cast.demand()
    begun = Specification.objects.create(demand=demand, version=cast.scenario().versions.all()[0])
    with pytest.raises(NotAllAnswered, match="范围"):
        services.edit(demand, {}, left_out=set(), editor=demand.author)
    begun.delete()
    demand = cast.specification(demand).demand
    services.edit(demand, {0: "按许可证监测。", 2: "填报。"}, left_out={0, 2}, editor=demand.author)
    demands.submit(demand, editor=demand.author)

    with pytest.raises(NotEditable):
        services.edit(demand, {0: "别的。"}, left_out=set(), editor=demand.author)
    with pytest.raises(NotEditable):
        services.do_without(demand, editor=demand.author)

    fresh = demands.copy(demand, editor=demand.author)
    assert [one.text for one in fresh.specification.shown] == ["按许可证监测。"]
    assert fresh.specification.answers == demand.specification.answers
    trace = AuditRecord.objects.get(action="demand.specified")
    assert trace.after == {"edited": ["监测内容", "协助填报"], "left_out": ["协助填报"]}


@pytest.mark.usefixtures("ground")
def test_the_officer_sees_which_clause_was_changed_since_the_last_submission() -> None:
    demand = cast.demand()
    cast.specification(demand)
    officer = cast.officer("31")
    demands.return_for_changes(
        demands.submit(demand, editor=demand.author), officer=officer, reasons="请写明监测项目。"
    )
    services.edit(demand, {0: "监测pH和化学需氧量。"}, left_out=set(), editor=demand.author)

    review = demands.submit(demand, editor=demand.author)

    page = words_of(as_(officer).get(reverse("demands:review", args=[review.pk])))
    assert "监测pH和化学需氧量。" in page
    assert "发布单位改写：监测内容" in page
    changed = versions.of_review(review)
    assert changed
    [section] = [one for one in changed.sections if one.label == "服务要求"]
    assert [(one.label, one.new) for one in section.changes] == [("监测内容", "监测pH和化学需氧量。")]


@pytest.mark.usefixtures("ground")
def test_a_sensitive_word_in_a_clause_stops_the_submission() -> None:
    SensitiveWord.objects.create(word="包过")
    demand = cast.demand()
    cast.specification(demand, 范围="包过车间")

    with pytest.raises(SensitiveWording, match="包过"):
        demands.submit(demand, editor=demand.author)


# --- the pages -------------------------------------------------------------------------------------------------
@pytest.fixture
def browser(ground: None) -> Client:
    return as_(cast.owner_of(cast.dyer()))


def page(demand: Demand, name: str) -> str:
    return reverse(f"specification:{name}", args=[demand.number])


def test_from_the_card_through_the_questions_to_the_record(browser: Client) -> None:
    scenario = cast.scenario()
    assert "要定期监测。" in words_of(browser.get(reverse("demands:new")))
    asked = browser.post(reverse("specification:start", args=[scenario.pk])).headers["Location"]
    demand = Demand.objects.get()
    assert "废水有几个点位？" not in words_of(browser.get(asked))
    assert browser.get(page(demand, "clauses")).headers["Location"] == asked

    typed = {"q0": "染整车间", "q1": ["废水"], "q3": "每年", "q4": "否", "q5": "2099-12-31"}
    again = words_of(browser.post(asked, typed))
    assert "废水有几个点位？（个）" in again
    assert "请填写点位。" in again
    drawn = browser.post(asked, typed | {"q2": "2.50"}).headers["Location"]
    assert "废水点位共2.5个。" in words_of(browser.get(drawn))
    onwards = browser.post(drawn, {"text0": "监测总排口。", "text1": "废水点位共2个。"}).headers["Location"]
    assert "已按您的回答填好标题和说明" in words_of(browser.get(onwards))

    demands.save(
        demand, {"deadline": clock.end_of_day(clock.today() + dt.timedelta(days=9))}, editor=demand.author
    )
    assert "废水监测<br>" in words_of(browser.get(reverse("demands:check", args=[demand.number])))
    demands.approve(demands.submit(demand, editor=demand.author), officer=cast.officer("31"))
    record = words_of(as_(None).get(demand.get_absolute_url()))
    assert "监测总排口。" in record
    assert "执行：GB 8978-1996 污水综合排放标准。" in record
    assert browser.get(asked).headers["Location"] == demand.get_absolute_url()


def test_typing_keeps_what_is_valid_and_a_changed_answer_only_asks_anew(browser: Client) -> None:
    demand = cast.draft()
    cast.specification(demand)
    traces = AuditRecord.objects.count()

    asked = browser.post(page(demand, "answers"), {"q0": "", "q1": ["废水"]}, headers={"HX-Request": "true"})
    assert "废水有几个点位？" in words_of(asked)
    assert "请填写" not in words_of(asked)
    assert AuditRecord.objects.count() == traces

    kept = browser.post(
        page(demand, "answers"), {"q0": "后整理", "q5": "2001-01-01"}, headers={"X-Autosave": "1"}
    )
    assert words_of(kept).startswith("草稿已保存")
    specification = Specification.objects.get()
    assert specification.answers["范围"] == "后整理"
    assert specification.answers["截止日"] == cast.answers()["截止日"]
    assert AuditRecord.objects.count() == traces + 1


def test_a_draft_does_without_and_keeps_what_was_proposed(browser: Client) -> None:
    demand = cast.draft()
    cast.specification(demand)

    assert browser.post(page(demand, "drop")).status_code == 302

    assert not Specification.objects.exists()
    demand.refresh_from_db()
    assert demand.title == "染整车间例行监测"
    assert browser.get(page(demand, "answers")).status_code == 404


def test_a_scenario_that_was_taken_off_meanwhile_is_said_to_be(browser: Client) -> None:
    scenario = cast.scenario()
    Scenario.objects.update(is_active=False)

    answer = browser.post(reverse("specification:start", args=[scenario.pk]), follow=True)

    assert "这个场景已经停用" in words_of(answer)
    assert not Demand.objects.exists()
