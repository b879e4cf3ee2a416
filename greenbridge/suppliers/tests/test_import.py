"""An official list becomes suppliers: good rows are kept, every bad cell is named, importing again updates."""

import datetime as dt
import errno
import io
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference import resolver
from greenbridge.reference.services import load_all
from greenbridge.reference.wastes import Covered, wastes_in
from greenbridge.suppliers import tasks
from greenbridge.suppliers.imports import services, writing
from greenbridge.suppliers.imports.errors import ListTooLarge, ListUnreadable, QuotesOpen
from greenbridge.suppliers.imports.wording import days_in
from greenbridge.suppliers.models import Credential, ImportRun, Sighting, Supplier
from greenbridge.suppliers.tests.import_cast import (
    HEADER,
    LEGACY_CODE,
    Terminal,
    as_csv,
    as_xlsx,
    code,
    company,
    officer,  # noqa: F401 — a fixture
    on_disk,
    reference,  # noqa: F401 — a fixture
    upload,
)

pytestmark = pytest.mark.usefixtures("reference")

SOURCE = "江苏省危险废物经营许可证持证单位"
DATA = settings.BASE_DIR.parent / "shared/data"


def imported(path: Path, source: str = SOURCE) -> dict[str, Any]:
    """What the command prints."""
    printed = io.StringIO()
    call_command("suppliers_import", str(path), "--source", source, "--json", stdout=printed)
    result: dict[str, Any] = json.loads(printed.getvalue())
    return result


def test_whoever_watches_a_long_list_is_told_how_far_it_is(tmp_path: Path) -> None:
    path, errors = on_disk(tmp_path, as_csv([HEADER, company(1), company(2)])), Terminal()

    call_command("suppliers_import", str(path), source=SOURCE, stdout=io.StringIO(), stderr=errors)

    assert errors.getvalue() == "\r写入 2 / 2 条\n"


def test_a_list_is_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = on_disk(tmp_path, as_csv([HEADER, company(1)]))
    monkeypatch.chdir(tmp_path)

    assert imported(Path(path.name))["created"] == 1


def test_a_list_that_cannot_be_read_is_named_and_other_trouble_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (tmp_path / "没有.csv", tmp_path):
        with pytest.raises(CommandError, match=f"读不到文件 {path}"):
            imported(path)

    monkeypatch.setattr("greenbridge.files.child.runner._nurseries", {})
    monkeypatch.setattr("greenbridge.files.child.runner.subprocess.Popen", _nothing_to_start)
    with pytest.raises(FileNotFoundError, match="python"):
        imported(on_disk(tmp_path, as_csv([HEADER, company(1)])))


def _nothing_to_start(*command: object, **options: object) -> NoReturn:
    raise FileNotFoundError(errno.ENOENT, "No such file", "python")


def test_a_list_becomes_listed_suppliers_with_source_and_day(tmp_path: Path) -> None:
    path = on_disk(tmp_path, as_csv([HEADER, company(1), company(2)]))

    run = services.import_path(path, source=SOURCE, listed_on=dt.date(2026, 11, 1))

    assert (run.status, run.created, run.updated, run.refused) == ("done", 2, 0, 0)
    supplier = Supplier.objects.listed().get(organisation__credit_code=code(1))
    assert supplier.organisation.region_id == "320509105"
    assert not supplier.is_claimed
    sighting = supplier.sightings.get()
    assert (sighting.source, sighting.listed_on, sighting.flags) == (SOURCE, dt.date(2026, 11, 1), [])
    assert sighting.raw["企业名称"] == "吴江第1环保有限公司"
    trace = AuditRecord.objects.get(action="suppliers.imported")
    assert trace.after is not None
    assert trace.after["created"] == 2


def test_importing_again_updates_instead_of_doubling(tmp_path: Path) -> None:
    imported(on_disk(tmp_path, as_csv([HEADER, company(1), company(2)])))
    moved = on_disk(tmp_path, as_csv([HEADER, company(1, address="吴江区盛泽镇新址"), company(2)]))

    result = imported(moved)

    assert (result["created"], result["updated"]) == (0, 2)
    assert Supplier.objects.count() == Organisation.objects.count() == Sighting.objects.count() == 2
    assert Organisation.objects.get(credit_code=code(1)).address == "吴江区盛泽镇新址"


