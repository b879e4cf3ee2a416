"""Two people do at the same moment what may be done once: one does it, the other is told, nobody meets an error.

Each story ends with its control: the same acts without the lock or the condition that keeps them apart. On SQLite
there is one writer at a time whatever we do, so most controls need PostgreSQL.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.urls import reverse

from greenbridge.accounts import second_factor, services
from greenbridge.accounts.errors import (
    AdministratorConflict,
    AlreadyDecided,
    AlreadyOffered,
    ChangeWaiting,
    NoOffer,
)
from greenbridge.accounts.models import Membership, Organisation, Role, RoleChange, User, WaitingBuyer
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.reference.models import OpeningPhase
from greenbridge.reference.services import move_opening
from greenbridge.testing import cast
from greenbridge.testing.pages import as_
from greenbridge.testing.passkeys import Device
from greenbridge.testing.races import Careless, at_once

pytestmark = [pytest.mark.usefixtures("ground"), pytest.mark.django_db(transaction=True)]

Act = Callable[[], object]


def kinds(outcomes: list[object]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


def without_the_lock(table: str, *acts: Act, reads: int = 1) -> list[str]:
    return kinds(at_once(*acts, careless=Careless(table, reads=reads)))


def writers_are_many() -> bool:
    """SQLite has one at a time anyway, so that a lock left out changes nothing there."""
    return connection.vendor == "postgresql"


def second_persons() -> list[User]:
    return [cast.security_admin(), cast.staff(Role.SECURITY_ADMIN, "罗静", "luo@admin.example")]


def deciding(change: RoleChange) -> list[Act]:
    yes, no = second_persons()
    return [
        lambda: services.confirm_change(change, by=yes),
        lambda: services.refuse_change(change, by=no, note="编制已满。"),
    ]


def test_of_two_second_persons_one_decides() -> None:
    change = cast.role_change()

    assert kinds(at_once(*deciding(change))) == [AlreadyDecided.__name__, "RoleChange"]
    change.refresh_from_db()
    assert change.user.grants.exists() == (change.decision == RoleChange.Decision.CONFIRMED)
    assert (
        AuditRecord.objects.filter(action__in=("role.granted", "role.change_refused"))
        .filter(target_id=str(change.user_id))
        .count()
        == 1
    )

    if writers_are_many():
        other = cast.role_change("other@zj.example")
        assert without_the_lock("accounts_rolechange", *deciding(other)) == ["RoleChange", "RoleChange"]


def proposing(email: str) -> list[Act]:
    admins = [cast.admin(), cast.staff(Role.SYSTEM_ADMIN, "方宁", "fang@admin.example")]
    return [
        partial(services.propose_grant, email, "候任", Role.OPERATOR, by=by, reason="新入职") for by in admins
    ]


def test_of_two_who_propose_the_same_for_somebody_new_one_is_heard() -> None:
    outcomes = at_once(*proposing("new@zj.example"))

    assert kinds(outcomes) == [ChangeWaiting.__name__, "RoleChange"]
    assert User.objects.filter(email="new@zj.example").count() == RoleChange.objects.count() == 1


def granting(person: User, *roles: str) -> list[Act]:
    return [partial(services.grant, person, role, by=None) for role in roles]


def test_a_role_given_twice_at_once_is_given_once() -> None:
    person = cast.person()

    assert kinds(at_once(*granting(person, *[Role.OPERATOR] * 4))) == ["RoleGrant"] * 4
    assert person.grants.count() == AuditRecord.objects.filter(action="role.granted").count() == 1


def test_of_two_roles_that_exclude_each_other_one_is_given() -> None:
    person = cast.person()
    roles = (Role.OPERATOR, Role.AUDIT_ADMIN)

    assert kinds(at_once(*granting(person, *roles))) == [AdministratorConflict.__name__, "RoleGrant"]
    assert person.grants.count() == 1

    if writers_are_many():
        other = cast.person("吴一", "wu@mail.example")
        assert without_the_lock("accounts_rolegrant", *granting(other, *roles)) == [
            IntegrityError.__name__,  # the trigger stands behind the rule, but speaks to nobody
            "RoleGrant",
        ]


def body_with(count: int) -> tuple[Organisation, User, list[User]]:
    body = cast.dyer()
    people = [cast.person(f"同事{n}", f"colleague{n}@mail.example") for n in range(count)]
    return body, cast.owner_of(body), [cast.member_of(body, person) for person in people]


def offering(body: Organisation, owner: User, colleagues: list[User]) -> list[Act]:
    return [partial(services.offer_ownership, body, to, owner=owner) for to in colleagues]


def test_of_two_hand_overs_one_is_offered() -> None:
    body, owner, colleagues = body_with(2)
    acts = offering(body, owner, colleagues)

    assert kinds(at_once(*acts)) == [AlreadyOffered.__name__, "Membership"]
    assert body.memberships.filter(offered_at__isnull=False).count() == 1

    if writers_are_many():
        services.end_offer(body, by=owner)
        # Both read who owns the body, then whether an offer waits.
        refused = without_the_lock("accounts_membership", *acts, reads=2)
        assert refused == [IntegrityError.__name__, "Membership"]


def answering(body: Organisation, owner: User, colleague: User) -> list[Act]:
    return [
        lambda: services.accept_ownership(body, member=colleague),
        lambda: services.end_offer(body, by=owner),
    ]


def test_an_offer_is_accepted_or_withdrawn_but_not_both() -> None:
    body, owner, (colleague,) = body_with(1)
    services.offer_ownership(body, colleague, owner=owner)

    outcomes = at_once(*answering(body, owner, colleague))

    assert sum(isinstance(one, NoOffer) for one in outcomes) == 1
    assert (body.owner == colleague) == isinstance(outcomes[0], Membership)

    if writers_are_many():
        Membership.objects.filter(organisation=body).update(role="member")
        Membership.objects.filter(user=owner).update(role="owner")
        services.offer_ownership(body, colleague, owner=owner)
        outcomes_without = without_the_lock("accounts_organisation", *answering(body, owner, colleague))
        assert NoOffer.__name__ not in outcomes_without


def test_opening_day_is_told_once_however_many_workers_tell_it() -> None:
    waiting = cast.waiting_buyer()
    move_opening(OpeningPhase.objects.get(number=2), clock.today(), by=cast.operator())
    tell: list[Act] = [services.tell_opened] * 2

    assert sorted(map(str, at_once(*tell))) == ["0", "1"]
    assert waiting.user.inbox.count() == AuditRecord.objects.filter(action="opening.told").count() == 1

    WaitingBuyer.objects.update(told_at=None)
    careless = Careless("accounts_waitingbuyer", drops=r' AND "accounts_waitingbuyer"."told_at" IS NULL')
    assert at_once(*tell, careless=careless) == [1, 1]


def removing(officer: User) -> list[Act]:
    """The authenticator and the key beside it, from two windows; what the person then reads."""
    key = cast.passkey(officer, Device())
    pages = [reverse("mfa_deactivate_totp"), reverse("mfa_remove_webauthn", args=[key.pk])]
    return [partial(as_(officer).post, page) for page in pages]


def test_of_the_last_two_factors_of_staff_removed_at_once_one_stays() -> None:
    officer = cast.officer()

    answers: list[Any] = at_once(*removing(officer))

    assert {answer.status_code for answer in answers} == {200, 302}
    assert second_factor.is_set_up(officer)

    if writers_are_many():
        other = cast.officer("33")
        at_once(*removing(other), careless=Careless("mfa_authenticator", reads=2))
        assert not second_factor.is_set_up(other)


def test_a_factor_removed_from_two_windows_is_recorded_once() -> None:
    officer = cast.officer()
    cast.passkey(officer, Device())
    removes = [partial(as_(officer).post, reverse("mfa_deactivate_totp")) for _ in range(2)]

    answers: list[Any] = at_once(*removes)

    assert {answer.status_code for answer in answers} == {302, 404}
    assert AuditRecord.objects.filter(action="account.factor_removed").count() == 1
