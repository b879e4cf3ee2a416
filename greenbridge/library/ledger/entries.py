"""What the ledger is told: one entry before it is written."""

import datetime as dt
from dataclasses import dataclass

from greenbridge.library import references
from greenbridge.library.models import Effect, Version, Work


@dataclass(frozen=True)
class Entry:
    """``kind`` is an ``Effect.Kind``. What is acted upon is a work, or the name of one that the library does not hold;
    ``since`` is only needed where it is another day than the first of ``by``; ``region`` is a code."""

    kind: str
    by: Version
    target: Work | None = None
    target_title: str = ""
    by_address: str = ""
    target_address: str = ""
    since: dt.date | None = None
    region: str = ""
    note: str = ""

    @property
    def is_on_itself(self) -> bool:
        return self.target == self.by.work and self.kind in Effect.ENDING

    def write_on(self, effect: Effect) -> None:
        """Put the facts on a row."""
        effect.kind, effect.by, effect.by_address = self.kind, self.by, self.by_address
        effect.target, effect.target_address = self.target, self.target_address
        effect.target_title = "" if self.target else self.target_title
        effect.target_key = "" if self.target else references.key(self.target_title)
        effect.since, effect.region_id, effect.note = self.since, self.region or None, self.note
