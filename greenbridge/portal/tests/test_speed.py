"""A list of twenty costs as many queries as a list of three."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from greenbridge.accounts import services as accounts
from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.demands.models import Demand
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.cast.accounts import code
from greenbridge.testing.mould import furnish
from greenbridge.testing.pages import as_

Follow = Callable[[], None]
PLACES = ("310118107", "320509105", "330421103")


def a_supplier(n: int) -> None:
    made = cast.supplier(
        100 + n, f"第{n}检测有限公司", PLACES[n % 3], person=f"人{n}", types=("S01",), serves="31 32 33"
    )
    cast.monitoring_papers(made)
    cast.listed(made)


def a_demand(n: int) -> None:
    """Of a buyer of its own, masked, so that its county has to be known."""
    owner = cast.person(f"主{n}", f"buyer{n}@firm.example")
    buyer = cast.verified(700 + n, f"第{n}印染厂", PLACES[n % 3], owner, is_buyer=True)
    cast.published(buyer=buyer, is_masked=True)


def a_law(n: int) -> None:
    library.law(f"第{n}号示例条例", "第一条 为了示例，制定本条例。")


def a_case(n: int) -> None:
    applicant = cast.person(f"申{n}", f"applicant{n}@firm.example")
    cast.application(
        applicant, credit_code=code(300 + n), name=f"第{n}食品厂", region="320509105", side="supplier"
    )


def lab_owner() -> User:
    return cast.owner_of(cast.lab().organisation)


def visitor() -> None:
    return None


@pytest.mark.parametrize(
    ("url", "person", "add", "most"),
    [
        ("/", visitor, a_supplier, 25),
        ("/", visitor, a_demand, 25),
        ("/", visitor, a_law, 25),
        ("/suppliers/", visitor, a_supplier, 20),
        ("/demands/", visitor, a_demand, 20),
        ("/search/?q=检测", visitor, a_supplier, 20),
        ("/desk/", cast.officer, a_case, 33),  # each queue is counted once
        ("/desk/", lab_owner, a_demand, 45),
        ("/deals/opportunities/", lab_owner, a_demand, 60),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    follow: Follow, url: str, person: Callable[[], User | None], add: Callable[[int], None], most: int
) -> None:
    furnish()
    reader = a_reader(person())
    for n in range(3):
        add(n)
    few = queries_of(reader, url, follow)
    for n in range(3, 20):
        add(n)
    many = queries_of(reader, url, follow)

    assert many == few
    assert many <= most


def a_reader(person: User | None) -> Client:
    """Somebody who has agreed to the terms, so that they see the page."""
    if person:
        accounts.agree(person)
    return as_(person)


def queries_of(reader: Client, url: str, follow: Follow) -> int:
    follow()
    with clock.stopped_at(clock.now()):  # what is kept for a minute is kept, also when one turns meanwhile
        reader.get(url)  # what is cached for all is cached now
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(url).status_code == 200
    return len(captured)


def test_the_buyers_page_costs_the_same_for_many_candidates(follow: Follow) -> None:
    demand = cast.published()
    reader, url = as_(demand.author), f"/deals/{demand.number}/"
    for n in range(3):
        a_supplier(n)
    few = queries_of(reader, url, follow)
    for n in range(3, 20):
        a_supplier(n)

    assert queries_of(reader, url, follow) == few
    assert Demand.objects.count() == 1
