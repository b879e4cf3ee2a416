"""Closing an account: the person goes, what others rely on stays without their name."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from greenbridge.accounts import closing, lockout
from greenbridge.accounts.errors import CannotClose
from greenbridge.accounts.models import User, VerificationCase, WaitingBuyer
from greenbridge.accounts.reviews import Decision
from greenbridge.accounts.services import membership
from greenbridge.audit import services as audit
from greenbridge.core import clock

NOBODY = "已注销用户"


@transaction.atomic
def close_account(person: User) -> User:
    """Delete what the platform knows of a person; nobody can sign in with the account any more.

    Waiting applications are withdrawn. The row stays, nameless, because records of others refer to it; the address is
    free to sign up anew. The person's body stays verified; if this was its last member it has no owner, and its
    association is told. Raises CannotClose while staff, while owner of a body with other members, or while a room objects.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if reasons := closing.objections(person):
        raise CannotClose(why="".join(reasons))
    waiting = VerificationCase.objects.filter(applicant=person).waiting()
    withdrawn = waiting.update(decision=Decision.WITHDRAWN, decided_at=clock.now())
    audit.record("account.closed", actor=person, target=person, after={"applications_withdrawn": withdrawn})
    deserted = person.organisation if closing.is_last_member(person) else None
    erase(person)
    if deserted:
        membership.left_by_all(deserted, "已注销账号")
    return person


def erase(person: User) -> None:
    """Take away what the platform knows of a person, within the caller's transaction; the row stays, nameless."""
    _delete_what_is_theirs(person)
    _forget(person)


def _delete_what_is_theirs(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    person.memberships.all().delete()
    person.consents.all().delete()
    person.past_passwords.all().delete()
    person.inbox.all().delete()
    WaitingBuyer.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()
    lockout.forget(person)
    closing.forget_everywhere(person)


def _forget(person: User) -> None:
    person.name, person.phone, person.unconfirmed_mobile = NOBODY, "", ""
    person.email = person.mobile = None
    person.is_active = False
    person.set_unusable_password()
    person.save()
