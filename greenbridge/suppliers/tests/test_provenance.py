"""Each key fact keeps who said it and when; where sources differ, both are shown and an officer settles it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import Association, Role, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.clock import stopped_at
from greenbridge.suppliers import services
from greenbridge.suppliers.imports import undoing
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.models import Dispute, FormerName, ImportProfile, ImportRun, Statement, Supplier
from greenbridge.suppliers.provenance.errors import AlreadySettled, SourcesChanged
from greenbridge.suppliers.provenance.queries import said_of, version_of
from greenbridge.suppliers.provenance.rules import Value, agree, is_open
from greenbridge.suppliers.provenance.services import settle
from greenbridge.suppliers.search import SupplierCollection
from greenbridge.suppliers.tests.import_cast import (
    as_csv,
    code,
    company,
    officer,  # noqa: F401 — a fixture
    on_disk,
    reference,  # noqa: F401 — a fixture
)
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("officer")
HEADER = ("统一社会信用代码", "企业名称", "地址", "企业规模")
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def row(number: int, size: str = "", **changes: str) -> tuple[str, ...]:
    return (*company(number, **changes), size)


def import_list(folder: Path, source: str, *rows: tuple[str, ...]) -> ImportRun:
    path = on_disk(folder, as_csv([HEADER, *rows]))
    profile = ImportProfile.objects.filter(name=source).first()
    return import_path(path, source=source, profile=profile)


def body(number: int = 1) -> Supplier:
    return Supplier.objects.select_related("organisation").get(organisation__credit_code=code(number))


def said(field: str) -> list[tuple[str, str, str]]:
    rows = Statement.objects.filter(field=field).order_by("source")
    return [(one.source, one.kind, one.value) for one in rows]


def disputed(folder: Path) -> Dispute:
    """The list of the authority says small, another list says large."""
    ImportProfile.objects.create(name="省名单", authority="江苏省生态环境厅")
    import_list(folder, "省名单", row(1, "小型"))
    import_list(folder, "市名单", row(1, "大型"))
    return Dispute.objects.get()


def choose(dispute: Dispute, source: str | None, by: User, **options: Any) -> Dispute:
    statements = said_of(dispute)
    chosen = next((one for one in statements if one.source == source), None)
    facts: dict[str, Any] = {
        "reason": "以营业执照为准",
        "version": version_of(statements),
        "keeps_names": True,
    } | options
    return settle(dispute, chosen=chosen, officer=by, **facts)


def an_officer() -> User:
    return User.objects.get(email="wang@example.com")


# --- Statements -------------------------------------------------------------------------------------------------


def test_a_list_leaves_what_it_says_with_source_time_and_wording(tmp_path: Path) -> None:
    with stopped_at(MONDAY):
        import_list(tmp_path, "市名单", row(1, "小型企业"))

    size = Statement.objects.get(field="size")
    assert (size.source, size.kind, size.stated_at) == ("市名单", "imported", MONDAY)
    assert (size.raw, size.value) == ("小型企业", "small")
    place = Statement.objects.get(field="address")
    assert (place.raw, place.value, place.region_id) == ("吴江区盛泽镇1号", "吴江区盛泽镇1号", "320509105")
    assert said("name") == [("市名单", "imported", "吴江第1环保有限公司")]


def test_the_same_list_again_doubles_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        import_list(tmp_path, "市名单", row(1, "小型"), row(2))

    assert Statement.objects.count() == 5
    assert not Dispute.objects.exists()
    assert not FormerName.objects.exists()


def test_a_body_that_is_verified_states_its_own_name_and_place(tmp_path: Path) -> None:
    import_list(tmp_path, "市名单", row(1))
    claimant = cast.person("何静", "he@firm.example")
    stated = {"credit_code": code(1), "name": "吴江第1环保科技有限公司", "address": "盛泽镇1号"}
    statement = cast.statement("supplier", "320509105", **stated)
    case = accounts.apply(
        claimant, statement, cast.pdf(), accounts.Claim("我是法定代表人。", cast.pdf("证明.pdf"))
    )

    accounts.pass_case(case, officer=an_officer())

    assert said("name") == [
        ("市名单", "imported", "吴江第1环保有限公司"),
        ("机构自报", "declared", "吴江第1环保科技有限公司"),
    ]
    assert Dispute.objects.get().field == "name"  # the address is a shorter writing of the same
    assert FormerName.objects.get().text == "吴江第1环保有限公司"


def test_an_import_that_is_taken_back_takes_its_statements_along(tmp_path: Path) -> None:
    import_list(tmp_path, "省名单", row(1, "小型"))
    import_list(tmp_path, "市名单", row(1, "小型"))
    before = list(Statement.objects.order_by("pk").values())
    run = import_list(tmp_path, "市名单", row(1, "大型", name="吴江第1水务有限公司"), row(2))
    assert Dispute.objects.count() == 2
    assert FormerName.objects.exists()

    undoing.undo(run, by=an_officer())

    assert list(Statement.objects.order_by("pk").values()) == before
    assert not Dispute.objects.exists()
    assert not FormerName.objects.exists()


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("name", Value("青溪（上海）环保"), Value("青溪(上海) 环保"), True),
        ("name", Value("青溪环保"), Value("青溪环境"), False),
        ("address", Value("江苏省苏州市吴江区盛泽镇1号"), Value("盛泽镇1号"), True),
        ("address", Value("盛泽镇1号"), Value("盛泽镇2号"), False),
        ("address", Value("", "320509"), Value("盛泽镇1号", "320509105"), True),
        ("address", Value("", "310118"), Value("盛泽镇1号", "320509105"), False),
        ("size", Value("small"), Value("large"), False),
    ],
)
def test_what_means_the_same_is_no_difference(field: str, one: Value, other: Value, same: bool) -> None:
    assert agree(field, one, other) is same
    assert agree(field, other, one) is same


def test_only_what_no_officer_has_weighed_opens_a_settled_matter() -> None:
    small, large, micro = Value("small"), Value("large"), Value("micro")

    assert is_open("size", [small, large], [])
    assert not is_open("size", [small, large], [small, large])
    assert not is_open("size", [large, large], [small, large])
    assert is_open("size", [small, micro], [small, large])


# --- Disputes ---------------------------------------------------------------------------------------------------


def test_lists_that_differ_stand_on_the_record_with_source_and_date(tmp_path: Path) -> None:
    disputed(tmp_path)

    page = Client().get(body().get_absolute_url()).content.decode()

    assert "来源说法不一" in page
    assert "省名单" in page
    assert "市名单" in page
    assert "大型" in page
    assert "小型" in page
    assert "协会正在核对" in page


def test_an_officer_settles_by_choosing_and_everybody_hears(tmp_path: Path) -> None:
    dispute = disputed(tmp_path)
    importer = cast.operator()
    ImportRun.objects.filter(source="市名单").update(started_by=importer)
    owner = cast.person("何静", "he@firm.example")
    body().organisation.memberships.create(user=owner, role="owner", joined_at=clock.now())

    choose(dispute, "省名单", an_officer())

    assert body().organisation.size == "small"
    trace = AuditRecord.objects.get(action="supplier.dispute_settled")
    assert (trace.actor, trace.note) == (an_officer(), "以营业执照为准")
    assert (trace.before, trace.after) == ({"size": "large"}, {"size": "small", "source": "省名单"})
    for person in (owner, importer):
        assert "采用“省名单”的说法。理由：以营业执照为准" in person.inbox.get().text
    page = Client().get(body().get_absolute_url()).content.decode()
    assert "协会核定采用" in page
    assert "以营业执照为准" not in page


def test_what_is_settled_stays_when_the_same_lists_come_again(tmp_path: Path) -> None:
    choose(disputed(tmp_path), "省名单", an_officer())

    import_list(tmp_path, "市名单", row(1, "大型"))

    assert body().organisation.size == "small"
    assert not Dispute.objects.filter(settled_at=None).exists()


def test_a_new_different_word_opens_it_again(tmp_path: Path) -> None:
    choose(disputed(tmp_path), "省名单", an_officer())

    import_list(tmp_path, "市名单", row(1, "微型"))

    assert Dispute.objects.filter(settled_at=None).count() == 1
    assert body().organisation.size == "small"  # until an officer has looked


def test_leaving_both_changes_nothing_that_is_shown(tmp_path: Path) -> None:
    choose(disputed(tmp_path), None, an_officer())

    import_list(tmp_path, "省名单", row(1, "小型"))

    assert body().organisation.size == "large"
    assert not Dispute.objects.filter(settled_at=None).exists()


def test_sources_that_come_to_agree_leave_nothing_to_settle(tmp_path: Path) -> None:
    disputed(tmp_path)

    import_list(tmp_path, "市名单", row(1, "小型"))

    assert not Dispute.objects.exists()


def test_an_address_brings_its_region(tmp_path: Path) -> None:
    import_list(tmp_path, "省名单", row(1))
    import_list(tmp_path, "市名单", row(1, address="吴江区黎里路9号"))

    choose(Dispute.objects.get(), "省名单", an_officer())

    organisation = body().organisation
    assert (organisation.region_id, organisation.address) == ("320509105", "吴江区盛泽镇1号")


def test_a_body_that_declares_another_size_than_the_settled_one_waits_for_the_officer(tmp_path: Path) -> None:
    choose(disputed(tmp_path), "省名单", an_officer())
    owner = cast.person("何静", "he@firm.example")
    accounts.agree(owner)
    organisation = body().organisation
    organisation.is_supplier, organisation.verified_at = True, clock.now()
    organisation.save()
    organisation.memberships.create(user=owner, role="owner", joined_at=clock.now())
    profile = {"intro": "监测。", "contact_name": "何静", "contact_phone": "0512-63000000", "size": "micro"}

    answer = as_(owner).post("/suppliers/mine/edit/", profile, follow=True)

    assert "企业规模已由协会核定" in answer.content.decode()
    assert body().organisation.size == "small"
    assert Statement.objects.get(kind="declared").value == "micro"
    assert Dispute.objects.filter(settled_at=None).get().field == "size"


def test_a_second_officer_is_told_who_settled_it(tmp_path: Path) -> None:
    dispute = disputed(tmp_path)
    choose(dispute, "省名单", an_officer())

    with pytest.raises(AlreadySettled, match="王审核"):
        choose(dispute, "市名单", an_officer())

    assert body().organisation.size == "small"


def test_nobody_settles_what_has_changed_under_their_eyes(tmp_path: Path) -> None:
    dispute = disputed(tmp_path)
    seen = version_of(said_of(dispute))
    import_list(tmp_path, "市名单", row(1, "微型"))

    with pytest.raises(SourcesChanged):
        choose(dispute, "市名单", an_officer(), version=seen)

    assert Dispute.objects.get().settled_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_settles(tmp_path: Path) -> None:
    dispute, by = disputed(tmp_path), an_officer()

    results = at_once(lambda: choose(dispute, "省名单", by), lambda: choose(dispute, "市名单", by))

    assert sorted(type(result).__name__ for result in results) == ["AlreadySettled", "Dispute"]
    assert AuditRecord.objects.filter(action="supplier.dispute_settled").count() == 1


# --- Pages ------------------------------------------------------------------------------------------------------


def test_an_officer_finds_it_on_the_desk_and_settles_it_on_its_page(tmp_path: Path) -> None:
    dispute = disputed(tmp_path)
    accounts.agree(an_officer())
    browser = as_(an_officer())
    chosen = Statement.objects.get(field="size", source="省名单")

    assert "1 家机构的企业规模各来源说法不一" in browser.get("/desk/").content.decode()
    assert "吴江第1环保有限公司" in browser.get("/suppliers/disputes/?field=size").content.decode()
    page = browser.get(f"/suppliers/disputes/{dispute.pk}/").content.decode()
    assert "小型（省名单）" in page
    version = version_of(said_of(dispute))
    empty = browser.post(f"/suppliers/disputes/{dispute.pk}/", {"choice": chosen.pk, "version": version})
    assert "请写明理由。" in empty.content.decode()
    sent = {"choice": chosen.pk, "reason": "营业执照", "version": version}
    answer = browser.post(f"/suppliers/disputes/{dispute.pk}/", sent, follow=True)

    assert "企业规模已核定" in answer.content.decode()
    assert body().organisation.size == "small"
    assert "采用“省名单”的说法" in browser.get(f"/suppliers/disputes/{dispute.pk}/").content.decode()


def test_for_the_officer_of_another_province_it_does_not_exist(tmp_path: Path) -> None:
    dispute = disputed(tmp_path)
    other = Association.objects.create(province_id="31", name="上海市环境保护产业协会")
    stranger = cast.staff(Role.OFFICER, "外省", "other@example.com", other)
    accounts.agree(stranger)

    assert as_(stranger).get(f"/suppliers/disputes/{dispute.pk}/").status_code == 404
    assert "吴江第1" not in as_(stranger).get("/suppliers/disputes/").content.decode()


# --- Former names -----------------------------------------------------------------------------------------------


def test_a_body_is_found_and_shown_under_the_name_it_had(tmp_path: Path) -> None:
    import_list(tmp_path, "市名单", row(1))
    import_list(tmp_path, "市名单", row(1, name="吴江清源水务有限公司"))

    former = FormerName.objects.get()
    assert (former.text, former.source, former.kind) == ("吴江第1环保有限公司", "市名单", "name")
    document = next(iter(SupplierCollection().documents([code(1)])))
    assert document.title == "吴江清源水务有限公司"
    assert "吴江第1环保有限公司" in document.body
    page = Client().get(body().get_absolute_url()).content.decode()
    assert "曾用名" in page
    assert "吴江第1环保有限公司" in page


def test_a_name_that_was_not_chosen_stays_findable_if_the_officer_says_so(tmp_path: Path) -> None:
    import_list(tmp_path, "省名单", row(1))
    import_list(tmp_path, "市名单", row(1, name="吴江清源水务有限公司"))
    FormerName.objects.all().delete()

    choose(Dispute.objects.get(), "省名单", an_officer())

    assert body().organisation.name == "吴江第1环保有限公司"
    assert FormerName.objects.get().text == "吴江清源水务有限公司"


def test_a_change_of_the_profile_is_stated_by_the_body_itself(tmp_path: Path) -> None:
    import_list(tmp_path, "市名单", row(1, "小型"))

    services.describe(body(), editor=an_officer(), intro="监测。", size="medium")

    assert said("size") == [("市名单", "imported", "small"), ("机构自报", "declared", "medium")]
    assert body().organisation.size == "medium"
    assert Dispute.objects.get().field == "size"
