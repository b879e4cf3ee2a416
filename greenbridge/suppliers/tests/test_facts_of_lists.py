"""What lists say of a body beyond its name, place and size: kept with its row, side by side where lists differ."""

from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.accounts.models import User
from greenbridge.suppliers.imports import rereading, undoing
from greenbridge.suppliers.imports.services import import_path
from greenbridge.suppliers.imports.wording import grade_in
from greenbridge.suppliers.models import (
    Credential,
    Dispute,
    ImportProfile,
    ImportRun,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.provenance.queries import said_of, version_of
from greenbridge.suppliers.provenance.rules import Value, agree
from greenbridge.suppliers.provenance.services import settle
from greenbridge.suppliers.tests.import_cast import (
    as_csv,
    code,
    company,
    officer,  # noqa: F401 — a fixture
    on_disk,
    reference,  # noqa: F401 — a fixture
)

HEADER = ("统一社会信用代码", "企业名称", "地址", "注册资本（万元）", "成立日期", "公司类型", "经营范围")
SCOPE = "水污染治理；大气污染治理；" * 30


def listed(
    folder: Path,
    source: str,
    capital: str = "",
    day: str = "",
    kind: str = "",
    scope: str = "",
    number: int = 1,
) -> ImportRun:
    path = on_disk(folder, as_csv([HEADER, (*company(number), capital, day, kind, scope)]))
    profile = ImportProfile.objects.filter(name=source).first()
    return import_path(path, source=source, profile=profile)


def body(number: int = 1) -> Supplier:
    return Supplier.objects.select_related("organisation").get(organisation__credit_code=code(number))


def said(field: str) -> list[tuple[str, str, str, str]]:
    rows = Statement.objects.filter(field=field).order_by("source")
    return [(one.source, one.kind, one.raw, one.value) for one in rows]


def choose(dispute: Dispute, source: str | None) -> Dispute:
    statements = said_of(dispute)
    chosen = next((one for one in statements if one.source == source), None)
    return settle(
        dispute,
        chosen=chosen,
        reason="以登记机关公示为准",
        version=version_of(statements),
        keeps_names=False,
        officer=User.objects.get(email="wang@example.com"),
    )


@pytest.mark.usefixtures("officer")
def test_lists_that_differ_stand_side_by_side_until_an_officer_settles_it(tmp_path: Path) -> None:
    ImportProfile.objects.create(name="省名单", authority="江苏省生态环境厅")
    listed(tmp_path, "省名单", "1000", "2015年3月1日", "有限责任公司", SCOPE)
    assert Statement.objects.count() == 2  # name and address: the rest lies in the row
    listed(tmp_path, "市名单", "1200万元", "2015-03-01", "有限责任公司（自然人投资或控股）", SCOPE[:60])

    assert said("capital") == [
        ("市名单", "imported", "1200万元", "1200万元"),
        ("省名单", "official", "1000", "1000万元"),
    ]
    dispute = Dispute.objects.get()  # of nothing else
    page = Client().get(body().get_absolute_url()).content.decode()
    assert "以下来源对注册资本的说法不同" in page
    assert "原文：1000<" in page
    assert "<div>2015年3月1日</div>" in page  # its sources, from the rows

    choose(dispute, "省名单")
    assert body().organisation.capital == "1000万元"

    listed(tmp_path, "市名单", "1200万元")
    assert body().organisation.capital == "1000万元"
    assert not Dispute.objects.filter(settled_at=None).exists()

    listed(tmp_path, "省名单", "1500")
    listed(tmp_path, "市名单", "1500")  # they agree by now, on what no officer has seen
    assert Dispute.objects.get(settled_at=None).field == "capital"


@pytest.mark.usefixtures("officer")
def test_a_day_and_a_long_scope_are_shown_as_they_were_chosen(tmp_path: Path) -> None:
    listed(tmp_path, "省名单", day="2015-03-01", scope=SCOPE)
    listed(tmp_path, "市名单", day="2016-03-01", scope="废水监测")

    for dispute in Dispute.objects.all():
        choose(dispute, "省名单")

    organisation = body().organisation
    assert (str(organisation.established_on), organisation.scope) == ("2015-03-01", SCOPE)
    assert {one.field for one in Dispute.objects.all()} == {"established_on", "scope"}


@pytest.mark.usefixtures("officer")
def test_lists_that_come_to_agree_and_an_import_taken_back_leave_nothing(tmp_path: Path) -> None:
    listed(tmp_path, "省名单", "1000万元")
    run = listed(tmp_path, "市名单", "1200万元")
    assert Dispute.objects.count() == 1

    undoing.undo(run, by=User.objects.get(email="wang@example.com"))
    assert not Dispute.objects.exists()
    assert said("capital") == []
    assert body().organisation.capital == "1000万元"

    listed(tmp_path, "市名单", "1200万元")
    listed(tmp_path, "省名单", "1200万元人民币")
    assert not Dispute.objects.exists()
    assert said("capital") == []


@pytest.mark.usefixtures("officer")
def test_a_column_is_read_as_a_person_named_it_and_what_was_forgotten_stays_stated(tmp_path: Path) -> None:
    profile = ImportProfile.objects.create(name="省名单", authority="省厅", columns={"认缴": "capital"})
    path = on_disk(tmp_path, as_csv([(*HEADER[:3], "认缴"), (*company(1), "1000万元")]))
    import_path(path, profile=profile)
    listed(tmp_path, "市名单", "1200万元")
    assert [one[-1] for one in said("capital")] == ["1200万元", "1000万元"]

    Sighting.objects.filter(source="省名单").update(raw={})  # after three years
    listed(tmp_path, "市名单", "1300万元")

    assert [one[-1] for one in said("capital")] == ["1300万元", "1000万元"]


GRADED = ("统一社会信用代码", "企业名称", "地址", "资质名称", "证书编号", "等级", "有效期至")


def holding(number: int, kind: str, grade: str) -> tuple[str, ...]:
    return (*company(number), kind, f"A{number}", grade, "2027-12-31")


@pytest.mark.usefixtures("officer")
def test_the_grade_of_a_credential_is_read_and_what_is_none_of_its_grades_is_named(tmp_path: Path) -> None:
    rows = [
        holding(1, "工程设计", "甲"),
        holding(2, "工程设计（乙级）", ""),
        holding(3, "工程设计", "特级"),
        holding(4, "危废许可证", "一级"),
    ]
    run = import_path(on_disk(tmp_path, as_csv([GRADED, *rows])), source="省名单")

    assert [one.grade for one in Credential.objects.order_by("number")] == ["甲级", "乙级", "", ""]
    assert [(issue.row, issue.column, issue.value) for issue in run.issues.all()] == [
        (4, "等级", "特级"),
        (5, "等级", "一级"),
    ]
    assert "环境工程设计资质分为甲级、乙级" in run.issues.all()[0].reason

    again = import_path(on_disk(tmp_path, as_csv([GRADED, holding(1, "工程设计", "")])), source="市名单")
    assert Credential.objects.get(number="A1").grade == "甲级"  # of which that list says nothing
    regraded = import_path(
        on_disk(tmp_path, as_csv([GRADED, holding(1, "工程设计", "乙级")])), source="省名单"
    )
    assert Credential.objects.get(number="A1").grade == "乙级"

    undoing.undo(regraded, by=User.objects.get(email="wang@example.com"))
    assert Credential.objects.get(number="A1").grade == "甲级"
    assert again.refused == 0


@pytest.mark.usefixtures("officer")
def test_names_of_persons_are_not_kept_with_a_row_whatever_its_column_is_called(tmp_path: Path) -> None:
    header = (*HEADER[:3], "法定代表人", "技术负责人手机", "法人名称")
    row = (*company(1), "何静", "13800000000", "吴江第1环保")
    import_path(on_disk(tmp_path, as_csv([header, row])), source="省名单")

    assert set(Sighting.objects.get().raw) == {*HEADER[:3], "法人名称"}


@pytest.mark.parametrize(
    ("text", "grade"),
    [("甲级", "甲级"), ("乙", "乙级"), (" 甲 级 ", "甲级"), ("丙级", ""), ("甲级、乙级", ""), ("", "")],
)
def test_a_grade_is_known_in_its_writings(text: str, grade: str) -> None:
    assert grade_in(text, ["甲级", "乙级"]) == grade


@pytest.mark.parametrize("text", ["壹级", "1级", "一", "１级", "1"])
def test_a_grade_in_figures_is_the_same(text: str) -> None:
    assert grade_in(text, ["一级", "二级"]) == "一级"


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("capital", "1000万元", "10,000,000元人民币", True),
        ("capital", "1000万元", "1000万美元", False),
        ("capital", "1000", "1000万元", False),
        ("kind", "有限责任公司", "有限责任公司（国有控股）", True),
        ("kind", "有限责任公司", "股份有限公司", False),
        ("scope", "水污染治理；噪声治理。", "水污染治理,噪声治理,监测", True),
        ("scope", "水污染治理", "噪声治理", False),
        ("established_on", "2015-03-01", "2015-03-02", False),
    ],
)
def test_what_means_the_same_is_no_difference(field: str, one: str, other: str, same: bool) -> None:
    assert agree(field, Value(one), Value(other)) is same
    assert agree(field, Value(other), Value(one)) is same


@given(st.sampled_from(rereading.REREAD), st.text(max_size=20), st.text(max_size=20))
def test_agreement_goes_both_ways(field: str, one: str, other: str) -> None:
    assert agree(field, Value(one), Value(one))
    assert agree(field, Value(one), Value(other)) is agree(field, Value(other), Value(one))
