"""What happens to a supplier's place in the directory."""

from greenbridge.suppliers.services.credentials import add_credential, drop_credential, refresh_expiring
from greenbridge.suppliers.services.favourites import drop as drop_favourite
from greenbridge.suppliers.services.favourites import keep as keep_favourite
from greenbridge.suppliers.services.favourites import tell_watchers
from greenbridge.suppliers.services.listing import approve_listing, refuse_listing, return_listing, submit
from greenbridge.suppliers.services.parts import add_part, change_part, drop_part, verify_part
from greenbridge.suppliers.services.profile import (
    Undoing,
    change_activity,
    describe,
    drop_activity,
    profile_of,
    set_activity,
    state_size,
    touched,
)

__all__ = [
    "Undoing",
    "add_credential",
    "add_part",
    "approve_listing",
    "change_activity",
    "change_part",
    "describe",
    "drop_activity",
    "drop_credential",
    "drop_favourite",
    "drop_part",
    "keep_favourite",
    "profile_of",
    "refresh_expiring",
    "refuse_listing",
    "return_listing",
    "set_activity",
    "state_size",
    "submit",
    "tell_watchers",
    "touched",
    "verify_part",
]
