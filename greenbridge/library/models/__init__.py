"""Laws, rules and standards as works with dated versions, their clauses, and the ledger of what changes what."""

from greenbridge.library.models.approval import SecondEditor, Submission
from greenbridge.library.models.ledger import Effect
from greenbridge.library.models.works import Clause, Issuer, Version, VersionFile, VersionQuerySet, Work
from greenbridge.library.models.writings import Picture, Writing, WritingClause, WritingQuerySet

__all__ = [
    "Clause",
    "Effect",
    "Issuer",
    "Picture",
    "SecondEditor",
    "Submission",
    "Version",
    "VersionFile",
    "VersionQuerySet",
    "Work",
    "Writing",
    "WritingClause",
    "WritingQuerySet",
]
