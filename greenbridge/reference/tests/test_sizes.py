"""The size of an enterprise follows from its industry and its figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.reference.sizes import BRANCHES, Branch, branch_of, size_of

ORDER = ["micro", "small", "medium", "large"]
branches = st.sampled_from(BRANCHES)
amounts = st.integers(0, 300_000)


@pytest.mark.parametrize(
    ("industry", "employees", "revenue", "size"),
    [
        ("C1713", 1000, 40_000, "large"),
        ("C1713", 999, 40_000, "medium"),
        ("C1713", 1000, 39_999, "medium"),
        ("C1713", 300, 299, "micro"),
        ("C1713", 19, 50_000, "micro"),
        ("N7721", 300, 0, "large"),
        ("M7461", 99, 900_000, "small"),
        ("F5169", 200, 4999, "small"),
    ],
)
def test_the_lower_limits_decide(industry: str, employees: int, revenue: int, size: str) -> None:
    branch = branch_of(industry)

    assert branch
    assert size_of(branch, {"employees": employees, "revenue": revenue}) == size


@pytest.mark.parametrize("industry", ["J6621", "P8341", "Q8411", "G5311", "K7040"])
def test_what_the_rule_does_not_cover_has_no_size(industry: str) -> None:
    assert branch_of(industry) is None


@given(branches)
def test_at_every_limit_the_class_begins_and_one_below_it_has_not(branch: Branch) -> None:
    for place, size in enumerate(("large", "medium", "small")):
        figures = {figure: limits[place] for figure, *limits in branch.limits}
        assert size_of(branch, figures) == size
        for figure in figures:
            assert ORDER.index(size_of(branch, figures | {figure: figures[figure] - 1})) < ORDER.index(size)


@given(branches, st.fixed_dictionaries(dict.fromkeys(("employees", "revenue", "assets"), amounts)), amounts)
def test_more_of_anything_never_makes_smaller(branch: Branch, figures: dict[str, int], more: int) -> None:
    before = ORDER.index(size_of(branch, figures))

    for figure in figures:
        assert ORDER.index(size_of(branch, figures | {figure: figures[figure] + more})) >= before
