"""Two records of one body become one, under one address; and a merge that was wrong leaves no trace but on the trail."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Organisation, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.deals.queries import matches
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.feedback import queries as reports
from greenbridge.suppliers.feedback import services as feedback
from greenbridge.suppliers.feedback.errors import AlreadyReported
from greenbridge.suppliers.merging import errors, finding, queries, retention, rules, services
from greenbridge.suppliers.models import (
    Activity,
    Favourite,
    Feedback,
    FormerName,
    ImportRun,
    Likeness,
    Merge,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.provenance.queries import said_of
from greenbridge.suppliers.provenance.statements import Said, Source
from greenbridge.suppliers.search import SupplierCollection
from greenbridge.suppliers.suspension.errors import OwnBody
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import code
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")
Evidence = Likeness.Evidence
Follow = Callable[[], None]


def found() -> dict[tuple[int, int], list[str]]:
    return finding.found()


def between(one: Supplier, other: Supplier) -> list[str]:
    """What speaks for the two being of one body."""
    return found().get((min(one.pk, other.pk), max(one.pk, other.pk)), [])


def another(name: str, number: int = 70, region: str = "320509105", **facts: Any) -> Supplier:
    """An unclaimed record from a list."""
    body = Organisation.objects.create(
        credit_code=facts.pop("code", "") or code(number),
        name=name,
        region_id=region,
        address=facts.pop("address", ""),
    )
    listed = {"status": Supplier.Status.LISTED, "listed_at": clock.now(), "updated_at": clock.now()}
    return Supplier.objects.create(organisation=body, **listed | facts)


# --- Which records are alike ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "facts", "evidence"),
    [
        ("江澄检测技术有限公司", {"region": "310118107"}, [Evidence.NAME]),
        ("江澄检测 技术有限公司", {}, [Evidence.NAME]),
        ("江澄检测技术有限责任公司", {}, [Evidence.FORM]),
        ("江澄检测技术有限责任公司", {"region": "310118107"}, []),
        ("江澄检测科技有限公司", {}, []),
        ("别的名称", {"address": "人民路1号", "contact_phone": "0512-60000001"}, [Evidence.CONTACT]),
        ("别的名称", {"address": "人民路2号", "contact_phone": "0512-60000001"}, []),
        ("别的名称", {"address": "人民路1号"}, []),
        ("别的名称", {"code": code(1, "310118")}, [Evidence.BODY_CODE]),
        ("别的名称", {"code": "320584000012345"}, []),
    ],
)
def test_what_speaks_for_two_records_being_of_one_body(
    name: str, facts: dict[str, Any], evidence: list[str]
) -> None:
    lab = cast.lab()

    assert between(lab, another(name, **facts)) == evidence


def test_a_name_or_code_that_one_had_is_that_of_the_other() -> None:
    lab, other = cast.lab(), another("太浦检测有限公司")
    statements.keep_former([(lab.pk, "太浦检测 有限公司")], kind="name", source="名单")
    assert between(lab, other) == [Evidence.FORMER_NAME]

    statements.keep_former([(lab.pk, other.code)], kind="code", source="名单")
    assert between(lab, other) == [Evidence.FORMER_NAME, Evidence.CODE]


def test_of_many_with_one_name_each_of_the_oldest_is_held_against_each() -> None:
    lab = cast.lab()
    others = [cast.twin(lab, number) for number in range(3)]

    assert len(found()) == 6
    assert between(others[0], others[2]) == [Evidence.NAME]


def test_an_address_that_many_share_says_nothing() -> None:
    door = {"address": "孵化园1号", "contact_phone": "0512-63000000"}
    for number in range(rules.MOST_AT_ONE_DOOR):
        another(f"园区第{number}家", 70 + number, **door)
    assert len(found()) == 6

    another("园区又一家", 90, **door)

    assert found() == {}


def test_a_pair_that_was_dismissed_comes_back_only_when_something_else_speaks_for_it() -> None:
    likeness, officer = cast.pair(), cast.officer("32")
    version = queries.version_of(likeness)
    services.dismiss(likeness, reason="两家单位重名。", version=version, officer=officer)
    finding.find()
    assert not queries.waiting_for(officer).exists()

    FormerName.objects.create(
        supplier=likeness.first, kind="code", text=likeness.second.code, source="x", noted_at=clock.now()
    )
    finding.find()

    assert queries.waiting_for(officer).get().evidence == [Evidence.NAME, Evidence.CODE]
    assert AuditRecord.objects.get(action="supplier.likeness_dismissed").note == "两家单位重名。"


def test_a_pair_of_which_nothing_speaks_any_more_goes() -> None:
    likeness = cast.pair()
    Organisation.objects.filter(pk=likeness.second.organisation_id).update(name="太浦检测有限公司")

    finding.find()

    assert not Likeness.objects.exists()


# --- Proposed by hand -------------------------------------------------------------------------------------------


def proposed(first: Supplier, second: Supplier, by: User | None = None) -> Likeness:
    return services.propose(first, second, remark="公示系统载明更名。", officer=by or cast.officer("32"))


def test_an_officer_proposes_two_that_nothing_found_and_they_wait_until_somebody_decides() -> None:
    lab, other = cast.lab(), another("太浦检测有限公司")
    browser = as_(_agreed(cast.officer("32")))
    sent = {"first": "太浦检测有限公司", "second": lab.code, "remark": "公示系统载明更名。"}

    shown = words_of(browser.post(reverse("suppliers:propose"), sent, follow=True))

    likeness = Likeness.objects.get()
    assert "已列为疑似重复" in shown
    assert "公示系统载明更名。" in shown
    assert (likeness.first, likeness.second, likeness.grounds) == (lab, other, ["审核员提出"])
    finding.find()
    likeness.refresh_from_db()
    assert list(queries.waiting_for(cast.officer("32"))) == [likeness]
    trace = AuditRecord.objects.get(action="supplier.likeness_proposed")
    assert (trace.actor, trace.note) == (cast.officer("32"), "公示系统载明更名。")
    cast.merge(likeness, cast.officer("32"))
    assert other.code in [row.text for row in lab.former_names.all()]


def test_what_was_dismissed_is_asked_again_by_an_officer_and_not_by_itself() -> None:
    likeness, officer = cast.pair(), cast.officer("32")
    for _ in range(2):
        version = queries.version_of(likeness)
        services.dismiss(likeness, reason="重名。", version=version, officer=officer)
        finding.find()
        assert not queries.waiting_for(officer).exists()
        assert proposed(likeness.second, likeness.first) == likeness
        assert queries.waiting_for(officer).get().evidence == [Evidence.NAME, Evidence.HAND]


@pytest.mark.parametrize(
    ("error", "spoil"),
    [
        (errors.SameRecord, lambda lab, other: (lab, lab)),
        (
            errors.MergedBefore,
            lambda lab, other: (lab, cast.merge(cast.likeness(lab), cast.officer()).absorbed),
        ),
        (errors.BothClaimed, lambda lab, other: (lab, cast.rival())),
        (
            errors.NeitherHere,
            lambda lab, other: (another("甲", 71, "310118107"), another("乙", 72, "310118107")),
        ),
        (OwnBody, lambda lab, other: (lab, _with_officer(other))),
        (errors.AlreadyLike, lambda lab, other: (lab, proposed(lab, other).second)),
    ],
)
def test_a_proposal_that_leads_nowhere_is_refused_and_changes_nothing(
    error: type[Exception], spoil: Callable[[Supplier, Supplier], tuple[Supplier, Supplier]]
) -> None:
    cast.officer("32")
    records = spoil(cast.lab(), another("太浦检测有限公司"))
    before = list(Likeness.objects.values())

    with pytest.raises(error):
        proposed(*records)

    assert list(Likeness.objects.values()) == before


def _with_officer(supplier: Supplier) -> Supplier:
    cast.member_of(supplier.organisation, cast.officer("32"))
    return supplier


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("没有这样的公司", "没有找到“没有这样的公司”"),
        (code(99), "没有找到"),
        ("草稿公司", "没有找到“草稿公司”"),
        ("江澄检测技术有限公司", "不止一条，请改填代码：91"),
    ],
)
def test_a_record_that_is_not_told_apart_is_asked_for_by_its_code(typed: str, said: str) -> None:
    lab = cast.lab()
    cast.twin(lab)
    cast.supplier(9, "草稿公司", "330421103", person="某人")
    sent = {"first": typed, "second": lab.code, "remark": "更名。"}

    page = words_of(as_(_agreed(cast.officer("32"))).post(reverse("suppliers:propose"), sent))

    assert said in page
    assert not Likeness.objects.exists()


def test_a_name_is_found_with_brackets_of_either_kind() -> None:
    assert "绿桥（上海）公司" in rules.spellings("绿桥(上海)公司")
    assert "绿桥(上海)公司" in rules.spellings("绿桥（上海）公司")


# --- Merging ----------------------------------------------------------------------------------------------------


def test_whatever_hangs_on_the_absorbed_record_hangs_on_the_survivor() -> None:
    likeness = cast.pair()
    lab, twin = likeness.first, likeness.second
    paper = cast.credential(twin, "cnas")
    kept = suppliers.keep_favourite(twin, by=cast.person(), is_watched=True)
    Sighting.objects.create(supplier=twin, source="省名单", seen_at=clock.now(), raw={"单位": "江澄"})

    merged = cast.merge(likeness, cast.officer("32"))

    twin.refresh_from_db()
    assert (twin.status, twin.merged_into) == (Supplier.Status.MERGED, lab)
    paper.refresh_from_db()
    kept.refresh_from_db()
    assert (paper.supplier, kept.supplier) == (lab, lab)
    assert lab.sightings.get().source == "省名单"
    assert [(row.kind, row.text, row.source) for row in lab.former_names.all()] == [
        ("code", twin.code, "合并记录")
    ]
    assert merged.moved["suppliers.Credential.supplier_id"] == [paper.pk]
    trace = AuditRecord.objects.get(action="supplier.merged")
    assert (trace.target_id, trace.note) == (str(lab.pk), "营业执照载明同一家。")
    assert trace.after == {"absorbed": twin.code, "moved": 3, "aside": 0}
    assert "已把“江澄检测技术有限公司”" in cast.owner_of(lab.organisation).inbox.latest("pk").text


def test_of_what_may_be_there_once_the_survivors_own_stays_and_the_other_is_kept() -> None:
    likeness = cast.pair()
    lab, twin = likeness.first, likeness.second
    monitoring = ServiceType.objects.get(code="S01")
    other = Activity.objects.create(supplier=twin, service_type=monitoring, capability="名单所载")
    more = Activity.objects.create(supplier=twin, service_type=ServiceType.objects.get(code="S02"))

    merged = cast.merge(likeness, cast.officer("32"))

    assert merged.aside == {"suppliers.Activity.supplier_id": [other.pk]}
    assert merged.moved["suppliers.Activity.supplier_id"] == [more.pk]
    assert lab.activities.get(service_type=monitoring).capability == "自有设备"


def test_the_absorbed_record_is_gone_and_its_address_leads_to_the_survivor(follow: Follow) -> None:
    likeness = cast.pair()
    lab, twin = likeness.first, likeness.second
    Activity.objects.create(supplier=twin, service_type=ServiceType.objects.get(code="S01"))
    address = twin.get_absolute_url()
    assert Client().get(address).status_code == 200

    cast.merge(likeness, cast.officer("32"))
    follow()

    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (301, lab.get_absolute_url())
    assert answer["Cache-Control"] == "no-cache"  # it may be undone
    assert list(SupplierCollection().documents([twin.code])) == []
    assert "1 家机构" in words_of(Client().get(f"/suppliers/?q={twin.code}"))
    assert twin not in [match.supplier for match in matches(cast.published())]
    page = words_of(Client().get(lab.get_absolute_url()))
    assert "原代码" in page
    assert "并入同一家机构的另一条记录" in page


def test_what_sources_say_of_both_lies_together_and_is_settled_anew() -> None:
    likeness = cast.pair()
    lab, twin = likeness.first, likeness.second
    for supplier, source, size in ((lab, "省名单", "small"), (twin, "市名单", "large")):
        said = [Said(supplier.pk, Statement.Field.SIZE, size, size)]
        statements.hear(said, Source("imported", source, clock.now()), known=[supplier.pk])

    cast.merge(likeness, cast.officer("32"))

    assert lab.disputes.get().field == "size"


def test_what_their_lists_differ_in_shows_until_they_are_parted() -> None:
    pair, officer = cast.pair(), cast.officer("32")
    for supplier, source, capital in (
        (pair.first, "省名单", "1000万元"),
        (pair.second, "市名单", "1200万元"),
    ):
        row = {"注册资本": capital}
        Sighting.objects.create(supplier=supplier, source=source, seen_at=clock.now(), raw=row)

    merged = cast.merge(pair, officer)
    dispute = merged.survivor.disputes.get()
    assert {one.value for one in said_of(dispute)} == {"1000万元", "1200万元"}

    services.undo(merged, reason="是两家。", officer=officer)
    assert not merged.survivor.statements.filter(field="capital").exists()
    assert not merged.survivor.disputes.exists()


def test_two_open_reports_of_one_person_meet_and_both_are_answered() -> None:
    """The record has room for one of a kind: the other stays with the absorbed record, and the body reads it too."""
    likeness, officer, reporter = cast.pair(), cast.officer("32"), cast.person()
    rows = [cast.feedback(supplier, by=reporter) for supplier in (likeness.first, likeness.second)]

    cast.merge(likeness, officer)

    assert set(reports.waiting_for(officer)) == set(rows)
    with pytest.raises(AlreadyReported):
        cast.feedback(likeness.first, by=reporter)
    owner = cast.owner_of(likeness.first.organisation)
    for row in Feedback.objects.all():
        feedback.answer(row, officer=officer, decision="returned", reasons="请核对。")
        assert as_(owner).get(row.get_absolute_url()).status_code == 200
    for person in (reporter, owner):
        assert person.inbox.filter(text__contains="答复：转由机构处理").count() == 2
    assert set(reports.for_the_body(owner)) == set(rows)
    cast.feedback(likeness.first, by=reporter)


def test_a_person_who_kept_both_sees_one() -> None:
    likeness, person = cast.pair(), cast.person()
    accounts.agree(person)
    for supplier in (likeness.first, likeness.second):
        suppliers.keep_favourite(supplier, by=person, is_watched=True)

    cast.merge(likeness, cast.officer("32"))

    shown = as_(person).get("/suppliers/favourites/").context["rows"]
    assert [favourite.supplier for favourite, _ in shown] == [likeness.first]
    assert Favourite.objects.count() == 2


@pytest.mark.parametrize(
    ("error", "spoil"),
    [
        (errors.BothClaimed, lambda lab, twin: _claim(twin)),
        (errors.UnderSuspension, lambda lab, twin: cast.suspension(twin)),
        (errors.NotInDirectory, lambda lab, twin: Supplier.objects.filter(pk=lab.pk).update(status="draft")),
        (errors.OtherProvince, lambda lab, twin: _move(lab, "330421103")),
        (errors.ImportUnderWay, lambda lab, twin: _import("running")),
    ],
)
def test_a_merge_that_would_lose_something_is_refused_and_changes_nothing(
    error: type[Exception], spoil: Callable[[Supplier, Supplier], object]
) -> None:
    likeness = cast.pair()
    cast.credential(likeness.second, "cnas")
    spoil(likeness.first, likeness.second)

    with pytest.raises(error):
        cast.merge(likeness, cast.officer("32"))

    assert not Merge.objects.exists()
    assert likeness.second.credentials.exists()


def _claim(supplier: Supplier) -> None:
    supplier.organisation.is_supplier = True
    supplier.organisation.save()


def _move(supplier: Supplier, region: str) -> None:
    Organisation.objects.filter(pk=supplier.organisation_id).update(region=region)


def _import(status: str) -> None:
    ImportRun.objects.create(source="名单", started_at=clock.now(), status=status)


def test_the_record_that_a_body_speaks_for_survives() -> None:
    likeness = cast.pair()

    with pytest.raises(errors.ClaimedSurvives, match="江澄检测技术有限公司"):
        cast.merge(likeness, cast.officer("32"), survivor=likeness.second)


def test_nobody_merges_what_has_changed_under_their_eyes() -> None:
    likeness = cast.pair()
    seen = queries.version_of(likeness)
    suppliers.describe(likeness.first, editor=cast.owner_of(likeness.first.organisation), intro="新的介绍")

    with pytest.raises(errors.RecordsChanged):
        cast.merge(likeness, cast.officer("32"), version=seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_merges() -> None:
    likeness, officer = cast.pair(), cast.officer("32")
    version = queries.version_of(likeness)

    results = at_once(*[lambda: cast.merge(likeness, officer, version=version)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["AlreadyMerged", "Merge"]
    assert AuditRecord.objects.filter(action="supplier.merged").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_record_is_not_merged_on_while_another_is_merged_into_it() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    second, third = cast.twin(lab, 1), cast.twin(lab, 2)
    finding.find()
    into_lab = Likeness.objects.get(first=lab, second=second)
    into_second = Likeness.objects.get(first=second, second=third)
    versions = [queries.version_of(into_lab), queries.version_of(into_second)]

    results = at_once(
        lambda: cast.merge(into_lab, officer, version=versions[0]),
        lambda: cast.merge(into_second, officer, version=versions[1]),
    )

    assert [type(result).__name__ for result in results].count("Merge") == 1
    assert {type(result).__name__ for result in results} <= {"Merge", "AlreadyMerged", "RecordsChanged"}
    assert Supplier.objects.filter(merged_into__isnull=False).count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------


def _agreed(person: User) -> User:
    accounts.agree(person)
    return person


def test_an_officer_goes_from_the_desk_through_the_pair_to_the_merge_and_back() -> None:
    likeness = cast.pair()
    lab, twin = likeness.first, likeness.second
    browser = as_(_agreed(cast.officer("32")))
    page = f"/suppliers/likenesses/{likeness.pk}/"

    assert "1 对机构记录可能是同一家" in words_of(browser.get("/desk/"))
    assert "名称相同" in words_of(browser.get("/suppliers/likenesses/"))
    shown = words_of(browser.get(page))
    assert lab.code in shown
    assert "没有认领" in shown
    sent = {"choice": lab.pk, "reason": "同一份执照", "version": queries.version_of(likeness)}
    assert "合并前请确认" in words_of(browser.post(page, sent))
    done = browser.post(page, sent | {"confirmed": "on"}, follow=True)
    assert "已并入“江澄检测技术有限公司”" in words_of(done)
    assert "已合并" in words_of(browser.get(page))

    merged = Merge.objects.get()
    assert twin.code in words_of(browser.get("/suppliers/merges/")).replace(" ", "")
    address = f"/suppliers/merges/{merged.pk}/"
    assert "请填写撤销理由。" in words_of(browser.post(address, {"reason": " "}))
    undone = browser.post(address, {"reason": "其实是两家"}, follow=True)
    assert "恢复为单独的记录" in words_of(undone)


def test_the_officer_of_the_other_record_sees_the_pair_and_may_not_keep_the_first() -> None:
    lab = cast.lab()
    another("江澄检测技术有限公司", region="310118107")
    finding.find()
    likeness, browser = Likeness.objects.get(), as_(_agreed(cast.officer("31")))
    sent = {"choice": lab.pk, "reason": "x", "confirmed": "on", "version": queries.version_of(likeness)}

    answer = browser.post(f"/suppliers/likenesses/{likeness.pk}/", sent)

    assert "保留这一条须由该协会办理" in words_of(answer)
    assert as_(_agreed(cast.officer("33"))).get(f"/suppliers/likenesses/{likeness.pk}/").status_code == 404


def test_of_two_that_are_claimed_an_officer_can_only_say_that_they_are_two() -> None:
    likeness = cast.pair()
    _claim(likeness.second)
    browser = as_(_agreed(cast.officer("32")))
    page = f"/suppliers/likenesses/{likeness.pk}/"

    shown = words_of(browser.get(page))
    assert "两条都已由单位认领" in shown
    assert "是同一家，保留" not in shown
    browser.post(page, {"choice": "two", "reason": "两个法人。", "version": queries.version_of(likeness)})

    assert "两个法人。" in words_of(browser.get(page))


# --- Retention --------------------------------------------------------------------------------------------------


def test_the_longest_words_fit() -> None:
    """Names and codes as long as they may be."""
    lab = cast.lab()
    Organisation.objects.filter(pk=lab.organisation_id).update(name="长" * 100)
    lab.organisation.refresh_from_db()
    cast.twin(lab)

    assert finding.find() == 1
    assert len(Likeness.objects.get().known) < 400


def test_reasons_go_after_three_years() -> None:
    likeness, officer = cast.pair(), cast.officer("32")
    Likeness.objects.update(reason="上次认定不是同一家。")  # and asked again since
    Likeness.objects.update(proposed_at=clock.now(), remark="更名。")
    services.undo(cast.merge(likeness, officer), reason="其实是两家。", officer=officer)

    assert retention.forget_old() == 0
    with clock.stopped_at(clock.now() + dt.timedelta(days=1100)):
        assert retention.forget_old() == 4
    assert Likeness.objects.values_list("reason", "remark").get() == ("", "")
    assert {*Merge.objects.values_list("reason", "undo_reason")} == {("", "")}
