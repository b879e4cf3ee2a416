"""Times, money, codes and addresses are written in one way."""

import datetime as dt
import re
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from greenbridge.core import clock
from greenbridge.ui import icons
from greenbridge.ui.templatetags import ui

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


def write(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_a_moment_is_told_in_shanghai_time() -> None:
    before_midnight_in_london = dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)

    assert write("{{ at|moment }}", at=before_midnight_in_london) == "2026年11月24日 00:30"
    assert write("{{ at|day }}", at=before_midnight_in_london) == "2026年11月24日"
    assert write("{{ on|day }}", on=dt.date(2026, 3, 5)) == "2026年3月5日"


def test_what_is_unknown_says_so() -> None:
    for name in ("moment", "day", "remaining", "wan", "yuan"):
        assert write("{{ nothing|" + name + " }}", nothing=None) == "未公布"


@pytest.mark.parametrize(
    ("left", "words", "urgency"),
    [
        (dt.timedelta(days=3), "还有3天", ""),
        (dt.timedelta(days=3, seconds=-1), "还有2天", "soon"),
        (dt.timedelta(days=1), "还有1天", "soon"),
        (dt.timedelta(days=1, seconds=-1), "还有23小时", "soon"),
        (dt.timedelta(hours=1, seconds=-1), "还有59分钟", "soon"),
        (dt.timedelta(seconds=1), "还有1分钟", "soon"),
        (dt.timedelta(0), "已截止", "late"),
        (dt.timedelta(seconds=-1), "已截止", "late"),
    ],
)
def test_what_remains_is_never_overstated(left: dt.timedelta, words: str, urgency: str) -> None:
    with clock.stopped_at(NOON):
        assert write("{{ at|remaining }}|{{ at|urgency }}", at=NOON + left) == f"{words}|{urgency}"


def test_a_deadline_given_as_a_day_lasts_to_its_end() -> None:
    with clock.stopped_at(NOON):
        assert write("{{ on|remaining }}", on=NOON.date()) == "还有11小时"


def test_money_and_codes() -> None:
    assert write("{{ fen|wan }} {{ fen|yuan }}", fen=98_500_000) == "98.5万元 985,000元"
    assert write("{{ code|code_groups }}", code="91110000600037341L") == "9111 0000 6000 3734 1L"


def test_the_query_of_a_page_changes_one_thing_and_starts_on_the_first_page() -> None:
    request = RequestFactory().get("/suppliers/?q=HW17&region=31&region=32&page=4")

    def query(arguments: str) -> str:
        return write(
            "{% autoescape off %}{% query " + arguments + " %}{% endautoescape %}", request=request, none=None
        )

    assert query('order="new"') == "?q=HW17&region=31&region=32&order=new"
    assert query("q=none") == "?region=31&region=32"
    assert query("page=5") == "?q=HW17&region=31&region=32&page=5"
    assert query('region="33" q=""') == "?region=33"


def test_an_address_in_a_query_cannot_leave_its_attribute() -> None:
    request = RequestFactory().get("/", {"q": '"><script>'})

    assert "<script>" not in write('<a href="{% query order=1 %}">', request=request)


def test_every_icon_is_silent_and_carries_no_style() -> None:
    for name in icons.NAMES:
        drawn = icons.draw(name)
        assert 'aria-hidden="true"' in drawn
        assert "style" not in drawn


def test_a_filter_folds_its_further_options_unless_one_is_ticked_and_escapes_them_all() -> None:
    few = [SimpleNamespace(value=f"v{n}", label="<b>", count=n, is_chosen=False, depth=1) for n in range(9)]
    facet = SimpleNamespace(name="kind", options=few)

    page = ui.options(facet)

    assert page.count("<label") == page.count("&lt;b&gt;") == 9
    assert '<details id="more-kind"><summary>其余1项</summary>' in page
    assert page.count(" none") == 1
    few[8].is_chosen = True
    assert '<details id="more-kind" open>' in ui.options(facet)
    assert "<details" not in ui.options(SimpleNamespace(name="kind", options=few[:8]))


@pytest.mark.parametrize(
    ("count", "at_least", "said", "is_grey"),
    [
        (3, False, "3", False),
        (3, True, "3+", False),
        (0, False, "0", True),
        (0, True, "", False),
        (None, False, "", False),
    ],
)
def test_of_an_option_that_was_not_counted_to_its_end_at_least_none_is_not_said(
    count: int | None, at_least: bool, said: str, is_grey: bool
) -> None:
    option = SimpleNamespace(value="a", label="甲", count=count, at_least=at_least, is_chosen=False, depth=0)
    drawn = ui.options(SimpleNamespace(name="kind", options=[option]))
    assert re.findall(r"num\">([^<]*)<", drawn) == ([said] if said else [])
    assert ("none" in drawn) == is_grey
