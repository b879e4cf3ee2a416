"""People, the legal bodies they act for, their roles, and the verification of who they are."""

from greenbridge.accounts.models.bodies import Membership, Organisation, Side, VerificationCase
from greenbridge.accounts.models.people import PastPassword, User, UserManager
from greenbridge.accounts.models.roles import ADMINISTRATORS, Association, Role, RoleGrant

__all__ = [
    "ADMINISTRATORS",
    "Association",
    "Membership",
    "Organisation",
    "PastPassword",
    "Role",
    "RoleGrant",
    "Side",
    "User",
    "UserManager",
    "VerificationCase",
]
