"""A security administrator switches an account off and on again."""

import pytest
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import contacts, services
from greenbridge.accounts.errors import AlreadySo, NotForOneself, NotYours, ReasonMissing
from greenbridge.accounts.models import User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")


@pytest.mark.parametrize("who", ["person", "operator", "admin"])
def test_who_is_disabled_is_out_with_the_next_request_everywhere_and_is_told(who: str) -> None:
    person: User = getattr(cast, who)()
    here, there = as_(person), as_(person)
    cast.session_of(person)

    services.disable(person, by=cast.security_admin(), reason="账号外借。")

    for browser in (here, there):
        assert browser.get(reverse("portal:desk")).status_code == 302
    assert "账号外借。" in person.inbox.get().text
    trace = AuditRecord.objects.get(action="account.disabled")
    assert (trace.note, trace.target_id) == ("账号外借。", str(person.pk))


def test_what_an_owner_owns_stays_and_the_colleagues_are_warned() -> None:
    body = cast.dyer()
    owner, colleague = cast.owner_of(body), cast.person()
    colleague.memberships.create(organisation=body, role="member", joined_at=clock.now())

    services.disable(owner, by=cast.security_admin(), reason="离职。")

    assert body.owner == owner
    assert "负责人陈敏的账号已停用" in colleague.inbox.get().text


def test_who_is_enabled_comes_in_again() -> None:
    person, guard = cast.person(), cast.security_admin()
    services.disable(person, by=guard, reason="核实身份。")

    services.enable(person, by=guard, reason="已核实。")

    assert as_(person).get(reverse("portal:desk")).status_code == 200
    with pytest.raises(AlreadySo):
        services.enable(person, by=guard, reason="再次。")


def test_disabling_oneself_or_without_the_role_or_a_reason_is_refused_and_changes_nothing() -> None:
    person, guard = cast.person(), cast.security_admin()

    with pytest.raises(NotForOneself):
        services.disable(guard, by=guard, reason="休假。")
    with pytest.raises(NotYours):
        services.disable(person, by=cast.admin(), reason="离职。")
    with pytest.raises(ReasonMissing):
        services.disable(person, by=guard, reason=" ")

    assert User.objects.filter(is_active=False).count() == 0


def test_through_the_page() -> None:
    person, browser = cast.person(), as_(cast.security_admin())
    assert "周新" in words_of(browser.get(reverse("accounts:people"), {"q": "周"}))

    page = browser.post(reverse("accounts:account", args=[person.pk]), {"reason": "离职。"}, follow=True)

    assert "恢复账号" in words_of(page)
    assert "周新" in words_of(browser.get(reverse("accounts:people")))


def test_who_looks_for_accounts_and_opens_one_is_known() -> None:
    person, guard = cast.person(), cast.security_admin()
    browser, page = as_(guard), reverse("accounts:account", args=[person.pk])
    before = AuditRecord.objects.count()

    for words in ("", "周", "zhou@mail.example", "138 1234 5678"):
        browser.get(reverse("accounts:people"), {"q": words})
    browser.get(page)
    browser.post(page, {"reason": ""})

    traces = AuditRecord.objects.order_by("id")[before:]
    assert {trace.actor for trace in traces} == {guard}
    assert [(trace.action, trace.target_id, trace.after) for trace in traces] == [
        ("account.searched", "", None),
        ("account.searched", "", {"words": "周"}),
        ("account.searched", "", {"words": "zh***@mail.example"}),
        ("account.searched", "", {"words": "138****5678"}),
        ("account.opened", str(person.pk), None),
        ("account.opened", str(person.pk), None),  # a form that is refused shows the page again
    ]


WHOLE = ("zhou@mail.example", "13812345678")
MASKED = ("zh***@mail.example", "138****5678")


def zhou() -> User:
    person = cast.person()
    person.mobile = "+8613812345678"
    person.save()
    return person


def shown_of(person: User, ways: tuple[str, str], browser: Client) -> list[list[str]]:
    """Which of the ways to sign in stand on the list and on the page of the account."""
    pages = (f"{reverse('accounts:people')}?q=周", reverse("accounts:account", args=[person.pk]))
    return [[way for way in ways if way in words_of(browser.get(page))] for page in pages]


def test_what_people_sign_in_with_is_masked_until_the_administrator_asks_and_they_read_who_did() -> None:
    person, guard = zhou(), cast.security_admin()
    browser, own = as_(guard), reverse("accounts:security")
    ask = reverse("accounts:see_contact", args=["account", person.pk])
    assert shown_of(person, WHOLE, browser) == [[], []]
    assert shown_of(person, MASKED, browser) == [list(MASKED), list(MASKED)]
    assert "查看了您的联系方式" not in words_of(as_(person).get(own))
    before = AuditRecord.objects.count()

    answers = [browser.post(ask), browser.post(ask)]

    assert {answer.headers["Location"] for answer in answers} == {
        reverse("accounts:account", args=[person.pk])
    }
    [trace] = AuditRecord.objects.order_by("id")[before:]
    assert (trace.action, trace.actor, trace.target_id) == ("contact.seen", guard, str(person.pk))
    assert shown_of(person, WHOLE, browser) == [list(WHOLE), list(WHOLE)]
    page = words_of(as_(person).get(own))
    assert "安全管理员 于" in page
    assert "查看了您的联系方式" in page


def test_a_list_of_accounts_that_masks_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "_masked", str)

    assert shown_of(zhou(), WHOLE, as_(cast.security_admin())) == [list(WHOLE), list(WHOLE)]


@pytest.mark.parametrize("who", ["person", "officer", "operator", "admin", "audit_admin"])
def test_nobody_else_asks_what_people_sign_in_with(who: str) -> None:
    ask = reverse("accounts:see_contact", args=["account", zhou().pk])

    assert as_(getattr(cast, who)()).post(ask).status_code == 404
    assert not AuditRecord.objects.filter(action="contact.seen").exists()


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("新", True),
        ("ZHOU@mail.example", True),
        ("138 1234 5678", True),
        ("+8613812345678", True),
        ("zhou", False),
        ("zhou@mail", False),
        ("1381234", False),
    ],
)
def test_accounts_are_found_by_a_part_of_the_name_or_by_a_whole_login(words: str, is_found: bool) -> None:
    """By parts of it, whoever searches on and on would read what is masked, and nobody would hear of it."""
    person = zhou()

    found = words_of(as_(cast.security_admin()).get(reverse("accounts:people"), {"q": words}))

    assert (reverse("accounts:account", args=[person.pk]) in found) is is_found
