"""A colleague is asked to act for the body, through a link to an address that may be nobody's account yet.

Only an account that has confirmed the address may accept; whether there is one is told to nobody.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction

from greenbridge.accounts import logins, queries
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
from greenbridge.accounts.services import membership
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.messaging import letters
from greenbridge.messaging import services as messaging
from greenbridge.messaging.models import Letter

GOOD_FOR = dt.timedelta(days=7)
MOST_OPEN = 20
KEPT = dt.timedelta(days=180)
SUBJECT = "绿桥：邀请您加入单位"
MAIL = (
    "{owner}邀请您成为“{body}”在生态环境第三方治理服务平台的成员。\n\n请打开下面的地址，用收到本邮件的邮箱登录或注册后确认加入，7天内有效：\n\n"
    "{link}\n\n如果您不认识对方，请不要理会。"
)
TEXT = (
    "【绿桥】{owner}邀请您成为“{body}”的成员，7天内打开并用本号码登录确认：{link} 如不认识对方，请不要理会。"
)

State = MemberInvitation.State


@transaction.atomic
def invite_member(
    organisation: Organisation, address: str, *, owner: User, asked_from: str | None = None
) -> MemberInvitation:
    """The owner asks whoever reads an address or number; a letter with a link goes there, good for seven days.

    Raises NotOwner, AlreadyAsked, TooManyInvitations, and TooManyCodes as every letter does.
    """
    organisation = _owned(organisation, owner)
    address, now = logins.folded(address), clock.of_the_database()
    waiting = organisation.invitations.filter(state=State.WAITING)
    waiting.filter(expires_at__lte=now).update(state=State.WITHDRAWN, ended_at=now)
    if waiting.filter(address=address).exists():
        raise AlreadyAsked(address=address)
    if waiting.count() >= MOST_OPEN:
        raise TooManyInvitations(most=MOST_OPEN)
    invitation = MemberInvitation.objects.create(
        organisation=organisation,
        address=address,
        invited_by=owner,
        invited_at=now,
        expires_at=now + GOOD_FOR,
    )
    audit.record("member.invited", actor=owner, target=organisation, after={"to": logins.masked(address)})
    _write(invitation, asked_from)
    return invitation


def _write(invitation: MemberInvitation, asked_from: str | None) -> None:
    facts = {
        "owner": str(invitation.invited_by),
        "body": str(invitation.organisation),
        "link": settings.WAGTAILADMIN_BASE_URL + queries.invitation_link(invitation),
    }
    is_mobile = logins.is_mobile(invitation.address)
    letters.write(
        Letter.Channel.SMS if is_mobile else Letter.Channel.MAIL,
        invitation.address,
        (TEXT if is_mobile else MAIL).format(**facts),
        subject="" if is_mobile else SUBJECT,
        asked_from=asked_from,
        is_code=False,
    )


@transaction.atomic
def accept_invitation(invitation: MemberInvitation, *, person: User) -> Membership:
    """The person becomes a member; both they and the owner are told. Raises InvitationOver, and what ``check_may_join`` does."""
    organisation = membership.locked(invitation.organisation)
    invitation = MemberInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not invitation.is_open_at(clock.of_the_database()) or organisation.owner is None:
        raise InvitationOver(why=why_over(invitation))
    check_may_join(invitation, person)
    joined = Membership.objects.create(
        organisation=organisation, user=person, role=Membership.Role.MEMBER, joined_at=clock.now()
    )
    _end(invitation, State.ACCEPTED)
    audit.record("member.joined", actor=person, target=organisation, after={"member": person.pk})
    messaging.send(
        organisation.owner, f"{person}已接受邀请，成为“{organisation}”的成员。", link=membership.PAGE
    )
    messaging.send(person, f"您已是“{organisation}”的成员。", link="/desk/")
    return joined


def check_may_join(invitation: MemberInvitation, person: User) -> None:
    """Raises AlreadyMember for who acts for a body, StaffActForNobody, InvitedElsewhere for whom the letter did not go to."""
    if person.organisation:
        raise AlreadyMember(name=person.organisation.name)
    if person.is_staff_member:
        raise StaffActForNobody()
    if not logins.is_confirmed(person, invitation.address):
        raise InvitedElsewhere(**shown_address(invitation))


def shown_address(invitation: MemberInvitation) -> dict[str, str]:
    """Where the letter went, enough for its reader to know it by: whoever holds the link may see that."""
    return {"address": logins.masked(invitation.address), "kind": logins.kind_of(invitation.address)}


@transaction.atomic
def withdraw_invitation(invitation: MemberInvitation, *, owner: User) -> None:
    """The link is worth nothing any more. Raises NotOwner, InvitationOver when somebody was faster."""
    organisation = _owned(invitation.organisation, owner)
    invitation = MemberInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_waiting:
        raise InvitationOver(why=why_over(invitation))
    _end(invitation, State.WITHDRAWN)
    audit.record(
        "member.invitation_withdrawn",
        actor=owner,
        target=organisation,
        before={"to": logins.masked(invitation.address)},
    )


def why_over(invitation: MemberInvitation | None) -> str:
    """What became of an invitation, and what to do now."""
    if invitation is None:
        return "这个地址不完整或已失效。请核对邮件或短信中的完整地址，或请对方重新邀请。"
    name = invitation.organisation.name
    if invitation.state == State.ACCEPTED:
        return f"这份邀请已经使用过。如果是您本人接受的，请直接登录；否则请联系“{name}”的负责人重新邀请。"
    if invitation.is_expired:
        return f"这份邀请已过期。如仍需加入，请联系“{name}”的负责人重新邀请。"
    return f"这份邀请已不再有效。如仍需加入，请联系“{name}”的负责人重新邀请。"


@transaction.atomic
def forget_invitations() -> int:
    """Invitations go after six months (``Keep.LOG``), whatever became of them; returns how many."""
    count, _ = MemberInvitation.objects.filter(invited_at__lt=clock.now() - KEPT).delete()
    return audit.took_away(invitations=count)


def _owned(organisation: Organisation, owner: User) -> Organisation:
    organisation = membership.locked(organisation)
    if organisation.owner != owner:
        raise NotOwner()
    return organisation


def _end(invitation: MemberInvitation, state: str) -> None:
    invitation.state, invitation.ended_at = state, clock.now()
    invitation.save(update_fields=["state", "ended_at"])
