"""The small cast that stays. ``cast.lab()`` is the same monitoring lab in 吴江 in every story.

Builders make a member of the cast as life left them before the story begins; what the story is about goes through
the services.
"""

from greenbridge.testing.cast.accounts import (
    OFFICERS,
    admin,
    application,
    audit_admin,
    authenticator,
    editor,
    expert,
    officer,
    operator,
    owner_of,
    person,
    role_change,
    security_admin,
    session_of,
    staff,
    statement,
    verified,
)
from greenbridge.testing.cast.deals import interest, invitation
from greenbridge.testing.cast.demands import complete, demand, draft, dyer, published, submitted, waste_demand
from greenbridge.testing.cast.files import PDF, checked, file, office, pdf, picture, upload
from greenbridge.testing.cast.suppliers import (
    credential,
    disposer,
    lab,
    listed,
    listing_review,
    outsider,
    rival,
    supplier,
    traces_of,
)

__all__ = [
    "OFFICERS",
    "PDF",
    "admin",
    "application",
    "audit_admin",
    "authenticator",
    "checked",
    "complete",
    "credential",
    "demand",
    "disposer",
    "draft",
    "dyer",
    "editor",
    "expert",
    "file",
    "interest",
    "invitation",
    "lab",
    "listed",
    "listing_review",
    "office",
    "officer",
    "operator",
    "outsider",
    "owner_of",
    "pdf",
    "person",
    "picture",
    "published",
    "rival",
    "role_change",
    "security_admin",
    "session_of",
    "staff",
    "statement",
    "submitted",
    "supplier",
    "traces_of",
    "upload",
    "verified",
    "waste_demand",
]
