"""Settings are tried on a stored page before they are saved: what would be read, and what would not."""

from dataclasses import dataclass, field

from greenbridge.connectors import replaying
from greenbridge.connectors.adapters import Page, Row, reading
from greenbridge.connectors.adapters.details import Settings
from greenbridge.connectors.errors import Unreadable
from greenbridge.connectors.models import Snapshot, Source
from greenbridge.core import clock, money
from greenbridge.demands.notices.facts import NoticeFacts

ROWS_SHOWN = 20
TEXT_SHOWN = 300


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
            trial.pairs = _pairs(facts)
        else:
            address = snapshot.row.get("address", snapshot.address)
            rows = reading.rows(source.adapter, Page(snapshot.body, address, snapshot.media_type), settings)
            trial.rows, trial.count = rows[:ROWS_SHOWN], len(rows)
    except Unreadable as fault:
        trial.fault = fault.why
    return trial


def _pairs(facts: NoticeFacts) -> list[tuple[str, str]]:
    return [
        ("标题", facts.title),
        ("发布时间", f"{clock.local(facts.published_at):%Y-%m-%d %H:%M}"),
        ("项目编号", facts.project_number),
        ("采购人", facts.buyer),
        ("采购人地址", facts.buyer_address),
        ("地区代码", facts.region_code),
        ("预算金额", money.format_yuan(facts.budget)),
        ("中标金额", money.format_yuan(facts.award)),
        ("截止时间", f"{clock.local(facts.deadline):%Y-%m-%d %H:%M}" if facts.deadline else ""),
        ("中标单位", "、".join(facts.winners)),
        ("代理机构", facts.agency),
        ("附件", f"{len(facts.attachments)} 个"),
        ("正文", facts.text[:TEXT_SHOWN]),
    ]
