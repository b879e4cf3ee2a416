"""An administrator loads the reference tables, and loads them again."""

import datetime as dt
from pathlib import Path

import pytest

from greenbridge.audit.models import AuditRecord
from greenbridge.reference import services
from greenbridge.reference.models import Industry, OpeningPhase, Region, WasteCategory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_everything_is_loaded_once_and_a_second_run_changes_nothing(register: Path) -> None:
    levels = [Region.objects.at(level).count() for level in Region.Level.values]
    assert levels == [31, 342, 2978, 41352]
    assert (WasteCategory.objects.count(), Industry.objects.count()) == (46, 1971)

    assert set(services.load_all(register).values()) == {0}

    assert AuditRecord.objects.filter(action="reference.loaded").count() == 1


@pytest.mark.parametrize(
    ("code", "spoken"),
    [
        ("310118104", "上海市青浦区金泽镇"),
        ("320509110", "江苏省苏州市吴江区黎里镇"),
        ("5002", "重庆市"),
        ("500230", "重庆市丰都县"),
        ("419001", "河南省济源市"),
        ("441900003", "广东省东莞市东城街道"),
    ],
)
def test_a_division_is_named_as_people_say_it(code: str, spoken: str) -> None:
    assert Region.objects.get(code=code).full_name == spoken


def test_the_date_an_operator_set_survives_the_next_load(register: Path) -> None:
    OpeningPhase.objects.filter(number=2).update(opens_on=dt.date(2027, 3, 1))

    services.load_all(register)

    assert OpeningPhase.objects.get(number=2).opens_on == dt.date(2027, 3, 1)
