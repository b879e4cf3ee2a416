"""Records that credit systems publish are taken over with their source, and stand on the record of the body."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from greenbridge.accounts.models import Organisation
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.suppliers.models import CreditRecord, Supplier
from greenbridge.suppliers.tests.import_cast import Terminal, code, reference  # noqa: F401 — a fixture
from greenbridge.testing.cast import credit

PENALTY = credit.PENALTY | {
    "法定代表人": "何静",
    "法定代表人身份证号": "320501197001011234",
    "获取时间": "2026-11-20T08:00:00",
}


@pytest.fixture
def lab(reference: None) -> Supplier:  # noqa: F811
    body = Organisation.objects.create(credit_code=code(1), name="黎里检测", region_id="320509105")
    return Supplier.objects.create(
        organisation=body, status="listed", listed_at=clock.now(), updated_at=clock.now()
    )


def imported(folder: Path, content: str) -> dict[str, Any]:
    path = folder / "records.json"
    path.write_text(content)
    printed = io.StringIO()
    call_command("credit_import", str(path), source="信用中国", json=True, stdout=printed)
    result: dict[str, Any] = json.loads(printed.getvalue())
    return result


def test_whoever_watches_a_long_file_is_told_how_far_it_is(lab: Supplier, tmp_path: Path) -> None:
    path, errors = tmp_path / "信用.json", Terminal()
    path.write_text(json.dumps([PENALTY | {"统一社会信用代码": lab.code}, {}]), "utf-8")

    call_command("credit_import", str(path), source="信用中国", stdout=io.StringIO(), stderr=errors)

    assert errors.getvalue().split("\r")[1:] == ["核对 2 / 2 条\n", "写入 1 / 1 条\n"]


def test_a_penalty_is_taken_over_once_and_shown_with_issuer_and_day(
    lab: Supplier, tmp_path: Path, client: Client
) -> None:
    records = json.dumps([PENALTY | {"统一社会信用代码": lab.code}])

    assert imported(tmp_path, records) == {"created": 1, "updated": 0, "refusals": []}
    assert imported(tmp_path, records) == {"created": 0, "updated": 1, "refusals": []}

    record = CreditRecord.objects.get()
    assert (record.kind, record.fine, str(record.decided_on)) == ("penalty", 10_500_000, "2026-03-02")
    assert record.fetched_at.isoformat() == "2026-11-20T00:00:00+00:00"
    assert record.raw["法定代表人"] == "何**"
    assert "320501197001011234" not in str(record.raw)
    words = client.get(lab.get_absolute_url()).content.decode()
    assert "苏州市生态环境局" in words
    assert "2026年3月2日" in words
    assert AuditRecord.objects.filter(action="suppliers.credit_imported").count() == 2


def test_a_grade_of_a_year_is_shown_with_who_gave_it_and_when(
    lab: Supplier, tmp_path: Path, client: Client
) -> None:
    grade = credit.grade_of(lab, "B级", "2025")
    imported(tmp_path, json.dumps([grade]))
    imported(tmp_path, json.dumps([grade | {"评价等级": "A级"}, grade | {"评价年度": "2024年度"}]))

    words = client.get(lab.get_absolute_url()).content.decode()
    for said in ("信用评价等级", "A级", "2025年度", "江苏省生态环境厅", "2026年3月15日"):
        assert said in words
    assert sorted(CreditRecord.objects.values_list("number", "title")) == [
        ("2024年度", "B级"),
        ("2025年度", "A级"),
    ]


@pytest.mark.parametrize("grade", ["", "甲" * 21])
def test_a_grade_that_is_none_is_refused(lab: Supplier, tmp_path: Path, grade: str) -> None:
    (refusal,) = imported(tmp_path, json.dumps([credit.grade_of(lab, grade, "2025")]))["refusals"]

    assert "请填写评价等级，不超过20字。" in str(refusal)


def test_a_table_of_licences_is_read_and_every_bad_record_is_named(lab: Supplier, tmp_path: Path) -> None:
    lines = [
        "类型,统一社会信用代码,许可编号,许可决定日期,有效期自,有效期至,许可机关",
        f"行政许可,{lab.code},JS1,2026-01-02,2026-01-02,2031-01-01,江苏省生态环境厅",
        f"行政许可,{lab.code},,2026-01-02,,,",
        f"行政许可,{lab.code},JS2,某天,,,",
        "行政许可,123,JS3,,,,",
        f"表扬,{lab.code},JS4,,,,",
        "行政许可,91310000MA1FL0000X,JS5,,,,",
    ]

    result = imported(tmp_path, "\n".join(lines))

    assert result["created"] == 1
    assert [(fault["record"], fault["field"]) for fault in result["refusals"]] == [
        (2, "文书号"),
        (3, "许可决定日期"),
        (4, "统一社会信用代码"),
        (5, "类型"),
        (6, "统一社会信用代码"),
    ]
    assert str(CreditRecord.objects.get().valid_until) == "2031-01-01"


@pytest.mark.parametrize("content", ["{", '{"data": 1}', "[1]"])
def test_what_is_no_exchange_file_is_refused(content: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有在文件中找到信用记录"):
        imported(tmp_path, content)
