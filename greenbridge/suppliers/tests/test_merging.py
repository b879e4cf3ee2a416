"""Two records of one body become one, under one address; and a merge that was wrong leaves no trace but on the trail."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Organisation, User, VerificationCase
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.deals.models import Invitation
from greenbridge.deals.queries import matches
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.credit import runs as credit
from greenbridge.suppliers.credit.errors import MergedMeanwhile
from greenbridge.suppliers.imports import undoing
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.merging import errors, finding, moving, queries, retention, rules, services
from greenbridge.suppliers.models import (
    Activity,
    CreditRecord,
    CreditRun,
    Favourite,
    FormerName,
    ImportRun,
    Likeness,
    Merge,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.provenance.statements import Said, Source
from greenbridge.suppliers.search import SupplierCollection
from greenbridge.suppliers.tests.import_cast import as_csv, on_disk
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import code
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")
Evidence = Likeness.Evidence
Follow = Callable[[], None]
HEADER = ("统一社会信用代码", "企业名称", "地址", "企业规模")


def pair() -> Likeness:
    """The lab, and a second record of it that a list brought in."""
    cast.officer("32")
    return cast.likeness(cast.lab())


def record(of: str) -> Supplier:
    return Supplier.objects.select_related("organisation").get(organisation__credit_code=of)


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
    likeness, officer = pair(), cast.officer("32")
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
    likeness = pair()
    Organisation.objects.filter(pk=likeness.second.organisation_id).update(name="太浦检测有限公司")

    finding.find()

    assert not Likeness.objects.exists()


# --- Merging ----------------------------------------------------------------------------------------------------


def test_whatever_hangs_on_the_absorbed_record_hangs_on_the_survivor() -> None:
    likeness = pair()
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
    likeness = pair()
    lab, twin = likeness.first, likeness.second
    monitoring = ServiceType.objects.get(code="S01")
    other = Activity.objects.create(supplier=twin, service_type=monitoring, capability="名单所载")
    more = Activity.objects.create(supplier=twin, service_type=ServiceType.objects.get(code="S02"))

    merged = cast.merge(likeness, cast.officer("32"))

    assert merged.aside == {"suppliers.Activity.supplier_id": [other.pk]}
    assert merged.moved["suppliers.Activity.supplier_id"] == [more.pk]
    assert lab.activities.get(service_type=monitoring).capability == "自有设备"


def test_the_absorbed_record_is_gone_and_its_address_leads_to_the_survivor(follow: Follow) -> None:
    likeness = pair()
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
    likeness = pair()
    lab, twin = likeness.first, likeness.second
    for supplier, source, size in ((lab, "省名单", "small"), (twin, "市名单", "large")):
        said = [Said(supplier.pk, Statement.Field.SIZE, size, size)]
        statements.hear(said, Source("imported", source, clock.now()), known=[supplier.pk])

    cast.merge(likeness, cast.officer("32"))

    assert lab.disputes.get().field == "size"


def test_a_person_who_kept_both_sees_one() -> None:
    likeness, person = pair(), cast.person()
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
    likeness = pair()
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
    likeness = pair()

    with pytest.raises(errors.ClaimedSurvives, match="江澄检测技术有限公司"):
        cast.merge(likeness, cast.officer("32"), survivor=likeness.second)


def test_nobody_merges_what_has_changed_under_their_eyes() -> None:
    likeness = pair()
    seen = queries.version_of(likeness)
    suppliers.describe(likeness.first, editor=cast.owner_of(likeness.first.organisation), intro="新的介绍")

    with pytest.raises(errors.RecordsChanged):
        cast.merge(likeness, cast.officer("32"), version=seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_merges() -> None:
    likeness, officer = pair(), cast.officer("32")
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


# --- Undoing ----------------------------------------------------------------------------------------------------


def test_an_undone_merge_gives_back_what_it_moved_and_leaves_what_came_since() -> None:
    likeness, officer = pair(), cast.officer("32")
    lab, twin = likeness.first, likeness.second
    paper = cast.credential(twin, "cnas")
    merged = cast.merge(likeness, officer)
    since = cast.credential(lab, "iso9001")

    services.undo(merged, reason="其实是两家。", officer=officer)

    twin.refresh_from_db()
    assert (twin.status, twin.merged_into) == (Supplier.Status.LISTED, None)
    paper.refresh_from_db()
    since.refresh_from_db()
    assert (paper.supplier, since.supplier) == (twin, lab)
    assert not lab.former_names.exists()
    assert Client().get(twin.get_absolute_url()).status_code == 200
    assert AuditRecord.objects.get(action="supplier.merge_undone").note == "其实是两家。"
    assert "其实是两家。" in cast.owner_of(lab.organisation).inbox.latest("pk").text
    assert queries.waiting_for(officer).get() == likeness  # and may be merged again
    cast.merge(likeness, officer)


PARTS: dict[str, Callable[[Supplier], object]] = {
    "paper": lambda owner: cast.credential(owner, "iso9001", number="Q1"),
    "other paper": lambda owner: cast.credential(owner, "cnas"),
    "activity": lambda owner: Activity.objects.get_or_create(
        supplier=owner, service_type=ServiceType.objects.get(code="S02")
    ),
    "project": lambda owner: cast.part(owner),
    "figures": lambda owner: cast.size_statement(owner),
    "favourite": lambda owner: suppliers.keep_favourite(owner, by=cast.person(), is_watched=True),
    "former name": lambda owner: statements.keep_former([(owner.pk, "旧名称")], kind="name", source="名单"),
    "list": lambda owner: Sighting.objects.create(
        supplier=owner, source="省名单", seen_at=clock.now(), raw={"n": owner.pk}
    ),
    "small": lambda owner: _heard(owner, "省名单", "small"),
    "large": lambda owner: _heard(owner, "市名单", "large"),
    "micro": lambda owner: _heard(owner, "县名单", "micro"),
    "punished": lambda owner: CreditRecord.objects.create(
        supplier=owner, kind="penalty", number="罚1号", source="信用中国", fetched_at=clock.now()
    ),
    "invited": lambda owner: Invitation.objects.create(
        demand=cast.published(), supplier=owner, invited_by=cast.person(), invited_at=clock.now()
    ),
}


def _heard(owner: Supplier, source: str, size: str) -> None:
    said = [Said(owner.pk, Statement.Field.SIZE, size, size)]
    statements.hear(said, Source("imported", source, clock.now()), known=[owner.pk])


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every column of every row that hangs on a record, and the records, but for when they were last touched."""
    hanging = {pointer.name: list(pointer.rows.values()) for pointer in moving.pointers()}
    columns = [field.attname for field in Supplier._meta.concrete_fields if field.name != "updated_at"]
    return hanging | {"records": list(Supplier.objects.order_by("pk").values(*columns))}


