"""Coming in: sign-up by number or address, confirmed by a code; sign-in however one types it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging import letters, sms
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter, Message
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground", "carrier")

MOBILE = "138 1234 5678"
FORM = {
    "name": "周新",
    "login": "Zhou@Mail.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "agree": "on",
}
TEXTS: list[tuple[str, str]] = []


class Carrier(sms.LogProvider):
    """Stands in for the network."""

    def send(self, number: str, text: str) -> None:
        TEXTS.append((number, text))


@pytest.fixture
def carrier(settings: Any) -> None:
    settings.SMS_PROVIDER = f"{__name__}.Carrier"
    TEXTS.clear()


def last_code() -> str:
    letters.deliver()
    said = str(mail.outbox[-1].body) if mail.outbox else TEXTS[-1][1]
    found = re.search(r"\d{6}", said)
    assert found
    return found[0]


def signs_up(**changes: str) -> tuple[Client, Any]:
    browser = as_(None)
    return browser, browser.post(reverse("account_signup"), FORM | changes)


def with_mobile(person: User, number: str = "+8613812345678") -> User:
    person.mobile = number
    person.save()
    return person


def test_a_new_person_confirms_the_address_and_is_led_on_to_the_application() -> None:
    browser, answer = signs_up()
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert browser.get("/desk/").status_code == 302

    done = browser.post(answer.headers["Location"], {"code": last_code()})

    assert done.headers["Location"] == reverse("accounts:apply")
    person = User.objects.get()
    assert (person.email, person.mobile, person.name) == ("zhou@mail.example", None, "周新")
    assert AuditRecord.objects.filter(action="account.email_confirmed", actor=person).count() == 1


def test_a_new_person_signs_up_with_a_number_alone() -> None:
    browser, answer = signs_up(login=MOBILE)
    assert answer.headers["Location"] == reverse("account_verify_phone")
    assert User.objects.get().mobile is None

    done = browser.post(answer.headers["Location"], {"code": last_code()})

    person = User.objects.get()
    assert done.headers["Location"] == reverse("accounts:apply")
    assert (person.email, person.mobile, person.unconfirmed_mobile) == (None, "+8613812345678", "")
    assert [number for number, _ in TEXTS] == ["+8613812345678"]
    assert browser.get("/desk/").status_code == 200
    assert AuditRecord.objects.filter(action="account.mobile_confirmed", actor=person).count() == 1


def test_what_is_sent_is_kept_until_it_is_out_and_then_only_its_envelope() -> None:
    signs_up(login=MOBILE)
    assert Letter.objects.waiting().count() == 1
    letters.deliver()

    letter = Letter.objects.get()
    assert (letter.channel, letter.address, letter.asked_from, letter.text) == (
        "sms",
        "+8613812345678",
        "127.0.0.1",
        "",
    )
    assert letter.sent_at


def test_a_carrier_that_fails_loses_nothing(settings: Any) -> None:
    settings.SMS_PROVIDER = f"{__name__}.Broken"
    signs_up(login=MOBILE)
    assert letters.deliver() == 0
    assert Letter.objects.waiting().get().attempts == 1

    settings.SMS_PROVIDER = f"{__name__}.Carrier"
    with clock.stopped_at(clock.now() + dt.timedelta(minutes=5)):
        assert letters.deliver() == 1
    assert len(TEXTS) == 1


class Broken(sms.LogProvider):
    def send(self, number: str, text: str) -> None:
        raise ConnectionError


@pytest.mark.parametrize("wrong", ["", "no-login", "12345", "zhou@"])
def test_neither_a_number_nor_an_address_is_refused_and_what_was_typed_is_kept(wrong: str) -> None:
    _, page = signs_up(login=wrong)

    assert "请填写" in words_of(page)
    assert 'value="周新"' in words_of(page)
    assert not User.objects.exists()


@pytest.mark.parametrize("missing", ["name", "login", "password1", "agree"])
def test_a_form_with_a_gap_is_refused_and_makes_nobody(missing: str) -> None:
    _, page = signs_up(**{missing: ""})

    assert page.status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short-9x", "password1234", "zhou@mail.example"])
def test_a_weak_password_is_refused(password: str) -> None:
    signs_up(password1=password, password2=password)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "login", ["zhou@mail.example", "ＺＨＯＵ@mail.example", "13812345678", "+86 138-1234-5678"]
)
def test_sign_up_gives_no_hint_whether_the_login_is_known(login: str) -> None:
    known_page = _page_after_sign_up(with_mobile(cast.person()), login)
    User.objects.all().delete()
    Letter.objects.all().delete()

    new_page = _page_after_sign_up(None, login)

    assert known_page == new_page


def _page_after_sign_up(known: User | None, login: str) -> str:
    before = User.objects.count()
    browser, answer = signs_up(login=login)
    assert User.objects.count() == before + (known is None)
    return str(answer.headers["Location"]) + words_of(browser.get(answer.headers["Location"]))


def test_the_owner_of_a_known_address_is_told_and_the_code_of_a_stranger_is_worth_nothing() -> None:
    cast.person()
    browser, answer = signs_up()
    letters.deliver()

    assert "您已有账号" in mail.outbox[-1].subject
    browser.post(answer.headers["Location"], {"code": "123456"})
    assert browser.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        "zhou@mail.example",
        "ZHOU@MAIL.example",
        " zhou@mail.example ",
        "ｚｈｏｕ＠mail.example",
        "13812345678",
        "+8613812345678",
        "１３８ 1234 5678",
    ],
)
def test_people_sign_in_however_they_type_their_address_or_number(typed: str) -> None:
    with_mobile(cast.person())

    answer = as_(None).post(reverse("account_login"), {"login": typed, "password": PASSWORD})

    assert answer.headers["Location"] == reverse("portal:desk")


def test_a_number_that_nobody_confirmed_does_not_sign_in_and_blocks_nobody() -> None:
    signs_up(login=MOBILE)
    Letter.objects.all().delete()
    assert (
        as_(None).post(reverse("account_login"), {"login": MOBILE, "password": PASSWORD}).status_code == 200
    )

    browser, answer = signs_up(login=MOBILE, name="真人")
    browser.post(answer.headers["Location"], {"code": last_code()})

    assert User.objects.get(mobile="+8613812345678").name == "真人"


@pytest.mark.parametrize("login", ["13812345678", "zhou@mail.example"])
def test_a_code_signs_in_instead_of_a_password(login: str) -> None:
    with_mobile(cast.person())
    browser = as_(None)

    answer = browser.post(reverse("account_request_login_code"), {"login": login})
    done = browser.post(answer.headers["Location"], {"code": last_code()})

    assert done.headers["Location"] == "/desk/"
    assert AuditRecord.objects.get(action="account.signed_in").after == {"how": "code"}


def test_who_came_with_a_code_may_choose_a_password_without_the_old_one() -> None:
    person, browser = with_mobile(cast.person()), as_(None)
    answer = browser.post(reverse("account_request_login_code"), {"login": MOBILE})
    browser.post(answer.headers["Location"], {"code": last_code()})

    browser.post(
        reverse("account_change_password"), {"password1": "heron-lake-41", "password2": "heron-lake-41"}
    )

    assert User.objects.get(pk=person.pk).check_password("heron-lake-41")


def test_asking_for_a_code_gives_no_hint_whether_the_login_is_known() -> None:
    with_mobile(cast.person())
    pages = []
    for login in ("13812345678", "13912345678"):
        browser = as_(None)
        answer = browser.post(reverse("account_request_login_code"), {"login": login})
        pages.append(words_of(browser.get(answer.headers["Location"])).replace(login, ""))

    assert pages[0] == pages[1]


def asks_for_codes(*logins: str) -> int:
    """How many letters that makes."""
    before = Letter.objects.count()
    for login in logins:
        as_(None).post(reverse("account_request_login_code"), {"login": login})
    return Letter.objects.count() - before


def test_codes_are_not_sent_in_a_row_to_known_or_unknown_numbers() -> None:
    with_mobile(cast.person())
    for login in ("13812345678", "13912345678"):
        assert asks_for_codes(login, login) == 1
        answer = as_(None).post(reverse("account_request_login_code"), {"login": login})
        assert "太频繁" in words_of(answer)

    Letter.objects.all().delete()  # the control: a limit that forgets what was sent
    assert asks_for_codes("13812345678") == 1


def test_an_address_gets_five_codes_an_hour_and_a_source_asks_for_so_many(settings: Any) -> None:
    an_hour_long = [clock.now() + dt.timedelta(minutes=2 * n) for n in range(7)]

    def over_an_hour() -> int:
        sent = 0
        for moment in an_hour_long:
            with clock.stopped_at(moment):
                sent += asks_for_codes("13812345678")
        return sent

    assert over_an_hour() == 5
    settings.LETTERS_PER_SOURCE_AND_HOUR = 8
    assert asks_for_codes(*(f"1391234567{n}" for n in range(5))) == 3

    settings.LETTERS_PER_ADDRESS_AND_HOUR = settings.LETTERS_PER_SOURCE_AND_HOUR = 100  # the control
    Letter.objects.all().delete()
    assert over_an_hour() == 7
    assert asks_for_codes(*(f"1391234567{n}" for n in range(5))) == 5


def test_codes_by_message_are_guarded_as_passwords_are(settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 10
    with_mobile(cast.person())
    browser = as_(None)
    answer = browser.post(reverse("account_request_login_code"), {"login": MOBILE})
    code = last_code()
    tries = [browser.post(answer.headers["Location"], {"code": "000000"}).status_code for _ in range(5)]

    assert tries == [200, 200, 200, 200, 429]
    assert browser.post(answer.headers["Location"], {"code": code}).status_code == 200


def test_a_wrong_password_says_nothing_of_whether_the_login_is_known() -> None:
    cast.person()
    answers = [
        as_(None).post(reverse("account_login"), {"login": login, "password": "wrong-wrong-1"})
        for login in ("zhou@mail.example", "nobody@mail.example", "13812345678", "nonsense")
    ]

    errors = [re.findall(r"账号或密码不对[^<]*", words_of(answer)) for answer in answers]
    assert errors[0]
    assert all(found == errors[0] for found in errors)


def test_a_person_without_an_address_reads_the_inbox_and_no_mail_is_tried() -> None:
    person = User.objects.create_user(None, PASSWORD, name="无邮", mobile="+8613812345678")

    messaging.send(person, "您好。")

    assert person.inbox.count() == 1
    assert not Message.objects.waiting_for_mail().exists()
    assert mail.outbox == []


def test_two_people_without_an_address_are_two_people() -> None:
    for number in ("+8613812345678", "+8613912345678"):
        User.objects.create_user("", PASSWORD, name="无邮", mobile=number)

    assert User.objects.filter(email=None).count() == 2
