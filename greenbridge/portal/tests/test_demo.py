"""Who signs in to the demo, and what it offers to somebody who signs up afresh."""

from typing import Any

import pytest

from greenbridge.accounts.models import Organisation
from greenbridge.core import credit_code
from greenbridge.portal.demo import Seeder
from greenbridge.portal.demo_views import spare_code
from greenbridge.testing import cast

pytestmark = pytest.mark.usefixtures("ground")


def test_the_credit_code_that_is_offered_is_valid_and_nobodys() -> None:
    offered = spare_code()
    assert credit_code.parse(offered) == offered

    body = cast.imported()
    Organisation.objects.filter(pk=body.pk).update(credit_code=offered)

    assert spare_code() not in {offered, ""}


def test_the_first_sign_in_hashes_a_password_of_chance_like_any_other(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    seeder = Seeder()
    person = seeder.person("演示", "someone@demo.example", "用户")
    quick = person.password
    assert person.password_changed_at

    assert not person.check_password("another")
    assert person.check_password(seeder.accounts[0].password)

    person.refresh_from_db()
    assert person.password != quick
    assert int(person.password.split("$")[1]) > 100_000
    assert person.check_password(seeder.accounts[0].password)
