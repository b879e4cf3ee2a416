"""A colleague who need not have an account is asked to act for a body, and joins through the link: nobody else does."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from greenbridge.accounts import logins, services
from greenbridge.accounts.errors import (
    AlreadyAsked,
    AlreadyMember,
    InvitationOver,
    InvitedElsewhere,
    NotOwner,
    StaffActForNobody,
    TooManyInvitations,
)
from greenbridge.accounts.models import MemberInvitation, Membership, Organisation, User
from greenbridge.accounts.queries import invitation_link
from greenbridge.accounts.services import invitations, sign_in
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging import letters
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import Careless, at_once

pytestmark = pytest.mark.usefixtures("ground")

NEW = "wu@mail.example"


def invited(address: str = NEW, body: Organisation | None = None) -> MemberInvitation:
    body = body or cast.dyer()
    return services.invite_member(body, address, owner=cast.owner_of(body))


def invitee() -> User:
    """Who reads what goes to ``NEW``."""
    return cast.person("吴一", NEW)


def link_sent() -> str:
    letters.deliver()
    found = re.search(r"/accounts/invitations/\S+/", str(mail.outbox[-1].body))
    assert found
    return found[0]


def code_sent() -> str:
    letters.deliver()
    found = re.search(r"验证码：(\d{6})", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_who_accepts_is_a_member_and_the_owner_is_told() -> None:
    body, person = cast.dyer(), invitee()
    invitation = invited()

    services.accept_invitation(invitation, person=person)

    assert body.memberships.get(user=person).role == Membership.Role.MEMBER
    assert "吴一已接受邀请" in cast.owner_of(body).inbox.get().text
    assert [(t.actor, t.after) for t in AuditRecord.objects.filter(action__startswith="member.")] == [
        (person, {"member": person.pk}),
        (cast.owner_of(body), {"to": "wu***@mail.example"}),
    ]


def test_a_link_that_was_handed_on_lets_nobody_else_in_and_says_what_to_do() -> None:
    body, stranger, invitation = cast.dyer(), cast.person(), invited()
    link = invitation_link(invitation)

    with pytest.raises(InvitedElsewhere):
        services.accept_invitation(invitation, person=stranger)

    page, browser = words_of(as_(stranger).get(link)), as_(stranger)
    assert "这份邀请发给了wu***@mail.example" in page
    assert "确认加入" not in page
    assert NEW not in page
    assert "只有确认过这个邮箱的账号可以接受" in words_of(browser.post(link, follow=True))
    assert "邀请发给了wu***@mail.example。请用这个邮箱登录" in words_of(as_(None).get(link))
    assert not body.memberships.filter(user=stranger).exists()
    assert invitation.is_open


def test_a_comparison_left_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the story above."""
    monkeypatch.setattr(logins, "is_confirmed", lambda person, login: True)

    services.accept_invitation(invited(), person=cast.person())

    assert cast.dyer().memberships.filter(user=cast.person()).exists()


def test_who_confirms_the_address_of_the_invitation_joins_with_the_account_they_have() -> None:
    stranger, by_mail, by_number = cast.person(), invited(), invited("13900001111")
    EmailAddress.objects.create(user=stranger, email=NEW, verified=False)
    stranger.unconfirmed_mobile = "+8613900001111"
    stranger.save()
    for invitation in (by_mail, by_number):
        with pytest.raises(InvitedElsewhere):
            services.accept_invitation(invitation, person=stranger)

    EmailAddress.objects.filter(email=NEW).update(verified=True)
    services.accept_invitation(by_mail, person=stranger)
    services.leave(by_mail.organisation, member=stranger)
    sign_in.confirm_mobile(stranger, "+8613900001111")

    assert services.accept_invitation(by_number, person=stranger).user == stranger


def test_only_the_owner_invites_and_withdraws() -> None:
    body = cast.dyer()
    colleague = cast.member_of(body)
    with pytest.raises(NotOwner):
        services.invite_member(body, NEW, owner=colleague)
    invitation = invited()
    with pytest.raises(NotOwner):
        services.withdraw_invitation(invitation, owner=colleague)

    assert MemberInvitation.objects.get().is_open


