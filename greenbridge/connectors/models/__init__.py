"""Sources, their visits and pages, what sources state of documents, and links to originals."""

from greenbridge.connectors.models.documents import Difference, Statement, StatementQuerySet
from greenbridge.connectors.models.links import OriginalLink
from greenbridge.connectors.models.sources import (
    QUICKEST,
    SLOWEST,
    Run,
    SettingsChange,
    Snapshot,
    Source,
    SourceQuerySet,
)

__all__ = [
    "QUICKEST",
    "SLOWEST",
    "Difference",
    "OriginalLink",
    "Run",
    "SettingsChange",
    "Snapshot",
    "Source",
    "SourceQuerySet",
    "Statement",
    "StatementQuerySet",
]
