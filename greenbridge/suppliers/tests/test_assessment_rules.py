"""The arithmetic of the admission assessment, and the criteria that come with an installation."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenbridge.reference.models import CredentialKind
from greenbridge.suppliers.assessment import criteria, rules
from greenbridge.suppliers.assessment.errors import CriteriaChanged, NotSettled, WeightsWrong
from greenbridge.suppliers.assessment.rules import Given, Item, Scheme
from greenbridge.suppliers.models import CriteriaSet

marks = st.integers(0, 100)
Points = dict[str, Given]


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Up to six criteria whose weights add up to one hundred."""
    cuts = sorted(draw(st.lists(marks, max_size=5)))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    items = tuple(Item(f"c{n}", weight, draw(marks), draw(st.booleans())) for n, weight in enumerate(weights))
    return Scheme(items, draw(marks), draw(marks))


@st.composite
def scored(draw: st.DrawFn) -> tuple[Scheme, Points]:
    """A scheme with points of two scorers, every difference settled by a third."""
    scheme = draw(schemes())
    points = {}
    for item in scheme.items:
        two = Given(draw(marks), draw(marks))
        is_apart = rules.differs(item, two, scheme.tolerance)
        points[item.code] = Given(two.first, two.second, draw(marks)) if is_apart else two
    return scheme, points


@given(st.lists(marks, max_size=8))
def test_weights_that_do_not_add_up_to_one_hundred_are_refused(weights: list[int]) -> None:
    scheme = Scheme(tuple(Item(f"c{n}", weight) for n, weight in enumerate(weights)), 70, 10)
    points = {item.code: Given(80, 80) for item in scheme.items}

    if sum(weights) == 100:
        assert rules.outcome(scheme, points).total == 80 * 200
    else:
        with pytest.raises(WeightsWrong, match=f"现为{sum(weights)}"):
            rules.outcome(scheme, points)


@given(scored())
def test_the_result_is_computed_again_bit_for_bit_from_what_was_stored(case: tuple[Scheme, Points]) -> None:
    scheme, points = case

    stored = json.loads(json.dumps(rules.sheet(scheme, points)))

    assert rules.recomputed(stored) == rules.outcome(scheme, points)
    assert json.dumps(stored) == json.dumps(rules.sheet(scheme, points))


@given(scored())
def test_the_total_is_the_weighted_mean_of_what_reaches_its_threshold(case: tuple[Scheme, Points]) -> None:
    """Against fractions, which round nothing either."""
    scheme, points = case
    expected = Fraction(0)
    for item in scheme.items:
        one = points[item.code]
        mean = Fraction(one.first + one.second, 2) if one.settled is None else Fraction(one.settled)
        expected += Fraction(item.weight, 100) * mean if mean >= item.threshold else 0

    result = rules.outcome(scheme, points)

    assert Fraction(result.total, rules.UNITS) == expected == Fraction(rules.points(result.total))
    assert result.passed == (not result.vetoed and expected >= scheme.pass_mark)


@given(scored())
def test_it_does_not_matter_who_of_two_scored_first(case: tuple[Scheme, Points]) -> None:
    scheme, points = case
    swapped = {code: Given(one.second, one.first, one.settled) for code, one in points.items()}

    assert rules.outcome(scheme, swapped) == rules.outcome(scheme, points)


@given(scored(), st.data())
def test_more_points_never_give_less(case: tuple[Scheme, Points], data: st.DataObject) -> None:
    scheme, points = case
    code = data.draw(st.sampled_from([item.code for item in scheme.items]))
    more = data.draw(st.integers(0, 100))
    raised = points | {code: Given(points[code].first, points[code].second, more)}
    held = points | {code: Given(points[code].first, points[code].second, max(more - 1, 0))}

    better, worse = rules.outcome(scheme, raised), rules.outcome(scheme, held)

    assert better.total >= worse.total
    assert better.passed >= worse.passed