def test_what_a_verified_body_states_of_itself_and_its_status_stay(tmp_path: Path) -> None:
    body = Organisation.objects.create(
        credit_code=code(1),
        name="吴江自报有限公司",
        region_id="31",
        address="自报地址",
        verified_at=clock.now(),
    )
    Supplier.objects.create(organisation=body, status=Supplier.Status.SUSPENDED, updated_at=clock.now())

    result = imported(on_disk(tmp_path, as_csv([(*HEADER, "注册资本"), (*company(1), "500万元")])))

    body.refresh_from_db()
    assert (body.name, body.region_id, body.address, body.capital) == (
        "吴江自报有限公司",
        "31",
        "自报地址",
        "500万元",
    )
    assert body.supplier.status == Supplier.Status.SUSPENDED
    assert result["flagged"] == 1
    assert "吴江自报有限公司" in body.supplier.sightings.get().flags[0]


def test_every_bad_cell_is_named_by_sheet_row_column_and_reason(tmp_path: Path) -> None:
    rows = [
        ("附件1：持证单位名单",),
        HEADER,
        company(1),
        company(2, code="91320509MA0000002X"),
        company(3, name=""),
        company(4, name="无处环保公司", address="某处"),
        company(5),
        company(5),
        [913205090000000012, "被存成数字有限公司", "吴江区"],
    ]
    path = on_disk(tmp_path, as_xlsx(持证=rows, 说明=[("本表仅供参考",), ("以公告为准",)]), "名单.xlsx")

    result = imported(path)

    assert (result["rows"], result["created"], result["refused"]) == (7, 2, 5)
    named = {(r["sheet"], r["row"], r["column"]): r["reason"] for r in result["refusals"]}
    assert "校验位" in named["持证", 4, "统一社会信用代码"]
    assert "请填写单位名称" in named["持证", 5, "企业名称"]
    assert "看不出所在地区" in named["持证", 6, "地址"]
    assert "第7行" in named["持证", 8, "统一社会信用代码"]
    assert "存成了数字" in named["持证", 9, "统一社会信用代码"]
    assert "整张没有导入" in named["说明", 0, ""]


def test_a_second_paper_of_a_body_is_not_called_a_row_to_delete(tmp_path: Path) -> None:
    rows = [(*HEADER, "许可证编号"), *((*company(1), number) for number in ("JS1", "JS2"))]

    (refusal,) = imported(on_disk(tmp_path, as_csv(rows)))["refusals"]

    assert refusal["reason"].startswith("与第2行的代码重复，已保留前一行。这一行的证书没有登记。")
    assert "删除" not in refusal["reason"]
    assert [one.number for one in Credential.objects.all()] == ["JS1"]
    again = imported(on_disk(tmp_path, as_csv([rows[0], rows[2]])), source="第二张危险废物经营许可证")
    assert (again["updated"], again["refused"]) == (1, 0)
    assert Credential.objects.count() == 2


def test_a_paper_whose_last_day_cannot_be_read_is_not_taken_in_and_the_cell_says_so(tmp_path: Path) -> None:
    header = (*HEADER, "许可证编号", "发证日期", "有效期至")
    rows = [
        header,
        (*company(1), "JS1", "2024-01-01", "2029年13月45日"),
        (*company(2), "JS2", "2024年春", "长期"),
    ]

    imported(on_disk(tmp_path, as_csv(rows)))

    assert [(one.number, one.issued_on) for one in Credential.objects.all()] == [("JS2", None)]
    said = Sighting.objects.order_by("pk").values_list("flags", flat=True)
    assert ["资质未登记" in str(flags) for flags in said] == [True, False]


def test_a_legacy_code_is_kept_and_flagged(tmp_path: Path) -> None:
    path = on_disk(
        tmp_path, as_xlsx(名单=[HEADER, [int(LEGACY_CODE), "老字号环保厂", "吴江区"]]), "名单.xlsx"
    )

    result = imported(path)

    assert (result["created"], result["flagged"], result["refused"]) == (1, 1, 0)
    supplier = Supplier.objects.get(organisation__credit_code=LEGACY_CODE)
    assert supplier.organisation.has_legacy_code
    assert "15位" in supplier.sightings.get().flags[0]


