"""The halls show the service types as a tree of two levels."""

import pytest
from pytest_django import DjangoAssertNumQueries

from greenbridge.reference import queries, services

pytestmark = pytest.mark.django_db


def test_the_tree_stands_in_its_order_with_the_finer_types_under_each(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    services.load_credential_kinds()
    services.load_service_types()

    with django_assert_num_queries(1):
        tree = queries.service_type_tree()

    assert [branch.type.code for branch in tree] == [f"S{n:02}" for n in range(1, 26)] + ["S99"]
    assert [kind.name for kind in tree[4].children] == ["危险废物收集与贮存", "危险废物利用", "危险废物处置"]