@given(scored(), st.data())
def test_nobody_passes_below_the_threshold_of_a_veto(
    case: tuple[Scheme, Points], data: st.DataObject
) -> None:
    scheme, points = case
    item = data.draw(st.sampled_from(scheme.items))
    strict = Scheme(
        tuple(Item(i.code, i.weight, max(i.threshold, 1), True) if i == item else i for i in scheme.items),
        0,
        scheme.tolerance,
    )
    result = rules.outcome(strict, points | {item.code: Given(0, 0)})

    assert not result.passed
    assert item.code in result.vetoed


@given(schemes(), st.data())
def test_a_difference_waits_for_the_third(scheme: Scheme, data: st.DataObject) -> None:
    first, second = ({item.code: data.draw(marks) for item in scheme.items} for _ in range(2))
    apart = rules.differences(scheme, first, second)
    points = {code: Given(first[code], second[code]) for code in first}

    if apart:
        with pytest.raises(NotSettled):
            rules.outcome(scheme, points)
        points |= {code: Given(first[code], second[code], 60) for code in apart}
    rules.outcome(scheme, points)


@pytest.mark.parametrize(
    ("first", "second", "is_apart"),
    [(70, 80, False), (70, 81, True), (59, 60, True), (0, 0, False), (60, 60, False)],
)
def test_two_scorers_are_apart_beyond_the_tolerance_or_on_two_sides_of_the_threshold(
    first: int, second: int, is_apart: bool
) -> None:
    assert rules.differs(Item("licence", 20, 60, True), Given(first, second), 10) is is_apart


@pytest.mark.parametrize(("total", "written"), [(15700, "78.5"), (14000, "70"), (13999, "69.995"), (0, "0")])
def test_a_total_is_written_exactly(total: int, written: str) -> None:
    assert f"{rules.points(total):f}" == written


@pytest.mark.usefixtures("ground")
def test_every_province_has_ready_made_criteria_and_a_second_load_adds_none() -> None:
    assert criteria.load() == 24
    assert criteria.load() == 0

    sets = CriteriaSet.objects.prefetch_related("criteria")
    assert {s.province_id for s in sets} == {"31", "32", "33"}
    assert {s.service_type_id for s in sets} == {"S01", "S02", "S05", "S08", "S09", "S10", "S12", "S13"}
    assert {s.source for s in sets} == {"平台拟定"}
    assert all(any(one.is_veto for one in s.criteria.all()) for s in sets)
    named = {kind for s in sets for one in s.criteria.all() for kind in one.credentials}
    assert named <= set(CredentialKind.objects.values_list("code", flat=True))


@pytest.mark.usefixtures("ground")
def test_a_new_version_ends_the_one_before_and_a_changed_one_is_refused(tmp_path: Path) -> None:
    criteria.load()
    _write(tmp_path, version="2", effective_from="2027-01-01", weight="100")

    assert criteria.load(tmp_path) == 1

    old, new = CriteriaSet.objects.filter(province="31", service_type="S01").order_by("version")
    assert (f"{old.effective_until}", new.effective_until) == ("2026-12-31", None)
    assert criteria.load() == 0  # the draft is still what it was
    _write(tmp_path, version="2", effective_from="2027-02-01", weight="100")
    with pytest.raises(CriteriaChanged, match="请用新的版本号载入"):
        criteria.load(tmp_path)
    _write(tmp_path, version="3", effective_from="2027-02-01", weight="99")
    with pytest.raises(WeightsWrong):
        criteria.load(tmp_path)


def _write(folder: Path, *, version: str, effective_from: str, weight: str) -> None:
    common = {"types": "S01", "provinces": "31", "version": version}
    head = {"effective_from": effective_from, "effective_until": "", "pass_mark": "70", "tolerance": "10"}
    words = {"code": "all", "title": "综合", "guidance": "综合情况。", "evidence": "document"}
    figures = {"credentials": "", "weight": weight, "threshold": "60", "veto": "yes"}
    for name, row in (("sets", head | {"source": "协会"}), ("criteria", words | figures)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*common, *row])
            writer.writeheader()
            writer.writerow(common | row)
