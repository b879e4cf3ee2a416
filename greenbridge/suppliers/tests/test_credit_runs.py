"""A file of credit records that was handed over: looked at, taken over, done again, undone."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core.errors import RuleBroken
from greenbridge.files.child import record as reader
from greenbridge.suppliers.credit import errors, runs
from greenbridge.suppliers.imports import credit
from greenbridge.suppliers.models import CreditEntry, CreditRecord, CreditRun, Supplier
from greenbridge.suppliers.tests.import_cast import code
from greenbridge.testing import cast
from greenbridge.testing.cast.credit import PENALTY
from greenbridge.testing.pages import as_
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")

STRANGER = {"类型": "行政许可", "统一社会信用代码": code(99), "许可编号": "JS5"}
NAMELESS = {"类型": "行政许可"}


@pytest.fixture
def lab() -> Supplier:
    return cast.lab()


@pytest.fixture
def officer() -> User:
    return cast.officer("32")


def address(run: CreditRun, act: str) -> str:
    return reverse(f"imports:credit_{act}", args=[run.pk])


def sent(desk: Client, upload: SimpleUploadedFile, **changes: str) -> Any:
    form = {"file": upload, "source": "信用中国", "handed_on": "2026-11-20"} | changes
    return desk.post(reverse("imports:credit"), form, follow=True)


def test_an_officer_looks_at_the_file_confirms_and_reads_what_was_not_taken_over(
    lab: Supplier, officer: User, client: Client
) -> None:
    desk = as_(officer)

    preview = sent(desk, cast.credit_file(lab, STRANGER, NAMELESS)).content.decode()

    assert "确认导入 1 条" in preview
    assert "名录里没有所说的单位" in preview
    assert not CreditRecord.objects.exists(), "nothing is written before a person says yes"
    run = CreditRun.objects.get()
    assert (run.rows, run.created, run.unknown, run.refused) == (3, 1, 1, 2)

    result = desk.post(address(run, "confirm"), follow=True).content.decode()

    assert "导入已完成" in result
    assert CreditRecord.objects.get().fetched_at.isoformat() == "2026-11-19T16:00:00+00:00"
    assert "苏环罚〔2026〕1号" in client.get(lab.get_absolute_url()).content.decode()
    sheet = load_workbook(io.BytesIO(desk.get(address(run, "faults")).content)).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["2", "3"]


def test_what_comes_again_updates_and_tells_what_changed(lab: Supplier, officer: User) -> None:
    runs.confirm(cast.handed_over(lab), by=officer)

    again = runs.confirm(cast.handed_over(lab), by=officer)
    changed = runs.confirm(cast.handed_over(lab, 处罚类别="警告"), by=officer)

    assert (again.created, again.changed, again.same) == (0, 0, 1)
    assert (changed.created, changed.changed, changed.same) == (0, 1, 0)
    assert CreditRecord.objects.get().title == "警告"


def test_an_undone_file_leaves_everything_as_it_was(lab: Supplier, officer: User) -> None:
    first = runs.confirm(cast.handed_over(lab), by=officer)
    before = CreditRecord.objects.values().get()
    licence = {"类型": "行政许可", "统一社会信用代码": lab.code, "许可编号": "JS1"}
    second = runs.confirm(cast.handed_over(lab, licence, 处罚类别="警告"), by=officer)

    runs.undo(second, by=officer)

    assert CreditRecord.objects.values().get() == before
    runs.undo(first, by=officer)
    assert not CreditRecord.objects.exists()
    assert AuditRecord.objects.filter(action="suppliers.credit_undone").count() == 2
    with pytest.raises(errors.NotThisStep):
        runs.undo(first, by=officer)


def test_what_came_again_later_is_kept_when_the_first_file_is_undone(lab: Supplier, officer: User) -> None:
    first = runs.confirm(cast.handed_over(lab), by=officer)
    runs.confirm(cast.handed_over(lab, 处罚类别="警告"), by=officer)

    assert runs.undo(first, by=officer).kept == 1

    assert CreditRecord.objects.get().title == "警告"


def test_a_file_of_which_nothing_can_be_taken_over_stays_unconfirmed(lab: Supplier, officer: User) -> None:
    run = cast.handed_over(lab, 行政处罚决定书文号="无")

    with pytest.raises(errors.NothingToTakeOver):
        runs.confirm(run, by=officer)

    run.refresh_from_db()
    assert run.status == CreditRun.Status.PREVIEW
    assert not AuditRecord.objects.filter(action="suppliers.credit_imported").exists()
    runs.stop(run, by=officer)
    with pytest.raises(errors.NotThisStep):
        runs.confirm(run, by=officer)


def test_what_was_forgotten_cannot_be_undone(lab: Supplier, officer: User) -> None:
    run = runs.confirm(cast.handed_over(lab), by=officer)
    CreditEntry.objects.all().delete()

    with pytest.raises(errors.NothingToUndo):
        runs.undo(run, by=officer)


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"[]", "a.json", "没有信用记录"),
        ("类型,文书号\n".encode(), "a.csv", "没有信用记录"),
        (b'{"data": 1}', "a.json", "没有在文件中找到信用记录"),
        (b"{", "a.json", "打不开"),
        (b"<html>", "a.json", "扩展名不符"),
        (b'["\xff"]', "a.json", "UTF-8"),
        (b"[" * 600_000, "a.json", "展开后过大"),
        (b"x", "a.exe", "不是可接收的类型"),
    ],
)
def test_what_is_no_exchange_file_is_refused_at_the_field(
    content: bytes, name: str, word: str, officer: User
) -> None:
    answer = sent(as_(officer), SimpleUploadedFile(name, content))

    assert word in answer.content.decode()
    assert not CreditRun.objects.exists()


def test_a_day_to_come_and_too_many_records_are_refused(
    lab: Supplier, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST_RECORDS", 1)

    late = sent(as_(officer), cast.credit_file(lab), handed_on="2098-01-01")
    many = sent(as_(officer), cast.credit_file(lab, NAMELESS))

    assert "日期不能晚于今天" in late.content.decode()
    assert "一次最多导入 1 条" in many.content.decode()


def test_a_table_in_the_encoding_of_spreadsheet_programs_is_read(lab: Supplier, officer: User) -> None:
    record = PENALTY | {"统一社会信用代码": lab.code}
    text = io.StringIO()
    csv.writer(text).writerows([record.keys(), record.values()])

    sent(as_(officer), SimpleUploadedFile("处罚.csv", text.getvalue().encode("gb18030")))

    assert CreditRun.objects.get().created == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_take_it_over_once(lab: Supplier, officer: User) -> None:
    run = cast.handed_over(lab)

    done = at_once(*[lambda: runs.confirm(run, by=officer)] * 2)

    assert sorted(isinstance(one, RuleBroken) for one in done) == [False, True]
    assert CreditRecord.objects.count() == 1
    assert AuditRecord.objects.filter(action="suppliers.credit_imported").count() == 1


text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
parts = st.recursive(
    text | st.integers() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(text, parts, max_size=4), max_size=4), st.booleans())
def test_whatever_records_say_each_becomes_lines_of_text(records: list[Any], is_wrapped: bool) -> None:
    whole: Any = {"records": records, "来源": "信用中国"} if is_wrapped and records else records
    rows = credit.read(json.dumps(whole).encode())

    assert len(rows) == len(records)
    assert all(isinstance(value, str) and "\n" not in value for row in rows for value in row.values())


def test_the_reader_lets_in_what_parses(tmp_path: Any) -> None:
    path = tmp_path / "given"
    path.write_bytes(b"\xef\xbb\xbf [1]")

    assert reader.main(str(path)) == ""
    path.write_bytes(json.dumps(["\x00"], ensure_ascii=False).replace("\\u0000", "\x00").encode())
    assert reader.main(str(path)) == "unreadable"
