"""The directory finds who may take all of several wastes, in what amount, how far away, and says what to relax."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from greenbridge.core import clock
from greenbridge.reference.models import Industry, WasteCategory
from greenbridge.search import tallies
from greenbridge.suppliers.models import CredentialWaste, Supplier
from greenbridge.testing import cast
from greenbridge.testing.pages import words_of

Follow = Callable[[], None]
JINZE = "310118104"  # 青浦区金泽镇


@pytest.fixture
def disposers(follow: Follow) -> Follow:
    """西塘 takes HW08 and HW17, 3,000 tonnes each; 合肥 takes HW17, 20,000 tonnes; the lab in 盛泽 takes nothing."""
    cast.disposer()
    far = cast.outsider()
    cast.credential(far, "waste-licence", wastes="HW17")
    CredentialWaste.objects.filter(credential__supplier=far).update(tonnes_per_year=20_000)
    cast.lab()
    follow()
    return follow


def page(**asked: Any) -> Any:
    return Client().get("/suppliers/", asked).context


def names(**asked: Any) -> list[str]:
    return [hit.organisation.name[:2] for hit in page(**asked)["page"].hits]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"waste": ["HW08", "HW17"]}, {"净川"}),
        ({"waste": "HW17"}, {"净川", "徽州"}),
        ({"waste": "HW17", "tonnes": "5000"}, {"徽州"}),
        ({"waste": ["HW08", "HW17"], "tonnes": "1000"}, {"净川"}),
        ({"waste": ["HW08", "HW17"], "tonnes": "5000"}, set()),
        ({"waste": "HW17", "tonnes": "7"}, {"净川", "徽州"}),
        ({"near": JINZE, "within": "30"}, {"净川", "江澄"}),
        ({"near": JINZE, "within": "10"}, set()),
        ({"near": JINZE, "within": "30", "waste": "HW17"}, {"净川"}),
        ({"near": "340104", "within": "10"}, {"净川", "江澄", "徽州"}),
        ({"grade": "none", "waste": "HW08"}, {"净川"}),
    ],
)
@pytest.mark.usefixtures("disposers")
def test_it_finds_what_is_asked_for(asked: dict[str, Any], found: set[str]) -> None:
    assert set(names(**asked)) == found


def test_a_code_is_found_where_it_is_named_or_its_category_is_covered_whole(follow: Follow) -> None:
    """西塘 takes HW17 whole, 合肥 one code of it and 200 tonnes of that."""
    cast.disposer()
    far = cast.outsider()
    cast.credential(far, "waste-licence", wastes="HW17")
    CredentialWaste.objects.filter(credential__supplier=far).update(codes={"336-064-17": 200})
    follow()

    assert set(names(codes="33606417")) == {"净川", "徽州"}
    assert set(names(codes="336-064-17", tonnes="1000")) == {"净川"}
    assert set(names(codes="336-064-17、336-054-17")) == {"净川"}
    assert set(names(codes="336-064-17 900-999-99")) == set()
    assert set(names(codes="没有代码")) == {"净川", "徽州"}


def test_a_code_among_the_words_is_asked_for_as_a_code(disposers: Follow) -> None:
    answer = Client().get("/suppliers/", {"q": "900-249-08 西塘", "region": "33", "page": "2"})

    assert answer.headers["Location"] == "/suppliers/?region=33&q=%E8%A5%BF%E5%A1%98&codes=900-249-08"
    answer = Client().get("/suppliers/", {"q": "336－064－17", "codes": "900-249-08"}, follow=True)
    assert [hit.organisation.name[:2] for hit in answer.context["page"].hits] == ["净川"]
    assert answer.context["codes"] == "900-249-08 336-064-17"


@pytest.mark.usefixtures("disposers")
def test_of_several_words_each_is_offered_to_be_left_out() -> None:
    offers = page(q="金泽 HW17 净川")["page"].relaxations

    assert ("不限“金泽”", "?q=HW17+%E5%87%80%E5%B7%9D", 1) in offers
    assert [label for label, _, _ in offers] == [
        "离青浦区金泽镇最近的在前",
        "不限关键词“金泽 HW17 净川”",
        "不限“金泽”",
    ]


@pytest.mark.usefixtures("disposers")
def test_the_name_of_a_town_among_the_words_leads_to_those_near_it() -> None:
    for word in ("金泽", "金泽镇"):
        label, url, count = page(q=f"HW17 {word}", region="33")["page"].relaxations[0]
        assert (label, count) == ("离青浦区金泽镇最近的在前", 1)
        assert url == f"?region=33&q=HW17&near={JINZE}&order=nearest"
        first, *_ = Client().get(f"/suppliers/{url}").context["page"].orders
        assert (first.value, first.is_chosen) == ("nearest", True)

    assert "最近" not in str(page(q="HW17 没有这个镇")["page"].relaxations)
    assert "最近" not in str(page(q="HW99 金泽")["page"].relaxations), "it would lead to nothing"


def test_a_category_without_a_code_says_who_is_licensed_for_the_whole_of_it(follow: Follow) -> None:
    """西塘 takes HW17 whole, 合肥 one code of it."""
    cast.disposer()
    far = cast.outsider()
    cast.credential(far, "waste-licence", wastes="HW17")
    CredentialWaste.objects.filter(credential__supplier=far).update(codes={"336-064-17": 200})
    follow()
    limited = "许可只限 HW17 中的1个代码，请核对您的废物代码。"

    text = words_of(Client().get("/suppliers/", {"waste": "HW17"}))
    assert text.count(limited) == 1
    assert "其中1家许可 HW17 整个类别，其余只许可部分代码" in text
    assert limited in words_of(Client().get("/suppliers/", {"q": "HW17"}))

    for asked in ({"waste": "HW08"}, {"waste": "HW17", "codes": "336-064-17"}, {}):
        text = words_of(Client().get("/suppliers/", asked))
        assert "整个类别" not in text
        assert limited not in text


@pytest.mark.usefixtures("disposers")
def test_the_nearest_stands_first_and_who_has_no_place_last() -> None:
    assert names(near=JINZE) == ["净川", "江澄", "徽州"]
    text = words_of(Client().get("/suppliers/", {"near": JINZE}))
    assert "约10公里" in text
    assert "误差约1公里" in text


@pytest.mark.usefixtures("disposers")
def test_of_a_long_list_the_nearest_come_without_a_look_at_all_and_the_counts_are_told(
    monkeypatch: pytest.MonkeyPatch, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(tallies, "SHORT", 1)
    monkeypatch.setattr(tallies, "CAP", 1)
    settings.KEPT_PAGES_BYTES = 0
    with django_capture_on_commit_callbacks(execute=True), clock.stopped_at(clock.now()):
        before = page(near=JINZE)
    assert (before["page"].total, before["page"].at_least) == (1, True)
    assert before["distance"].options[0].at_least

    after = page(near=JINZE)
    assert [hit.organisation.name[:2] for hit in after["page"].hits] == ["净川", "江澄", "徽州"]
    assert (after["page"].total, after["page"].counted_at is None) == (3, False)
    assert [(o.count, o.at_least) for o in after["distance"].options[:3]] == [
        (3, False),
        (0, False),
        (2, False),
    ]


@pytest.mark.usefixtures("disposers")
def test_every_step_of_distance_and_amount_says_how_many_it_would_leave() -> None:
    shown = page(near=JINZE, waste="HW17")
    assert [(o.value, o.count) for o in shown["distance"].options] == [
        ("", 2),
        ("10", 0),
        ("30", 1),
        ("50", 1),
        ("100", 1),
    ]
    assert [o.count for o in shown["tonnage"].options] == [2, 2, 2, 1, 1, 0]
    wastes = {o.value: o.count for f in shown["page"].facets if f.name == "waste" for o in f.options}
    assert wastes == {"HW08": 1, "HW17": 2}


@pytest.mark.usefixtures("disposers")
def test_a_search_without_results_offers_the_nearest_relaxations() -> None:
    offers = page(near=JINZE, within="10", waste=["HW08", "HW17"])["page"].relaxations
    assert offers[0][0] == "放宽到距青浦区金泽镇30公里"
    assert offers[0][2] == 1

    offers = page(waste=["HW08", "HW17"], tonnes="5000")["page"].relaxations
    assert (offers[0][0], offers[0][2]) == ("每类许可量放宽到1,000 吨/年以上", 1)
    assert [(label, count) for label, _, count in offers if label.startswith("不要求")] == [
        ("不要求HW08 废矿物油与含矿物油废物", 1)
    ]


def test_who_changed_last_stands_first(follow: Follow) -> None:
    lab, disposer = cast.lab(), cast.disposer()
    Supplier.objects.filter(pk=disposer.pk).update(updated_at=lab.updated_at.replace(year=2030))
    follow()
    assert names(order="updated") == ["净川", "江澄"]


def test_a_credential_is_found_by_its_grade(follow: Follow) -> None:
    for body, grade in ((cast.lab(), "甲级"), (cast.outsider(), "乙级")):
        cast.credential(body, "design-water", grade=grade)
    follow()

    (papers,) = [
        facet for facet in page(credential="design-water")["page"].facets if facet.name == "credential"
    ]
    assert [(one.label, one.count) for one in papers.options if one.depth] == [("甲级", 1), ("乙级", 1)]
    assert names(credential="design-water@甲级") == ["江澄"]
    assert names(credential=["design-water", "design-water@乙级"]) == ["徽州"]


@pytest.mark.usefixtures("disposers")
def test_who_does_not_know_its_number_finds_a_waste_by_its_name() -> None:
    name = WasteCategory.objects.get(code="HW08").name

    assert names(q=name) == ["净川"]


def industries(*chosen: str) -> dict[str, int]:
    """The industries that the page offers, with how many each would give."""
    [facet] = [one for one in page(industry=[*chosen])["page"].facets if one.name == "industry"]
    return {option.value: option.count for option in facet.options}


def test_who_has_said_its_industry_is_found_by_it_and_by_what_it_belongs_to(follow: Follow) -> None:
    above = {"M": "科学研究和技术服务业", "M74": "专业技术服务业", "M746": "环境与生态监测"}
    Industry.objects.bulk_create(Industry(code=code, name=name) for code, name in above.items())
    cast.size_statement(cast.lab())
    cast.rival()
    follow()

    assert industries() == {"M": 1}
    assert industries("M") == {"M": 1, "M74": 1}
    assert names(industry="M746") == ["江澄"]
    assert names(industry="N") == []
    assert industries("没有这样的行业") == {"M": 1}


def test_where_nobody_has_said_an_industry_none_is_asked_for(follow: Follow) -> None:
    cast.lab()
    follow()

    assert industries() == {}
    assert "所属行业" not in words_of(Client().get("/suppliers/"))
