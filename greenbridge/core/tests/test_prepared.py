"""A prepared read gives what the ORM gives, each time for another value."""

import pytest

from greenbridge.accounts.models import User
from greenbridge.core.prepared import Prepared
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")

COLUMNS = ("pk", "email", "is_active", "date_joined", "last_seen_at")


def test_it_gives_what_the_orm_gives_for_each_value() -> None:
    people = Prepared(lambda pk: User.objects.filter(pk=pk).values_list(*COLUMNS), -1)

    for person in (cast.person(), cast.officer()):
        assert people.first(person.pk) == User.objects.values_list(*COLUMNS).get(pk=person.pk)
    assert people.first(-7) is None
