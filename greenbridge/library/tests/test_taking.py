"""A document is taken along: on paper, for other programs, for search engines."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from greenbridge.core import clock
from greenbridge.library import queries
from greenbridge.library.models import Effect, Version
from greenbridge.library.reading import akoma_ntoso, printing
from greenbridge.testing.cast import library
from greenbridge.testing.pages import words_of

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
AKN = f"{{{akoma_ntoso.NAMESPACE}}}"
# Elements of the standard (OASIS Akoma Ntoso 1.0, part 2) that a document of ours is made of, and what stands in them in which order.
ORDER = {
    "akomaNtoso": ["act"],
    "act": ["meta", "preface", "preamble", "body"],
    "meta": ["identification", "publication", "lifecycle", "references"],
    "identification": ["FRBRWork", "FRBRExpression", "FRBRManifestation"],
    "FRBRWork": ["FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor", "FRBRcountry"],
    "FRBRExpression": ["FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor", "FRBRlanguage"],
    "FRBRManifestation": ["FRBRthis", "FRBRuri", "FRBRdate", "FRBRauthor"],
    "chapter": ["num", "heading", "article"],
    "article": ["num", "heading", "paragraph"],
    "paragraph": ["intro", "point", "content"],
    "point": ["intro", "indent", "content"],
}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.stopped_at(NOON):
        yield


def law() -> Version:
    version = library.law()
    version.refresh_from_db()
    return version


def address(version: Version, ending: str) -> str:
    return version.get_absolute_url().rstrip("/") + ending


def pages_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_paper_says_when_it_was_printed_and_whether_it_was_in_force(client: Client) -> None:
    version = law()

    whole = pages_of(client.get(address(version, ".pdf")).content)
    past = pages_of(client.get(address(version, ".pdf"), {"on": "2019-12-31"}).content)

    assert "时效：现行有效（按2026年11月23日），自2020年1月1日起施行。" in whole
    assert "2026年11月23日 12:00打印" in whole
    assert "第二章 附则" in whole
    assert "设置识别标志" in whole
    assert "时效：当时尚未生效（按2019年12月31日）" in past


def test_some_clauses_are_printed_alone_and_what_is_not_there_is_said(client: Client) -> None:
    version = law()

    some = pages_of(client.get(address(version, ".pdf"), {"articles": "3"}).content)
    refused = client.get(address(version, ".pdf"), {"articles": "99"}, follow=True)

    assert "以下是其中的部分条款" in some
    assert "自2020年1月1日起施行" in some
    assert "设置识别标志" not in some
    assert "没有找到“99”" in words_of(refused)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2", ["art-2"]),
        ("1，3", ["art-1", "art-3"]),
        ("1-2", ["art-1", "art-2"]),
        ("第一条至第三条", ["art-1", "art-2", "ch-2", "art-3"]),
        ("ch-1", ["ch-1", "art-1", "art-2"]),
        ("第3条 第1条", ["art-1", "art-3"]),
        ("2-9", None),
        ("3-1", []),
    ],
)
def test_clauses_are_named_by_numbers_ranges_and_headings(asked: str, found: list[str] | None) -> None:
    picked = printing.picked(asked, queries.contents_of(library.law()))

    assert (None if picked is None else [entry.clause.address for entry in picked]) == found


def test_other_programs_get_facts_validity_and_clauses(client: Client) -> None:
    version = law()

    told = json.loads(client.get(address(version, ".json"), {"on": "2019-12-31"}).content)

    assert told["title"] == "示例固体废物条例"
    assert told["validity"] == {
        "on": "2019-12-31",
        "status": "future",
        "status_name": "尚未生效",
        "starts_on": "2020-01-01",
        "ends_on": None,
    }
    second = next(clause for clause in told["clauses"] if clause["address"] == "art-2")
    assert second["parent"] == "ch-1"
    assert second["url"].endswith("/2019-12-01/art-2")
    assert second["lines"][1] == {
        "address": "art-2-par-1-item-1",
        "label": "第一款第一项",
        "text": "（一）设置识别标志；",
    }


def test_akoma_ntoso_is_built_as_the_standard_says(client: Client) -> None:
    answer = client.get(address(law(), ".akn.xml"))
    root = fromstring(answer.content)

    assert root.tag == f"{AKN}akomaNtoso"
    for element in root.iter():
        name = element.tag.removeprefix(AKN)
        inside = [child.tag.removeprefix(AKN) for child in element]
        if allowed := ORDER.get(name):
            places = [allowed.index(one) for one in inside]
            assert places == sorted(places), name
    ids = [element.get("eId") for element in root.iter() if element.get("eId")]
    assert len(ids) == len(set(ids))
    assert {"ch-1", "art-2", "art-2-par-1-item-2"} <= set(ids)
    date = root.find(f".//{AKN}FRBRExpression/{AKN}FRBRdate")
    assert date is not None
    assert date.get("date") == "2019-12-01"


def test_what_xml_cannot_hold_is_left_out(client: Client) -> None:
    version = library.law(text="第一条 前\x08后。")

    assert "前后。" in "".join(fromstring(client.get(address(version, ".akn.xml")).content).itertext())
    assert client.get(address(version, ".pdf")).status_code == 200


def test_search_engines_find_every_text_and_read_its_facts(client: Client) -> None:
    version = law()

    sitemap = fromstring(client.get(reverse("library:sitemap")).content)
    page = words_of(client.get(version.get_absolute_url(), {"on": "2020-05-01"}))

    assert [element.text for element in sitemap.iter() if element.tag.endswith("loc")] == [
        f"http://testserver{version.get_absolute_url()}"
    ]
    assert f'<link rel="canonical" href="http://testserver{version.get_absolute_url()}">' in page
    assert 'itemtype="https://schema.org/Legislation"' in page
    assert 'itemprop="legislationLegalForce" href="https://schema.org/InForce"' in page
    assert "http://testserver/library/sitemap.xml" in client.get("/sitemap.xml").content.decode()


def test_paper_says_what_will_change_and_of_some_clauses_only_what_concerns_them(client: Client) -> None:
    version = law()
    change = library.law("示例修改决定", "第一条 修改。", effective_on=dt.date(2027, 1, 1))
    library.effect(Effect.Kind.AMENDS, change, version.work, target_address="art-2", by_address="art-1")

    whole = pages_of(client.get(address(version, ".pdf")).content)
    other = pages_of(client.get(address(version, ".pdf"), {"articles": "3"}).content)

    assert "自2027年1月1日起有变动：由《示例修改决定》第一条修改第二条。" in whole
    assert "打印，现行有效，自2027年1月1日起有变动" in whole
    assert "有变动" not in other