some = st.sets(st.sampled_from(sorted(PARTS)))


# Each example is rolled back: they may share the ground that they stand on.
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=some, others=some)
def test_a_merge_and_its_undoing_leave_everything_as_it_was(mine: set[str], others: set[str]) -> None:
    with transaction.atomic():
        likeness, officer = pair(), cast.officer("32")
        for owner, parts in ((likeness.first, mine), (likeness.second, others)):
            for part in sorted(parts):
                PARTS[part](owner)
        before = rows()

        merged = cast.merge(likeness, officer)
        together = rows()
        services.undo(merged, reason="其实是两家。", officer=officer)

        assert rows() == before
        assert together != before
        transaction.set_rollback(True)


def test_merging_the_survivor_leaves_no_chain_and_is_undone_first() -> None:
    officer, lab = cast.officer("32"), cast.lab()
    second, third = cast.twin(lab, 1), cast.twin(lab, 2)
    finding.find()
    first_merge = cast.merge(Likeness.objects.get(first=second, second=third), officer)
    second_merge = cast.merge(Likeness.objects.get(first=lab, second=second), officer)
    third.refresh_from_db()
    assert third.merged_into == lab
    assert Client().get(third.get_absolute_url())["Location"] == lab.get_absolute_url()

    with pytest.raises(errors.MergedOn, match="江澄"):
        services.undo(first_merge, reason="x", officer=officer)
    services.undo(second_merge, reason="x", officer=officer)
    third.refresh_from_db()
    assert third.merged_into == second
    services.undo(first_merge, reason="x", officer=officer)

    assert not Supplier.objects.filter(merged_into__isnull=False).exists()
    with pytest.raises(errors.AlreadyUndone):
        services.undo(first_merge, reason="x", officer=officer)


