"""Whoever was given a role comes in by a letter to them, and nobody else does."""

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings as house
from django.urls import reverse

from greenbridge.accounts import logins, queries, services
from greenbridge.accounts.errors import AdministratorConflict
from greenbridge.accounts.models import Association, Role, RoleChange, User
from greenbridge.messaging import letters
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of

pytestmark = pytest.mark.usefixtures("ground")

ADDRESS = "new@zj.example"
CHOSEN = "Heron-lake-41"
NEW_PASSWORD = {"new_password1": CHOSEN, "new_password2": CHOSEN}


def confirmed(change: RoleChange) -> RoleChange:
    return services.confirm_change(change, by=cast.security_admin())


def shown_to_the_second_person(change: RoleChange) -> str:
    """Every page that a security administrator sees of a change, before and after confirming it, and of the person."""
    browser, url = as_(cast.security_admin()), reverse("accounts:role_change", args=[change.pk])
    shown = [words_of(browser.get(url))]
    shown.append(words_of(browser.post(url, {"decision": "confirmed"}, follow=True)))
    after = [
        url,
        reverse("accounts:role_changes"),
        reverse("accounts:account", args=[change.user_id]),
        reverse("messaging:inbox"),
        reverse("portal:desk"),
    ]
    return "\n".join(shown + [words_of(browser.get(page)) for page in after])


def lets_in(text: str, person: User) -> bool:
    """A stranger opens every address in the text and chooses a password: whether the account is theirs."""
    for path in set(re.findall(r"/accounts/[^\s\"'<>]+", text)):
        as_(None).post(path, NEW_PASSWORD)
    person.refresh_from_db()
    return person.check_password(CHOSEN)


def the_letter() -> Letter:
    return Letter.objects.get(address=ADDRESS)


def check_that_only_the_letter_lets_in() -> None:
    change = cast.role_change(role=Role.AUDIT_ADMIN)
    shown = shown_to_the_second_person(change)
    link = re.search(r"/accounts/enter/([^/]+)/([^/]+)/", the_letter().text)
    assert link

    assert f"发往 {ADDRESS}" in shown
    assert "24小时内有效" in shown
    assert not [part for part in ("accounts/enter", f"/{link[1]}/", link[2]) if part in shown]
    assert not lets_in(shown, change.user)
    assert lets_in(the_letter().text, change.user)


def test_a_security_administrator_cannot_come_in_as_whom_they_confirm() -> None:
    check_that_only_the_letter_lets_in()


def test_the_story_notices_a_link_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: whoever confirms is given the link."""
    confirm = services.confirm_change

    def shows(change: RoleChange, **how: Any) -> RoleChange:
        change = confirm(change, **how)
        change.note = queries.entry_link(change.user)
        change.save()
        return change

    monkeypatch.setattr(services, "confirm_change", shows)
    with pytest.raises(AssertionError, match="accounts/enter"):
        check_that_only_the_letter_lets_in()


def test_the_letter_says_who_asks_for_what_and_lets_in_once() -> None:
    association = Association.objects.get(province="33")
    change = confirmed(cast.role_change(role=Role.OFFICER, association=association))

    letter = the_letter()
    assert (letter.channel, letter.subject) == ("mail", "绿桥：邀请您担任协会审核员")
    assert f"候任，您好。\n\n生态环境第三方治理服务平台邀请您担任协会审核员（{association}）。" in letter.text
    assert "24小时内有效，只能使用一次" in letter.text
    assert "如果您不知道这件事，请不要理会" in letter.text
    assert not change.user.inbox.exists(), "a second mail would lead to a page that asks for a password"
    link = re.search(rf"^{house.WAGTAILADMIN_BASE_URL}(/accounts/enter/\S+)$", letter.text, re.M)
    assert link
    browser = as_(None)
    assert browser.post(link[1], NEW_PASSWORD).headers["Location"] == reverse("portal:desk")
    assert logins.is_confirmed(change.user, ADDRESS)
    again = as_(None).get(link[1])
    assert again.status_code == 410
    assert "忘记密码" in words_of(again)


def test_on_a_decided_change_of_who_has_come_in_there_is_nothing_of_a_letter() -> None:
    change = cast.role_change()
    browser, url = as_(cast.security_admin()), reverse("accounts:role_change", args=[change.pk])
    assert "请先核对邮箱是否属于本人" in words_of(browser.get(url))
    confirmed(change)
    assert "对方尚未设置密码" in words_of(browser.get(url))

    assert lets_in(the_letter().text, change.user)

    assert "对方尚未设置密码" not in words_of(browser.get(url))


@pytest.mark.parametrize(
    "act", ["who has a password", "refused", "taken back", "impossible by now", "disabled"]
)
def test_nobody_else_is_written_to(act: str) -> None:
    """Who has a password gets the message that everybody gets."""
    if act == "who has a password":
        person = cast.person()
        confirmed(cast.role_change(str(person.email)))
        assert person.inbox.get().text.endswith("已经生效。")
    elif act == "refused":
        services.refuse_change(cast.role_change(), by=cast.security_admin(), note="编制已满。")
    elif act == "taken back":
        invited = services.invite_staff(ADDRESS, "候任", Role.OPERATOR, by=None)
        given = invited.grants.get()
        confirmed(services.propose_revocation(given, by=cast.admin(), reason="不来了。"))
        assert not invited.grants.exists()
    elif act == "impossible by now":
        change = cast.role_change(role=Role.AUDIT_ADMIN)
        services.grant(change.user, Role.OPERATOR, by=None)
        with pytest.raises(AdministratorConflict):
            confirmed(change)
    else:
        change = cast.role_change()
        User.objects.filter(pk=change.user_id).update(is_active=False)
        confirmed(change)  # the link would be dead

    assert not Letter.objects.exists()


def test_no_limit_of_letters_keeps_the_letter_back(settings: Any) -> None:
    change = cast.role_change()
    for asked in range(settings.LETTERS_PER_ADDRESS_AND_HOUR):
        letters.warn(Letter.Channel.MAIL, ADDRESS, f"第{asked}封")
    with pytest.raises(letters.TooManyCodes):
        letters.write(Letter.Channel.MAIL, ADDRESS, "再来一封", is_code=False)

    confirmed(change)

    assert change.user.grants.exists()
    assert "/accounts/enter/" in Letter.objects.filter(address=ADDRESS)[0].text


def test_whoever_got_no_letter_asks_for_another_link_at_the_door() -> None:
    """What the page tells them: 忘记密码, then a code at the first sign-in, and the address counts."""
    change = confirmed(cast.role_change())
    Letter.objects.all().delete()
    browser = as_(None)

    browser.post(reverse("account_reset_password"), {"email": ADDRESS})
    link = re.search(r"/accounts/password/reset/key/\S+", the_letter().text)
    assert link
    form = browser.get(link[0], follow=True).request["PATH_INFO"]
    browser.post(form, {"password1": CHOSEN, "password2": CHOSEN})
    a_minute = dt.timedelta(minutes=1, seconds=1)
    Letter.objects.update(written_at=the_letter().written_at - a_minute)
    asked = browser.post(reverse("account_login"), {"login": ADDRESS, "password": CHOSEN})
    code = re.search(r"\d{6}", Letter.objects.filter(address=ADDRESS)[0].text)
    assert code
    assert not logins.is_confirmed(change.user, ADDRESS)
    browser.post(asked.headers["Location"], {"code": code[0]})

    assert logins.is_confirmed(change.user, ADDRESS)
    assert browser.get(reverse("accounts:set_up")).status_code == 200
