"""Who acts for a body."""

from django.db import transaction

from greenbridge.accounts.errors import AlreadyMember, MemberUnknown, NotOwner, StaffActForNobody
from greenbridge.accounts.models import Membership, Organisation, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.text import fold
from greenbridge.messaging import services as messaging


@transaction.atomic
def add_member(organisation: Organisation, email: str, *, owner: User) -> Membership:
    """The owner lets a colleague act for the body; the colleague is told. Raises NotOwner, MemberUnknown, AlreadyMember."""
    if organisation.owner != owner:
        raise NotOwner()
    person = User.objects.filter(email=fold(email), is_active=True).first()
    if person is None:
        raise MemberUnknown(email=email)
    if person.organisation:
        raise AlreadyMember(name=person.organisation.name)
    if person.is_staff_member:
        raise StaffActForNobody()
    membership = Membership.objects.create(
        organisation=organisation, user=person, role=Membership.Role.MEMBER, joined_at=clock.now()
    )
    audit.record("member.added", actor=owner, target=organisation, after={"member": person.pk})
    messaging.send(person, f"{owner}已将您加为“{organisation}”的成员。", link="/desk/")
    return membership


@transaction.atomic
def remove_member(organisation: Organisation, person: User, *, owner: User) -> None:
    """The owner ends a colleague's membership; the colleague is told. Raises NotOwner."""
    if organisation.owner != owner or person == owner:
        raise NotOwner()
    organisation.memberships.filter(user=person).delete()
    audit.record("member.removed", actor=owner, target=organisation, before={"member": person.pk})
    messaging.send(person, f"您已不再是“{organisation}”的成员。")
