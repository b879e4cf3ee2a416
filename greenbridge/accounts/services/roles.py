"""Who works for the platform, and as what. One administrator proposes, another confirms."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from greenbridge.accounts import logins
from greenbridge.accounts.errors import (
    AccountDisabled,
    AddressUnconfirmed,
    AdministratorConflict,
    AlreadyDecided,
    AlreadyHeld,
    ApplicationWaiting,
    ChangeWaiting,
    KindTaken,
    NotForOneself,
    NotYours,
    ReasonMissing,
    SecondPersonNeeded,
    StaffActForNobody,
)
from greenbridge.accounts.models import (
    ADMINISTRATORS,
    Association,
    Role,
    RoleChange,
    RoleGrant,
    User,
    VerificationCase,
)
from greenbridge.accounts.services import closing, entering, sign_in
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.text import fold
from greenbridge.messaging import services as messaging

Act, Decision = RoleChange.Act, RoleChange.Decision
ROLE_PAGE = "/accounts/roles/"


@transaction.atomic
def propose_grant(
    email: str, name: str, role: str, *, by: User, reason: str, association: Association | None = None
) -> RoleChange:
    """Ask for a role for a person, whose account is made if there is none. The security administrators are told.

    Nothing is granted yet. Raises AddressUnconfirmed, NotYours, NotForOneself, ReasonMissing, AlreadyHeld,
    ChangeWaiting, and what ``grant`` would refuse.
    """
    user = _known(email)
    if user:
        _check_grant(user, role)
        if user.grants.filter(role=role, association=association).exists():
            raise AlreadyHeld(name=user, role=Role(role).label)
    return _propose(user or _newcomer(email, name), Act.GRANT, role, association, by, reason)


@transaction.atomic
def propose_revocation(given: RoleGrant, *, by: User, reason: str) -> RoleChange:
    """Ask for a role to be taken back. Raises NotYours, NotForOneself, ReasonMissing, ChangeWaiting."""
    return _propose(given.user, Act.REVOKE, given.role, given.association, by, reason)


def _known(email: str) -> User | None:
    """Whose account the address is. Raises AddressUnconfirmed where somebody chose a password for it and no more: it may
    be anybody's, and the role would be theirs."""
    user = User.objects.filter(email=fold(email)).first()
    if user and user.has_usable_password() and not logins.is_confirmed(user, fold(email)):
        raise AddressUnconfirmed(email=fold(email))
    return user


