"""What an official site says of one law, rule or standard, once it has been read and normalised."""

import datetime as dt
from dataclasses import dataclass, field

from greenbridge.files.services import Checked
from greenbridge.library.facts import Facts
from greenbridge.library.intake.warnings import Warn


@dataclass(frozen=True)
class Document:
    """One document as a source has it: its facts, and what only the source says of it.

    ``says`` is the status that the source gives, a ``validity.rules.Status`` or nothing; ``replaces`` and ``replaced_by`` are numbers or
    titles. ``doubts`` are what an editor should look at.
    """

    source_id: str
    facts: Facts
    says: str = ""
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    doubts: tuple[Warn, ...] = ()
    brings_text: bool = False
    original: Checked | None = field(default=None, compare=False, repr=False)
    """The file that the text was read from, to be kept beside it."""

    @property
    def title(self) -> str:
        return self.facts.title

    @property
    def text(self) -> str:
        return self.facts.text

    @property
    def as_kept(self) -> dict[str, object]:
        """What is kept beside the page: what the source states, in one level."""
        facts = self.facts
        return {
            "source_id": self.source_id,
            "url": facts.source_url,
            "kind": facts.kind,
            "title": facts.title,
            "number": facts.number,
            "issuers": list(facts.issuers),
            "region": facts.region,
            "promulgated_on": _written(facts.promulgated_on),
            "effective_on": _written(facts.effective_on),
            "expires_on": _written(facts.expires_on),
            "says": self.says,
            "replaces": list(self.replaces),
            "replaced_by": list(self.replaced_by),
            "attachments": [list(pair) for pair in self.attachments],
            "text": facts.text,
        }


def _written(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
