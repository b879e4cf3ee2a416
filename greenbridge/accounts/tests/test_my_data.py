"""A person sees, takes along and puts right what the platform knows of them."""

import io
import json
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from greenbridge.accounts import my_data, services
from greenbridge.audit.models import AuditRecord
from greenbridge.core import privacy
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


def told(content: bytes) -> dict[str, Any]:
    return {portion["table"]: portion["rows"] for portion in json.loads(content)["data"]}


def test_the_export_holds_what_belongs_to_the_person_and_nothing_of_others() -> None:
    demand = cast.published()
    chen, other = demand.author, cast.person()

    rows = told(services.export_my_data(chen, "json"))

    assert rows["accounts.User"][0]["email"] == chen.email
    assert [row["title"] for row in rows["demands.Demand"]] == [demand.title]
    assert len(rows["messaging.Message"]) == chen.inbox.count()
    assert rows["audit.AuditRecord"][-1]["action"] == "data.exported"
    assert str(other.email) not in services.export_my_data(chen, "json").decode()


def test_every_table_that_says_whose_its_rows_are_is_part_of_the_export() -> None:
    chen = cast.published().author
    expected = {table.label for table in privacy.register().values() if table.whose}

    told_of = {portion.table.label for portion in my_data.portions(chen)}

    assert (
        {"accounts.User", "accounts.Membership", "demands.Demand", "audit.AuditRecord"} <= told_of <= expected
    )


def test_what_only_serves_to_check_a_password_is_not_handed_out() -> None:
    chen = cast.published().author

    for kind in ("json", "xlsx"):
        content = services.export_my_data(chen, kind)
        assert chen.password.encode() not in content
    assert "password" not in told(services.export_my_data(chen, "json"))["accounts.User"][0]


def test_the_spreadsheet_has_a_sheet_for_every_kind_of_record() -> None:
    chen = cast.published().author

    book = load_workbook(io.BytesIO(services.export_my_data(chen, "xlsx")))

    assert book.sheetnames == [portion.title for portion in my_data.portions(chen)]
    assert [cell.value for cell in book["账号"][1]][-1]  # a heading for the last column too


def test_a_correction_is_kept_with_what_stood_there_before() -> None:
    chen = cast.person()
    chen.phone = "0512-60000000"
    chen.save()

    services.correct(chen, name="周昕", phone="0512-66778899")

    chen.refresh_from_db()
    trace = AuditRecord.objects.get(action="person.corrected")
    assert (chen.name, chen.phone) == ("周昕", "0512-66778899")
    assert trace.before == {"name": "周新", "phone": "0512-60000000"}


def test_a_wrong_telephone_is_refused_and_what_was_typed_stays() -> None:
    chen = cast.person()

    page = words_of(as_(chen).post(reverse("accounts:my_data"), {"name": "周昕", "phone": "12"}))

    assert "请填写手机号或带区号的座机号。" in page
    assert 'value="周昕"' in page
    chen.refresh_from_db()
    assert chen.name == "周新"


def test_the_files_have_names_that_say_what_they_are() -> None:
    answer = as_(cast.person()).post(reverse("accounts:export_my_data", args=["xlsx"]))

    assert "%E6%88%91%E7%9A%84%E6%95%B0%E6%8D%AE" in answer.headers["Content-Disposition"]
    assert as_(cast.person("刘", "l@mail.example")).post("/accounts/data/export/exe/").status_code == 404


def test_the_public_register_names_every_declared_column() -> None:
    page = words_of(as_(None).get(reverse("portal:privacy_register")))

    for table in privacy.register().values():
        for name, column in table.entries():
            assert name in page, table.label
            assert column.purpose in page
            assert column.keep.value in page
