"""Sources, their visits and pages, and what sources state of documents."""

from greenbridge.connectors.models.documents import Difference, Statement, StatementQuerySet
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
    "Run",
    "SettingsChange",
    "Snapshot",
    "Source",
    "SourceQuerySet",
    "Statement",
    "StatementQuerySet",
]