def test_an_address_is_asked_once_at_a_time_and_a_body_asks_so_many() -> None:
    invited()
    with pytest.raises(AlreadyAsked):
        invited("WU@mail.example")
    for n in range(invitations.MOST_OPEN - 1):
        invited(f"colleague{n}@mail.example")
    with pytest.raises(TooManyInvitations):
        invited("one.more@mail.example")

    assert Letter.objects.count() == invitations.MOST_OPEN


@pytest.mark.parametrize("known", [True, False])
def test_the_owner_learns_nothing_of_whether_the_address_has_an_account(known: bool) -> None:
    body = cast.dyer()
    if known:
        cast.person("吴一", NEW)

    page = as_(cast.owner_of(body)).post(reverse("accounts:organisation"), {"address": NEW}, follow=True)

    assert "邀请已发出" in words_of(page)
    assert f"{NEW}：等待接受" in words_of(page)
    assert "邀请您成为“青溪染整有限公司”" in Letter.objects.get().text
    assert not AuditRecord.objects.filter(target_kind="accounts.user", action__startswith="member.").exists()


@pytest.mark.parametrize(("who", "refusal"), [("lab", AlreadyMember), ("operator", StaffActForNobody)])
def test_who_acts_for_another_body_or_for_the_platform_is_refused_and_changes_nothing(
    who: str, refusal: type[Exception]
) -> None:
    person = cast.operator() if who == "operator" else cast.owner_of(cast.lab().organisation)
    invitation = invited()

    with pytest.raises(refusal):
        services.accept_invitation(invitation, person=person)

    page = words_of(as_(person).get(invitation_link(invitation)))
    assert "确认加入" not in page
    assert "回到工作台" in page
    assert MemberInvitation.objects.get().is_open


@pytest.mark.parametrize(
    ("fate", "said"),
    [("used", "已经使用过"), ("withdrawn", "已不再有效"), ("expired", "已过期"), ("left", "已不再有效")],
)
def test_a_link_that_is_over_says_what_to_do_and_lets_nobody_in(fate: str, said: str) -> None:
    body, invitation, late = cast.dyer(), invited(), clock.now()
    if fate == "used":
        services.accept_invitation(invitation, person=invitee())
    if fate == "withdrawn":
        services.withdraw_invitation(invitation, owner=cast.owner_of(body))
    if fate == "expired":
        late += invitations.GOOD_FOR
    if fate == "left":
        services.leave(body, member=cast.owner_of(body))
    person, before = cast.person(), Membership.objects.count()

    with clock.stopped_at(late):
        for browser in (as_(None), as_(person)):
            answer = browser.get(invitation_link(invitation))
            assert answer.status_code == 410
            assert said in words_of(answer)
            assert "联系“青溪染整有限公司”的负责人" in words_of(answer)
        with pytest.raises(InvitationOver, match=said):
            services.accept_invitation(invitation, person=person)

    assert Membership.objects.count() == before


@pytest.mark.parametrize("days", [-30, 30])
def test_a_server_whose_clock_is_wrong_decides_by_the_databases(
    days: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_time, late = invited(), invited("late@mail.example")
    MemberInvitation.objects.filter(pk=late.pk).update(expires_at=clock.of_the_database())
    late.refresh_from_db()
    moment = clock.now() + dt.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)

    with pytest.raises(InvitationOver):
        services.accept_invitation(late, person=cast.person("晚到", "late@mail.example"))
    services.accept_invitation(in_time, person=cast.person("吴新", NEW))

    # The control: by the server's own clock one of the two would have been decided wrongly.
    assert in_time.is_open == late.is_open == (days < 0)


def test_an_expired_invitation_is_still_good_a_moment_before() -> None:
    invitation = invited()
    with clock.stopped_at(invitation.expires_at - dt.timedelta(seconds=1)):
        services.accept_invitation(invitation, person=invitee())

    assert Membership.objects.filter(user=invitee()).exists()


