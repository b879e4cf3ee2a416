"""The benchmark says of each figure whether it is as promised."""

from fnmatch import fnmatchcase

import pytest

from bench import promises
from bench.figures import Figure
from bench.flat.ask import LISTS
from bench.flat.pages import OF_LISTS, OF_RECORDS, PARTS
from bench.pages import Arena, pages


@pytest.mark.parametrize(
    ("name", "figure", "is_kept"),
    [
        ("home_kept_rps", Figure(80, "requests/s", {"bare_django_kept": 100, "nginx": 1000}), True),
        ("home_kept_rps", Figure(79, "requests/s", {"bare_django_kept": 100, "nginx": 1000}), False),
        ("hall_drawn_cpu", Figure(3, "CPU ms/request", {"bare_django": 1}), True),
        ("hall_drawn_cpu", Figure(3.1, "CPU ms/request", {"bare_django": 1}), False),
        ("demand_drawn_cpu", Figure(2.1, "CPU ms/request", {"bare_django": 1}), False),
        ("directory_signed_in_cpu", Figure(1.6, "CPU ms/request", {"ours": 1}), False),
        ("home_kept_errors_64", Figure(0, "errors", {"promised": 0}), True),
        ("home_kept_errors_64", Figure(1, "errors", {"promised": 0}), False),
        ("lighthouse_home_performance", Figure(97, "of 100", {"promised": 98}), False),
        ("lighthouse_home_kilobytes", Figure(61, "kB", {"promised": 60}), False),
        ("import_cpu_rate", Figure(15_000, "rows/CPU s", {"promised": 15_000}), True),
        ("flat_postgres_hall_whole_p50", Figure(3, "ms", {"10000_rows": 2}), True),
        ("flat_postgres_hall_whole_p50", Figure(3.1, "ms", {"10000_rows": 2}), False),
        ("flat_postgres_page_home_statement", Figure(0.3, "ms", {"10000_rows": 0.1, "promised": 10}), False),
        ("flat_postgres_page_home_statement", Figure(11, "ms", {"10000_rows": 10, "promised": 10}), False),
        ("lighthouse_home_seo", Figure(None, "of 100", {"promised": 100}), None),
    ],
)  # fmt: skip
def test_a_figure_is_held_beside_what_is_promised(name: str, figure: Figure, is_kept: bool | None) -> None:
    assert promises.told({name: figure}) == {name: is_kept}


def test_nothing_is_said_of_a_figure_of_which_nothing_is_promised() -> None:
    assert promises.told({"home_kept_p95": Figure(9, "ms", {"bare_django_kept": 1})}) == {}


def test_each_promise_is_about_something_that_is_measured() -> None:
    arena = Arena({}, session="", seconds=1)
    measured = [name for each in arena.measurements(pages([], [])) for name in each.figures]
    measured += [f"flat_postgres_{name}_whole_p50" for name in LISTS]
    measured += [f"flat_postgres_{name}_p50" for name in ("supplier", "demand")]
    measured += [f"flat_postgres_page_{name}_{part}" for name in (*OF_LISTS, *OF_RECORDS) for part in PARTS]
    for promise in promises.PROMISES:
        assert any(fnmatchcase(name, promise.figures) for name in measured), promise
