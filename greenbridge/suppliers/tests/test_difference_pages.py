"""An officer sees what a new list changes before saying yes, takes an import back, and settles who is gone."""

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.suppliers.imports import profiles
from greenbridge.suppliers.imports.forms import LEFT_OUT
from greenbridge.suppliers.models import ImportProfile, ImportRun, Sighting, Supplier
from greenbridge.suppliers.queues import gone
from greenbridge.suppliers.tests.import_cast import (
    HEADER,
    as_csv,
    code,
    company,
    officer,  # noqa: F401 — a fixture
    reference,  # noqa: F401 — a fixture
    upload,
)
from greenbridge.testing import cast
from greenbridge.testing.pages import as_

COLUMNS = {"统一社会信用代码": "credit_code", "企业名称": "name", "地址": "address"}


@pytest.fixture
def desk(officer: User) -> Client:  # noqa: F811
    return as_(officer)


@pytest.fixture
def profile(reference: None) -> ImportProfile:  # noqa: F811
    return ImportProfile.objects.create(name="机构名单", authority="省厅", columns=COLUMNS)


def previewed(desk: Client, profile: ImportProfile, *rows: tuple[str, ...]) -> ImportRun:
    desk.post(reverse("imports:list"), {"file": upload(as_csv([HEADER, *rows])), "profile": profile.pk})
    run = ImportRun.objects.latest("pk")
    columns = {f"column_{n}": column["key"] or LEFT_OUT for n, column in enumerate(run.mapping["columns"])}
    desk.post(reverse("imports:mapping", args=[run.pk]), columns)
    run.refresh_from_db()
    return run


def done(desk: Client, profile: ImportProfile, *rows: tuple[str, ...]) -> ImportRun:
    run = previewed(desk, profile, *rows)
    desk.post(reverse("imports:confirm", args=[run.pk]))
    run.refresh_from_db()
    assert run.status == ImportRun.Status.DONE
    return run


def test_the_difference_stands_before_the_yes_and_can_be_taken_along(
    desk: Client, profile: ImportProfile
) -> None:
    done(desk, profile, company(1), company(2))

    run = previewed(
        desk, profile, company(2, name="=1+1"), company(1, address="吴江区盛泽镇新址"), company(3)
    )

    address = reverse("imports:compare", args=[run.pk])
    assert address in desk.get(reverse("imports:preview", args=[run.pk])).content.decode()
    words = desk.get(address).content.decode()
    assert "吴江区盛泽镇1号 → 吴江区盛泽镇新址" in words
    assert code(3) in words
    assert code(3) not in desk.get(f"{address}?kind=changed").content.decode()
    lines = desk.get(f"{address}?format=csv").content.decode("utf-8-sig").splitlines()
    assert f"变更,{code(1)},吴江第1环保有限公司,地址,吴江区盛泽镇1号,吴江区盛泽镇新址" in lines
    assert desk.get(f"{address}?kind=new&format=xlsx").content.startswith(b"PK")


def test_an_import_is_taken_back_on_its_page(desk: Client, profile: ImportProfile) -> None:
    run = done(desk, profile, company(1))

    words = desk.post(reverse("imports:undo", args=[run.pk]), follow=True).content.decode()

    assert "这次导入已撤销" in words
    assert not Supplier.objects.exists()
    assert AuditRecord.objects.filter(action="suppliers.import_undo_asked").count() == 1
    again = desk.post(reverse("imports:undo", args=[run.pk]), follow=True).content.decode()
    assert "这一步已不能进行" in again


def test_who_is_gone_waits_for_the_officer_and_is_settled_with_a_word(
    desk: Client,
    profile: ImportProfile,
    officer: User,  # noqa: F811
) -> None:
    done(desk, profile, company(1), company(2))
    done(desk, profile, company(2))
    sighting = Sighting.objects.get(gone_since__isnull=False)
    assert [task.title for task in gone(officer)] == ["“机构名单”有 1 家单位不再出现"]
    record = sighting.supplier.get_absolute_url()
    assert "名单上没有这家单位，正在核实" in desk.get(record).content.decode()
    settle = reverse("imports:settle", args=[sighting.pk])
    page = desk.get(reverse("imports:gone")).content.decode()
    whose = f"gone-{sighting.pk}"
    assert f'<h2 id="{whose}">' in page
    assert page.count(f'aria-describedby="{whose}"') == 2  # the field and the button

    assert "请写明核实到的情况" in desk.post(settle, {"note": " "}, follow=True).content.decode()
    desk.post(settle, {"note": "资质已注销"})

    assert gone(officer) == []
    assert "核实情况：资质已注销" in desk.get(record).content.decode()
    assert AuditRecord.objects.filter(action="supplier.gone_settled").count() == 1


