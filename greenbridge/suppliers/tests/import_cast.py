"""A small world for the stories of imports: five divisions, the words of the reference tables, lists in both formats."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from openpyxl import Workbook
from stdnum.cn import uscc

from greenbridge.accounts.models import Association, Role, User
from greenbridge.reference import resolver
from greenbridge.reference.models import CredentialKind, Region, ServiceType, WasteCategory
from greenbridge.reference.wastes import Covered
from greenbridge.suppliers.imports.facts import CredentialFacts
from greenbridge.testing import cast

HEADER = ("统一社会信用代码", "企业名称", "地址")
LEGACY_CODE = "320584000012345"


def code(number: int) -> str:
    """A valid credit code."""
    stem = f"91320509MA{number:07d}"
    return stem + str(uscc.calc_check_digit(stem))


def company(number: int, **changes: str) -> tuple[str, ...]:
    row = {
        "code": code(number),
        "name": f"吴江第{number}环保有限公司",
        "address": f"吴江区盛泽镇{number}号",
    } | changes
    return tuple(row.values())


def as_csv(rows: Sequence[Sequence[object]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(**sheets: Sequence[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(content: bytes, name: str = "名单.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        return True


def on_disk(folder: Path, content: bytes, name: str = "名单.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture
def reference(db: None) -> Iterator[None]:
    places = [
        ("32", "江苏省"),
        ("3205", "苏州市"),
        ("320509", "吴江区"),
        ("320509105", "盛泽镇"),
        ("31", "上海市"),
    ]
    full_name = ""
    for region, name in places:
        full_name = name if len(region) == 2 else full_name + name
        level = (2, 4, 6, 9).index(len(region)) + 1
        Region.objects.create(code=region, name=name, level=level, full_name=full_name)
    WasteCategory.objects.create(code="HW08", name="废矿物油")
    WasteCategory.objects.create(code="HW17", name="表面处理废物")
    CredentialKind.objects.create(
        code="waste", name="危险废物经营许可证", short_name="危废许可证", covers_waste=True
    )
    CredentialKind.objects.create(
        code="design", name="环境工程设计资质", short_name="工程设计", grades=["甲级", "乙级"]
    )
    ServiceType.objects.create(code="S01-1", name="废水监测", synonyms=["水质检测"])
    ServiceType.objects.create(code="S07", name="危险废物处置")
    resolver.forget()
    yield
    resolver.forget()


@pytest.fixture
def officer(reference: None) -> User:
    association = Association.objects.create(province_id="32", name="江苏省环境保护产业协会", leads=True)
    return cast.staff(Role.OFFICER, "王审核", "wang@example.com", association)


_days = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2032, 1, 1))
_texts = st.sampled_from(["", "甲", "乙"])
_tonnes = st.none() | st.integers(0, 9)


def _covered(code: str) -> st.SearchStrategy[Covered]:
    """A category, whole or for one code, with and without amounts."""
    codes: st.SearchStrategy[dict[str, int | None]] = st.fixed_dictionaries({}, optional={code: _tonnes})
    return st.builds(Covered, _tonnes, codes)


_wastes = st.fixed_dictionaries({}, optional={"HW08": _covered("900-249-08"), "HW17": _covered("336-064-17")})


@st.composite
def papers_stated(draw: st.DrawFn) -> CredentialFacts:
    """What lists may say of one credential."""
    issuer, grade, scope = draw(_texts), draw(_texts), draw(_texts)
    issued, expires = draw(_days), draw(_days)
    is_for_ever = expires is None and draw(st.booleans())
    return CredentialFacts("waste", "JS1", issuer, grade, scope, issued, expires, draw(_wastes), is_for_ever)