def test_an_undoing_that_finds_its_place_taken_is_refused_and_changes_nothing() -> None:
    likeness, officer = pair(), cast.officer("32")
    cast.credential(likeness.second, "cnas", number="1")
    merged = cast.merge(likeness, officer)
    cast.credential(likeness.second, "cnas", number="1")
    before = rows()

    with pytest.raises(errors.PlaceTaken):
        services.undo(merged, reason="x", officer=officer)

    assert rows() == before


def test_what_was_deleted_since_does_not_come_back() -> None:
    likeness, officer = pair(), cast.officer("32")
    cast.credential(likeness.second, "cnas")
    merged = cast.merge(likeness, officer)
    likeness.first.credentials.filter(kind="cnas").delete()

    services.undo(merged, reason="x", officer=officer)

    assert AuditRecord.objects.get(action="supplier.merge_undone").after["gone"] == 1


def test_of_several_merged_into_one_the_last_is_undone_first() -> None:
    officer, lab = cast.officer("32"), cast.lab()
    one, other = cast.merge(cast.likeness(lab, 1), officer), cast.merge(cast.likeness(lab, 2), officer)

    with pytest.raises(errors.LaterMergeFirst):
        services.undo(one, reason="x", officer=officer)

    services.undo(other, reason="x", officer=officer)
    services.undo(one, reason="x", officer=officer)


# --- Lists, claims and credit records ---------------------------------------------------------------------------


def import_list(folder: Path, *codes: str, name: str = "江澄检测技术有限公司") -> ImportRun:
    lines = [(code, name, "吴江区盛泽镇9号", "小型") for code in codes]
    return import_path(on_disk(folder, as_csv([HEADER, *lines])), source="省名单")


def test_a_list_with_the_old_code_lands_on_the_survivor(tmp_path: Path) -> None:
    likeness = pair()
    lab, twin = likeness.first, likeness.second
    cast.merge(likeness, cast.officer("32"))

    run = import_list(tmp_path, twin.code, name="江澄监测站")

    assert (run.created, run.updated, run.refused) == (0, 1, 0)
    assert lab.sightings.get().source == "省名单"
    assert not twin.sightings.exists()
    assert record(lab.code).organisation.name == "江澄检测技术有限公司"
    assert "已并入代码为" in run.issues.get(column="统一社会信用代码").reason
    assert Supplier.objects.count() == 2


def test_a_list_with_both_codes_counts_the_body_once(tmp_path: Path) -> None:
    likeness = pair()
    lab, twin = likeness.first, likeness.second
    cast.merge(likeness, cast.officer("32"))

    run = import_list(tmp_path, lab.code, twin.code)

    assert (run.updated, run.refused) == (1, 1)
    assert "与第2行是同一家机构，两条记录已合并" in run.issues.get(refuses=True).reason


def test_an_import_that_is_taken_back_leaves_what_was_merged_since(tmp_path: Path) -> None:
    lab, officer = cast.lab(), cast.officer("32")
    old = code(77)
    run = import_list(tmp_path, old)
    finding.find()
    merged = cast.merge(Likeness.objects.get(first=lab), officer)
    before = rows()

    undoing.proceed(undoing.undo(run, by=officer))

    assert rows() == before
    assert "请先撤销合并" in run.entries.get().kept
    services.undo(merged, reason="其实是两家。", officer=officer)
    assert record(old).sightings.get().source == "省名单"


