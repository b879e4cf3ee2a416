"""Laws, rules and standards as works with dated versions, their clauses, and the ledger of what changes what."""

from greenbridge.library.models.approval import SecondEditor, Submission
from greenbridge.library.models.catalogues import CatalogueRow
from greenbridge.library.models.corrections import Correction
from greenbridge.library.models.definitions import Definition
from greenbridge.library.models.duties import (
    Anchor,
    ComplianceProfile,
    Duty,
    DutyDone,
    DutyReminder,
    DutyStop,
)
from greenbridge.library.models.feedback import TextFeedback
from greenbridge.library.models.follows import Follow
from greenbridge.library.models.ledger import Citation, ClauseMapping, Effect, EffectQuerySet
from greenbridge.library.models.rechecks import Recheck, TurnedDay
from greenbridge.library.models.topics import Term, TermClause, Topic, TopicItem, TopicListing
from greenbridge.library.models.works import Clause, Issuer, Version, VersionFile, VersionQuerySet, Work
from greenbridge.library.models.writings import Picture, Writing, WritingClause, WritingQuerySet

__all__ = [
    "Anchor",
    "CatalogueRow",
    "Citation",
    "Clause",
    "ClauseMapping",
    "ComplianceProfile",
    "Correction",
    "Definition",
    "Duty",
    "DutyDone",
    "DutyReminder",
    "DutyStop",
    "Effect",
    "EffectQuerySet",
    "Follow",
    "Issuer",
    "Picture",
    "Recheck",
    "SecondEditor",
    "Submission",
    "Term",
    "TermClause",
    "TextFeedback",
    "Topic",
    "TopicItem",
    "TopicListing",
    "TurnedDay",
    "Version",
    "VersionFile",
    "VersionQuerySet",
    "Work",
    "Writing",
    "WritingClause",
    "WritingQuerySet",
]
