"""Coming in: sign-up, sign-in, and one address per person."""

import pytest
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

FORM = {
    "name": "周新",
    "email": "Zhou@Mail.example",
    "password1": "bamboo-river-2026",
    "password2": "bamboo-river-2026",
    "agree": "on",
}


def test_a_new_person_is_led_on_to_the_application() -> None:
    answer = as_(None).post(reverse("account_signup"), FORM)

    assert answer.headers["Location"] == reverse("accounts:apply")
    person = User.objects.get()
    assert (person.email, person.name, person.organisation) == ("zhou@mail.example", "周新", None)


@pytest.mark.parametrize("missing", ["name", "email", "password1", "agree"])
def test_a_form_with_a_gap_is_refused_and_makes_nobody(missing: str) -> None:
    page = as_(None).post(reverse("account_signup"), FORM | {missing: ""})

    assert page.status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short-9x", "password1234", "zhou@mail.example"])
def test_a_weak_password_is_refused(password: str) -> None:
    as_(None).post(reverse("account_signup"), FORM | {"password1": password, "password2": password})

    assert not User.objects.exists()


def test_the_same_address_in_other_letters_makes_no_second_account() -> None:
    cast.person()

    as_(None).post(reverse("account_signup"), FORM | {"email": "ＺＨＯＵ@mail.example"})

    assert User.objects.count() == 1


@pytest.mark.parametrize("typed", ["zhou@mail.example", "ZHOU@MAIL.example", " zhou@mail.example "])
def test_people_sign_in_however_they_type_their_address(typed: str) -> None:
    cast.person()

    answer = as_(None).post(reverse("account_login"), {"login": typed, "password": PASSWORD})

    assert answer.headers["Location"] == reverse("portal:desk")


def test_a_wrong_password_says_nothing_of_whether_the_address_is_known() -> None:
    cast.person()
    answers = [
        as_(None).post(reverse("account_login"), {"login": login, "password": "wrong-wrong-1"})
        for login in ("zhou@mail.example", "nobody@mail.example")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    pages = [words_of(answer) for answer in answers]
    errors = [{line for line in page.splitlines() if "密码" in line and "错误" in line} for page in pages]
    assert errors[0] == errors[1]
