"""An address is one account, however it is typed and wherever it is written from."""

from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from greenbridge.accounts import logins
from greenbridge.accounts.models import User, people
from greenbridge.testing import cast
from greenbridge.testing.races import without_constraint

pytestmark = pytest.mark.usefixtures("ground")

CONSTRAINT = "one_account_however_the_address_is_written"
ADDRESSES = some.from_regex(r"[a-z][a-z0-9._-]{0,12}@[a-z][a-z0-9-]{0,8}\.example", fullmatch=True)
FULL_WIDTH = ord("！") - ord("!")


@some.composite
def typed_twice(draw: Any) -> tuple[str, str, str]:
    """An address, and two ways in which somebody types it: small or capital, half or full width, with spaces around."""
    address = draw(ADDRESSES)
    return address, _typed(draw, address), _typed(draw, address)


def _typed(draw: Any, address: str) -> str:
    around = some.sampled_from(["", " ", "\u3000"])
    wide = str.maketrans({chr(n): chr(n + FULL_WIDTH) for n in range(ord("!"), ord("~") + 1)})
    ways = [some.sampled_from([c, c.upper(), c.translate(wide), c.upper().translate(wide)]) for c in address]
    return "".join(str(draw(way)) for way in (around, *ways, around))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed_twice())
def test_whoever_types_an_address_of_somebody_else_makes_no_second_account(
    case: tuple[str, str, str],
) -> None:
    address, first, second = case
    with transaction.atomic():
        person = User.objects.create(email=first, name="周新")
        assert (person.email, logins.find(second)) == (address, person)
        for make in (User.objects.create, User.objects.create_user):
            with pytest.raises(IntegrityError), transaction.atomic():
                make(email=second, name="冒名")
        transaction.set_rollback(True)


def test_the_check_notices_accounts_that_are_kept_as_they_are_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "fold", str)
    cast.person()

    assert User.objects.create(email="ＺＨＯＵ@mail.example", name="冒名").pk


def beside(person: User) -> None:
    """Past the model, as a hand at the database would write it."""
    User.objects.bulk_create([User(email=str(person.email).upper(), name="冒名")])


def test_the_database_too_keeps_an_address_once() -> None:
    person = cast.person()

    with pytest.raises(IntegrityError), transaction.atomic():
        beside(person)


@pytest.mark.django_db(transaction=True)
def test_without_its_constraint_the_database_would_keep_it_twice() -> None:
    with without_constraint(User, CONSTRAINT):
        beside(User.objects.create(email="zhou@mail.example", name="周新"))
        assert User.objects.count() == 2


def migrate() -> None:
    import_module("greenbridge.accounts.migrations.0011_one_account_per_address").fold_addresses(apps, None)


def as_it_was_typed(person: User, email: str) -> None:
    for model, row in ((User, {"pk": person.pk}), (EmailAddress, {"user": person})):
        model._default_manager.filter(**row).update(email=email)


def test_addresses_of_before_are_brought_into_their_one_form() -> None:
    person = cast.person()
    as_it_was_typed(person, "Ｚhou@MAIL.example")
    assert logins.find("zhou@mail.example") is None

    migrate()

    assert logins.find("zhou@mail.example") == person
    assert logins.is_confirmed(person, "zhou@mail.example")


def test_of_two_accounts_of_before_with_one_address_none_is_touched_and_it_is_said_which() -> None:
    first, second = cast.person(), cast.person("刘洋", "liu@mail.example")
    as_it_was_typed(second, "ｚhou@mail.example")

    with pytest.raises(RuntimeError, match=f"Accounts {first.pk} and {second.pk} have the same address"):
        migrate()

    assert User.objects.get(pk=second.pk).email == "ｚhou@mail.example"
