"""People, the legal bodies they act for, their roles, and the verification of who they are."""

from greenbridge.accounts.models.bodies import (
    MemberInvitation,
    Membership,
    Organisation,
    Side,
    VerificationCase,
)
from greenbridge.accounts.models.opening import WaitingBuyer
from greenbridge.accounts.models.people import PastPassword, UsedCode, User, UserManager
from greenbridge.accounts.models.roles import ADMINISTRATORS, Association, Role, RoleChange, RoleGrant
from greenbridge.accounts.models.terms import Consent, Terms

__all__ = [
    "ADMINISTRATORS",
    "Association",
    "Consent",
    "MemberInvitation",
    "Membership",
    "Organisation",
    "PastPassword",
    "Role",
    "RoleChange",
    "RoleGrant",
    "Side",
    "Terms",
    "UsedCode",
    "User",
    "UserManager",
    "VerificationCase",
    "WaitingBuyer",
]
