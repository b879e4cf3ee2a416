"""Settings are tried on a stored page before they are saved: what would be read, and what would not."""

from dataclasses import dataclass, field

from greenbridge.connectors import cargo, replaying
from greenbridge.connectors.adapters import Page, Row, reading
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.errors import Unreadable
from greenbridge.connectors.models import Snapshot, Source

ROWS_SHOWN = 20


@dataclass
class Trial:
    """What came of it. ``fault`` says why nothing did."""

    snapshot: Snapshot
    fault: str = ""
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    pairs: list[tuple[str, str]] = field(default_factory=list)


def tried(source: Source, snapshot: Snapshot, settings: Settings) -> Trial:
    """Read a stored page by other settings. Nothing is written and nobody is asked."""
    trial = Trial(snapshot)
    try:
        if snapshot.kind == Snapshot.Kind.DETAIL:
            (facts,) = replaying.read(source, snapshot, settings)
            trial.pairs = cargo.of(source).shown(facts)
        else:
            address = snapshot.row.get("address", snapshot.address)
            rows = reading.rows(source.adapter, Page(snapshot.body, address, snapshot.media_type), settings)
            trial.rows, trial.count = rows[:ROWS_SHOWN], len(rows)
    except Unreadable as fault:
        trial.fault = fault.why
    return trial
