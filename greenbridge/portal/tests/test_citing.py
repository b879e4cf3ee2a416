"""A scenario of the demand hall that names a standard is looked at again when the standard changes."""

import datetime as dt

import pytest

from greenbridge.demands.models import Scenario
from greenbridge.demands.models.specification import ClauseTemplate
from greenbridge.library.models import Recheck
from greenbridge.testing.cast import library

pytestmark = pytest.mark.django_db


def test_a_new_edition_flags_the_clauses_that_name_the_standard() -> None:
    scenario = Scenario.objects.create(name="示例场景", summary="示例。")
    for heading, standards in (("监测", "ＧＢ 99001—2010 示例标准"), ("运输", "GB 99002-2010")):
        ClauseTemplate.objects.create(scenario=scenario, heading=heading, text="。", standards=standards)
    library.standard()

    library.standard("GB 99001-2026", promulgated_on=dt.date(2026, 1, 1), effective_on=dt.date(2026, 7, 1))

    flag = Recheck.objects.get()
    assert (flag.title, flag.stage) == ("示例场景：监测", "in_force")
    assert flag.url.endswith(f"/edit/{scenario.pk}/")
