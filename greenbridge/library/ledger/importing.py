"""Tables from the server's disk: entries of the ledger, and where the clauses of a replaced document went."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from greenbridge.audit import services as audit
from greenbridge.core.errors import RuleBroken
from greenbridge.core.text import clean_line
from greenbridge.library import references
from greenbridge.library.addresses import parsed
from greenbridge.library.errors import NoSuchClause, NoSuchTable, NoSuchWork, WrongEntry
from greenbridge.library.ledger import services
from greenbridge.library.ledger.entries import Entry
from greenbridge.library.ledger.forms import EntryForm
from greenbridge.library.models import ClauseMapping, Effect, Work
from greenbridge.reference.models import Region
from greenbridge.reference.queries import children_of

ENTRY_COLUMNS = {
    "变动": "kind",
    "依据": "by",
    "依据日期": "by_day",
    "依据条款": "by_address",
    "对象": "target",
    "对象条款": "target_address",
    "起始日期": "since",
    "地区": "region",
    "说明": "note",
}
CONFIRMED = "已核对"
MAPPING_COLUMNS = ("原文件", "原条款", "新文件", "新条款")

Row = Mapping[str, str]


@dataclass
class Report:
    """What came of a table. ``known`` rows were there before, withdrawn ones too; ``refused`` are (line, reason)."""

    rows: int = 0
    recorded: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def take_entries(path: Path, *, found: Effect.Found = Effect.Found.EDITOR) -> Report:
    """Write the entries of a table into the ledger, each in a transaction of its own; a second time changes nothing.

    Where ``已核对`` says 否 the entry waits for an editor, as those of lists that nobody has checked. Raises NoSuchTable.
    """
    regions = {region.name: region for region in children_of(None)}
    return _taken(path, ("变动", "依据", "对象"), lambda row: _take_entry(row, regions, found))


def take_mappings(path: Path) -> Report:
    """Write down where clauses of replaced documents went; rows that are there get their note. Raises NoSuchTable."""
    report = _taken(path, MAPPING_COLUMNS, _take_mapping)
    if report.recorded:
        with transaction.atomic():
            audit.record("ledger.clauses_mapped", actor=None, after={"rows": report.recorded})
    return report


def _taken(path: Path, columns: Iterable[str], take: Callable[[Row], bool]) -> Report:
    report = Report()
    for line, row in _rows(path, set(columns)):
        report.rows += 1
        try:
            with transaction.atomic():
                is_new = take(row)
        except RuleBroken as refusal:
            report.refused.append((line, str(refusal)))
        else:
            report.recorded += is_new
            report.known += not is_new
    return report


def _rows(path: Path, columns: set[str]) -> Iterator[tuple[int, Row]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise NoSuchTable(path=path) from wrong
    table = csv.DictReader(io.StringIO(text))
    if not columns <= set(table.fieldnames or ()):
        raise NoSuchTable(path=path)
    for row in table:
        yield table.line_num, {name: clean_line(value or "") for name, value in row.items() if name}


def _take_entry(row: Row, regions: Mapping[str, Region], found: Effect.Found) -> bool:
    kinds = {label: value for value, label in Effect.Kind.choices}
    sent = {name: row.get(column, "") for column, name in ENTRY_COLUMNS.items()}
    sent["kind"] = kinds.get(sent["kind"], "")
    if sent["region"]:
        region = regions.get(sent["region"])
        sent["region"] = region.code if region else "?"
    form = EntryForm(sent)
    if not form.is_valid():
        raise WrongEntry(
            reasons="".join(str(reason) for reasons in form.errors.values() for reason in reasons)
        )
    if _is_known(form.entry):
        return False
    services.record(form.entry, actor=None, found=found, is_confirmed=row.get(CONFIRMED) != "否")
    return True


def _is_known(entry: Entry) -> bool:
    same = Effect.objects.filter(
        kind=entry.kind, by=entry.by, target=entry.target, target_address=entry.target_address
    )
    return (same if entry.target else same.filter(target_key=references.key(entry.target_title))).exists()


def _take_mapping(row: Row) -> bool:
    old, new = _work(row["原文件"]), _work(row["新文件"])
    _, is_new = ClauseMapping.objects.update_or_create(
        old=old,
        old_address=_address(row["原条款"]),
        new=new,
        new_address=_address(row["新条款"]),
        defaults={"note": row.get("说明", "")[:300]},
    )
    return is_new


def _work(named: str) -> Work:
    works = references.works_named(named)
    if len(works) != 1:
        raise NoSuchWork(named=named)
    return works[0]


def _address(written: str) -> str:
    if not (address := parsed(written)):
        raise NoSuchClause(written=written)
    return address
