"""The address picker asks for the divisions under a division, level by level."""

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.reference.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shanghai() -> None:
    province = Region.objects.create(code="31", name="上海市", full_name="上海市", level=1)
    Region.objects.create(code="3101", name="上海市", full_name="上海市", level=2, parent=province)
    Region.objects.create(
        code="3102", name="上海市", full_name="上海市", level=2, parent=province, is_current=False
    )


def test_a_province_opens_into_its_current_cities_and_may_be_kept_for_a_day(client: Client) -> None:
    answer = client.get(reverse("reference:regions"), {"parent": "31"})

    assert answer.json() == {"regions": [{"code": "3101", "name": "上海市", "level": 2}]}
    assert "max-age=86400" in answer.headers["Cache-Control"]


def test_without_a_parent_the_picker_starts_with_the_provinces(client: Client) -> None:
    assert [region["code"] for region in client.get(reverse("reference:regions")).json()["regions"]] == ["31"]


@pytest.mark.parametrize("parent", ["上海", "31 1", "3101181040", "٣١"])
def test_what_is_no_code_is_not_found(client: Client, parent: str) -> None:
    assert client.get(reverse("reference:regions"), {"parent": parent}).status_code == 404
