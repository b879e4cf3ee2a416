"""The ledger says what changes what; the standing of works follows from it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.library import services as library_services
from greenbridge.library.errors import AlreadyInLedger, AlreadyWithdrawn, OnItself, StillDoubtful
from greenbridge.library.ledger import importing, queries, reading, rules, services
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.ledger.rules import without_doubts
from greenbridge.library.models import ClauseMapping, Effect, Recheck, Version
from greenbridge.library.validity.rules import Status
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 8, 15)
BEFORE = DAY - dt.timedelta(days=1)


def code(text: str = "第一条 示例。") -> Version:
    return library.law(
        "示例法典", text=text, promulgated_on=dt.date(2026, 3, 12), effective_on=DAY, kind="law"
    )


def repeals(by: Version, target: Version, **facts: Any) -> Entry:
    return Entry(Effect.Kind.REPEALS, by, target.work, **facts)


def status(version: Version, day: dt.date) -> Status:
    return Version.objects.get(pk=version.pk).status_on(day)


def test_what_an_editor_records_ends_the_work_on_its_day_and_leaves_a_trace() -> None:
    old, editor = library.law(), cast.editor()

    effect = services.record(repeals(code(), old), actor=editor)

    assert (status(old, BEFORE), status(old, DAY)) == (Status.IN_FORCE, Status.REPEALED)
    trace = AuditRecord.objects.get(action="ledger.recorded")
    assert (trace.actor, trace.target_id) == (editor, str(effect.pk))


def test_what_is_withdrawn_counts_no_longer_and_cannot_be_changed() -> None:
    old, editor = library.law(), cast.editor()
    effect = services.record(repeals(code(), old), actor=editor)

    services.withdraw(effect, actor=editor, reason="看错了。")

    assert status(old, DAY) == Status.IN_FORCE
    with pytest.raises(AlreadyWithdrawn):
        services.change(effect, repeals(code(), old), actor=editor)
    assert list(queries.entries()) == []
    assert list(queries.entries("withdrawn")) == [effect]


def test_a_change_to_another_work_draws_both_anew() -> None:
    old, other = library.law(), library.law("示例水条例")
    effect = services.record(repeals(code(), old), actor=None)

    services.change(effect, repeals(code(), other), actor=cast.editor())

    assert (status(old, DAY), status(other, DAY)) == (Status.IN_FORCE, Status.REPEALED)


def test_a_repeal_that_nobody_confirmed_puts_the_standing_in_doubt() -> None:
    old, editor = library.law(), cast.editor()
    effect = services.record(repeals(code(), old), actor=None, is_confirmed=False)
    old.refresh_from_db()

    assert (status(old, BEFORE), status(old, DAY)) == (Status.IN_FORCE, Status.UNKNOWN)
    assert old not in Version.objects.in_force(DAY)
    assert "可能自2026年8月15日起被《示例法典》废止" in queries.remark(old, DAY)
    assert queries.remark(old, BEFORE) == ""

    confirm(effect, editor)

    assert status(old, DAY) == Status.REPEALED


def confirm(effect: Effect, editor: User, note: str = "") -> None:
    said = {"basis": "示例法典第一条", "basis_note": "与公布的清单一致。"}
    services.confirm(effect, actor=editor, note=note, **said)


def test_a_confirmed_entry_says_by_whom_and_on_what_grounds_and_no_longer_that_it_is_in_doubt() -> None:
    old, editor = library.law(), cast.editor()
    doubtful = repeals(code(), old, note="废止清单待核；过渡见第一条。")
    effect = services.record(doubtful, actor=None, is_confirmed=False)

    with pytest.raises(StillDoubtful):
        confirm(effect, editor, effect.note)
    effect.refresh_from_db()
    assert (effect.is_confirmed, status(old, DAY)) == (False, Status.UNKNOWN)

    confirm(effect, editor, without_doubts(effect.note))

    effect.refresh_from_db()
    assert (effect.confirmed_by, effect.basis, effect.note) == (editor, "示例法典第一条", "过渡见第一条。")
    assert "示例法典第一条：与公布的清单一致。" in AuditRecord.objects.get(action="ledger.confirmed").note
    with pytest.raises(StillDoubtful):
        services.change(effect, doubtful, actor=editor)


def test_who_changes_what_nobody_confirmed_has_not_confirmed_it() -> None:
    old = library.law()
    effect = services.record(repeals(code(), old), actor=None, is_confirmed=False)

    services.change(effect, repeals(code(), old, note="改。"), actor=cast.editor())

    assert status(old, DAY) == Status.UNKNOWN


def test_the_repeal_of_one_article_shows_on_that_article_alone() -> None:
    old = library.law()
    services.record(repeals(code(), old, target_address="art-2-par-1"), actor=None)

    assert status(old, DAY) == Status.IN_FORCE
    assert on_clause(old, "art-2") == ["第二条第一款"]
    assert on_clause(old, "art-2", BEFORE) == []
    assert on_clause(old, "art-3") == []


def on_clause(version: Version, address: str, day: dt.date = DAY) -> list[str]:
    return [row.place for row in queries.on_clause(queries.changed_by(version.work), address, version, day)]


@pytest.mark.usefixtures("ground")
def test_a_repeal_in_one_region_ends_nothing_elsewhere() -> None:
    old = library.law()
    services.record(repeals(code(), old, region="31"), actor=None)

    assert status(old, DAY) == Status.IN_FORCE
    assert [str(row.region) for row in queries.in_regions(queries.changed_by(old.work), DAY)] == ["上海市"]


def test_the_same_twice_and_a_work_that_ends_itself_are_refused() -> None:
    old = library.law()
    services.record(repeals(code(), old), actor=None)

    with pytest.raises(AlreadyInLedger):
        services.record(repeals(code(), old), actor=None)
    with pytest.raises(OnItself):
        services.record(repeals(old, old), actor=None)
    assert Effect.objects.count() == 1


def test_an_entry_on_a_name_takes_hold_when_the_work_comes_in() -> None:
    named = Entry(Effect.Kind.REPEALS, code(), target_title="《中华人民共和国示例固体废物条例》")
    effect = services.record(named, actor=None)
    assert list(queries.entries("waiting")) == [effect]

    old = library.law()

    effect.refresh_from_db()
    assert effect.target == old.work
    assert status(old, DAY) == Status.REPEALED


def test_what_a_text_says_of_other_documents_is_found_once_and_reversible() -> None:
    old = library.law()
    text = "第一条 示例。\n第二条 本法典自2026年8月15日起施行。2019年公布的《示例固体废物条例》同时废止。"
    by = code(text)

    effect = by.effects.get()
    assert (effect.found, effect.by_address, effect.target) == (Effect.Found.TEXT, "art-2", old.work)
    assert status(old, DAY) == Status.REPEALED
    assert [row.pk for row in queries.entries("text")] == [effect.pk]

    services.withdraw(effect, actor=cast.editor(), reason="只废止一部分。")
    library_services.publish(by, actor=cast.editor())

    assert status(old, DAY) == Status.IN_FORCE
    assert by.effects.count() == 1


def test_an_amendment_in_force_whose_text_is_not_held_is_outstanding() -> None:
    old = library.law()
    services.record(Entry(Effect.Kind.AMENDS, code(), old.work), actor=None)

    assert outstanding(old, BEFORE) == []
    assert len(outstanding(old, DAY)) == 1

    library.law(text="第一条 新的。", promulgated_on=dt.date(2026, 3, 12), effective_on=DAY)

    assert outstanding(old, DAY) == []


def test_what_nobody_confirmed_stands_before_readers_in_the_ledger_alone_and_marked() -> None:
    old, reader = library.law(), Client()
    entry = Entry(Effect.Kind.AMENDS, code(), old.work, target_address="art-2")
    effect = services.record(entry, actor=None, found=Effect.Found.TEXT, is_confirmed=False)
    whole, clause = old.get_absolute_url(), f"{old.get_absolute_url()}art-2"

    assert outstanding(old, DAY) == []
    assert on_clause(old, "art-2") == []
    page = words_of(reader.get(whole))
    assert "有修改尚未并入本文本" not in page
    assert "修改第二条" in page
    assert "待核对" in page
    assert "示例法典" not in words_of(reader.get(clause))

    confirm(effect, cast.editor())

    assert "有修改尚未并入本文本" in words_of(reader.get(whole))
    assert "第二条由" in words_of(reader.get(clause))


@pytest.mark.usefixtures("ground")
def test_what_nobody_confirmed_for_one_region_is_not_told_on_top() -> None:
    old = library.law()
    services.record(repeals(code(), old, region="31"), actor=None, is_confirmed=False)

    assert queries.in_regions(queries.changed_by(old.work), DAY) == []


def test_an_amendment_is_told_on_the_articles_of_the_older_texts_alone() -> None:
    """The new text has its own numbers: its second article is another one."""
    old, decision = library.law(), code()
    services.record(Entry(Effect.Kind.AMENDS, decision, old.work, target_address="art-2"), actor=None)

    new = library.law(
        text=library.TEXT + "\n第九条 新的。", promulgated_on=decision.dated_on, effective_on=DAY
    )

    assert new.pk != old.pk
    assert on_clause(old, "art-2") == ["第二条"]
    assert on_clause(new, "art-2") == []


def outstanding(version: Version, day: dt.date) -> list[Effect]:
    versions = version.work.versions.published()
    return queries.outstanding(queries.changed_by(version.work), versions, day)


def test_old_and_new_articles_lead_to_each_other_with_both_days() -> None:
    old, new = library.law(), code()
    services.record(repeals(new, old), actor=None)
    ClauseMapping.objects.create(old=old.work, old_address="art-2", new=new.work, new_address="art-1")

    (there,) = queries.counterparts(old.work, "art-2")
    (back,) = queries.counterparts(new.work, "art-1")

    assert (there.place, there.is_new, back.place, back.is_new) == ("第一条", True, "第二条", False)
    assert there.sentence == back.sentence
    assert "2026年8月14日及以前的行为，按《示例固体废物条例》" in there.sentence
    assert "2026年8月15日起的，按《示例法典》" in there.sentence


def test_a_document_known_by_its_dates_takes_its_text_when_it_comes() -> None:
    bare = library.law(text="")
    assert not bare.has_text

    full = library.law()

    assert full == bare
    full.refresh_from_db()
    assert full.is_public
    assert full.clauses.filter(address="art-2").exists()
    assert library.law(text="") == full


def test_an_editor_records_changes_and_withdraws_on_the_pages() -> None:
    old, _ = library.law(), code()
    browser = as_(cast.editor())
    sent = {"kind": "repeals", "by": "示例法典", "target": "示例固体废物条例", "by_address": "第一条"}

    said = words_of(browser.post(reverse("ledger:new"), sent, follow=True))

    assert "变动已录入" in said
    effect = Effect.objects.get()
    assert (effect.target, effect.by_address) == (old.work, "art-1")
    assert status(old, DAY) == Status.REPEALED

    later = sent | {"target": "一部没有收录的条例", "target_address": "第三条第一款"}
    browser.post(reverse("ledger:change", args=[effect.pk]), later)
    effect.refresh_from_db()
    assert (effect.target, effect.target_title, effect.place) == (None, "一部没有收录的条例", "第三条第一款")

    browser.post(reverse("ledger:withdraw", args=[effect.pk]), {"reason": "录错了。"})
    assert "录错了。" in words_of(browser.get(effect.get_absolute_url()))
    assert browser.get(reverse("ledger:change", args=[effect.pk])).status_code == 404


def test_what_cannot_be_is_said_beside_the_field() -> None:
    library.law()
    library.law(kind="local")
    code()
    sent = {"kind": "repeals", "by": "没有的法", "target": "示例固体废物条例", "target_address": "第几条"}

    said = words_of(as_(cast.operator()).post(reverse("ledger:new"), sent))

    assert "没有收录这个文件" in said
    assert "有几个文件都叫这个名称" in said
    assert "请写成“第十二条”" in said
    assert Effect.objects.count() == 0


def test_unconfirmed_entries_wait_on_the_desk_until_somebody_confirms() -> None:
    old = library.law()
    effect = services.record(repeals(code(), old), actor=None, is_confirmed=False)
    browser = as_(cast.editor())

    assert "示例固体废物条例" in words_of(browser.get("/desk/ledger/"))
    url = reverse("ledger:confirm", args=[effect.pk])
    assert "请写明核对依据" in words_of(browser.post(url, {"basis_note": "属实。"}))
    effect.refresh_from_db()
    assert not effect.is_confirmed

    said = browser.post(url, {"basis": "示例清单第三项", "basis_note": "属实。"}, follow=True)

    page = words_of(said)
    assert "示例清单第三项" in page
    assert str(cast.editor()) in page
    assert f'href="{effect.by.get_absolute_url()}"' in said.content.decode()
    assert f'href="{old.work.get_absolute_url()}"' in said.content.decode()
    assert "示例固体废物条例" not in words_of(browser.get("/desk/ledger/"))
    assert browser.get(url).status_code == 302


def test_editors_say_beside_both_texts_which_article_went_where() -> None:
    old = library.law(
        text="第一条 示例单位应当建立示例台账，如实记录。\n第二条 示例贮存不得超过一年。\n第三条 本条例自2020年1月1日起施行。"
    )
    new = code("第一条 示例贮存一般不得超过一年。\n第二条 示例单位应当建立台账，如实记录。")
    effect = services.record(repeals(new, old), actor=None)
    browser, url = as_(cast.editor()), reverse("ledger:articles", args=[effect.pk])

    page = words_of(browser.get(url))

    assert 'value="第二条"' in page.partition('name="new-art-1"')[2][:200]
    assert 'value="第一条"' in page.partition('name="new-art-2"')[2][:200]
    assert "没有相近的条文" in page

    wrong = {"new-art-1": "第九条", "is-art-1": "on", "is-art-3": "on", "new-art-2": "其他"}
    said = words_of(browser.post(url, wrong))
    assert "《示例法典》没有第九条，请核对。" in said
    assert "请填写对应的条" in said
    assert not ClauseMapping.objects.exists()

    sent = {"new-art-1": "第二条、第一条", "is-art-1": "on", "new-art-2": "第一条"}
    browser.post(url, sent)
    pairs = list(ClauseMapping.objects.values_list("old_address", "new_address"))
    assert sorted(pairs) == [("art-1", "art-1"), ("art-1", "art-2")]
    assert "现为" in words_of(browser.get(old.get_absolute_url() + "art-1"))

    browser.post(url, {"new-art-1": "第二条", "is-art-1": "on"})
    assert [(one.old_address, one.new_address) for one in ClauseMapping.objects.all()] == [("art-1", "art-2")]
    assert AuditRecord.objects.filter(action="ledger.clauses_mapped").count() == 2


def test_pairs_that_were_taken_along_come_back_by_the_command(tmp_path: Path) -> None:
    old, new = library.law(), code()
    effect = services.record(repeals(new, old), actor=None)
    ClauseMapping.objects.create(
        old=old.work, old_address="art-2", new=new.work, new_address="art-1", note="示例。"
    )
    table = tmp_path / "对照.csv"
    table.write_bytes(
        as_(cast.editor()).get(reverse("ledger:articles", args=[effect.pk]), {"format": "csv"}).content
    )
    ClauseMapping.objects.all().delete()

    report = importing.take_mappings(table)

    assert (report.recorded, report.refused) == (1, [])
    assert ClauseMapping.objects.get().note == "示例。"


def test_an_entry_that_ends_nothing_has_no_articles_to_lay_side_by_side() -> None:
    old = library.law()
    amends = services.record(Entry(Effect.Kind.AMENDS, code(), old.work), actor=None)
    named = services.record(Entry(Effect.Kind.REPEALS, code(), target_title="没有收录的条例"), actor=None)
    browser = as_(cast.editor())

    for effect in (amends, named):
        assert browser.get(reverse("ledger:articles", args=[effect.pk])).status_code == 404


DECISION = """一、将第二条第二项修改为：“（二）不超过九十日。”
二、第一条、第三条中的“示例”修改为“演示”。
三、增加一条，作为第四条：“第四条 示例。”
四、删去第一条第二款。
五、第九十九条规定的办法另行制定。
本决定自2026年12月15日起施行。"""


QUOTED = """一、将第十二条修改为：“第十二条 单位应当监测。第三条规定的单位应当增加‘第四条’的监测频次。
第二十条的规定适用于增加的情形。
“第二十一条第二款修改的，从其规定。”
二、第十九条增加一款，作为第二款：“第五条修改前的‘甲’，不适用。”
三、删去第八条中的“第九条”。"""


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("关于修改《示例条例》的决定", DECISION, ["art-2-par-1-item-2", "art-1", "art-3", "art-1-par-2"]),
        ("关于修改〈示例条例〉的决定", "示例条例根据本决定作相应修改，重新公布。", [""]),
        ("关于修改<示例条例>等三部法律的决定", DECISION, []),
        ("示例条例", DECISION, []),
        ("关于修改《示例条例》的决定", QUOTED, ["art-12", "art-19", "art-8"]),
    ],
)
def test_what_a_decision_amends(title: str, text: str, found: list[str]) -> None:
    told = rules.amendments(title, [("preamble", text)])

    assert [one.target_address for one in told] == found
    assert {(one.kind, one.named) for one in told} <= {("amends", "示例条例")}


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_decision_is_read(title: str, text: str) -> None:
    told = rules.amendments(f"关于修改《示例》的决定{title}", [("preamble", text)])

    assert told
    assert len({one.target_address for one in told}) == len(told)


def test_the_new_wording_may_run_over_several_clauses_of_the_decision() -> None:
    said = [
        ("item-1", "一、将第二条修改为：“第二条 示例。"),
        ("art-3", "第三条增加的，从其规定。”"),
        ("item-2", "二、删去第四条。"),
    ]

    told = rules.amendments("关于修改《示例条例》的决定", said)

    assert [(one.ground, one.target_address) for one in told] == [("item-1", "art-2"), ("item-2", "art-4")]


_SAID_IN_DECISIONS = [
    "一、",
    "将",
    "第三条",
    "第二十条第二款",
    "修改为",
    "增加",
    "删去",
    "。",
    "；",
    "\n",
    "‘",
    "’",
    "“",
]


@given(
    st.lists(st.lists(st.sampled_from(_SAID_IN_DECISIONS), max_size=12).map("".join), min_size=1, max_size=4)
)
def test_quoted_words_add_no_amendment(quoted: list[str]) -> None:
    new_wording = "\0".join(quoted)
    said = f"一、将第二条修改为：“{new_wording}”\n二、删去第四条。".split("\0")

    told = rules.amendments("关于修改《示例》的决定", [("preamble", part) for part in said])

    assert [one.target_address for one in told] == ["art-2", "art-4"]


def test_a_decision_that_comes_in_flags_who_explains_its_clauses_and_waits_for_an_editor() -> None:
    law = library.law("示例贮存条例", library.TEXT)
    cast.writing(title="解读第三条", address="art-3", about=law)
    cast.writing(title="解读附则", address="ch-2", about=law)

    decision = library.law(
        "关于修改《示例贮存条例》的决定",
        "一、将第三条修改为：“第三条 示例。”\n二、本决定自2026年12月15日起施行。",
        promulgated_on=dt.date(2026, 11, 1),
        effective_on=dt.date(2026, 12, 15),
    )

    (entry,) = Effect.objects.filter(by=decision)
    assert (entry.kind, entry.target, entry.target_address) == ("amends", law.work, "art-3")
    assert (entry.found, entry.is_confirmed) == (Effect.Found.TEXT, False)
    assert [row.title for row in Recheck.objects.filter(source="writing")] == ["解读第三条"]
    assert "关于修改〈示例贮存条例〉的决定" in words_of(as_(cast.editor()).get("/desk/"))

    services.withdraw(entry, actor=cast.editor(), reason="读错了。")
    reading.read_from(decision)
    assert Effect.objects.filter(by=decision).count() == 1, "what was withdrawn stays so"
