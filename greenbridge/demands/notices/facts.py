"""What is known of one notice once it has been read and normalised: what a connector hands over."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class NoticeFacts:
    """One official notice (公告). Text that the notice does not state is empty, a number or moment None.

    Moments are aware, amounts in 分. ``fetched_at`` and ``parser`` say when and by what it was read; everything else is
    what it says, or what was concluded from that.
    """

    source: str
    """The site, by the name under which readers know it: 中国政府采购网."""

    source_id: str
    """What the site itself calls the notice; together with ``source`` nobody else's."""

    url: str
    kind: str
    """One of ``Notice.Kind``; what is none of them counts as other."""

    title: str
    project_number: str
    buyer: str
    buyer_address: str
    agency: str
    region_code: str
    """The division as deep as the evidence goes, of 2 to 12 digits."""

    region_words: str
    """The words of the notice that the division was read from."""

    region_confidence: float
    """From 0 to 1."""

    types: tuple[str, ...]
    """Codes of ``ServiceType``."""

    score: int
    """How much speaks for an environmental service; ``matched`` are the words that do."""

    matched: tuple[str, ...]
    budget: int | None
    award: int | None
    amount_words: str
    """The amount as it is printed."""

    published_at: dt.datetime
    deadline: dt.datetime | None
    opens_at: dt.datetime | None
    winners: tuple[str, ...]
    text: str
    """The notice without any markup."""

    attachments: tuple[tuple[str, str], ...]
    """Name and address of each."""

    fetched_at: dt.datetime
    parser: str
