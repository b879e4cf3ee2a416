"""A scenario of the demand hall that names a standard is looked at again when the standard changes."""

import datetime as dt

import pytest
from django.urls import reverse

from greenbridge.accounts.services import agree
from greenbridge.demands.models import Scenario
from greenbridge.demands.models.specification import ClauseTemplate
from greenbridge.library.models import Recheck
from greenbridge.library.rechecks import services
from greenbridge.portal.citing import EDIT
from greenbridge.portal.setup import set_up
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.pages import as_, words_of

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


@pytest.mark.usefixtures("ground")
def test_an_editor_sees_on_the_scenario_which_clause_waits_until_it_is_settled() -> None:
    set_up()
    agree(cast.editor())
    scenario, other = Scenario.objects.create(name="示例场景"), Scenario.objects.create(name="另一场景")
    for heading, standards in (("监测频次", "GB 99001-2010"), ("运输", "GB 99002-2010")):
        ClauseTemplate.objects.create(scenario=scenario, heading=heading, text="。", standards=standards)
    library.standard()
    library.standard("GB 99001-2026", promulgated_on=dt.date(2026, 1, 1), effective_on=dt.date(2026, 7, 1))
    flag, editor = Recheck.objects.get(), as_(cast.editor())

    page = editor.get(reverse(EDIT, args=[scenario.pk]))
    assert "条款“监测频次”所写的标准或规定有变动" in words_of(page)
    assert flag.reason in words_of(page)
    assert f'href="{flag.get_absolute_url()}"' in page.content.decode()
    assert "所写的标准或规定有变动" not in words_of(editor.get(reverse(EDIT, args=[other.pk])))
    assert words_of(editor.get(reverse("wagtailsnippets_demands_scenario:list"))).count("监测频次") == 1

    services.settle(flag, actor=cast.editor(), outcome=Recheck.Outcome.STILL_RIGHT, note="核对过。")
    assert "所写的标准或规定有变动" not in words_of(editor.get(reverse(EDIT, args=[scenario.pk])))
