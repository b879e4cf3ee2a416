"""A prepared read gives what the ORM gives, each time for another value."""

import pytest

from greenbridge.accounts.models import RoleGrant, User
from greenbridge.core import clock
from greenbridge.core.prepared import Prepared
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")

COLUMNS = ("pk", "email", "is_active", "date_joined", "last_seen_at")


def test_it_gives_what_the_orm_gives_for_each_value() -> None:
    people = Prepared(lambda pk: User.objects.filter(pk=pk).values_list(*COLUMNS), -1)

    for person in (cast.person(), cast.officer()):
        assert people.first(person.pk) == User.objects.values_list(*COLUMNS).get(pk=person.pk)
    assert people.first(-7) is None


def test_it_gives_every_row_in_the_order_asked_for() -> None:
    given = Prepared(
        lambda pk: RoleGrant.objects.filter(user=pk).order_by("-role").values_list("role", "granted_at"), -1
    )
    person = cast.officer()
    person.grants.create(role="expert", granted_at=clock.now())

    assert given.every(person.pk) == list(person.grants.order_by("-role").values_list("role", "granted_at"))
    assert [role for role, _ in given.every(person.pk)] == ["officer", "expert"]
    assert given.every(-7) == []
