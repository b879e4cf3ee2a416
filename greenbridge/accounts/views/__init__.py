"""The pages about people and bodies, one module per group of verbs."""

from greenbridge.accounts.views.closing import close
from greenbridge.accounts.views.contacts import see_contact
from greenbridge.accounts.views.entering import enter
from greenbridge.accounts.views.membership import (
    answer_offer,
    invitation,
    leave,
    offer_ownership,
    organisation,
    remove_member,
    withdraw_invitation,
)
from greenbridge.accounts.views.my_data import export_my_data, my_data
from greenbridge.accounts.views.my_lists import heard, reported
from greenbridge.accounts.views.opening import opening, waiting
from greenbridge.accounts.views.people import account, people
from greenbridge.accounts.views.roles import revoke, role_change, role_changes, staff
from greenbridge.accounts.views.second_factor import set_up
from greenbridge.accounts.views.security import end_other_sessions, end_session, resume, security
from greenbridge.accounts.views.terms import give_consent, take_consent_back, terms_version
from greenbridge.accounts.views.verification import RETURN_REASONS, applied, apply, review, succeed, withdraw

__all__ = [
    "RETURN_REASONS",
    "account",
    "answer_offer",
    "applied",
    "apply",
    "close",
    "end_other_sessions",
    "end_session",
    "enter",
    "export_my_data",
    "give_consent",
    "heard",
    "invitation",
    "leave",
    "my_data",
    "offer_ownership",
    "opening",
    "organisation",
    "people",
    "remove_member",
    "reported",
    "resume",
    "review",
    "revoke",
    "role_change",
    "role_changes",
    "security",
    "see_contact",
    "set_up",
    "staff",
    "succeed",
    "take_consent_back",
    "terms_version",
    "waiting",
    "withdraw",
    "withdraw_invitation",
]
