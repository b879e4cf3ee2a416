"""The filter by division opens downwards along what is chosen."""

import pytest
from django.http import QueryDict

from greenbridge.core import divisions
from greenbridge.reference.options import region_options, renewed

pytestmark = pytest.mark.usefixtures("ground")
COUNTS = {"31": 3, "3101": 3, "310118": 2, "310118104": 1, "32": 4, "3205": 4, "320509": 3, "320509105": 2}


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [
        ([], [("31", 0), ("32", 0)]),
        (["31"], [("31", 0), ("310118", 1), ("32", 0)]),
        (["310118"], [("31", 0), ("310118", 1), ("310118104", 2), ("32", 0)]),
        (["32"], [("31", 0), ("32", 0), ("3205", 1)]),
        (["320509105"], [("31", 0), ("32", 0), ("3205", 1), ("320509", 2), ("320509105", 3)]),
    ],
)
def test_each_choice_opens_what_lies_in_it_and_a_municipality_its_counties(
    chosen: list[str], offered: list[tuple[str, int]]
) -> None:
    assert [(code, depth) for code, _, depth in region_options(COUNTS, chosen)] == offered


def test_an_address_that_names_a_municipality_twice_is_written_anew() -> None:
    assert renewed(QueryDict("region=3101&q=x")) == "?region=31&q=x"
    assert renewed(QueryDict("region=31&region=3101")) == "?region=31"
    assert renewed(QueryDict("region=3205&region=310118")) == ""


def test_the_way_down_is_the_way_up() -> None:
    assert [divisions.above(code) for code in ("31", "310118", "320509", "320509105")] == [
        "",
        "31",
        "3205",
        "320509",
    ]
    assert [divisions.below(code) for code in ("", "31", "32", "3205", "320509", "320509105")] == [
        2,
        6,
        4,
        6,
        9,
        0,
    ]
