"""A list is read only in orders in which every one of its rows has a place."""

import pytest

from greenbridge.demands.search import HALL
from greenbridge.library.finding.listing import TEXTS
from greenbridge.library.writings.search import LIST as WRITINGS
from greenbridge.search import registry
from greenbridge.search.index import WALKED
from greenbridge.search.listing import List
from greenbridge.suppliers.search import DIRECTORY
from greenbridge.testing.world import a_world

pytestmark = pytest.mark.usefixtures("follow")


@pytest.mark.parametrize("which", [HALL, DIRECTORY, TEXTS, WRITINGS], ids=lambda which: which.collection)
def test_every_row_has_a_place_in_each_order_of_its_list(which: List) -> None:
    a_world()
    collection = registry.get(which.collection)

    documents = list(collection.documents(list(collection.all_keys())))

    read_in = {order for order in which.orders if order in WALKED}
    assert documents
    assert "newest" in read_in
    assert {order for document in documents for order in read_in - set(document.orders)} == set()
