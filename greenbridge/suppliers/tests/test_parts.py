"""What a supplier tells beside its credentials: written by itself, seen by its association, shown to everybody."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.accounts import services as accounts
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.suppliers import retention, services
from greenbridge.suppliers.edits import kept
from greenbridge.suppliers.errors import EvidenceMissing, PartChanged, TooManyParts
from greenbridge.suppliers.models import RecordPart, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, fetch, words_of

pytestmark = pytest.mark.usefixtures("ground")

State = RecordPart.State
CERTIFIED = {"person": "王静怡", "name": "监测上岗证", "number": "苏监测2025001234"}


def record_of(lab: Supplier) -> str:
    return words_of(as_(None).get(reverse("suppliers:record", args=[lab.code])))


def test_a_certified_person_goes_through_the_review_to_the_record_without_the_name() -> None:
    lab = cast.lab()
    owner, officer = cast.owner_of(lab.organisation), cast.officer("32")
    browser = as_(owner)

    browser.post(reverse("suppliers:add_part", args=["staff"]), CERTIFIED)
    assert lab.parts.get().state == State.NEW
    assert "待核对" in record_of(lab)
    review = services.submit(lab, editor=owner)
    seen = words_of(as_(officer).get(reverse("suppliers:review", args=[review.pk])))
    services.approve_listing(review, officer=officer)

    assert "王静怡" in seen
    assert "苏监测2025001234" in seen
    assert "王静怡" in words_of(browser.get(reverse("suppliers:mine")))
    page = record_of(lab)
    assert "王**" in page
    assert "机构自报" in page
    assert "王静怡" not in page
    assert "苏监测2025001234" not in page
    assert not AuditRecord.objects.filter(after__icontains="王静怡").exists()


def test_what_is_turned_back_waits_for_the_next_review() -> None:
    lab = cast.lab()
    cast.part(lab)
    review = services.submit(lab, editor=cast.owner_of(lab.organisation))

    services.return_listing(review, officer=cast.officer("32"), reasons="请补充材料。")

    assert lab.parts.get().state == State.NEW
    assert services.submit(lab, editor=cast.owner_of(lab.organisation)).is_waiting


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("equipment", {"name": "气相色谱仪", "quantity": "3"}, ["仪器设备", "气相色谱仪"]),
        (
            "project",
            {"name": "园区监测", "detail": "某园区", "year": "2025", "band": "50"},
            ["20—50万元", "某园区"],
        ),
        (
            "case",
            {"name": "定型机废气", "year": "2025", "text": "油烟去除率95%。"},
            ["典型案例", "油烟去除率95%。"],
        ),
        (
            "membership",
            {"name": "江苏省环境保护产业协会", "detail": "理事单位"},
            ["理事单位", "不影响排序、匹配和评级"],
        ),
    ],
)
def test_each_kind_is_shown_with_what_belongs_to_it(
    kind: str, typed: dict[str, str], shown: list[str]
) -> None:
    lab = cast.lab()

    as_(cast.owner_of(lab.organisation)).post(reverse("suppliers:add_part", args=[kind]), typed)

    page = record_of(lab)
    assert [words for words in shown if words not in page] == []


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("staff", CERTIFIED | {"valid_until": "2020-01-01"}, "证书已过期"),
        ("staff", CERTIFIED | {"number": ""}, "请填写证书编号。"),
        ("equipment", {"name": "气相色谱仪", "quantity": "0"}, "请填写不小于1的整数。"),
        ("project", {"name": "监测", "detail": "某厂", "year": "2099"}, "年份不能晚于今年"),
        ("project", {"name": "监测", "detail": "某厂", "year": "25"}, "请填写四位数的年份"),
        ("case", {"name": "案例", "year": "2025"}, "请填写做法和成效。"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    kind: str, changes: dict[str, str], sentence: str
) -> None:
    lab = cast.lab()

    page = words_of(
        as_(cast.owner_of(lab.organisation)).post(reverse("suppliers:add_part", args=[kind]), changes)
    )

    assert sentence in page
    assert f'value="{changes["name"]}"' in page
    assert not lab.parts.exists()


def test_there_is_no_other_kind() -> None:
    assert (
        as_(cast.owner_of(cast.lab().organisation)).get("/suppliers/mine/parts/rank/add/").status_code == 404
    )


def test_an_officer_verifies_a_project_by_its_evidence_and_a_change_undoes_that() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    owner = cast.owner_of(lab.organisation)
    project = cast.part(lab, evidence=cast.file(owner))
    review = services.submit(lab, editor=owner)
    page = as_(officer).get(reverse("suppliers:review", args=[review.pk]))
    assert "标为已核实" in words_of(page)

    as_(officer).post(
        reverse("suppliers:verify_part", args=[project.pk]), {"seen": project.stated_at.isoformat()}
    )
    services.approve_listing(review, officer=officer)

    project.refresh_from_db()
    assert project.state == State.VERIFIED
    assert AuditRecord.objects.get(action="supplier.part_verified").actor == officer
    assert "已核实</span>" in record_of(lab)
    typed = {"name": "改了名称的项目", "detail": "某印染企业", "year": "2025"}
    as_(owner).post(reverse("suppliers:change_part", args=[project.pk]), typed)
    project.refresh_from_db()
    assert (project.state, project.name) == (State.NEW, "改了名称的项目")
    assert project.evidence is not None


def test_what_the_officer_has_not_seen_or_nothing_proves_is_not_verified() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    proven = cast.part(lab, evidence=cast.file(cast.owner_of(lab.organisation)))
    bare = cast.part(lab, name="没有材料的项目")

    with pytest.raises(PartChanged):
        services.verify_part(proven, officer=officer, seen="2026-01-01T00:00:00+00:00")
    with pytest.raises(EvidenceMissing):
        services.verify_part(bare, officer=officer, seen=bare.stated_at.isoformat())

    assert {part.state for part in lab.parts.all()} == {State.NEW}


def test_evidence_is_read_by_colleagues_and_the_officer_in_charge_alone_and_goes_with_its_project() -> None:
    lab, officer = cast.lab(), cast.officer("32")
    owner = cast.owner_of(lab.organisation)
    project = cast.part(lab, evidence=cast.file(owner))
    services.approve_listing(services.submit(lab, editor=owner), officer=officer)
    file = project.evidence
    assert file is not None
    url = reverse("files:download", args=[file.stored_as])

    readers = (owner, officer, cast.officer("33"), cast.owner_of(cast.dyer()), None)
    assert [fetch(who, url).status_code for who in readers] == [200, 200, 404, 404, 404]

    services.drop_part(project, editor=owner)
    assert [fetch(who, url).status_code for who in readers] == [200, 404, 404, 404, 404]
    with clock.stopped_at(clock.now() + dt.timedelta(days=31)):
        kept.forget_old()
    file.refresh_from_db()
    assert file.state == File.State.DESTROYED


def test_on_a_draft_new_evidence_replaces_the_old_which_is_destroyed() -> None:
    lab = cast.lab(Supplier.Status.DRAFT)
    owner = cast.owner_of(lab.organisation)
    project = cast.part(lab, evidence=cast.file(owner))
    former = project.evidence

    changed = services.change_part(project, editor=owner, evidence=cast.pdf(), name="监测")

    assert former is not None
    former.refresh_from_db()
    assert former.state == File.State.DESTROYED
    assert changed.evidence != former


def test_nobody_changes_what_belongs_to_another() -> None:
    project, rival = cast.part(cast.lab()), as_(cast.owner_of(cast.rival().organisation))

    for act in ("change", "drop"):
        assert rival.post(reverse(f"suppliers:{act}_part", args=[project.pk])).status_code == 404
    assert RecordPart.objects.get().name == project.name


def test_a_record_takes_so_many_of_a_kind_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = cast.lab()
    monkeypatch.setattr(RecordPart, "MOST", 1)
    cast.part(lab)

    with pytest.raises(TooManyParts, match="“业绩”已登记1项"):
        services.add_part(lab, "project", editor=cast.owner_of(lab.organisation), name="又一项")


def test_a_long_group_is_folded_and_a_certificate_that_is_over_says_so() -> None:
    lab = cast.lab()
    for number in range(6):
        cast.part(lab, "equipment", name=f"设备{number}", quantity=1, year=None)
    cast.part(lab, "staff", person="王静", year=None, valid_until=clock.today() - dt.timedelta(days=1))

    page = record_of(lab)

    assert "共6项，展开查看" in page
    assert "已过期</span>" in page


def test_certified_people_and_evidence_go_when_nobody_speaks_for_the_body_any_more() -> None:
    lab = cast.lab()
    owner = cast.owner_of(lab.organisation)
    cast.part(lab, "staff", person="王静", year=None)
    project = cast.part(lab, evidence=cast.file(owner))
    accounts.close_account(owner)

    retention.forget_old()

    assert list(lab.parts.all()) == [project]
    assert lab.parts.get().evidence is None
