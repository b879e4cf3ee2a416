"""Distances in a straight line between the centres of towns and counties."""

from pathlib import Path

import pytest

from greenbridge.reference import distances, divisions

JINZE, XITANG, SHENGZE, WUJIANG = "310118104", "330421103", "320509105", "320509"


@pytest.mark.parametrize(
    ("here", "there", "kilometres"),
    [
        (JINZE, XITANG, 10),
        (SHENGZE, JINZE, 27),
        ("310118", "320509", 46),
        ("310101", "330106", 169),
        (JINZE, JINZE, 0),
    ],
)
def test_known_distances_come_out(here: str, there: str, kilometres: int) -> None:
    far = distances.between(here, there)

    assert far is not None
    assert far == pytest.approx(kilometres, abs=2)
    assert far == distances.between(there, here)


def test_counties_and_towns_are_known_by_their_short_names() -> None:
    names = distances.short_names()

    assert {"江阴", "常熟", "张家港", "浦东", "盛泽", "松陵", "雨花台"} <= names
    assert {name for name in names if name.endswith(("市", "镇", "街道"))} == set()


def test_a_town_without_a_centre_stands_at_its_county_s_and_another_province_nowhere() -> None:
    assert distances.centre_of("320509400") == WUJIANG
    assert distances.centre_of("340104") == ""
    assert distances.between(JINZE, "340104") is None
    assert distances.between("340104", JINZE) is None


def test_every_centre_is_of_a_division_and_lies_in_the_three_provinces(register: Path) -> None:
    known = {region.code for region in divisions.read(register)}
    assert set(distances.centres()) <= known
    assert all(116 < lon < 123.5 and 27 < lat < 35.5 for lon, lat in distances.centres().values())


def test_towns_lie_near_their_county() -> None:
    assert len(distances.zone_towns()) == 28
    for town in distances.zone_towns():
        far = distances.between(town, town[:6])
        assert far is not None
        assert far < 40
