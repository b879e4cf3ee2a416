"""Filings stand apart from papers that entitle; what a body works with is compared, and found by its words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from greenbridge.suppliers import parts
from greenbridge.suppliers.models import RecordPart
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

Follow = Callable[[], None]


def compared(*codes: str) -> dict[tuple[str, str], list[str]]:
    groups = Client().get("/suppliers/compare/", {"code": codes}).context["groups"]
    return {(group.label, line.name): line.values for group in groups for line in group.rows}


def found(words: str) -> list[Any]:
    return list(Client().get("/suppliers/", {"q": words}).context["page"].hits)


def test_a_filing_is_a_group_of_its_own_on_the_record() -> None:
    page = as_(None).get(cast.lab().get_absolute_url())

    assert [one.credential.kind_id for one in page.context["holdings"]] == ["cma"]
    assert [one.credential.kind_id for one in page.context["filings"]] == ["monitoring-filing"]
    assert "备案和登记" in words_of(page)
    assert "备案和登记" not in words_of(as_(None).get(cast.disposer().get_absolute_url()))


def test_filings_people_equipment_and_work_stand_side_by_side() -> None:
    lab, rival = cast.lab(), cast.rival()
    for name in ("上岗证", "环评工程师"):
        cast.part(lab, "staff", name=name, person="王静", number="A12345678", year=None, detail="")
    cast.part(lab, "project", name="印染废水监测", state="verified")
    cast.part(lab, "project", name="厂界噪声监测")

    lines = compared(lab.code, rival.code)
    taken = Client().get("/suppliers/compare/", {"code": [lab.code, rival.code], "format": "csv"})

    until = lines["备案和登记", "生态环境监测机构备案"]
    assert until[0].startswith("有效")
    assert ("资质", "生态环境监测机构备案") not in lines
    assert lines["人员、设备和业绩", "持证人员"] == ["2人：上岗证、环评工程师", "无"]
    assert lines["人员、设备和业绩", "业绩"] == ["2项，其中已核实1项：印染废水监测、厂界噪声监测", "无"]
    assert "王静" not in str(lines)
    rows = [line.split(",") for line in taken.content.decode("utf-8-sig").splitlines()]
    assert rows[0] == ["类别", "项目", str(lab), str(rival)]
    assert ["人员、设备和业绩", "持证人员", "2人：上岗证、环评工程师", "无"] in rows
    assert not any(group == "危险废物年许可量" for group, _ in lines)


def test_many_of_a_kind_are_counted_and_the_first_are_named() -> None:
    rows = [RecordPart(kind="equipment", name=f"仪器{n}") for n in range(7)]

    assert parts.summed_up(rows) == {"仪器设备": "7项：仪器0、仪器1、仪器2、仪器3、仪器4等"}


def test_equipment_and_projects_are_found_by_their_words_and_people_are_not(follow: Follow) -> None:
    lab = cast.lab()
    cast.part(lab, "equipment", name="气相色谱质谱联用仪", year=None, detail="")
    cast.part(lab, "project", name="盛泽喷水织机废水调查")
    cast.part(lab, "staff", name="上岗证", person="欧阳静之", number="ZX987654", year=None, detail="")
    cast.rival()
    follow()

    assert found("气相色谱质谱联用仪") == [lab]
    assert found("喷水织机废水调查") == [lab]
    assert found("欧阳静之") == []
    assert found("ZX987654") == []
