"""The directory finds by place, trade, credential, waste, size and words, and shows drafts to nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.suppliers.models import Supplier
from greenbridge.testing import cast
from greenbridge.testing.mould import laid
from greenbridge.testing.pages import as_, words_of

Follow = Callable[[], None]
DIRECTORY = "/suppliers/"
LAB, DISPOSER, RIVAL, OUTSIDER = "江澄检测", "净川固废", "朗清检测", "徽州环境"
EVERYBODY = {LAB, DISPOSER, RIVAL, OUTSIDER}


def _shelf() -> None:
    lab = cast.lab()
    lab.organisation.size = "small"
    lab.organisation.save()
    cast.disposer()
    cast.rival()
    cast.outsider()


@pytest.fixture
def shelf(follow: Follow) -> Follow:
    laid(_shelf)
    follow()
    return follow


def found(**asked: Any) -> set[str]:
    """The names on the page that the filters lead to."""
    page = words_of(Client().get(DIRECTORY, asked))
    listing = page[page.index("<article") :] if "<article" in page else ""
    plain = listing.replace("<mark>", "").replace("</mark>", "")
    return {name for name in EVERYBODY if name in plain}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, EVERYBODY),
        ({"region": "32"}, {LAB, RIVAL}),
        ({"region": "3205"}, {LAB, RIVAL}),
        ({"region": "320509"}, {LAB}),
        ({"region": "320509105"}, {LAB}),
        ({"region": ["320509", "33"]}, {LAB, DISPOSER}),
        ({"region": ["32", "3205", "320509"]}, {LAB}),
        ({"region": "31"}, set()),
        ({"type": "S01"}, {LAB, RIVAL}),
        ({"type": "S05"}, {DISPOSER}),
        ({"credential": "cma"}, {LAB, RIVAL}),
        ({"waste": "HW17"}, {DISPOSER}),
        ({"waste": "HW01"}, set()),
        ({"size": "small"}, {LAB}),
        ({"q": "检测"}, {LAB, RIVAL}),
        ({"q": "江澄"}, {LAB}),
        ({"q": "jcgf"}, {DISPOSER}),
        ({"q": "HW17"}, {DISPOSER}),
        ({"q": "检测", "region": "320583", "credential": "cma"}, {RIVAL}),
        ({"type": "S05", "region": "32"}, set()),
    ],
)
def test_the_directory_finds_what_is_asked_for(shelf: Follow, asked: dict[str, Any], names: set[str]) -> None:
    assert found(**asked) == names


def test_each_filter_says_how_many_it_would_leave(shelf: Follow) -> None:
    response = Client().get(DIRECTORY)

    counts = {
        (facet.name, option.value): option.count
        for facet in response.context["page"].facets
        for option in facet.options
    }
    assert counts["region", "32"] == 2
    assert counts["region", "33"] == 1
    assert counts["type", "S01"] == 2
    assert counts["credential", "cma"] == 2
    assert counts["waste", "HW08"] == 1
    assert counts["size", "small"] == 1
    assert counts["size", "unknown"] == 3


def test_the_order_by_relevance_is_offered_to_words_only(shelf: Follow) -> None:
    def orders(**asked: str) -> dict[str, bool]:
        return {one.value: one.is_chosen for one in Client().get(DIRECTORY, asked).context["page"].orders}

    assert orders(order="relevance") == {"newest": True, "updated": False}
    assert orders(q="检测") == {"newest": False, "updated": False, "relevance": True}


def test_without_results_the_page_offers_what_to_drop_and_how_many_that_gives(shelf: Follow) -> None:
    response = Client().get(DIRECTORY, {"type": "S05", "region": "31"})

    [(label, url, count)] = response.context["page"].relaxations
    assert "上海市" in label
    assert (url, count) == ("?type=S05", 1)


def test_an_expired_or_unchecked_licence_is_not_found_by_its_categories(follow: Follow) -> None:
    cast.disposer(days=-1)
    follow()

    assert found(waste="HW17") == set()
    assert found(q="净川") == {DISPOSER}


@pytest.mark.parametrize(
    "status", [Supplier.Status.DRAFT, Supplier.Status.SUBMITTED, Supplier.Status.RETURNED]
)
def test_what_is_not_listed_is_found_by_nobody_and_looks_like_nothing(follow: Follow, status: str) -> None:
    lab = cast.lab(status)
    lab.status = status
    lab.save()
    follow()
    unknown_code = "91330000755918469E"
    record, nothing = (reverse("suppliers:record", args=[code]) for code in (lab.code, unknown_code))

    assert found() == set()
    for stranger in (None, cast.owner_of(cast.rival().organisation), cast.officer("32")):
        hidden, unknown = as_(stranger).get(record), as_(stranger).get(nothing)
        assert (hidden.status_code, unknown.status_code) == (404, 404)
        assert words_of(hidden).replace(lab.code, unknown_code) == words_of(unknown)
    assert as_(cast.owner_of(lab.organisation)).get(record).status_code == 200


def test_the_record_shows_no_contact_of_a_person(shelf: Follow) -> None:
    lab = cast.lab()

    for reader in (None, cast.person(), cast.owner_of(cast.dyer())):
        page = words_of(as_(reader).get(reverse("suppliers:record", args=[lab.code])))
        assert lab.contact_phone not in page
        assert lab.contact_name not in page


@pytest.mark.parametrize("day", ["2027-01-01", "2027-13-45", "morgen", ""])
def test_the_record_says_what_holds_on_a_day_and_bears_any_other_text(shelf: Follow, day: str) -> None:
    response = Client().get(reverse("suppliers:record", args=[cast.lab().code]), {"until": day})

    assert response.status_code == 200
    assert ("所选期间" in words_of(response)) is (day == "2027-01-01")


@pytest.mark.parametrize("page", ["0", "-1", "99999", "１", "abc", "1e9"])
def test_any_page_number_is_borne(shelf: Follow, page: str) -> None:
    assert Client().get(DIRECTORY, {"page": page}).status_code == 200
