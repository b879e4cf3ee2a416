"""A notice is placed: in its county, and in its town where it states one. Told without a database."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as some

from greenbridge.core.text import fold_name
from greenbridge.demands.normalise import places
from greenbridge.demands.normalise.places import NOWHERE, Place
from greenbridge.demands.normalise.testing import measure
from greenbridge.reference import resolver
from greenbridge.reference.resolver import COUNTY, Gazetteer, resolve_folded

HANGZHOU = "杭州市西湖区文三路90号"


@pytest.fixture
def names(register: Path) -> Gazetteer:
    return measure.names(register)[0]


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        # each field knows better than those behind it
        ({"explicit_code": "330421103000", "district": "青浦区", "title": "盛泽镇"}, "330421103", "explicit_code"),
        ({"district": "嘉善县", "buyer_address": "青浦区练塘镇"}, "330421", "district"),
        ({"buyer_address": "青浦区练塘镇章练塘路588号", "buyer": "吴江区水务局"}, "310118103", "buyer_address"),
        ({"buyer": "嘉善县水利局", "title": "吴江区河道监测"}, "330421", "buyer"),
        ({"buyer": "某公司", "title": "吴江区盛泽镇河道监测"}, "320509105", "title"),
        # later fields narrow
        ({"explicit_code": "330421000000", "title": "西塘镇污水处理"}, "330421103", "title"),
        ({"district": "青浦区", "buyer": "重固镇章堰村"}, "310118109", "buyer"),
        ({"province": "上海", "buyer": "青浦区水务局"}, "310118", "buyer"),
        # the title says where the work is
        ({"buyer_address": "嘉善县魏塘街道人民大道1号", "title": "西塘镇污水处理"}, "330421103", "title"),
        ({"explicit_code": "330421001000", "title": "西塘镇污水处理"}, "330421001", "explicit_code"),
        # an agency sits in a large city
        ({"province": "浙江", "title": "嘉善县污水处理", "agency_address": HANGZHOU}, "330421", "title"),
        ({"province": "浙江", "buyer": "某学院", "agency_address": HANGZHOU}, "33", "province"),
        ({"buyer": "某学院", "agency_address": HANGZHOU}, "", ""),
        ({"province": "浙江", "buyer": "某厂", "agency_address": "嘉善县罗星街道1号"}, "330421", "agency_address"),
        ({"province": "浙江", "buyer": "某厂", "agency_address": "昆山市玉山镇"}, "33", "province"),
        ({"title": "杭州市示例咨询有限公司关于西塘镇污水处理的公告"}, "330421103", "title"),
        ({"title": "嘉善县水利局关于陶庄镇污水处理的公告"}, "330421107", "title"),
        ({"district": "嘉善县", "agency_address": "平湖市当湖街道"}, "330421", "district"),
        # namesakes need their parent
        ({"buyer": "朝阳区水务局"}, "", ""),
        ({"buyer": "朝阳区水务局", "province": "北京"}, "110105", "buyer"),
        ({"title": "城关镇绿化"}, "", ""),
        ({"title": "新城区供热", "buyer": "呼和浩特市新城区住建局"}, "150102", "buyer"),
        ({"buyer": "盛泽水务站", "province": "山东"}, "37", "province"),
        # dirt
        ({"province": "山东省", "buyer": "济南大学,济南大学"}, "3701", "buyer"),
        ({"title": "嘉善县干窑镇（河道 整治"}, "330421105", "title"),
        ({"district": "市本级", "province": "上海"}, "31", "province"),
        ({}, "", ""),
    ],
)  # fmt: skip
def test_a_notice_is_placed_by_the_field_that_knows_best(
    names: Gazetteer, said: dict[str, str], code: str, field: str
) -> None:
    found = places.resolve(**said, among=names)

    assert (found.code, found.source_field) == (code, field)


def test_what_is_stated_clearly_is_believed_more_and_the_agency_least(names: Gazetteer) -> None:
    by_code = places.resolve("310118103000", among=names)
    by_title = places.resolve(title="练塘镇河道", among=names)
    by_agency = places.resolve(agency_address="青浦区练塘镇", among=names)

    assert by_code == Place("310118103", 4, 1.0, "310118103000", "explicit_code")
    assert by_code.confidence > by_title.confidence > by_agency.confidence > NOWHERE.confidence
    assert by_agency.level == 3


WORDS = ["上海市", "青浦", "吴江区", "盛泽", "镇", "嘉善县", "西塘", "章堰村", "汾湖", "朝阳区", "城关镇", "路", "公司", "320584", "水务局", " ", "("]  # fmt: skip
TEXTS = some.lists(some.sampled_from(WORDS), max_size=4).map("".join)


@given(said=some.fixed_dictionaries({}, optional=dict.fromkeys(measure.FIELDS, TEXTS)))
def test_a_place_is_never_deeper_than_its_evidence(register: Path, said: dict[str, str]) -> None:
    gazetteer, _ = measure.names(register)
    place = places.resolve(**said, among=gazetteer)

    if place == NOWHERE:
        return
    assert place.evidence
    assert place.evidence in fold_name(said[place.source_field])
    by_its_evidence = resolve_folded(place.evidence, place.code[:COUNTY], gazetteer)
    assert by_its_evidence is not None
    assert by_its_evidence.region_code.startswith(place.code)


@pytest.mark.parametrize("held", [None, False, True], ids=["whole", "seen", "held back"])
def test_the_labelled_sample_is_read_as_well_as_promised(register: Path, held: bool | None) -> None:
    rows = [row for row in measure.examples() if held in (None, row.is_held)]

    result = measure.measured(rows, register)

    assert len(rows) >= (300 if held is None else 100)
    assert result.county >= 0.95
    assert result.town >= 0.80
    assert result.town_precision >= 0.90
    assert result.environment_precision >= 0.90
    assert result.environment_recall >= 0.90


def test_an_operator_sees_how_a_notice_is_read(names: Gazetteer, monkeypatch: Any) -> None:
    monkeypatch.setattr(resolver, "gazetteer", lambda: names)
    said = StringIO()

    call_command(
        "notice_read",
        "练塘镇河道水质监测服务的公告",
        buyer="青浦区水务局,青浦区水务局",
        amount="1200000",
        date="2026-08-14",
        stdout=said,
    )

    read = json.loads(said.getvalue())
    assert (read["title"], read["buyers"]) == ("练塘镇河道水质监测服务", ["青浦区水务局"])
    assert (read["place"]["code"], read["place"]["evidence"]) == ("310118103", "练塘镇")
    assert read["environment"]["is_environmental"]
    assert read["amount"] == {"fen": None, "flag": "no_unit"}
    assert read["moment"] == "2026-08-14T00:00:00+08:00"
