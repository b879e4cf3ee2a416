"""What happens to people and bodies, one module per group of verbs."""

from greenbridge.accounts.services.associations import escalate_overdue, load_associations
from greenbridge.accounts.services.closing import close_account
from greenbridge.accounts.services.invitations import (
    accept_invitation,
    check_may_join,
    invite_member,
    shown_address,
    why_over,
    withdraw_invitation,
)
from greenbridge.accounts.services.membership import (
    accept_ownership,
    end_offer,
    leave,
    offer_ownership,
    remove_member,
)
from greenbridge.accounts.services.my_data import correct, export_my_data
from greenbridge.accounts.services.opening import stop_waiting, tell_opened, wait_for_opening
from greenbridge.accounts.services.people import disable, enable
from greenbridge.accounts.services.roles import (
    confirm_change,
    first_administrator,
    grant,
    invite_staff,
    obstacles,
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
    Claim,
    Statement,
    apply,
    apply_to_succeed,
    pass_case,
    refuse_case,
    return_case,
    withdraw_case,
)

__all__ = [
    "Claim",
    "Statement",
    "accept_invitation",
    "accept_ownership",
    "agree",
    "announce_terms",
    "apply",
    "apply_to_succeed",
    "check_may_join",
    "close_account",
    "confirm_change",
    "correct",
    "disable",
    "enable",
    "end_offer",
    "escalate_overdue",
    "export_my_data",
    "first_administrator",
    "grant",
    "invite_member",
    "invite_staff",
    "lacking_consent",
    "leave",
    "load_associations",
    "obstacles",
    "offer_ownership",
    "pass_case",
    "propose_grant",
    "propose_revocation",
    "refuse_case",
    "refuse_change",
    "remove_member",
    "return_case",
    "revoke",
    "shown_address",
    "stop_waiting",
    "tell_opened",
    "terms_in_force",
    "wait_for_opening",
    "why_over",
    "withdraw_case",
    "withdraw_consent",
    "withdraw_invitation",
]
