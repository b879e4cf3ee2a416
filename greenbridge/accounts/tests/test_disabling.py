"""A security administrator switches an account off and on again."""

import pytest
from django.urls import reverse

from greenbridge.accounts import services
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
    assert str(person.email) in words_of(browser.get(reverse("accounts:people"), {"q": "周"}))

    page = browser.post(reverse("accounts:account", args=[person.pk]), {"reason": "离职。"}, follow=True)

    assert "恢复账号" in words_of(page)
    assert str(person.email) in words_of(browser.get(reverse("accounts:people")))