def test_nobody_makes_up_a_link() -> None:
    invitation = invited()
    token = invitation_link(invitation).split("/")[-2]

    for wrong in (token[:-1], f"{invitation.pk + 1}.{token.partition('.')[2]}", str(invitation.pk), "x.y"):
        answer = as_(cast.person()).get(reverse("accounts:invitation", args=[wrong]))
        assert answer.status_code == 410
        assert "不完整或已失效" in words_of(answer)


def test_somebody_without_an_account_signs_up_and_joins_through_the_link() -> None:
    body = cast.dyer()
    as_(cast.owner_of(body)).post(reverse("accounts:organisation"), {"address": NEW})
    link, browser = link_sent(), as_(None)
    page = words_of(browser.get(link))
    assert "青溪染整有限公司" in page
    assert reverse("account_signup") in page

    assert _signed_up(browser) == link  # the code comes at once, though a letter went there a moment ago
    assert browser.post(link).headers["Location"] == reverse("accounts:organisation")

    person = User.objects.get(email=NEW)
    assert person.organisation == body
    assert (
        "邀请"
        not in words_of(as_(cast.owner_of(body)).get(reverse("accounts:organisation"))).partition("邀请成员")[
            0
        ]
    )


def _signed_up(browser: Client) -> Any:
    """Where who signs up lands."""
    form = {
        "name": "吴一",
        "login": NEW,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "agree": "on",
    }
    answer = browser.post(reverse("account_signup"), form)
    done = browser.post(answer.headers["Location"], {"code": code_sent()})
    return done.headers["Location"]


def test_somebody_with_an_account_signs_in_and_joins_and_the_owner_may_withdraw() -> None:
    person, body = cast.person(), cast.dyer()
    link, browser = invitation_link(invited(str(person.email))), as_(None)
    assert browser.post(link).headers["Location"] == link  # which says to sign in first

    came = browser.post(
        f"{reverse('account_login')}?next={link}", {"login": person.email, "password": PASSWORD, "next": link}
    )
    assert came.headers["Location"] == link
    assert "您现在以“周新”的账号登录" in words_of(browser.get(link))
    other = invited()
    owner = as_(cast.owner_of(body))
    owner.post(reverse("accounts:withdraw_invitation", args=[other.pk]))
    browser.post(link)

    assert {member.user for member in body.memberships.all()} == {cast.owner_of(body), person}
    assert as_(None).get(invitation_link(other)).status_code == 410
    assert "已经使用过" in words_of(browser.get(link))


@pytest.mark.django_db(transaction=True)
def test_of_accepting_and_withdrawing_at_once_one_happens() -> None:
    body, invitation = cast.dyer(), invited()
    owner, person = cast.owner_of(body), invitee()
    acts = [
        lambda: services.accept_invitation(invitation, person=person),
        lambda: services.withdraw_invitation(invitation, owner=owner),
    ]

    accepted, withdrawn = at_once(*acts)

    assert isinstance(accepted, InvitationOver) != isinstance(withdrawn, InvitationOver)
    assert isinstance(accepted, Membership) == body.memberships.filter(user=person).exists()

    Membership.objects.exclude(user=owner).delete()
    MemberInvitation.objects.update(state=MemberInvitation.State.WAITING, ended_at=None)
    if connection.vendor == "postgresql":  # the control; SQLite has one writer at a time anyway
        accepted, withdrawn = at_once(*acts, careless=Careless("accounts_memberinvitation"))
        assert isinstance(accepted, Membership)
        assert withdrawn is None


def test_invitations_are_forgotten_after_half_a_year() -> None:
    invited()
    with clock.stopped_at(clock.now() + invitations.KEPT - dt.timedelta(minutes=1)):
        assert invitations.forget_invitations() == 0
    with clock.stopped_at(clock.now() + invitations.KEPT + dt.timedelta(days=1)):
        assert invitations.forget_invitations() == 1
    assert AuditRecord.objects.get(action="retention.applied").after == {"invitations": 1}
