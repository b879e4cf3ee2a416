"""A role is given and taken back by two people: one proposes, another confirms."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import logins, services
from greenbridge.accounts.errors import (
    AddressUnconfirmed,
    AdministratorConflict,
    AlreadyDecided,
    AlreadyHeld,
    ChangeWaiting,
    NotForOneself,
    NotYours,
    ReasonMissing,
    SecondPersonNeeded,
)
from greenbridge.accounts.models import Association, Role, RoleChange, RoleGrant, User
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.core.errors import RuleBroken
from greenbridge.messaging.models import Letter
from greenbridge.testing import cast
from greenbridge.testing.cast.accounts import PASSWORD
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import without_constraint

pytestmark = pytest.mark.usefixtures("ground")


def test_a_proposed_role_is_given_when_a_security_administrator_confirms() -> None:
    guard = cast.security_admin()
    change = cast.role_change()
    assert not change.user.grants.exists()
    assert "请确认" in guard.inbox.get().text

    services.confirm_change(change, by=guard)

    assert change.user.grants.get().role == Role.OPERATOR
    assert change.proposed_by.inbox.get().text.endswith("已由石磊确认。")
    assert [
        (trace.action, trace.actor) for trace in AuditRecord.objects.filter(target_id=str(change.user.pk))
    ] == [
        ("role.granted", guard),
        ("role.change_proposed", change.proposed_by),
    ]


def test_a_role_that_is_not_agreed_to_is_not_given_and_the_proposer_learns_why() -> None:
    change = cast.role_change()

    services.refuse_change(change, by=cast.security_admin(), note="编制已满。")

    assert not change.user.grants.exists()
    assert "编制已满。" in change.proposed_by.inbox.get().text


def test_the_same_person_never_decides_even_with_both_roles_in_hand() -> None:
    """Roles exclude each other; whoever changed kind between the two acts is refused all the same."""
    change = cast.role_change()
    proposer = change.proposed_by
    RoleGrant.objects.filter(user=proposer).update(role=Role.SECURITY_ADMIN)

    with pytest.raises(SecondPersonNeeded):
        services.confirm_change(change, by=User.objects.get(pk=proposer.pk))

    assert not change.user.grants.exists()


def test_nobody_confirms_a_role_of_their_own() -> None:
    guard = cast.security_admin()
    change = services.propose_revocation(guard.grants.get(), by=cast.admin(), reason="轮岗")

    with pytest.raises(SecondPersonNeeded):
        services.confirm_change(change, by=guard)

    assert guard.grants.exists()


@pytest.mark.parametrize("who", ["admin", "audit_admin", "operator", "officer", "person"])
def test_only_a_security_administrator_confirms(who: str) -> None:
    change = cast.role_change()

    with pytest.raises(NotYours):
        services.confirm_change(change, by=getattr(cast, who)())

    assert not change.user.grants.exists()


@pytest.mark.parametrize("who", ["security_admin", "audit_admin", "operator", "person"])
def test_only_a_system_administrator_proposes(who: str) -> None:
    with pytest.raises(NotYours):
        services.propose_grant("x@y.example", "某", Role.OPERATOR, by=getattr(cast, who)(), reason="需要")

    assert not RoleChange.objects.exists()
    assert not User.objects.filter(email="x@y.example").exists()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"email": "jiang@admin.example", "role": Role.SYSTEM_ADMIN}, AlreadyHeld),
        ({"email": "jiang@admin.example", "role": Role.OPERATOR}, AdministratorConflict),
        ({"email": "han@ops.example", "role": Role.AUDIT_ADMIN}, AdministratorConflict),
        ({"email": "han@ops.example", "role": Role.OPERATOR}, AlreadyHeld),
        ({"email": "new@ops.example", "role": Role.OPERATOR, "reason": " "}, ReasonMissing),
    ],
)
def test_a_proposal_that_could_not_be_granted_is_refused_at_once(
    facts: dict[str, Any], refusal: type[RuleBroken]
) -> None:
    cast.operator()
    asked: dict[str, Any] = {"name": "某", "reason": "需要"} | facts

    with pytest.raises(refusal):
        services.propose_grant(**asked, by=cast.admin())

    assert not RoleChange.objects.exists()


def given_to_whoever_signed_up_first() -> bool:
    """Somebody signs up with the address of the next operator and confirms nothing: whether the role becomes theirs."""
    form = {
        "name": "候任",
        "login": "new@zj.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "agree": "on",
    }
    as_(None).post(reverse("account_signup"), form)
    services.confirm_change(cast.role_change(), by=cast.security_admin())
    return User.objects.get(email="new@zj.example").check_password(PASSWORD)


def test_an_address_that_nobody_confirmed_is_given_no_role(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AddressUnconfirmed, match="还没有确认过"):
        given_to_whoever_signed_up_first()
    with pytest.raises(AddressUnconfirmed):
        services.first_administrator("new@zj.example", "候任", Role.AUDIT_ADMIN)
    assert not RoleChange.objects.exists()
    assert not RoleGrant.objects.filter(user__email="new@zj.example").exists()

    User.objects.filter(email="new@zj.example").delete()
    Letter.objects.all().delete()
    monkeypatch.setattr(logins, "is_confirmed", lambda *_: True)  # the control: nobody asks
    assert given_to_whoever_signed_up_first()


def test_who_was_proposed_and_has_not_come_in_yet_is_proposed_for_more() -> None:
    cast.role_change()

    assert cast.role_change(role=Role.EDITOR).user == RoleChange.objects.get(role=Role.OPERATOR).user


def test_an_administrator_proposes_nothing_about_themselves() -> None:
    admin = cast.admin()

    with pytest.raises(NotForOneself):
        services.propose_revocation(admin.grants.get(), by=admin, reason="休假")


def test_a_change_is_proposed_once_and_decided_once() -> None:
    change, guard = cast.role_change(), cast.security_admin()
    with pytest.raises(ChangeWaiting):
        cast.role_change()
    services.confirm_change(change, by=guard)

    with pytest.raises(AlreadyDecided):
        services.refuse_change(change, by=guard, note="再想想。")

    assert change.user.grants.exists()


@pytest.mark.parametrize("who", ["proposed_by", "user"])
def test_the_database_too_wants_a_second_person(who: str) -> None:
    change = cast.role_change()

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleChange.objects.filter(pk=change.pk).update(
            decision="confirmed", decided_by=getattr(change, who), decided_at=clock.now()
        )


@pytest.mark.django_db(transaction=True)
def test_without_its_constraint_the_database_would_let_one_person_do_both() -> None:
    """The control of the story above."""
    change = cast.role_change()

    with without_constraint(RoleChange, "a_second_person_decides_on_a_role_change"):
        both = {"decision": "confirmed", "decided_by": change.proposed_by, "decided_at": clock.now()}
        assert RoleChange.objects.filter(pk=change.pk).update(**both) == 1


def test_two_administrators_bring_in_an_officer_through_the_pages() -> None:
    admin, guard, association = cast.admin(), cast.security_admin(), Association.objects.get(province="33")
    facts = {
        "email": "New@zj.example",
        "name": "陆源",
        "role": "officer",
        "association": association.pk,
        "reason": "增员",
    }

    assert as_(admin).post(reverse("accounts:staff"), facts).status_code == 302
    change = RoleChange.objects.get()
    browser = as_(guard)
    assert str(change) in words_of(browser.get(reverse("portal:queue", args=["role"])))
    page = browser.post(
        reverse("accounts:role_change", args=[change.pk]), {"decision": "confirmed"}, follow=True
    )

    assert "邀请邮件已于" in words_of(page)
    link = re.search(r"/accounts/enter/\S+", Letter.objects.get(address="new@zj.example").text)
    assert link
    assert as_(None).get(link[0]).status_code == 200
    assert User.objects.get(email="new@zj.example").associations == [association]


def options(page: str) -> dict[str, bool]:
    """The roles of the form by what they say, and whether they can be chosen."""
    drawn = re.search(r'<select name="role".*?</select>', page, re.S)
    assert drawn
    found = re.findall(r"<option([^>]*)>([^<]*)</option>", drawn[0])
    return {label.strip(): "disabled" not in attributes for attributes, label in found}


def test_roles_that_the_chosen_person_cannot_hold_say_why() -> None:
    cast.operator()
    owner = cast.owner_of(cast.dyer())
    browser, url = as_(cast.admin()), reverse("accounts:staff")

    assert all(options(words_of(browser.get(url))).values())
    of_operator = options(words_of(browser.get(url, {"email": "Han@ops.example"})))
    assert not of_operator["运维人员（已经持有）"]
    assert not of_operator["审计管理员（与已有角色互斥）"]
    assert of_operator["内容编辑"]
    of_owner = options(words_of(browser.get(url, {"email": str(owner.email)})))
    assert [label for label, may_be_chosen in of_owner.items() if may_be_chosen] == ["专家"]
    assert not of_owner["运维人员（对方代表单位，不能担任）"]

    refused = browser.post(
        url, {"email": "han@ops.example", "name": "韩松", "role": "audit_admin", "reason": "兼任"}
    )
    assert "不能由同一人担任" in words_of(refused)
    assert not options(words_of(refused))["审计管理员（与已有角色互斥）"]
    assert not RoleChange.objects.exists()


@pytest.mark.parametrize("who", ["admin", "operator", "officer", "expert", "person"])
def test_what_can_be_chosen_is_what_would_be_granted(who: str) -> None:
    person = getattr(cast, who)()
    obstacles = services.obstacles(person)

    for role in Role:
        where = Association.objects.get(province="33") if role == Role.OFFICER else None
        try:
            with transaction.atomic():
                services.propose_grant(
                    person.email,
                    person.name,
                    role,
                    by=cast.staff(Role.SYSTEM_ADMIN, "方宁", "fang@admin.example"),
                    reason="需要",
                    association=where,
                )
                is_refused = False
                transaction.set_rollback(True)
        except RuleBroken:
            is_refused = True
        assert is_refused == (role in obstacles), role
