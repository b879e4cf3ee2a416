"""A body enters again what was checked: what is the same stays checked, what it adds is its word, what differs waits."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given

from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.files.services import may_read
from greenbridge.reference.models import CredentialKind, WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers import facts, services
from greenbridge.suppliers.bulk import _unseen
from greenbridge.suppliers.edits import kept
from greenbridge.suppliers.edits import queries as edits
from greenbridge.suppliers.edits import services as editing
from greenbridge.suppliers.errors import NothingToCheck
from greenbridge.suppliers.imports import papers
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.imports.holding import hold_all_together
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.models import (
    Credential,
    CredentialWaste,
    PaperDispute,
    PaperStatement,
    Statement,
    Supplier,
)
from greenbridge.suppliers.papers import rules
from greenbridge.suppliers.papers.queries import version_of, words_of
from greenbridge.suppliers.papers.services import settle
from greenbridge.suppliers.search import SupplierCollection
from greenbridge.suppliers.templatetags.suppliers import yearly_tonnes
from greenbridge.suppliers.tests.import_cast import as_csv, on_disk, papers_stated
from greenbridge.testing import cast
from greenbridge.testing.mould import laid
from greenbridge.testing.pages import as_
from greenbridge.testing.pages import words_of as page_of

UNTIL = dt.date(2029, 6, 30)


def _lab() -> Supplier:
    """A lab whose one credential an officer has checked, with its scan."""
    made = cast.lab()
    made.credentials.filter(kind="cma").delete()
    enter(made)
    made.credentials.update(verified_at=clock.now())
    return made


@pytest.fixture
def lab(ground: None) -> Supplier:
    return laid(_lab)


def enter(body: Supplier, **facts: Any) -> Credential:
    usual: dict[str, Any] = {
        "kind": CredentialKind.objects.get(code="cma"),
        "number": "CMA1",
        "issuer": "江苏省市场监督管理局",
        "scope": "水和废水",
        "expires_on": UNTIL,
        "wastes": {},
        "scan": cast.pdf(),
    }
    return services.add_credential(body, editor=cast.owner_of(body.organisation), **usual | facts)


def paper() -> Credential:
    return Credential.objects.get(number="CMA1")


def listed(folder: Path, body: Supplier, kind: str = "CMA", number: str = "CMA1", until: str = "") -> None:
    """A list that names the credential, and its last day if that is given."""
    header = ("统一社会信用代码", "单位名称", "地址", "资质名称", "证书编号", "有效期至")
    row = (body.code, str(body), body.organisation.region.full_name, kind, number, until)
    import_path(on_disk(folder, as_csv([header, row])), source="省名单")


def choose(source: str) -> None:
    dispute = PaperDispute.objects.get(settled_at=None)
    version, province = version_of(words_of(dispute)), dispute.supplier.organisation.region_id[:2]
    settle(dispute, source=source, reason="与原件核对。", version=version, officer=cast.officer(province))


def licensed(*codes: str, **amounts: int | None) -> dict[WasteCategory, Covered]:
    """Categories with their amounts; codes are of the first."""
    return {
        WasteCategory.objects.get(code=category): Covered(tonnes, dict.fromkeys(codes) if not n else {})
        for n, (category, tonnes) in enumerate(amounts.items())
    }


def found_by(body: Supplier) -> Mapping[str, Sequence[str]]:
    [document] = SupplierCollection().documents([body.code])
    return document.facets


def test_what_is_the_same_stays_checked_and_the_new_scan_waits_while_the_old_one_stays(lab: Supplier) -> None:
    old = paper().scan
    enter(lab)
    again, new = paper(), paper().offered_scan
    assert old
    assert new
    assert (again.is_valid_on(clock.today()), again.scan, PaperDispute.objects.exists()) == (True, old, False)
    stranger, officer = cast.person(), cast.officer("32")
    assert [may_read(stranger, old), may_read(stranger, new), may_read(officer, new)] == [True, False, True]
    assert _unseen(lab) == ["CMA"]

    review = services.submit(lab, editor=cast.owner_of(lab.organisation))
    assert "下载新扫描件（待核对）" in page_of(
        as_(officer).get(reverse("suppliers:review", args=[review.pk]))
    )
    services.approve_listing(review, officer=officer)

    assert (paper().scan, paper().offered_scan) == (new, None)
    assert File.objects.get(pk=old.pk).state == File.State.DESTROYED
    with pytest.raises(NothingToCheck):
        services.submit(lab, editor=cast.owner_of(lab.organisation))


def test_what_differs_from_what_an_officer_checked_stands_beside_it_until_an_officer_chooses(
    lab: Supplier,
) -> None:
    old, renewed = paper().scan, dt.date(2035, 6, 30)
    form = {"kind": "cma", "number": "CMA1", "issuer": "江苏省市场监督管理局", "scope": "水和废水"}
    told = as_(cast.owner_of(lab.organisation)).post(
        reverse("suppliers:add_credential"),
        form | {"expires_on": renewed.isoformat(), "scan": cast.pdf("新证.pdf")},
        follow=True,
    )
    said = "您填写的不同之处已转协会核定，新扫描件一并核对，结果会告诉您。"
    assert (said in page_of(told), "补充的内容请在核定后提交变更。" in page_of(told)) == (True, False)
    assert (paper().expires_on, paper().scan, paper().verified_at is not None) == (UNTIL, old, True)
    page = page_of(as_(None).get(lab.get_absolute_url()))
    assert "有效期至：<strong>2029年6月30日</strong>" in page
    assert "有效期至：<strong>2035年6月30日</strong>" in page
    address = reverse("suppliers:paper_dispute", args=[PaperDispute.objects.get().pk])
    seen = page_of(as_(cast.officer("32")).get(address))
    assert "协会核验" in seen
    assert "下载机构新交的扫描件" in seen

    choose(Statement.ITSELF)

    assert (paper().expires_on, paper().offered_scan, paper().is_valid_on(clock.today())) == (
        renewed,
        None,
        True,
    )
    assert paper().scan != old
    assert [row.source for row in PaperStatement.objects.all()] == [Statement.ITSELF]

    enter(lab, expires_on=dt.date(2040, 1, 1))  # what the body says next is looked at, too
    choose(PaperStatement.CHECKED)
    assert paper().expires_on == renewed
    enter(lab, expires_on=dt.date(2040, 1, 1))
    assert not PaperDispute.objects.filter(settled_at=None).exists()  # an officer has weighed it


def test_a_scan_that_came_with_a_word_that_is_refused_is_destroyed_and_never_taken_up(lab: Supplier) -> None:
    old = paper().scan
    enter(lab, expires_on=dt.date(2035, 6, 30))
    offered = paper().offered_scan
    assert offered

    choose(PaperStatement.CHECKED)

    assert (paper().scan, paper().offered_scan) == (old, None)
    assert File.objects.get(pk=offered.pk).state == File.State.DESTROYED
    with pytest.raises(NothingToCheck):
        services.submit(lab, editor=cast.owner_of(lab.organisation))


def test_what_is_in_dispute_is_not_passed_with_the_record(lab: Supplier) -> None:
    owner, officer, old = cast.owner_of(lab.organisation), cast.officer("32"), paper().scan
    enter(lab, expires_on=dt.date(2035, 6, 30), grade="甲级")
    new = paper().offered_scan
    with pytest.raises(NothingToCheck):
        services.submit(lab, editor=owner)
    services.add_part(lab, "staff", editor=owner, person="王静", name="上岗证", number="A1")
    review = services.submit(lab, editor=owner)
    page = page_of(as_(officer).get(reverse("suppliers:review", args=[review.pk])))
    assert "各来源说法不一，在“资质核定”中办理" in page

    services.approve_listing(review, officer=officer)

    assert (paper().scan, paper().offered_scan, paper().declared) == (old, new, ["grade"])
    choose(Statement.ITSELF)
    assert (paper().scan, paper().offered_scan, paper().declared) == (new, None, [])


def test_no_scan_is_taken_up_in_passing_even_of_a_paper_that_no_service_needs(lab: Supplier) -> None:
    kind = CredentialKind.objects.get(covers_waste=True)
    enter(lab, kind=kind, number="W1")
    lab.credentials.update(verified_at=clock.now())
    assert _unseen(lab) == []

    enter(lab, kind=kind, number="W1")

    assert _unseen(lab) == [kind.short_name]


def test_a_paper_that_is_taken_off_comes_back_with_both_its_scans_or_both_go(lab: Supplier) -> None:
    enter(lab)
    owner, scans = cast.owner_of(lab.organisation), [paper().scan, paper().offered_scan]

    def states() -> set[str]:
        return {File.objects.get(pk=one.pk).state for one in scans if one}

    services.drop_credential(paper(), editor=owner)
    assert states() == {File.State.CLEAN}
    editing.undo(lab, edits.of(lab, many=1)[0], by=owner, reason="还要用。")
    assert ([paper().scan, paper().offered_scan], states()) == (scans, {File.State.CLEAN})

    services.drop_credential(paper(), editor=owner)
    with clock.stopped_at(clock.now() + dt.timedelta(days=31)):
        kept.forget_old()
    assert states() == {File.State.DESTROYED}


def test_the_form_of_a_renewal_is_filled_with_what_the_paper_says_and_reads_it_back(ground: None) -> None:
    disposer = cast.disposer()
    licence = disposer.credentials.get()
    owner = as_(cast.owner_of(disposer.organisation))
    address = f"{reverse('suppliers:add_credential')}?of={licence.pk}"
    assert address in page_of(owner.get(reverse("suppliers:mine")))

    shown = owner.get(address).context["form"]
    filled = {name: shown[name].value() or "" for name in shown.fields if name != "scan"}
    answer = owner.post(
        address, filled | {"kind": licence.kind_id, "scan": cast.pdf("新证.pdf")}, follow=True
    )

    assert "补充的内容和新扫描件提交变更后由协会核对" in page_of(answer)
    assert not PaperDispute.objects.exists()
    stranger = as_(cast.owner_of(cast.lab().organisation)).get(address)
    assert stranger.context["form"]["number"].value() is None


def test_an_entry_that_is_taken_back_leaves_no_side(lab: Supplier) -> None:
    enter(lab, expires_on=dt.date(2035, 6, 30))
    [edit] = [one for one in edits.of(lab, many=1) if one.obstacle is None]

    editing.undo(lab, edit, by=cast.owner_of(lab.organisation), reason="写错了。")

    assert not PaperDispute.objects.exists()
    assert [row.source for row in PaperStatement.objects.all()] == [Statement.ITSELF]
    assert (paper().expires_on, paper().offered_scan) == (UNTIL, None)


def test_what_a_list_does_not_state_is_the_bodys_word_whoever_came_first(
    lab: Supplier, tmp_path: Path
) -> None:
    paper().delete()
    enter(lab)
    listed(tmp_path, lab)

    assert (paper().source, paper().declared) == ("省名单", ["issuer", "scope", "expires_on"])
    said = "仅为机构自行申报，尚未核验：发证机关、许可范围、有效期至"
    assert said in page_of(as_(None).get(lab.get_absolute_url()))
    listed(tmp_path, lab, until="2029-06-30")
    assert paper().declared == ["issuer", "scope"]

    enter(lab, scope="水和废水、噪声")  # the other way round
    assert (paper().scope, paper().declared, paper().source) == (
        "水和废水、噪声",
        ["issuer", "scope"],
        "省名单",
    )
    form = {"kind": "cma", "number": "CMA1", "issuer": "江苏省市场监督管理局", "scope": "水和废水、噪声"}
    told = as_(cast.owner_of(lab.organisation)).post(
        reverse("suppliers:add_credential"),
        form | {"expires_on": "2035-06-30", "scan": cast.pdf("新证.pdf")},
        follow=True,
    )
    assert "新扫描件一并核对，结果会告诉您。补充的内容请在核定后提交变更。" in page_of(told)
    assert (paper().expires_on, PaperDispute.objects.filter(settled_at=None).count()) == (UNTIL, 1)
    choose("省名单")
    assert paper().declared == ["issuer", "scope"]

    services.approve_listing(
        services.submit(lab, editor=cast.owner_of(lab.organisation)), officer=cast.officer("32")
    )
    assert paper().declared == []


def test_wastes_that_only_the_body_names_find_no_work_until_somebody_checks_them(
    ground: None, tmp_path: Path
) -> None:
    disposer = cast.disposer()
    disposer.credentials.all().delete()
    licence = CredentialKind.objects.get(covers_waste=True)
    oil = {WasteCategory.objects.get(code="HW08"): Covered(100)}
    enter(disposer, kind=licence, number="W1", wastes=oil, scope="")
    listed(tmp_path, disposer, licence.name, "W1", "2029-06-30")

    one = disposer.credentials.get()
    assert (one.is_valid_on(clock.today()), one.wastes_written) == (True, "HW08（100吨/年）")
    assert facts.wastes(Supplier.objects.with_card().get(pk=disposer.pk), clock.today()) == []

    services.approve_listing(
        services.submit(disposer, editor=cast.owner_of(disposer.organisation)), officer=cast.officer("33")
    )
    assert facts.wastes(Supplier.objects.with_card().get(pk=disposer.pk), clock.today()) == [("HW08", 100)]


@pytest.fixture
def licence(ground: None) -> Credential:
    """Of a disposer, checked by an officer: number and issuer, and no more."""
    body = cast.disposer()
    body.credentials.all().delete()
    kind = CredentialKind.objects.get(covers_waste=True)
    made = enter(body, kind=kind, number="W1", scope="")
    body.credentials.update(verified_at=clock.now())
    return made


def again(licence: Credential, **facts: Any) -> Credential:
    enter(licence.supplier, kind=licence.kind, number="W1", **{"scope": ""} | facts)
    return Credential.objects.get(pk=licence.pk)


@pytest.mark.parametrize("source", [PaperStatement.CHECKED, "省名单"])
def test_who_refuses_the_bodys_word_has_not_checked_what_the_body_added(
    licence: Credential, tmp_path: Path, source: str
) -> None:
    body = licence.supplier
    if source == "省名单":
        listed(tmp_path, body, licence.kind.name, "W1", "2029-06-30")
    added = {"grade": "甲级", "scope": "收集、贮存", "wastes": licensed(HW08=40_000)}
    again(licence, expires_on=dt.date(2035, 6, 30), **added)

    choose(source)

    one = Credential.objects.get(pk=licence.pk)
    assert (one.expires_on, one.grade, one.wastes_written) == (UNTIL, "甲级", "HW08（40000吨/年）")
    assert one.declared == ["grade", "scope", "wastes"]
    assert (one.licensed_wastes, one.waste_codes) == ({}, [])
    told = page_of(as_(None).get(body.get_absolute_url()))
    assert "仅为机构自行申报，尚未核验：等级（甲级）、许可范围、许可类别" in told


def test_a_grade_and_amounts_that_only_the_body_states_are_neither_found_nor_counted(
    licence: Credential,
) -> None:
    body = licence.supplier
    CredentialWaste.objects.create(credential=licence, category_id="HW08", codes={"900-249-08": 300})
    CredentialWaste.objects.create(credential=licence, category_id="HW17", tonnes_per_year=200)
    wastes = licensed("900-249-08", HW08=100_000, HW17=None)
    one = again(licence, grade="甲级", wastes=wastes)

    assert one.wastes_written == "HW08 900-249-08（100000吨/年）；HW17（200吨/年）"
    assert one.wastes.get(category="HW08").codes == {
        "900-249-08": 300
    }  # what was checked of a code is still there
    assert one.declared == ["grade", "HW08"]
    assert one.open_to_check == "等级（甲级）、年能力（HW08）"
    assert (one.name, one.short_name) == (one.kind.name, one.kind.short_name)
    shown = Supplier.objects.with_card().get(pk=body.pk)
    assert facts.wastes(shown, clock.today()) == [("HW08（限900-249-08）", 0), ("HW17", 200)]
    assert yearly_tonnes(shown) == "200 吨"
    facets = found_by(body)
    assert facets["waste"] == ["HW08", "HW17", "HW17@100", "HW17@whole"]
    assert facets["credential"] == [one.kind_id]
    assert [one for one in facets["wastecode"] if one.startswith("900")] == ["900-249-08", "900-249-08@100"]

    again(licence, grade="甲级", wastes=licensed("900-249-08", HW08=100_000, HW17=90_000))
    assert PaperDispute.objects.get().supplier == body  # the 200 were checked
    choose(Statement.ITSELF)
    assert yearly_tonnes(Supplier.objects.with_card().get(pk=body.pk)) == "190,000 吨"
    assert f"{one.kind_id}@甲级" in found_by(body)["credential"]


def test_an_amount_that_only_the_body_states_stays_its_word_whatever_a_list_leaves_open(
    licence: Credential, tmp_path: Path
) -> None:
    body = licence.supplier
    again(licence, wastes=licensed(HW08=500))
    header = ("统一社会信用代码", "单位名称", "地址", "资质名称", "证书编号", "经营类别")
    row = (body.code, str(body), body.organisation.region.full_name, licence.kind.name, "W1")

    import_path(on_disk(tmp_path, as_csv([header, (*row, "HW08")])), source="省名单")
    listed(tmp_path, body, licence.kind.name, "W1", "2029-06-30")

    one = Credential.objects.get(pk=licence.pk)
    assert (one.declared, one.licensed_wastes) == (["tonnes"], {"HW08": Covered()})


def test_what_a_list_once_checked_without_stating_it_is_found_to_be_the_bodys_word(
    licence: Credential, tmp_path: Path
) -> None:
    body = licence.supplier
    Credential.objects.all().delete()
    enter(body, kind=licence.kind, number="W1", scope="", wastes=licensed(HW08=40_000))
    listed(tmp_path, body, licence.kind.name, "W1")
    Credential.objects.update(declared=[])  # as lists left it before fields were told apart

    out = io.StringIO()
    call_command("sources_compare", stdout=out)

    assert "1 张资质的一部分只有机构自己说过" in out.getvalue()
    one = Credential.objects.get()
    assert one.declared == ["issuer", "expires_on", "wastes"]
    assert found_by(body)["waste"] == []
    assert hold_all_together().declared == 0

    services.approve_listing(
        services.submit(body, editor=cast.owner_of(body.organisation)), officer=cast.officer("33")
    )
    assert (hold_all_together().declared, Credential.objects.get().declared) == (0, [])


def test_what_an_officer_had_passed_before_the_list_came_stays_checked(lab: Supplier, tmp_path: Path) -> None:
    Credential.objects.filter(number="CMA1").update(verified_at=None)
    services.approve_listing(
        services.submit(lab, editor=cast.owner_of(lab.organisation)), officer=cast.officer("32")
    )
    listed(tmp_path, lab)

    assert (paper().source, paper().declared, hold_all_together().declared) == ("省名单", [], 0)
    assert paper().declared == []


@given(papers_stated(), papers_stated())
def test_a_field_is_either_stated_or_said_to_be_the_bodys_word_alone(
    listed: CredentialFacts, own: CredentialFacts
) -> None:
    held = papers.joined(listed, own)
    resting = rules.resting_on_none(held, listed, Credential.FACTS)

    for field in rules.FIELDS:
        said = rules.stated(listed, field)
        assert not (field in resting and said and said == rules.stated(held, field))
    seen = rules.blank(held, resting)
    for category, one in seen.wastes.items():
        amounts = listed.wastes[category].amounts(category)
        assert one.amounts(category) == amounts  # each that is left was stated
    assert rules.resting_on_none(held, held, Credential.FACTS) in ([], ["expires_on"])
    assert rules.resting_on_none(held, listed, []) == []
    assert rules.blank(held, Credential.FACTS)[2:] == ("", "", "", None, None, {}, False)
