"""A list of a profile against the one before it: new, changed, gone; and an import that is taken back."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from greenbridge.accounts.models import Organisation, User
from greenbridge.audit.models import AuditRecord
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.imports import profiles, undoing
from greenbridge.suppliers.imports.errors import ImportedSince
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    ImportEntry,
    ImportProfile,
    ImportRun,
    Sighting,
    Supplier,
)
from greenbridge.suppliers.tests.import_cast import (
    as_csv,
    code,
    officer,  # noqa: F401 — a fixture
    on_disk,
    reference,  # noqa: F401 — a fixture
)

pytestmark = pytest.mark.usefixtures("reference")
HEADER = ("信用代码", "持证", "设施地址", "证号", "类别", "到期")
COLUMNS = dict(
    zip(
        HEADER,
        ("credit_code", "name", "address", "credential_number", "wastes", "expires_on"),
        strict=True,
    )
)


@pytest.fixture
def profile(reference: None) -> ImportProfile:  # noqa: F811
    made = ImportProfile.objects.create(
        name="持证单位",
        authority="江苏省生态环境厅",
        province_id="32",
        columns=COLUMNS,
        credential_kind_id="waste",
    )
    made.service_types.set(ServiceType.objects.filter(code="S07"))
    return made


def holder(number: int, **changes: str) -> tuple[str, ...]:
    row = {
        "code": code(number),
        "name": f"吴江第{number}环保有限公司",
        "address": f"吴江区盛泽镇{number}号",
        "licence": f"JS{number}",
        "wastes": "HW08 100吨",
        "until": "2030-01-01",
    } | changes
    return tuple(row.values())


def command(folder: Path, *rows: tuple[str, ...], **options: Any) -> dict[str, Any]:
    printed = io.StringIO()
    path = on_disk(folder, as_csv([HEADER, *rows]))
    call_command("suppliers_import", str(path), profile="持证单位", json=True, stdout=printed, **options)
    result: dict[str, Any] = json.loads(printed.getvalue())
    return result


def everything() -> list[Any]:
    """What an import may change, as it stands."""
    tables = (Organisation, Activity, Credential, Sighting)
    rows = [list(table.objects.order_by("pk").values()) for table in tables]
    wastes = CredentialWaste.objects.order_by("credential", "category")
    return [
        *rows,
        list(wastes.values("credential", "category", "tonnes_per_year")),
        list(Supplier.objects.order_by("pk").values("pk", "status", "updated_at")),
    ]


def undone(by: User) -> ImportRun:
    run = ImportRun.objects.latest("pk")
    undoing.undo(run, by=by)
    run.refresh_from_db()
    return run


@pytest.mark.usefixtures("profile")
def test_a_profile_names_columns_kind_and_service(tmp_path: Path) -> None:
    result = command(tmp_path, holder(1), holder(2, licence=""))

    assert (result["created"], result["flagged"], result["gone"]) == (2, 1, 0)
    supplier = Supplier.objects.get(organisation__credit_code=code(1))
    assert (supplier.credentials.get().kind_id, supplier.activities.get().service_type_id) == ("waste", "S07")
    flags = Sighting.objects.get(supplier__organisation__credit_code=code(2)).flags
    assert flags[-1] == "没有证书编号，资质未登记。请补充证书编号。"


@pytest.mark.usefixtures("profile")
def test_the_difference_is_told_before_anything_is_written(tmp_path: Path) -> None:
    command(tmp_path, holder(1), holder(2), holder(3))
    before = everything()

    result = command(
        tmp_path,
        holder(2),
        holder(3, address="吴江区盛泽镇新址"),
        holder(4),
        ("123", *holder(5)[1:]),
        diff=True,
    )

    assert everything() == before
    assert ImportRun.objects.count() == 1
    assert (result["new"], result["changed"], result["gone"], result["unchanged"]) == (1, 1, 1, 1)
    assert result["samples"]["changed"][0]["fields"] == {"地址": ["吴江区盛泽镇3号", "吴江区盛泽镇新址"]}
    assert result["samples"]["gone"][0]["credit_code"] == code(1)
    assert result["refusals"][0]["row"] == 5


@pytest.mark.usefixtures("profile")
def test_who_is_gone_is_flagged_and_stays_until_a_list_names_them_again(tmp_path: Path) -> None:
    command(tmp_path, holder(1), holder(2))

    result = command(tmp_path, holder(2), listed_on=dt.date(2026, 11, 1))

    assert result["gone"] == 1
    sighting = Sighting.objects.get(supplier__organisation__credit_code=code(1))
    assert sighting.gone_since == dt.date(2026, 11, 1)
    assert sighting.supplier.is_listed

    command(tmp_path, holder(1), holder(2))
    sighting.refresh_from_db()
    assert sighting.gone_since is None


@pytest.mark.usefixtures("profile")
def test_a_refused_row_does_not_make_its_body_gone(tmp_path: Path) -> None:
    command(tmp_path, holder(1), holder(2))

    assert command(tmp_path, holder(1, name=""), holder(2))["gone"] == 0


def test_another_header_is_no_change() -> None:
    from greenbridge.suppliers.imports.difference import changed_fields

    assert changed_fields({"住所": "盛泽"}, {"注册地址": "盛泽"}) == {}


@pytest.mark.usefixtures("profile")
def test_an_undone_import_leaves_everything_as_it_was(tmp_path: Path, officer: User) -> None:  # noqa: F811
    command(tmp_path, holder(1), holder(2), holder(3), listed_on=dt.date(2026, 10, 1))
    before = everything()
    command(
        tmp_path,
        holder(2, address="吴江区盛泽镇新址", wastes="HW17 5吨", until="2031-01-01"),
        holder(3, licence="JS3-2"),
        holder(4),
        listed_on=dt.date(2026, 11, 1),
    )

    run = undone(officer)

    assert run.status == ImportRun.Status.UNDONE
    for now, then in zip(everything(), before, strict=True):
        assert now == then
    assert not ImportEntry.objects.exclude(kept="").exists()
    assert AuditRecord.objects.filter(action="suppliers.import_undone").count() == 1


@pytest.mark.usefixtures("profile")
def test_what_somebody_changed_since_stays_and_is_named(tmp_path: Path, officer: User) -> None:  # noqa: F811
    command(tmp_path, holder(1), holder(2))
    command(tmp_path, holder(1, address="吴江区盛泽镇新址", name="吴江改名有限公司"), holder(2), holder(3))
    Organisation.objects.filter(credit_code=code(1)).update(address="自己改的")
    Supplier.objects.filter(organisation__credit_code=code(3)).update(updated_at=dt.datetime.now(dt.UTC))

    run = undone(officer)

    body = Organisation.objects.get(credit_code=code(1))
    assert (body.address, body.name) == ("自己改的", "吴江第1环保有限公司")
    assert run.entries.get(credit_code=code(1)).kept == "经营地址"
    assert run.entries.get(credit_code=code(3)).kept == undoing.KEPT_BODY
    assert Supplier.objects.get(organisation__credit_code=code(3)).sightings.count() == 0


@pytest.mark.usefixtures("profile")
def test_only_the_latest_import_of_a_list_is_undone(tmp_path: Path, officer: User) -> None:  # noqa: F811
    command(tmp_path, holder(1))
    first = ImportRun.objects.get()
    command(tmp_path, holder(1))

    with pytest.raises(ImportedSince):
        undoing.undo(first, by=officer)

    undone(officer)
    undoing.undo(first, by=officer)
    assert not Supplier.objects.exists()
    assert not Organisation.objects.exists()


def test_an_unknown_profile_is_refused_with_those_there_are(tmp_path: Path, profile: ImportProfile) -> None:
    with pytest.raises(CommandError, match="没有名单方案“没有”。现有：持证单位"):
        call_command("suppliers_import", str(on_disk(tmp_path, b"")), profile="没有")


def test_the_day_of_a_list_by_the_rule_of_its_profile(profile: ImportProfile) -> None:
    assert profiles.day_of(profile, "名单20261101.xlsx") is None
    profile.date_rule = "file_name"
    assert profiles.day_of(profile, "名单20261101.xlsx") == dt.date(2026, 11, 1)
    assert profiles.day_of(profile, "名单2026年11月3日.xlsx") == dt.date(2026, 11, 3)
    assert profiles.day_of(profile, "名单.xlsx") is None
