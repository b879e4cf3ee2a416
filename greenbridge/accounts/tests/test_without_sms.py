"""Where nobody carries short messages, none is offered, and no code ever stands in a log."""

import logging
from typing import Any

import pytest
from django.core.checks import WARNING, CheckMessage, run_checks
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.messaging import letters, sms
from greenbridge.messaging.checks import NO_CARRIER
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

NUMBER = "138 1234 5678"
FORM = {"name": "周新", "password1": PASSWORD, "password2": PASSWORD, "agree": "on"}


class Carrier:
    def send(self, number: str, text: str) -> None:
        """Takes it."""


@pytest.fixture
def production(settings: Any) -> None:
    settings.LOCAL = False


@pytest.mark.usefixtures("production")
def test_whoever_gives_a_number_is_told_to_give_an_address_and_nothing_is_sent() -> None:
    owner = cast.owner_of(cast.dyer())
    asked = [
        as_(None).post(reverse("account_signup"), FORM | {"login": NUMBER}),
        as_(None).post(reverse("account_request_login_code"), {"login": NUMBER}),
        as_(owner).post(reverse("accounts:organisation"), {"address": NUMBER}),
        as_(owner).post(reverse("account_change_phone"), {"phone": NUMBER}),
    ]

    for answer in asked:
        assert sms.NOT_OFFERED in words_of(answer)
        assert answer.status_code == 200
    assert not Letter.objects.exists()
    assert not User.objects.filter(unconfirmed_mobile__gt="").exists()
    assert "手机号或电子邮箱" not in words_of(as_(None).get(reverse("account_signup")))
    assert reverse("account_change_phone") not in words_of(as_(owner).get(reverse("accounts:security")))


@pytest.mark.usefixtures("production")
def test_who_has_a_number_still_signs_in_with_a_password_and_an_address_still_signs_up() -> None:
    person = cast.person()
    person.mobile = "+8613812345678"
    person.save()

    came = as_(None).post(reverse("account_login"), {"login": NUMBER, "password": PASSWORD})
    assert came.headers["Location"] == "/desk/"
    assert as_(None).post(reverse("account_signup"), FORM | {"login": "wu@mail.example"}).status_code == 302


def written(caplog: pytest.LogCaptureFixture) -> str:
    """What the log holds after a code that found its way into the outbox was tried to be sent."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        Letter.objects.all().delete()
        letters.write(Letter.Channel.SMS, "+8613812345678", "【绿桥】验证码246810，15分钟内有效。")
        letters.deliver()
    return caplog.text


def test_no_code_stands_in_the_log_of_a_real_installation(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert "246810" in written(caplog)  # the control: a trial installation shows it there

    settings.LOCAL = False
    assert "246810" not in written(caplog)
    assert Letter.objects.get().attempts > 0


def said() -> list[CheckMessage]:
    found = run_checks(include_deployment_checks=True, tags=["security"])
    return [one for one in found if str(one.id).startswith("messaging.")]


def test_check_deploy_says_that_there_is_no_carrier_and_fails_no_installation_for_it(settings: Any) -> None:
    assert said() == []

    settings.LOCAL = False
    assert said() == [NO_CARRIER]
    assert not NO_CARRIER.is_serious(WARNING)
    settings.SMS_PROVIDER = f"{__name__}.Carrier"
    assert said() == []
    assert sms.is_offered()
