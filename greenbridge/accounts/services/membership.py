"""Who acts for a body."""

from django.db import transaction

from greenbridge.accounts import queries
from greenbridge.accounts.errors import (
    AlreadyOffered,
    NoOffer,
    NotMember,
    NotOwner,
    NotSuccessor,
    OwnerMustHandOver,
)
from greenbridge.accounts.models import MemberInvitation, Membership, Organisation, User, VerificationCase
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import services as messaging

PAGE = "/accounts/organisation/"


@transaction.atomic
def remove_member(organisation: Organisation, person: User, *, owner: User) -> None:
    """The owner ends a colleague's membership; the colleague is told. Raises NotOwner."""
    if organisation.owner != owner or person == owner:
        raise NotOwner()
    organisation.memberships.filter(user=person).delete()
    audit.record("member.removed", actor=owner, target=organisation, before={"member": person.pk})
    messaging.send(person, f"您已不再是“{organisation}”的成员。")


@transaction.atomic
def offer_ownership(organisation: Organisation, person: User, *, owner: User) -> Membership:
    """The owner asks a member to take over; nothing changes until the member accepts. The member is told.

    Raises NotOwner, AlreadyOffered while another offer waits.
    """
    organisation = locked(organisation)
    if organisation.owner != owner or person == owner:
        raise NotOwner()
    if organisation.memberships.filter(offered_at__isnull=False).exists():
        raise AlreadyOffered()
    successor = organisation.memberships.get(user=person)
    successor.offered_at = clock.now()
    successor.save(update_fields=["offered_at"])
    audit.record("ownership.offered", actor=owner, target=organisation, after={"member": person.pk})
    messaging.send(person, f"{owner}邀请您接任“{organisation}”负责人，请答复。", link=PAGE)
    return successor


@transaction.atomic
def accept_ownership(organisation: Organisation, *, member: User) -> Membership:
    """The member becomes the owner, who stays as a member; everybody in the body is told. Raises NoOffer."""
    organisation = locked(organisation)
    successor = organisation.memberships.filter(user=member, offered_at__isnull=False).first()
    if successor is None:
        raise NoOffer()
    former = organisation.owner
    _make_owner(successor)
    audit.record(
        "ownership.accepted",
        actor=member,
        target=organisation,
        before={"owner": former.pk if former else None},
        after={"owner": member.pk},
    )
    _tell_all(organisation, f"“{organisation}”的负责人已变更为{member}。")
    return successor


@transaction.atomic
def end_offer(organisation: Organisation, *, by: User) -> None:
    """The owner withdraws the offer, or the member declines it; the other one is told. Raises NoOffer."""
    organisation = locked(organisation)
    successor = organisation.memberships.filter(offered_at__isnull=False).first()
    if successor is None or by not in {successor.user, organisation.owner}:
        raise NoOffer()
    successor.offered_at = None
    successor.save(update_fields=["offered_at"])
    audit.record("ownership.offer_ended", actor=by, target=organisation, before={"member": successor.user_id})
    other = organisation.owner if by == successor.user else successor.user
    if other:
        messaging.send(
            other, f"{by}{'谢绝' if by == successor.user else '撤回'}了“{organisation}”负责人的移交邀请。"
        )


@transaction.atomic
def leave(organisation: Organisation, *, member: User) -> None:
    """A member stops acting for the body; the owner is told.

    The last member may leave too: the body stays verified, nobody speaks for it, and whoever wants to has to claim it
    with proof; its association is told. Raises OwnerMustHandOver while an owner has colleagues,
    NotMember.
    """
    organisation = locked(organisation)
    mine = organisation.memberships.filter(user=member).first()
    if mine is None:
        raise NotMember(name=organisation.name)
    others = organisation.memberships.exclude(pk=mine.pk)
    if mine.role == Membership.Role.OWNER and others.exists():
        raise OwnerMustHandOver(name=organisation.name)
    mine.delete()
    audit.record(
        "member.left", actor=member, target=organisation, before={"member": member.pk, "role": mine.role}
    )
    if organisation.owner:
        messaging.send(organisation.owner, f"{member}已退出“{organisation}”。", link=PAGE)
    else:
        left_by_all(organisation, "已退出")
    messaging.send(member, f"您已退出“{organisation}”。")


def left_by_all(organisation: Organisation, how: str) -> None:
    """What follows when the last one is gone: nobody can be let in any more, and the association's officers are told."""
    waiting = organisation.invitations.filter(state=MemberInvitation.State.WAITING)
    waiting.update(state=MemberInvitation.State.WITHDRAWN, ended_at=clock.now())
    said = f"“{organisation}”（{organisation.credit_code}）的最后一位成员{how}，单位现在没有负责人。"
    for officer in queries.officers_of(queries.association_for(organisation.region)):
        messaging.send(officer, f"{said}再有人申请代表该单位时，须提交证明材料。")


def succeed(case: VerificationCase) -> Organisation:
    """What a passed succession does, in the transaction of the decision: the member becomes the owner. All are told."""
    organisation = locked(Organisation.objects.get(credit_code=case.credit_code))
    successor = organisation.memberships.filter(user=case.applicant).first()
    if successor is None:
        raise NotSuccessor()
    _make_owner(successor)
    _tell_all(organisation, f"经{case.association}核对，“{organisation}”的负责人已变更为{case.applicant}。")
    return organisation


def locked(organisation: Organisation) -> Organisation:
    """The body as it is now; who acts for it changes one at a time."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _make_owner(successor: Membership) -> None:
    members = Membership.objects.filter(organisation=successor.organisation_id)
    members.filter(role=Membership.Role.OWNER).update(role=Membership.Role.MEMBER)
    members.update(offered_at=None)
    successor.role, successor.offered_at = Membership.Role.OWNER, None
    successor.save(update_fields=["role", "offered_at"])


def _tell_all(organisation: Organisation, text: str) -> None:
    for person in queries.members_of(organisation):
        messaging.send(person, text, link=PAGE)
