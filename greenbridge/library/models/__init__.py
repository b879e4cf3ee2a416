"""Laws, rules and standards as works with dated versions, their clauses, and the ledger of what changes what."""

from greenbridge.library.models.ledger import Effect
from greenbridge.library.models.works import Clause, Issuer, Version, VersionFile, VersionQuerySet, Work

__all__ = ["Clause", "Effect", "Issuer", "Version", "VersionFile", "VersionQuerySet", "Work"]
