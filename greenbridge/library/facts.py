"""What is known of one document when it comes in, whoever brings it: an editor, a folder of files, an official site."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """One version of one work. ``kind`` is a ``Work.Kind``, ``region`` a code or empty for the whole country, ``domains`` are codes;
    without domains they are seen from the title. ``text`` is what the clauses are split from, one paragraph a line."""

    kind: str
    title: str
    text: str = ""
    promulgated_on: dt.date | None = None
    effective_on: dt.date | None = None
    expires_on: dt.date | None = None
    issuers: Sequence[str] = ()
    number: str = ""
    region: str = ""
    domains: Sequence[str] = ()
    standard_class: str = ""
    short_titles: Sequence[str] = ()
    history: str = ""
    source: str = ""
    source_url: str = ""
    fetched_at: dt.datetime | None = None
    is_demo: bool = False

    @property
    def dated_on(self) -> dt.date | None:
        """The day by which the version is called."""
        return self.promulgated_on or self.effective_on
