"""Who works for the platform, and as what."""

from django.contrib.auth.models import Group
from django.db import transaction

from greenbridge.accounts.errors import AdministratorConflict, StaffActForNobody
from greenbridge.accounts.models import ADMINISTRATORS, Association, Role, RoleGrant, User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.text import fold


@transaction.atomic
def grant(user: User, role: str, *, by: User | None, association: Association | None = None) -> RoleGrant:
    """Give a person a role. ``by`` is None for the first administrator, who comes from a command.

    Raises AdministratorConflict: the three administrators are three people, and none of them does business;
    StaffActForNobody: who decides on companies acts for none.
    """
    held = set(user.grants.values_list("role", flat=True))
    if held - {role} and (role in ADMINISTRATORS or held & set(ADMINISTRATORS)):
        raise AdministratorConflict()
    if role != Role.EXPERT and user.organisation:
        raise StaffActForNobody()
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
    return given


def _open_back_office(user: User, role: str) -> None:
    """Editors write in the back office; the group carries its permissions."""
    if role == Role.EDITOR:
        group, _ = Group.objects.get_or_create(name=Role.EDITOR.label)
        user.groups.add(group)


@transaction.atomic
def revoke(given: RoleGrant, *, by: User) -> None:
    """Take a role back; it ends with the person's next request."""
    audit.record("role.revoked", actor=by, target=given.user, before={"role": given.role})
    if given.role == Role.EDITOR:
        given.user.groups.clear()
    given.delete()


@transaction.atomic
def invite_staff(
    email: str, name: str, role: str, *, by: User | None, association: Association | None = None
) -> User:
    """Make an account for a member of staff; they choose their password through a one-time link (``queries.entry_link``)."""
    user = User.objects.filter(email=fold(email)).first() or User.objects.create_user(email, name=name)
    grant(user, role, by=by, association=association)
    return user
