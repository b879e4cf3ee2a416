"""What sources say of a credential stands side by side where they differ, until an officer chooses one of them."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.audit.models import AuditRecord
from greenbridge.reference.models import CredentialKind
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers import services
from greenbridge.suppliers.edits import queries as edits
from greenbridge.suppliers.edits import services as editing
from greenbridge.suppliers.edits.errors import EditedSince, NotAnEdit
from greenbridge.suppliers.imports import undoing
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.suppliers.imports.holding import hold_all_together
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.merging import services as merging
from greenbridge.suppliers.models import (
    Credential,
    ImportRun,
    PaperDispute,
    PaperStatement,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.papers import rules
from greenbridge.suppliers.papers.queries import version_of, words_of
from greenbridge.suppliers.papers.services import settle
from greenbridge.suppliers.provenance.errors import AlreadySettled, SourcesChanged
from greenbridge.suppliers.tests.import_cast import as_csv, on_disk, papers_stated
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.pages import words_of as page_of

HEADER = ("统一社会信用代码", "单位名称", "地址", "资质名称", "证书编号", "发证机关", "有效期至")
PROVINCE, CITY = "省名单", "市名单"


@pytest.fixture
def lab(ground: None) -> Supplier:
    """A body on whose record stands no credential yet."""
    made = cast.lab()
    made.credentials.all().delete()
    return made


@pytest.fixture
def listed(tmp_path: Path, lab: Supplier) -> Callable[..., ImportRun]:
    """A list that names one credential of the lab."""

    def import_list(source: str, until: str = "", issuer: str = "", body: Supplier = lab) -> ImportRun:
        place = body.organisation.region.full_name
        row = (body.code, str(body), place, "CMA", "CMA1", issuer, until)
        return import_path(on_disk(tmp_path, as_csv([HEADER, row])), source=source)

    return import_list


def shown() -> tuple[str, str]:
    """Where the credential that stands is from, and its last day."""
    one = Credential.objects.get(number="CMA1")
    return one.source, str(one.expires_on)


def said() -> dict[str, str]:
    rows = PaperStatement.objects.filter(number="CMA1")
    return {row.source: "长期" if row.is_for_ever else str(row.expires_on) for row in rows}


def is_open() -> bool:
    return PaperDispute.objects.filter(settled_at=None).exists()


def choose(source: str, **options: Any) -> PaperDispute:
    dispute = PaperDispute.objects.get(settled_at=None)
    facts: dict[str, Any] = {
        "version": version_of(words_of(dispute)),
        "officer": cast.officer("32"),
    } | options
    return settle(dispute, source=source, reason="与证书原件核对。", **facts)


def taken_back(run: ImportRun) -> None:
    undoing.proceed(undoing.undo(run, by=cast.officer("32")))


def enter(lab: Supplier, until: dt.date | None) -> Credential:
    """The lab types the credential in."""
    return services.add_credential(
        lab,
        editor=cast.owner_of(lab.organisation),
        scan=None,
        wastes={},
        kind=CredentialKind.objects.get(code="cma"),
        number="CMA1",
        issuer="江苏省市场监督管理局",
        scope="",
        issued_on=None,
        expires_on=until,
    )


# --- Lists ------------------------------------------------------------------------------------------------------


def test_both_words_are_shown_with_their_days_until_an_officer_chooses_one(
    lab: Supplier, listed: Callable[..., ImportRun]
) -> None:
    listed(PROVINCE, "2028-06-30")
    assert not PaperStatement.objects.exists()  # one source: its row says it
    listed(CITY, "2029-12-31")

    assert said() == {PROVINCE: "2028-06-30", CITY: "2029-12-31"}
    page = page_of(Client().get(lab.get_absolute_url()))
    assert "以下来源对检验检测机构资质认定证书 CMA1的说法不同，协会正在核对" in page
    assert "有效期至：<strong>2028年6月30日</strong>" in page
    assert "有效期至：<strong>2029年12月31日</strong>" in page

    officer = as_(cast.officer("32"))
    desk = page_of(officer.get(reverse("suppliers:paper_disputes")))
    assert str(lab) in desk
    address = reverse("suppliers:paper_dispute", args=[PaperDispute.objects.get().pk])
    version = officer.get(address).context["version"]
    answer = officer.post(address, {"source": PROVINCE, "reason": "见发证机关公示。", "version": version})

    assert answer.status_code == 302
    assert shown() == (PROVINCE, "2028-06-30")
    trace = AuditRecord.objects.get(action="supplier.paper_settled")
    assert (trace.before["expires_on"], trace.after["expires_on"]) == ("2029-12-31", "2028-06-30")
    [told] = cast.owner_of(lab.organisation).inbox.filter(text__contains="各来源不一")
    assert "采用“省名单”的说法。理由：见发证机关公示。" in told.text
    assert "按采用的来源展示" in page_of(Client().get(lab.get_absolute_url()))
    assert "见发证机关公示" not in page_of(Client().get(lab.get_absolute_url()))


def test_then_only_the_chosen_source_writes_and_an_unseen_word_of_another_asks_again(
    listed: Callable[..., ImportRun],
) -> None:
    listed(PROVINCE, "2028-06-30")
    listed(CITY, "2029-12-31")
    choose(PROVINCE)

    listed(CITY, "2029-12-31")
    assert (shown(), is_open()) == ((PROVINCE, "2028-06-30"), False)

    listed(PROVINCE, "2034-06-30")  # renewed
    assert (shown(), is_open()) == ((PROVINCE, "2034-06-30"), False)

    listed(CITY, "2030-01-01")
    assert (shown(), is_open()) == ((PROVINCE, "2034-06-30"), True)

    choose(CITY)
    assert shown() == (CITY, "2030-01-01")
    listed("县名单", "2031-01-01")
    assert (shown(), is_open()) == ((CITY, "2030-01-01"), True)


def test_who_says_nothing_contradicts_nobody_and_for_ever_is_a_word(listed: Callable[..., ImportRun]) -> None:
    listed(PROVINCE, "2028-06-30", "江苏省市场监督管理局")
    listed(CITY, "", "省市场监督管理局")
    assert not PaperStatement.objects.exists()

    listed("县名单", "长期")
    assert said() == {PROVINCE: "2028-06-30", CITY: "None", "县名单": "长期"}
    assert is_open()
    assert shown() == ("县名单", "None")


def test_lists_that_come_to_agree_and_an_import_taken_back_leave_nothing(
    listed: Callable[..., ImportRun],
) -> None:
    listed(PROVINCE, "2028-06-30")
    run = listed(CITY, "2029-12-31")

    taken_back(run)
    assert (shown(), said(), is_open()) == ((PROVINCE, "2028-06-30"), {}, False)

    listed(CITY, "2029-12-31")
    listed(PROVINCE, "2029-12-31")
    assert (said(), is_open()) == ({}, False)


def test_a_choice_binds_while_its_source_speaks(listed: Callable[..., ImportRun]) -> None:
    listed(PROVINCE, "2028-06-30")
    run = listed(CITY, "2029-12-31")
    choose(CITY)

    taken_back(run)
    listed(PROVINCE, "2035-06-30")

    assert shown() == (PROVINCE, "2035-06-30")
    assert not is_open()


def test_a_list_that_was_forgotten_after_three_years_still_has_its_word(
    listed: Callable[..., ImportRun],
) -> None:
    listed(PROVINCE, "2028-06-30")
    listed(CITY, "2029-12-31")
    Sighting.objects.filter(source=PROVINCE).update(raw={})

    listed(CITY, "2030-12-31")

    assert said() == {PROVINCE: "2028-06-30", CITY: "2030-12-31"}


def test_what_differed_before_is_found_at_once_and_told_with_the_list(
    lab: Supplier, listed: Callable[..., ImportRun]
) -> None:
    listed(PROVINCE, "2028-06-30")
    run = listed(CITY, "2029-12-31")
    PaperDispute.objects.all().delete()
    PaperStatement.objects.all().delete()  # as lists left it before they were held against each other

    assert [hold_all_together().papers, hold_all_together().papers] == [1, 0]
    assert said() == {PROVINCE: "2028-06-30", CITY: "2029-12-31"}
    page = page_of(as_(cast.operator()).get(reverse("imports:run", args=[run.pk])))
    assert "名单上的机构有 1 张资质各来源说法不一" in page


def test_what_the_body_had_entered_before_lists_were_held_against_it_is_found_too(
    lab: Supplier, listed: Callable[..., ImportRun]
) -> None:
    listed(PROVINCE, "2028-06-30")
    Credential.objects.update(source="", expires_on="2031-06-30")  # as a body once wrote over a list

    out = io.StringIO()
    call_command("sources_compare", stdout=out)

    assert "新列入待核定的资质 1 张" in out.getvalue()
    assert said() == {Statement.ITSELF: "2031-06-30", PROVINCE: "2028-06-30"}
    assert shown() == ("", "2031-06-30")


# --- The body itself --------------------------------------------------------------------------------------------


def test_what_the_body_said_is_kept_when_a_list_writes_over_it_and_may_be_chosen(
    lab: Supplier, listed: Callable[..., ImportRun]
) -> None:
    cast.credential(lab, "cma", number="CMA1", expires_on="2028-06-30", verified_at=None)  # from before
    listed(PROVINCE, "2027-06-30")

    assert said() == {Statement.ITSELF: "2028-06-30", PROVINCE: "2027-06-30"}
    assert shown() == (PROVINCE, "2027-06-30")

    choose(Statement.ITSELF)
    assert shown() == ("", "2028-06-30")
    assert Credential.objects.get().verified_at is not None
    listed(PROVINCE, "2027-06-30")
    assert (shown(), is_open()) == (("", "2028-06-30"), False)


def test_what_the_body_says_stands_beside_what_lists_say_and_what_an_officer_chose(
    lab: Supplier, listed: Callable[..., ImportRun]
) -> None:
    listed(PROVINCE, "2027-06-30")
    enter(lab, dt.date(2028, 6, 30))
    assert shown() == (PROVINCE, "2027-06-30")
    assert said() == {Statement.ITSELF: "2028-06-30", PROVINCE: "2027-06-30"}
    choose(PROVINCE)

    page = as_(cast.owner_of(lab.organisation)).post(
        reverse("suppliers:add_credential"),
        {"kind": "cma", "number": "CMA1", "issuer": "省局", "expires_on": "2033-06-30", "scan": cast.pdf()},
        follow=True,
    )

    assert "您填写的不同之处已转协会核定" in page_of(page)
    assert shown() == (PROVINCE, "2027-06-30")
    assert said()[Statement.ITSELF] == "2033-06-30"
    assert is_open()


def test_a_word_that_the_body_takes_back_is_none(lab: Supplier, listed: Callable[..., ImportRun]) -> None:
    listed(PROVINCE, "2027-06-30")
    owner = cast.owner_of(lab.organisation)
    enter(lab, dt.date(2028, 6, 30))
    [edit] = [one for one in edits.of(lab) if one.trace.action == "supplier.credential_added"]
    editing.undo(lab, edit, by=owner, reason="写错了。")
    assert (shown(), said(), is_open()) == ((PROVINCE, "2027-06-30"), {}, False)

    services.drop_credential(enter(lab, None), editor=owner)
    assert (said(), is_open()) == ({}, False)


def test_what_an_officer_chose_stands_among_the_edits_and_holds_against_an_undo(
    lab: Supplier, listed: Callable[..., ImportRun]
) -> None:
    enter(lab, dt.date(2028, 6, 30))
    listed(PROVINCE, "2027-06-30")
    choose(PROVINCE)

    settled, entered = edits.of(lab)[:2]

    assert [one.label for one in settled.changes] == ["检验检测机构资质认定证书 CMA1"]
    assert isinstance(settled.obstacle, NotAnEdit)
    assert isinstance(entered.obstacle, EditedSince)


# --- Two records, and who may -----------------------------------------------------------------------------------


def test_what_lists_say_of_two_records_meets_when_they_merge_and_parts_again(
    listed: Callable[..., ImportRun],
) -> None:
    pair = cast.pair()
    pair.first.credentials.all().delete()
    listed(PROVINCE, "2028-06-30", body=pair.first)
    listed(CITY, "2029-12-31", body=pair.second)
    assert not is_open()

    merged = cast.merge(pair, cast.officer("32"))
    assert PaperDispute.objects.get().supplier == merged.survivor
    assert said() == {PROVINCE: "2028-06-30", CITY: "2029-12-31"}

    merging.undo(merged, reason="是两家。", officer=cast.officer("32"))
    assert (said(), is_open()) == ({}, False)
    assert Credential.objects.filter(number="CMA1").count() == 2


def test_what_changed_meanwhile_or_was_settled_is_refused(listed: Callable[..., ImportRun]) -> None:
    listed(PROVINCE, "2028-06-30")
    listed(CITY, "2029-12-31")
    dispute = PaperDispute.objects.get()
    seen = version_of(words_of(dispute))
    listed(CITY, "2030-12-31")

    with pytest.raises(SourcesChanged):
        choose(CITY, version=seen)
    assert shown() == (CITY, "2030-12-31")
    choose(CITY)
    with pytest.raises(AlreadySettled):
        settle(dispute, source=CITY, reason="再核。", version="", officer=cast.officer("32"))


def test_an_officer_of_another_province_sees_nothing_and_a_reason_is_asked_for(
    listed: Callable[..., ImportRun],
) -> None:
    listed(PROVINCE, "2028-06-30")
    listed(CITY, "2029-12-31")
    address = reverse("suppliers:paper_dispute", args=[PaperDispute.objects.get().pk])

    assert as_(cast.officer("33")).get(address).status_code == 404
    page = as_(cast.officer("32")).post(address, {"source": "", "reason": ""})
    assert "请选择一个来源。" in page_of(page)
    assert "请写明理由。" in page_of(page)
    assert is_open()


# --- What means the same ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("issuer", "江苏省生态环境厅", "生态环境厅", True),
        ("issuer", "江苏省生态环境厅", "浙江省生态环境厅", False),
        ("scope", "收集、贮存、处置", "收集，贮存", True),
        ("grade", "甲级", "乙级", False),
        ("wastes", {"HW08": Covered(100)}, {"HW08": Covered()}, True),
        ("wastes", {"HW08": Covered(100)}, {"HW08": Covered(200)}, False),
        ("wastes", {"HW08": Covered()}, {"HW08": Covered(), "HW17": Covered()}, False),
        ("wastes", {"HW08": Covered(None, {"900-249-08": None})}, {"HW08": Covered()}, False),
    ],
)
def test_what_is_no_difference(field: str, one: Any, other: Any, same: bool) -> None:
    assert rules.agree(field, one, other) is same
    assert rules.agree(field, other, one) is same


@given(st.lists(papers_stated(), min_size=1, max_size=3))
def test_what_an_officer_has_weighed_is_closed_whichever_is_chosen(words: list[CredentialFacts]) -> None:
    of_sources = {str(n): word for n, word in enumerate(words)}

    assert rules.is_open(of_sources, None) is bool(rules.differing(words))
    for source in of_sources:
        assert not rules.is_open(of_sources, rules.Settled(source, words))