def test_an_import_that_a_merge_overtook_stops_and_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looked up its codes before."""
    likeness = pair()
    cast.merge(likeness, cast.officer("32"))
    with monkeypatch.context() as earlier:
        earlier.setattr("greenbridge.suppliers.imports.checking.merged_codes", dict)
        with pytest.raises(Exception, match="继续导入"):
            import_list(tmp_path, likeness.second.code)
    assert not Sighting.objects.exists()

    import_list(tmp_path, likeness.second.code)

    assert Sighting.objects.get().supplier == likeness.first


def test_a_credit_record_of_the_old_code_lands_on_the_survivor(tmp_path: Path) -> None:
    likeness = pair()
    hand_over(tmp_path, likeness.second.code, "许可两项")
    merged = cast.merge(likeness, cast.officer("32"))

    last = hand_over(tmp_path, likeness.second.code, "许可三项")

    record = CreditRecord.objects.get()
    assert (record.supplier, record.content) == (likeness.first, "许可三项")
    credit.undo(last, by=cast.operator())
    services.undo(merged, reason="其实是两家。", officer=cast.officer("32"))
    record.refresh_from_db()
    assert (record.supplier, record.content) == (likeness.second, "许可两项")


def hand_over(folder: Path, of: str, content: str) -> CreditRun:
    said = {"类型": "行政许可", "统一社会信用代码": of, "文书号": "许1号", "内容": content}
    path = on_disk(folder, json.dumps([said]).encode(), "信用.json")
    return credit.import_path(path, source="信用中国")


def test_a_handing_over_that_a_merge_overtook_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It looked up its codes before."""
    likeness = pair()
    known = {likeness.second.code: likeness.second.pk}
    cast.merge(likeness, cast.officer("32"))
    monkeypatch.setattr("greenbridge.suppliers.imports.credit._known", lambda rows: known)

    with pytest.raises(MergedMeanwhile):
        hand_over(tmp_path, likeness.second.code, "许可一项")

    assert not CreditRecord.objects.exists()


def test_nobody_becomes_the_body_behind_a_merged_record() -> None:
    likeness, officer = pair(), cast.officer("32")
    cast.merge(likeness, officer)
    old = likeness.second.organisation
    stated = {"credit_code": old.credit_code, "name": old.name, "address": "旧路1号"}
    claim = accounts.Claim("我是法定代表人。", cast.pdf("证明.pdf"))
    case = accounts.apply(cast.person(), cast.statement("supplier", "320509105", **stated), cast.pdf(), claim)

    with pytest.raises(errors.RecordMerged, match=likeness.first.code):
        accounts.pass_case(case, officer=officer)

    assert VerificationCase.objects.get().is_waiting
    assert f"机构记录已并入“{likeness.first}”。" in words_of(
        as_(_agreed(officer)).get(reverse("accounts:review", args=[case.pk]))
    )


# --- Pages ------------------------------------------------------------------------------------------------------


def _agreed(person: User) -> User:
    accounts.agree(person)
    return person


def test_an_officer_goes_from_the_desk_through_the_pair_to_the_merge_and_back() -> None:
    likeness = pair()
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
    likeness = pair()
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
    likeness, officer = pair(), cast.officer("32")
    Likeness.objects.update(reason="上次认定不是同一家。")  # and asked again since
    services.undo(cast.merge(likeness, officer), reason="其实是两家。", officer=officer)

    assert retention.forget_old() == 0
    with clock.stopped_at(clock.now() + dt.timedelta(days=1100)):
        assert retention.forget_old() == 3
    assert Likeness.objects.get().reason == ""
    assert {*Merge.objects.values_list("reason", "undo_reason")} == {("", "")}
