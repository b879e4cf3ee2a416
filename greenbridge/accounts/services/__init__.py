"""What happens to people and bodies, one module per group of verbs."""

from greenbridge.accounts.services.associations import escalate_overdue, load_associations
from greenbridge.accounts.services.membership import add_member, remove_member
from greenbridge.accounts.services.my_data import correct, export_my_data
from greenbridge.accounts.services.people import disable, enable
from greenbridge.accounts.services.roles import (
    confirm_change,
    first_administrator,
    grant,
    invite_staff,
    propose_grant,
    propose_revocation,
    refuse_change,
    revoke,
)
from greenbridge.accounts.services.terms import (
    agree,
    announce_terms,
    lacking_consent,
    terms_in_force,
    withdraw_consent,
)
from greenbridge.accounts.services.verification import (
    Statement,
    apply,
    pass_case,
    refuse_case,
    return_case,
    withdraw_case,
)

__all__ = [
    "Statement",
    "add_member",
    "agree",
    "announce_terms",
    "apply",
    "confirm_change",
    "correct",
    "disable",
    "enable",
    "escalate_overdue",
    "export_my_data",
    "first_administrator",
    "grant",
    "invite_staff",
    "lacking_consent",
    "load_associations",
    "pass_case",
    "propose_grant",
    "propose_revocation",
    "refuse_case",
    "refuse_change",
    "remove_member",
    "return_case",
    "revoke",
    "terms_in_force",
    "withdraw_case",
    "withdraw_consent",
]