def test_services_and_waste_licences_come_with_the_list(tmp_path: Path) -> None:
    header = (*HEADER, "业务类型", "许可证编号", "发证机关", "发证日期", "有效期", "经营类别")
    stated = (
        "水质检测、种树",
        "JSWJ001",
        "江苏省生态环境厅",
        "2024年5月1日",
        "2024.5.1-2029.4.30",
        "HW08、HW17(1.2万吨/年)、HW41",
    )
    unreadable = ("", "JSWJ002", "", "", "见附件", "HW08")
    path = on_disk(tmp_path, as_csv([header, (*company(1), *stated), (*company(2), *unreadable)]))

    result = imported(path)

    first, second = Supplier.objects.order_by("organisation__credit_code")
    assert [activity.service_type_id for activity in first.activities.all()] == ["S01-1"]
    licence = first.credentials.get()
    assert (licence.kind_id, licence.source, licence.expires_on) == ("waste", SOURCE, dt.date(2029, 4, 30))
    assert licence.is_valid_on(dt.date(2026, 11, 23))
    wastes = {row.category_id: row.tonnes_per_year for row in licence.wastes.all()}
    assert wastes == {"HW08": None, "HW17": 12_000}
    assert not second.credentials.exists(), "an expiry nobody can read must not become a licence without end"
    assert result["flagged"] == 2


def test_a_gb18030_file_with_tabs_reads_the_same(tmp_path: Path) -> None:
    content = as_csv(
        [HEADER, company(1, name="朱镕环保（苏州）有限公司")], encoding="gb18030", delimiter="\t"
    )

    imported(on_disk(tmp_path, content))

    assert Organisation.objects.get().name == "朱镕环保（苏州）有限公司"


@pytest.mark.parametrize("empty_columns", [0, 2])
def test_merged_cells_hold_for_every_row_beside_them(tmp_path: Path, empty_columns: int) -> None:
    header = ("企业名称", "统一社会信用代码", "区县", "地址", "许可证")
    below = ("", "", "", "", "证书编号", "有效期至")
    bodies = [(f"第{n}环保有限公司", code(n), "吴江区" if n == 1 else "", "盛泽镇") for n in (1, 2, 3)]
    rows = [
        ("持证单位名单",),
        header,
        below,
        *((*body, f"JS{n}", "2029-01-01") for n, body in enumerate(bodies)),
    ]
    merged = ["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "C4:C9"]

    result = imported(on_disk(tmp_path, _merged(rows, merged, empty_columns), "名单.xlsx"))

    assert (result["rows"], result["created"], result["refused"], result["flagged"]) == (3, 3, 0, 0)
    assert {body.region_id for body in Organisation.objects.all()} == {"320509105"}
    assert [one.number for one in Credential.objects.order_by("number")] == ["JS0", "JS1", "JS2"]
    assert {str(one.expires_on) for one in Credential.objects.all()} == {"2029-01-01"}


def _merged(rows: Sequence[Sequence[str]], ranges: Sequence[str], empty_columns: int) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([*[None] * empty_columns, *(cell or None for cell in row)])
    for one in ranges:
        cells = CellRange(one)
        cells.shift(col_shift=empty_columns)
        sheet.merge_cells(cells.coord)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_crash_in_the_middle_resumes_without_doubling(
    monkeypatch: pytest.MonkeyPatch,
    officer: User,  # noqa: F811
) -> None:
    run = _confirmed([HEADER, *(company(number) for number in range(1, 6)), company(1)], officer, monkeypatch)
    monkeypatch.setattr(services, "BATCH", 2)
    with monkeypatch.context() as crash:
        crash.setattr(writing, "write", _power_cut_in_the_second_batch())
        with pytest.raises(KeyboardInterrupt):
            services.proceed(run.pk)
    run.refresh_from_db()
    assert (run.status, run.rows_done, Supplier.objects.count()) == ("running", 2, 2)

    services.proceed(run.pk)
    services.proceed(run.pk)

    run.refresh_from_db()
    assert (run.status, run.rows_done, run.created, run.refused) == ("done", 6, 5, 1)
    assert Supplier.objects.count() == Sighting.objects.count() == 5
    assert run.issues.count() == 1
    assert AuditRecord.objects.filter(action="suppliers.imported").count() == 1


def _confirmed(rows: Sequence[tuple[str, ...]], by: User, monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """An import that waits for its worker."""
    monkeypatch.setattr(tasks, "run_import", Mock())
    run = services.start(upload(as_csv(rows)), source=SOURCE, listed_on=None, by=by)
    services.set_mapping(run, services.fields_of(run), by=by)
    return services.confirm(run, by=by)


def _power_cut_in_the_second_batch() -> Callable[..., None]:
    write, batches = writing.write, itertools.count(1)

    def write_then_die(*args: Any, **kwargs: Any) -> None:
        write(*args, **kwargs)
        if next(batches) == 2:
            raise KeyboardInterrupt

    return write_then_die


def test_hostile_cells_are_refused_or_stay_text(tmp_path: Path) -> None:
    payloads = [
        "=10+20+cmd|' /C calc'!A0",
        "@SUM(1+9)*cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "\u202egnp.exe",
    ]
    shared = DATA / "hostile/csv/Intruder/csv-payload.txt"
    if shared.exists():
        payloads += shared.read_text(encoding="utf-8").splitlines()
    as_codes = [company(n, code=payload) for n, payload in enumerate(payloads)]
    as_addresses = [company(n, address=f"吴江区 {payload}") for n, payload in enumerate(payloads)]

    result = imported(on_disk(tmp_path, as_csv([HEADER, company(99, name="=1+1"), *as_codes, *as_addresses])))

    assert (result["refused"], result["created"]) == (len(payloads) + 1, len(payloads))


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (as_xlsx(名单=[HEADER])[:-200] + b"\x00" * 200, "名单.xlsx", ListUnreadable),
        (b'"\xe4\xbb\xa3\xe7\xa0\x81,\xe5\x90\x8d\xe7\xa7\xb0\n1,2\n', "名单.csv", QuotesOpen),
    ],
)
def test_a_broken_file_is_refused_in_words(tmp_path: Path, content: bytes, name: str, refusal: type) -> None:
    with pytest.raises((refusal, CommandError)) as refused:
        imported(on_disk(tmp_path, content, name))

    assert "请" in str(refused.value)
    assert not ImportRun.objects.exists()


