"""The life of a handing over of credit records: looked at, confirmed or given up, and undone."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.progress import Progress, unheard
from greenbridge.files import services as files
from greenbridge.search import services as search
from greenbridge.suppliers.credit import errors, grades, objections
from greenbridge.suppliers.imports import credit
from greenbridge.suppliers.imports.credit import Examined
from greenbridge.suppliers.models import CreditEntry, CreditRecord, CreditRun, Supplier

Status = CreditRun.Status
MOST_RECORDS = 20_000
"""What one request can take over; more comes by the command."""
SAMPLE = 20
_COUNTS = ("created", "changed", "same", "unknown", "refused")


def start(upload: files.Upload, *, source: str, handed_on: dt.date, by: User) -> CreditRun:
    """Keep the file and tell what it would bring; nothing of it is taken over yet.

    Raises what ``files.check_for_reading`` and ``credit.read`` raise, NothingHandedOver, TooManyRecords.
    """
    checked = files.check_for_reading(upload, files.RECORDS)
    rows = credit.read(checked.content)
    if not rows:
        raise errors.NothingHandedOver()
    if len(rows) > MOST_RECORDS:
        raise errors.TooManyRecords(most=f"{MOST_RECORDS:,}")
    run = CreditRun(source=source, handed_at=_begin(handed_on), started_by=by, started_at=clock.now())
    _tell(run, rows, credit.examine(rows, source=run.source, fetched_at=run.handed_at))
    with transaction.atomic():
        run.file = files.store(checked, owner=by, kinds=files.RECORDS)
        run.save()
    return run


def _begin(day: dt.date) -> dt.datetime:
    """The first second of a day in Asia/Shanghai."""
    return clock.end_of_day(day - dt.timedelta(days=1)) + dt.timedelta(seconds=1)


@transaction.atomic
def confirm(run: CreditRun, *, by: User) -> CreditRun:
    """Take the records over; those that cannot be are named, the others stay. One trace for all.

    Raises NotThisStep unless it waits for this, NothingToTakeOver where every record is at fault.
    """
    run = _locked(run, Status.PREVIEW)
    if run.file is None:
        raise errors.NotThisStep(status=Status.STOPPED.label)
    rows = credit.read(files.clean_path(run.file).read_bytes())
    _take_over(run, rows, by)
    if not run.good:
        raise errors.NothingToTakeOver()
    return run


def import_path(
    path: Path,
    *,
    source: str = "",
    say: Callable[[str], object] = lambda text: None,
    progress: Progress = unheard,
) -> CreditRun:
    """Take over the records of a file on the server, in one go; importing again updates and doubles nothing.

    ``say`` hears what begins, ``progress`` how far it is. Raises ExchangeUnreadable for a file that is neither JSON nor
    CSV.
    """
    rows = credit.read(path.read_bytes())
    say(f"读出 {len(rows):,} 条，正在核对并写入，全部完成前不会改动记录。")
    run = CreditRun(source=source, handed_at=clock.now(), started_at=clock.now())
    with transaction.atomic():
        run.save()
        _take_over(run, rows, None, progress)
    return run


def _take_over(
    run: CreditRun,
    rows: list[dict[str, str]],
    by: User | None,
    progress: Progress = unheard,
) -> None:
    # Locked, so that what was said before is what it is when it is written over.
    there = CreditRecord.objects.select_for_update()
    found = credit.examine(
        rows,
        source=run.source,
        fetched_at=run.handed_at,
        there=there,
        looked_at=lambda place: progress("核对", place, len(rows)),
    )
    credit.write(_counted(found.facts.values(), "写入", progress))
    _check_none_was_merged({key[0] for key in found.facts})
    _note(run, found)
    _tell(run, rows, found)
    run.status, run.finished_at = Status.DONE, clock.now()
    run.save()
    counts = {name: getattr(run, name) for name in _COUNTS}
    audit.record("suppliers.credit_imported", actor=by, target=run, after=counts | {"source": run.source})
    _changed({key[0] for key in found.facts})


def _counted(facts: Collection[credit.Fact], step: str, progress: Progress) -> Iterator[credit.Fact]:
    for done, fact in enumerate(facts, start=1):
        progress(step, done, len(facts))
        yield fact


def _check_none_was_merged(suppliers: set[int]) -> None:
    """What was written keeps them from being merged now; until then one may have been. Raises MergedMeanwhile."""
    if Supplier.objects.filter(merged_into__isnull=False, pk__in=suppliers).order_by().exists():
        raise errors.MergedMeanwhile()


def _note(run: CreditRun, found: Examined) -> None:
    """Keep what each record said before, so that all can be undone."""
    rows = CreditRecord.objects.filter(supplier__in={key[0] for key in found.facts})
    ids = {credit.key_of(record): record.pk for record in rows.only(*credit.COLUMNS[:4])}
    CreditEntry.objects.bulk_create(
        [
            CreditEntry(
                run=run,
                record_id=ids[key],
                before=credit.kept(found.held[key]) if key in found.held else None,
            )
            for key in found.facts
        ],
        batch_size=500,
    )


def _tell(run: CreditRun, rows: list[dict[str, str]], found: Examined) -> None:
    run.rows, run.refused, run.unknown = len(rows), len(found.faults), found.unknown
    run.created, run.changed, run.same = found.created, found.changed, found.same
    run.faults = [fault._asdict() for fault in found.faults]
    run.sample = _sample(found)


def _sample(found: Examined) -> list[dict[str, str]]:
    """The first records in words."""
    first = list(found.facts.items())[:SAMPLE]
    bodies = Supplier.objects.filter(pk__in={key[0] for key, _ in first}).select_related("organisation")
    names = {body.pk: str(body) for body in bodies}
    return [
        {
            "body": names[key[0]],
            "kind": str(CreditRecord.Kind(key[2]).label),
            "number": key[3],
            "authority": str(fact[credit.COLUMNS.index("authority")]),
            "result": _result(found, key),
        }
        for key, fact in first
    ]


def _result(found: Examined, key: credit.Key) -> str:
    if key not in found.held:
        return "新增"
    return "变更" if credit.says_otherwise(found.facts[key], found.held[key]) else "未变"


@transaction.atomic
def stop(run: CreditRun, *, by: User) -> CreditRun:
    """Give up what nobody has confirmed. Raises NotThisStep after that."""
    run = _locked(run, Status.PREVIEW)
    run.status, run.finished_at = Status.STOPPED, clock.now()
    run.save(update_fields=["status", "finished_at"])
    audit.record("suppliers.credit_stopped", actor=by, target=run)
    return run


@transaction.atomic
def undo(run: CreditRun, *, by: User) -> CreditRun:
    """Take it back: what is new goes, what was there says again what it said.

    A record that a later handing over spoke of stays as it is, and is counted. Whoever objects to a record that goes is told.
    Raises NotThisStep unless it was taken over, NothingToUndo where it is not known any more what was before.
    """
    run = _locked(run, Status.DONE)
    touched = run.entries.values("record")
    list(CreditRecord.objects.select_for_update().filter(pk__in=touched).order_by("pk").values_list("pk"))
    entries = list(run.entries.annotate(is_later=Exists(_later(run))).select_related("record"))
    if not entries:
        raise errors.NothingToUndo()
    mine = [entry for entry in entries if not entry.is_later]
    run.kept = len(entries) - len(mine)
    run.status = Status.UNDONE
    run.save(update_fields=["kept", "status"])
    suppliers = {entry.record.supplier_id for entry in mine}
    fresh = [entry.record_id for entry in mine if entry.before is None]
    objections.end_with(fresh, by=by)
    CreditRecord.objects.filter(pk__in=fresh).delete()
    credit.write([_restored(entry) for entry in mine if entry.before is not None])
    counts = {"undone": len(mine), "kept": run.kept, "source": run.source}
    audit.record("suppliers.credit_undone", actor=by, target=run, after=counts)
    _changed(suppliers)
    return run


def _restored(entry: CreditEntry) -> credit.Fact:
    """What the record said before, of the body to which it belongs now: its own record may have been merged since."""
    return credit.restored({**(entry.before or {}), "supplier_id": entry.record.supplier_id})


def _later(run: CreditRun) -> models.QuerySet[CreditEntry]:
    """Entries of later handings over that still hold, about the record of an entry."""
    rows = CreditEntry.objects.filter(record=OuterRef("record"), run__pk__gt=run.pk)
    return rows.filter(run__status=Status.DONE)


def _changed(suppliers: set[int]) -> None:
    grades.follow(suppliers)
    codes = Supplier.objects.filter(pk__in=suppliers).values_list("organisation__credit_code", flat=True)
    search.changed("supplier", *codes)


def _locked(run: CreditRun, expected: Status) -> CreditRun:
    run = CreditRun.objects.select_for_update(of=("self",)).select_related("file").get(pk=run.pk)
    if run.status != expected:
        raise errors.NotThisStep(status=run.get_status_display())
    return run