def test_of_several_that_are_gone_the_same_is_written_down_at_once(
    desk: Client,
    profile: ImportProfile,
    officer: User,  # noqa: F811
) -> None:
    done(desk, profile, company(1), company(2), company(3))
    done(desk, profile, company(3))
    page, rows = reverse("imports:gone_bulk"), Sighting.objects.filter(gone_since__isnull=False)
    assert page in desk.get(reverse("imports:gone")).content.decode()
    sent = {"pick": [row.pk for row in rows], "decision": "settled", "note": "整批注销"}

    assert "请写明核实到的情况" in desk.post(page, sent | {"note": " ", "step": "preview"}).content.decode()
    ahead = desk.post(page, sent | {"step": "preview"}).content.decode()
    assert "2 件将办理为“记录核实情况”" in ahead
    seen = {f"seen-{row.pk}": f"{row.gone_since} {row.seen_at.isoformat()}" for row in rows}
    told = desk.post(page, sent | seen | {"step": "confirm"}, follow=True).content.decode()

    assert "已记录。" in told
    assert {row.gone_note for row in rows.all()} == {"整批注销"}
    assert gone(officer) == []
    assert AuditRecord.objects.filter(action="supplier.gone_settled").count() == 2


def test_one_that_a_colleague_settled_meanwhile_is_named_and_left(
    desk: Client, profile: ImportProfile
) -> None:
    done(desk, profile, company(1), company(2), company(3))
    done(desk, profile, company(3))
    page, rows = reverse("imports:gone_bulk"), list(Sighting.objects.filter(gone_since__isnull=False))
    sent: dict[str, object] = {"pick": [row.pk for row in rows], "decision": "settled", "note": "整批注销"}
    for row in rows:
        sent |= {f"seen-{row.pk}": f"{row.gone_since} {row.seen_at.isoformat()}"}
        sent |= {f"title-{row.pk}": str(row.supplier)}
    desk.post(reverse("imports:settle", args=[rows[0].pk]), {"note": "仍在经营"})

    told = desk.post(page, sent | {"step": "confirm"}, follow=True).content.decode()

    assert str(rows[0].supplier) in told
    assert told.count("已由他人办理或情况已有变化，没有办理。") == 1
    assert [Sighting.objects.get(pk=row.pk).gone_note for row in rows] == ["仍在经营", "整批注销"]


def test_a_profile_is_changed_and_named_in_the_trail(desk: Client, profile: ImportProfile) -> None:
    address = reverse("imports:profile", args=[profile.pk])
    facts = {"name": "机构名单", "authority": "江苏省生态环境厅", "date_rule": "today"}

    wrong = desk.post(address, facts | {"columns": "企业名称＝没有"}).content.decode()
    desk.post(address, facts | {"columns": "代码＝统一社会信用代码\n企业名称=单位名称"})

    assert "没有认出“企业名称＝没有”" in wrong
    profile.refresh_from_db()
    assert (profile.authority, profile.columns) == (
        "江苏省生态环境厅",
        {"代码": "credit_code", "企业名称": "name"},
    )
    assert AuditRecord.objects.filter(action="suppliers.import_profile_changed").count() == 1


@pytest.mark.usefixtures("reference")
def test_three_profiles_are_there_from_the_beginning_and_edits_stay() -> None:
    profiles.seed()
    ImportProfile.objects.filter(name="环评单位名单").update(authority="生态环境部")

    profiles.seed()

    assert ImportProfile.objects.count() == 3
    taken = as_(cast.operator()).get(reverse("imports:profiles"), {"format": "csv"}).content.decode()
    assert "环评单位名单,生态环境部" in taken
    assert ImportProfile.objects.get(name="环评单位名单").authority == "生态环境部"
