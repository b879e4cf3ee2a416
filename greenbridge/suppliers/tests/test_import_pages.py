"""An officer imports a list on the pages: upload, columns, preview, progress, result, issue sheet."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import bulk, clock
from greenbridge.suppliers.imports import reading, services
from greenbridge.suppliers.imports.forms import LEFT_OUT
from greenbridge.suppliers.models import ImportRun, Supplier
from greenbridge.suppliers.tests.import_cast import (
    HEADER,
    as_csv,
    company,
    officer,  # noqa: F401 — a fixture
    reference,  # noqa: F401 — a fixture
    upload,
)
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.races import at_once
from greenbridge.ui.templatetags.guards import ONCE

ROWS = [HEADER, company(1), company(2, name="=1+1"), company(3, address="")]


@pytest.fixture
def desk(officer: User) -> Client:  # noqa: F811
    return as_(officer)


def uploaded(desk: Client, rows: Sequence[Any] = ROWS) -> ImportRun:
    answer = desk.post(reverse("imports:list"), {"file": upload(as_csv(rows)), "source": "示范区名录"})
    run = ImportRun.objects.latest("pk")
    assert answer.headers["Location"] == reverse("imports:mapping", args=[run.pk])
    return run


def columns(run: ImportRun) -> dict[str, str]:
    return {f"column_{n}": column["key"] or LEFT_OUT for n, column in enumerate(run.mapping["columns"])}


def test_from_upload_to_result(desk: Client) -> None:
    run = uploaded(desk)
    mapping = desk.get(reverse("imports:mapping", args=[run.pk])).content.decode()
    assert "统一社会信用代码" in mapping
    assert "选填" not in mapping, "the columns of code and name are not optional"

    desk.post(reverse("imports:mapping", args=[run.pk]), columns(run))
    preview = desk.get(reverse("imports:preview", args=[run.pk])).content.decode()
    assert not Supplier.objects.exists(), "nothing is written before a person says yes"
    assert "确认导入 2 行" in preview
    assert "单位名称不会以“=”开头" in preview
    assert 'data-label="问题和处理办法"' in preview, "on a telephone a row stands as a card"
    assert "将这样登记（前2行）" in preview
    assert "江苏省苏州市吴江区盛泽镇" in preview
    assert "名单日期：未填写。" in preview, "nobody knows that it was not published"

    result = desk.post(reverse("imports:confirm", args=[run.pk]), follow=True).content.decode()
    assert "导入已完成" in result
    assert Supplier.objects.listed().count() == 2
    run.refresh_from_db()
    assert (run.created, run.flagged, run.refused) == (2, 1, 1)


def test_of_a_list_without_a_good_row_no_row_is_foreseen(desk: Client) -> None:
    run = uploaded(desk, [HEADER, company(1, name="=1+1")])
    desk.post(reverse("imports:mapping", args=[run.pk]), columns(run))

    preview = desk.get(reverse("imports:preview", args=[run.pk])).content.decode()

    assert "没有可以导入的行" in preview
    assert "将这样登记" not in preview


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_list_to_be_opened(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    holds: list[bool] = []
    opened = reading.opened

    def watched(*given: Any) -> Any:
        holds.append(connection.in_atomic_block)  # on SQLite every other writer would wait until it ends
        return opened(*given)

    monkeypatch.setattr(reading, "opened", watched)
    sent = {"file": upload(as_csv(ROWS)), "source": "示范区名录", ONCE: "once"}
    desk.post(reverse("imports:list"), sent)

    assert ImportRun.objects.get().rows == 3
    assert holds == [False]


@pytest.mark.usefixtures("reference")
def test_a_stranger_has_no_list_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "opened", Mock(side_effect=AssertionError))
    sent = {"file": upload(as_csv(ROWS)), "source": "示范区名录", ONCE: "once"}

    answer = as_(cast.person("路人", "by@x.example")).post(reverse("imports:list"), sent)

    assert answer.status_code in {403, 404}


@pytest.mark.django_db(transaction=True)
def test_others_write_between_two_batches(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = uploaded(desk)
    monkeypatch.setattr(services, "BATCH", 1)
    written: list[object] = []

    def meanwhile() -> None:
        written.extend(at_once(lambda: Supplier.objects.update(intro="期间")))

    monkeypatch.setattr(bulk, "make_way", meanwhile)
    services.set_mapping(run, services.fields_of(run), by=User.objects.get())

    assert written == [0, 0, 0]


def test_no_formula_leaves_in_the_issue_sheet(desk: Client) -> None:
    run = uploaded(desk)
    desk.post(reverse("imports:mapping", args=[run.pk]), columns(run))

    answer = desk.get(reverse("imports:issues", args=[run.pk]))

    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["=1+1"] == "s"
    assert "filename*=utf-8''%E7%A4%BA" in answer.headers["Content-Disposition"]
    assert AuditRecord.objects.filter(action="suppliers.import_issues_downloaded").count() == 1


def test_columns_must_name_code_and_name_once_each(desk: Client) -> None:
    run = uploaded(desk)

    answer = desk.post(reverse("imports:mapping", args=[run.pk]), {"column_0": "name", "column_1": "name"})

    words = answer.content.decode()
    assert "请指明哪一列是“统一社会信用代码”。" in words
    assert "名单里没有这一列的，请取消导入，补上后重新上传；列名须在前10行之内。" in words
    assert "请只保留一列" in words
    run.refresh_from_db()
    assert run.status == ImportRun.Status.MAPPING


def test_a_stopped_import_keeps_its_rows_and_goes_on(desk: Client) -> None:
    run = uploaded(desk)
    desk.post(reverse("imports:mapping", args=[run.pk]), columns(run))
    ImportRun.objects.filter(pk=run.pk).update(status="running", mapping=run.mapping | {"confirmed": True})
    progress = desk.get(reverse("imports:run", args=[run.pk])).content.decode()
    assert "<progress" in progress
    assert 'hx-trigger="every 1s"' in progress

    stopped = desk.post(reverse("imports:stop", args=[run.pk]), follow=True).content.decode()
    assert "由王审核取消" in stopped
    services.proceed(run.pk)
    assert not Supplier.objects.exists(), "a stopped import writes no more"

    ImportRun.objects.filter(pk=run.pk).update(rows_done=0)
    resumed = desk.post(reverse("imports:resume", args=[run.pk]), follow=True).content.decode()
    assert "导入已完成" in resumed


def test_each_step_is_taken_once_also_when_its_form_is_sent_twice(desk: Client) -> None:
    """By a window that did not hear the answer; and each is on record once."""
    beside = Client()
    beside.cookies.update(desk.cookies)
    records = AuditRecord.objects.order_by("id").values_list("action", flat=True)

    def leaves(step: str, *ids: int, **sent: Any) -> list[str]:
        before, told = records.count(), []
        for window in (desk, beside):
            form = {name: upload(as_csv(ROWS)) if name == "file" else value for name, value in sent.items()}
            answer = window.post(reverse(f"imports:{step}", args=ids), form | {ONCE: step})
            told.append((answer.status_code, answer.headers["Location"], list(records[before:])))
        assert told[0] == told[1], step
        return told[0][2]

    for last in ("confirm", "stop"):
        assert leaves("list", file="", source=f"示范区名录（{last}）") == ["file.stored"]
        run = ImportRun.objects.latest("pk")
        assert leaves("mapping", run.pk, **columns(run)) == ["suppliers.import_mapped"]
        if last == "confirm":
            assert leaves("confirm", run.pk) == ["suppliers.import_confirmed", "suppliers.imported"]
            assert Supplier.objects.listed().count() == 2
            assert leaves("undo", run.pk)[0] == "suppliers.import_undo_asked"
            assert not Supplier.objects.listed().exists()
    assert leaves("stop", run.pk) == ["suppliers.import_stopped"]
    assert leaves("resume", run.pk)[0] == "suppliers.import_resumed"


def test_the_sweep_goes_on_with_what_stands_still(desk: Client) -> None:
    run = uploaded(desk)
    desk.post(reverse("imports:mapping", args=[run.pk]), columns(run))
    long_ago = clock.now() - 2 * services.STALLED_AFTER
    ImportRun.objects.filter(pk=run.pk).update(status="running", rows_done=0, progressed_at=long_ago)

    assert services.sweep() == 1

    run.refresh_from_db()
    assert run.status == ImportRun.Status.DONE


def test_confirming_twice_is_refused_and_writes_once(desk: Client) -> None:
    run = uploaded(desk)
    desk.post(reverse("imports:mapping", args=[run.pk]), columns(run))
    desk.post(reverse("imports:confirm", args=[run.pk]))

    again = desk.post(reverse("imports:confirm", args=[run.pk]), follow=True).content.decode()

    assert "这一步已不能进行" in again
    assert AuditRecord.objects.filter(action="suppliers.imported").count() == 1


def test_while_a_long_list_is_checked_nothing_is_said_of_writing(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "CHECKED_AT_ONCE", 1)
    monkeypatch.setattr(services, "tasks", Mock())
    run = uploaded(desk)

    page = desk.post(reverse("imports:mapping", args=[run.pk]), columns(run), follow=True)

    assert page.context["steps"] == [
        ("选择文件", "done"),
        ("对应列", "done"),
        ("核对", "current"),
        ("导入", "todo"),
    ]
    assert "还没有写入任何内容" in page.content.decode()
    assert "已写入的行会保留" not in page.content.decode()


def test_an_empty_list_is_refused_at_the_field(desk: Client) -> None:
    answer = desk.post(reverse("imports:list"), {"file": upload(b"\xef\xbb\xbf\n\n"), "source": "空"})

    assert "没有在文件中找到表头和数据" in answer.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.usefixtures("reference")
def test_only_staff_open_these_pages() -> None:
    outsider = User.objects.create_user("out@example.com", name="外人")

    assert as_(outsider).get(reverse("imports:list")).status_code == 404