def test_a_sheet_that_unfolds_beyond_the_limit_ends_the_child_only(tmp_path: Path) -> None:
    path = on_disk(tmp_path, _one_cell_far_away(), "炸弹.xlsx")

    with pytest.raises(ListTooLarge):
        services.import_path(path, source=SOURCE)


def _one_cell_far_away() -> bytes:
    """Two cells in opposite corners: a dense table of 17,000,000,000 cells from less than ten kilobytes."""
    book = Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "统一社会信用代码", "名称"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-02",
        "2020/1/2",
        "2020.1.2",
        "2020年1月2日",
        "20200102",
        "43832",
        "２０２０年０１月０２日",
        "2020-01-02 08:30:00",
    ],
)
def test_days_in_many_forms(text: str) -> None:
    assert days_in(text) == (dt.date(2020, 1, 2),)


@pytest.mark.parametrize("text", ["2020-13-45", "见附件", "2020年1月", "0001-01-01"])
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):
        days_in(text)


def test_wastes_as_licences_write_them() -> None:
    assert wastes_in("HW08（900-214-08）3,000吨/年；ＨＷ17") == {
        "HW08": Covered(3000, {"900-214-08": 3000}),
        "HW17": Covered(),
    }


@pytest.mark.django_db
def test_the_real_list_imports_and_imports_again(tmp_path: Path) -> None:
    register, companies = DATA / "regions", DATA / "companies/companies.csv"
    if not companies.exists():
        pytest.skip("../shared/data/companies/companies.csv is absent")
    load_all(register)

    first = imported(companies, "示范区环保企业名录")
    again = imported(companies, "示范区环保企业名录")
    resolver.forget()

    assert (first["rows"], first["created"], first["refused"]) == (251, 251, 0)
    assert (again["created"], again["updated"]) == (0, 251)
    assert Supplier.objects.listed().count() == 251
    regions = Organisation.objects.values_list("region_id", flat=True)
    in_zone = sum(region.startswith(("310118", "320509", "330421")) for region in regions)
    assert in_zone >= 245
