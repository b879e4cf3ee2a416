"""What comes after a merge: it is undone, lists and credit systems still use the old code, somebody speaks for the old record."""

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
from greenbridge.accounts.models import VerificationCase
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.deals.models import Invitation
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers import services as suppliers
from greenbridge.suppliers.credit import runs as credit
from greenbridge.suppliers.credit.errors import MergedMeanwhile
from greenbridge.suppliers.imports import undoing
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.merging import errors, finding, moving, queries, services
from greenbridge.suppliers.models import (
    Activity,
    CreditRecord,
    CreditRun,
    ImportRun,
    Likeness,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.provenance.statements import Said, Source
from greenbridge.suppliers.tests.import_cast import as_csv, on_disk
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import code
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")
HEADER = ("统一社会信用代码", "企业名称", "地址", "企业规模")


def record(of: str) -> Supplier:
    return Supplier.objects.select_related("organisation").get(organisation__credit_code=of)


# --- Undoing ----------------------------------------------------------------------------------------------------


def test_an_undone_merge_gives_back_what_it_moved_and_leaves_what_came_since() -> None:
    likeness, officer = cast.pair(), cast.officer("32")
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
        likeness, officer = cast.pair(), cast.officer("32")
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
    likeness, officer = cast.pair(), cast.officer("32")
    cast.credential(likeness.second, "cnas", number="1")
    merged = cast.merge(likeness, officer)
    cast.credential(likeness.second, "cnas", number="1")
    before = rows()

    with pytest.raises(errors.PlaceTaken):
        services.undo(merged, reason="x", officer=officer)

    assert rows() == before


def test_what_was_deleted_since_does_not_come_back() -> None:
    likeness, officer = cast.pair(), cast.officer("32")
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
    likeness = cast.pair()
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
    likeness = cast.pair()
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
    likeness = cast.pair()
    cast.merge(likeness, cast.officer("32"))
    with monkeypatch.context() as earlier:
        earlier.setattr("greenbridge.suppliers.imports.checking.merged_codes", dict)
        with pytest.raises(Exception, match="继续导入"):
            import_list(tmp_path, likeness.second.code)
    assert not Sighting.objects.exists()

    import_list(tmp_path, likeness.second.code)

    assert Sighting.objects.get().supplier == likeness.first


def test_a_credit_record_of_the_old_code_lands_on_the_survivor(tmp_path: Path) -> None:
    likeness = cast.pair()
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
    likeness = cast.pair()
    known = {likeness.second.code: likeness.second.pk}
    cast.merge(likeness, cast.officer("32"))
    monkeypatch.setattr("greenbridge.suppliers.imports.credit._known", lambda rows: known)

    with pytest.raises(MergedMeanwhile):
        hand_over(tmp_path, likeness.second.code, "许可一项")

    assert not CreditRecord.objects.exists()


@pytest.mark.parametrize("asks_first", [True, False])
def test_nobody_becomes_the_body_behind_a_merged_record(asks_first: bool) -> None:
    """Whether it was merged before somebody asked to speak for it, or while the officer had the case."""
    likeness, officer = cast.pair(), cast.officer("32")
    if not asks_first:
        cast.merge(likeness, officer)
    old = likeness.second.organisation
    stated = {"credit_code": old.credit_code, "name": old.name, "address": "旧路1号"}
    claim = accounts.Claim("我是法定代表人。", cast.pdf("证明.pdf"))
    case = accounts.apply(cast.person(), cast.statement("supplier", "320509105", **stated), cast.pdf(), claim)

    if asks_first:
        cast.merge(likeness, officer)

    accounts.agree(officer)
    with pytest.raises(errors.RecordMerged, match=likeness.first.code):
        accounts.pass_case(case, officer=officer)

    assert VerificationCase.objects.get().is_waiting
    assert f"机构记录已并入“{likeness.first}”。" in words_of(
        as_(officer).get(reverse("accounts:review", args=[case.pk]))
    )