def _newcomer(email: str, name: str) -> User:
    """An account for the address; the one that a colleague has made at the same moment counts."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=name)
    except IntegrityError:
        return User.objects.get(email=fold(email))


def _propose(
    user: User, act: str, role: str, association: Association | None, by: User, reason: str
) -> RoleChange:
    if Role.SYSTEM_ADMIN not in by.roles:
        raise NotYours()
    if user == by:
        raise NotForOneself()
    if not reason.strip():
        raise ReasonMissing()
    try:
        with transaction.atomic():
            change = RoleChange.objects.create(
                user=user,
                act=act,
                role=role,
                association=association,
                proposed_by=by,
                proposed_at=clock.now(),
                reason=reason,
            )
    except IntegrityError as twice:
        raise ChangeWaiting(name=user) from twice
    audit.record("role.change_proposed", actor=by, target=user, note=reason, after={"act": act, "role": role})
    for guard in User.objects.filter(grants__role=Role.SECURITY_ADMIN, is_active=True).exclude(pk=user.pk):
        messaging.send(guard, f"{by}提出{change}，请确认。", link=ROLE_PAGE)
    return change


@transaction.atomic
def confirm_change(change: RoleChange, *, by: User, note: str = "") -> RoleChange:
    """The second person agrees: the role is given or taken back, with the person's next request. Both are told;
    who has no password yet is told by a letter, with the link that lets them in.

    Raises NotYours, SecondPersonNeeded, AlreadyDecided, and what ``grant`` refuses by now.
    """
    change = _decide(change, Decision.CONFIRMED, by=by, note=note)
    if change.act == Act.GRANT:
        grant(change.user, change.role, by=by, association=change.association)
    else:
        held = change.user.grants.filter(role=change.role, association=change.association)
        for given in held:
            revoke(given, by=by)
    if change.act != Act.GRANT or not entering.invite_in(change):
        messaging.send(change.user, f"{change}，已经生效。", link="/desk/")
    messaging.send(change.proposed_by, f"您提出的“{change}”已由{by}确认。", link="/accounts/staff/")
    return change


@transaction.atomic
def refuse_change(change: RoleChange, *, by: User, note: str) -> RoleChange:
    """The second person does not agree, and says why; the proposer is told. Raises what ``confirm_change`` does."""
    if not note.strip():
        raise ReasonMissing()
    change = _decide(change, Decision.REFUSED, by=by, note=note)
    audit.record("role.change_refused", actor=by, target=change.user, note=note, after={"role": change.role})
    messaging.send(change.proposed_by, f"您提出的“{change}”未获同意。理由：{note}", link="/accounts/staff/")
    return change


def _decide(change: RoleChange, decision: str, *, by: User, note: str) -> RoleChange:
    if Role.SECURITY_ADMIN not in by.roles:
        raise NotYours()
    change = RoleChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if not change.is_waiting:
        raise AlreadyDecided(by=change.decided_by, result=change.get_decision_display())
    if by in {change.proposed_by, change.user}:
        raise SecondPersonNeeded()
    change.decision, change.decided_by, change.decided_at, change.note = decision, by, clock.now(), note
    change.save(update_fields=["decision", "decided_by", "decided_at", "note"])
    return change


@transaction.atomic
def grant(user: User, role: str, *, by: User | None, association: Association | None = None) -> RoleGrant:
    """Give a person a role: the act that a confirmation or, with ``by`` None, a command carries out.

    Who begins to work here signs in anew: staff are in one place at a time, and with a second factor.
    Raises AdministratorConflict: the three administrators are three people, and none of them does business;
    StaffActForNobody: who decides on companies acts for none; ApplicationWaiting: nor has asked to. What a person may hold depends on what they hold, so
    the roles of one person are given one after the other.
    """
    was_staff = User.objects.select_for_update(of=("self",)).get(pk=user.pk).is_staff_member
    _check_grant(user, role)
    given, is_new = RoleGrant.objects.get_or_create(
        user=user, role=role, association=association, defaults={"granted_at": clock.now()}
    )
    if is_new:
        _open_back_office(user, role)
        audit.record(
            "role.granted", actor=by, target=user, after={"role": role, "association": str(association or "")}
        )
    user.__dict__.pop("roles", None)
    user.__dict__.pop("is_officer", None)
    if user.is_staff_member and not was_staff:
        sign_in.end_all_sessions(user, why="works here now")
    return given


def _check_grant(user: User, role: str) -> None:
    if _excludes(_held(user), role):
        raise AdministratorConflict()
    if _speaks_for_others(user, role):
        raise StaffActForNobody()
    if _wants_to_speak_for_others(user, role):
        raise ApplicationWaiting(name=user)


def obstacles(user: User) -> dict[str, str]:
    """The roles that the person cannot be given, each with the reason in a few words."""
    held = _held(user)
    found = {}
    for role in Role:
        if role in held and role != Role.OFFICER:  # an officer may work for another association as well
            found[role.value] = "已经持有"
        elif _excludes(held, role):
            found[role.value] = "与已有角色互斥"
        elif _speaks_for_others(user, role):
            found[role.value] = "对方代表单位，不能担任"
        elif _wants_to_speak_for_others(user, role):
            found[role.value] = "对方申请代表单位，正在审核"
    return found


def _held(user: User) -> set[str]:
    return set(user.grants.values_list("role", flat=True))


def _excludes(held: set[str], role: str) -> bool:
    return bool(held - {role}) and (role in ADMINISTRATORS or bool(held & set(ADMINISTRATORS)))


def _speaks_for_others(user: User, role: str) -> bool:
    return role != Role.EXPERT and user.organisation is not None


def _wants_to_speak_for_others(user: User, role: str) -> bool:
    return role != Role.EXPERT and VerificationCase.objects.waiting().filter(applicant=user).exists()


def _open_back_office(user: User, role: str) -> None:
    """Editors write in the back office; the group carries its permissions."""
    if role == Role.EDITOR:
        group, _ = Group.objects.get_or_create(name=Role.EDITOR.label)
        user.groups.add(group)


@transaction.atomic
def revoke(given: RoleGrant, *, by: User | None) -> None:
    """Take a role back, by a confirmation or, with ``by`` None, a command; it ends with the person's next request."""
    audit.record("role.revoked", actor=by, target=given.user, before={"role": given.role})
    if given.role == Role.EDITOR:
        given.user.groups.clear()
    given.delete()


@transaction.atomic
def invite_staff(
    email: str, name: str, role: str, *, by: User | None, association: Association | None = None
) -> User:
    """Make an account for a member of staff; they choose their password through a one-time link (``queries.entry_link``).

    Raises AddressUnconfirmed, and what ``grant`` does.
    """
    user = _known(email) or _newcomer(email, name)
    grant(user, role, by=by, association=association)
    return user


@transaction.atomic
def first_administrator(email: str, name: str, role: str) -> User:
    """The first administrator of a kind, from the command, until one of that kind can sign in.

    Asked again for the same person, it gives them back, so that a link that was lost or has run out can be given anew;
    for another, whoever has never come in makes room: the address may have been wrong, and a link sent there is dead.
    Raises KindTaken, AccountDisabled, and what ``invite_staff`` does.
    """
    for holder in User.objects.select_for_update(of=("self",)).filter(grants__role=role):
        has_way_in = _has_way_in(holder)
        if holder.is_active and has_way_in:
            raise KindTaken(role=Role(role).label)
        if not has_way_in and holder.email != fold(email):
            _make_room(holder)
    return _in_reach(invite_staff(email, name, role, by=None), name)


def _has_way_in(user: User) -> bool:
    """A password or a passkey, or an address or number that answered and to which a code can be sent."""
    return bool(
        user.has_usable_password()
        or (user.email and logins.is_confirmed(user, user.email))
        or user.mobile
        or Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
    )


def _make_room(user: User) -> None:
    """Nobody has ever used the account."""
    for given in user.grants.all():
        revoke(given, by=None)
    closing.erase(user)


def _in_reach(user: User, name: str) -> User:
    """A link that is given now opens: an account that went off for not being used is on again."""
    if not user.is_active and not user.is_dormant:
        raise AccountDisabled(email=user.email)
    if user.is_dormant:
        audit.record("account.woke_up", actor=None, target=user)
        user.is_active, user.dormant_since = True, None
    if not _has_way_in(user):
        user.name = name
    user.save(update_fields=["is_active", "dormant_since", "name"])
    sign_in.seen_now(user)
    return user
