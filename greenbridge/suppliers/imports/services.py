"""The life of an import: started, mapped, checked, confirmed, written in batches, finished or stopped."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import bulk, clock, statistics
from greenbridge.core.errors import RuleBroken
from greenbridge.core.progress import Progress, unheard
from greenbridge.files import services as files
from greenbridge.reference.models import Region
from greenbridge.suppliers import tasks
from greenbridge.suppliers.imports import difference, opening, profiles, reading, states, undoing, writing
from greenbridge.suppliers.imports.cells import Finding
from greenbridge.suppliers.imports.checking import Checker
from greenbridge.suppliers.imports.errors import ColumnsMissing, NoteMissing, StepGone
from greenbridge.suppliers.imports.facts import CheckedRow
from greenbridge.suppliers.imports.mapping import REQUIRED, Column, Sheet
from greenbridge.suppliers.imports.reading import Rows
from greenbridge.suppliers.models import (
    ImportEntry,
    ImportIssue,
    ImportProfile,
    ImportRun,
    Sighting,
    Statement,
)

logger = logging.getLogger(__name__)

Status = ImportRun.Status
BATCH = 5_000  # the more rows, the fewer pages are written twice; on SQLite others wait as long
CHECKED_AT_ONCE = 500  # within the request, where on SQLite every other writer waits for it
SHOWN_IN_PREVIEW = 20
STALLED_AFTER = dt.timedelta(minutes=5)
UNDER_WAY = ImportRun.UNDER_WAY
Kind = ImportEntry.Kind
Work = Callable[[ImportRun, list[CheckedRow], writing.Bodies], None]
_COUNTS = ("created", "updated", "flagged", "refused")


class Difference(NamedTuple):
    """How a list differs from the one before it, by credit code, and the cells for which a row is refused."""

    rows: int
    entries: dict[str, difference.Entry]
    refusals: list[tuple[CheckedRow, Finding]]


def start(
    upload: files.Upload,
    *,
    source: str = "",
    profile: ImportProfile | None = None,
    listed_on: dt.date | None,
    by: User,
) -> ImportRun:
    """Keep the list and guess its columns; a person looks at the guess next.

    A ``profile`` gives the list its name, knows its columns and where its day is written.
    Raises what ``files.check_for_reading`` and ``opening.layout_of`` raise.
    """
    checked = files.check_for_reading(upload, files.SHEETS)
    found, sample = opening.layout_of(upload)
    named = opening.named(found, sample, profile)
    with transaction.atomic():
        return ImportRun.objects.create(
            file=files.store(checked, owner=by),
            profile=profile,
            source=profile.name if profile else source,
            listed_on=listed_on or profiles.day_of(profile, upload.name or ""),
            started_by=by,
            started_at=clock.now(),
            rows=sum(sheet.rows for sheet in found),
            mapping=_as_mapping(found, named),
        )


def _as_mapping(found: list[Sheet], named: list[Column]) -> dict[str, Any]:
    return {"sheets": [asdict(sheet) for sheet in found], "columns": [asdict(column) for column in named]}


def set_mapping(run: ImportRun, fields: Mapping[str, str], *, by: User) -> ImportRun:
    """Say which column is which (header → field) and check every row; long lists are checked in the background.

    May be repeated until the import is confirmed. Raises StepGone after that.
    """
    run = _mapped(run, fields, by)
    if run.rows <= CHECKED_AT_ONCE:
        proceed(run.pk)
    else:
        tasks.run_import.enqueue(run.pk)
    run.refresh_from_db()
    return run


@transaction.atomic
def _mapped(run: ImportRun, fields: Mapping[str, str], by: User) -> ImportRun:
    run = _locked(run, Status.MAPPING, Status.PREVIEW)
    for column in run.mapping["columns"]:
        column["key"] = fields.get(column["header"], "")
    run.mapping["preview"] = []
    run.rows = sum(sheet.rows for sheet in _complete_sheets(run))
    run.issues.all().delete()
    run.entries.all().delete()
    _name_left_out_sheets(run)
    _begin(run, Status.CHECKING)
    audit.record("suppliers.import_mapped", actor=by, target=run, after=dict(fields))
    return run


def _begin(run: ImportRun, status: str) -> None:
    run.status, run.note, run.rows_done, run.progressed_at = status, "", 0, clock.now()
    for count in _COUNTS:
        setattr(run, count, 0)
    run.save()


@transaction.atomic
def confirm(run: ImportRun, *, by: User) -> ImportRun:
    """Let the checked list be written, in the background. Raises StepGone unless it waits for this.

    From here on the counts and issues tell what was done, no longer what was foreseen.
    """
    run = _locked(run, Status.PREVIEW)
    run.mapping["confirmed"] = True
    run.issues.filter(row__gt=0).delete()
    run.entries.all().delete()
    _begin(run, Status.QUEUED)
    audit.record("suppliers.import_confirmed", actor=by, target=run, after={"rows": run.rows})
    tasks.run_import.enqueue(run.pk)
    return run


@transaction.atomic
def stop(run: ImportRun, *, by: User) -> ImportRun:
    """End an import that is not finished; rows already written stay. Raises StepGone when it has ended."""
    run = _locked(run, Status.MAPPING, Status.PREVIEW, *UNDER_WAY)
    _end(run, f"由{by}取消。")
    audit.record("suppliers.import_stopped", actor=by, target=run, after={"rows_done": run.rows_done})
    return run


@transaction.atomic
def resume(run: ImportRun, *, by: User) -> ImportRun:
    """Go on with an import that stopped: after the last written row, or from the columns if it was never confirmed.

    Raises StepGone for one that did not stop, or was started by command.
    """
    run = _locked(run, Status.FAILED)
    if run.file is None:
        raise StepGone(status=run.get_status_display())
    run.status = Status.QUEUED if run.mapping.get("confirmed") else Status.MAPPING
    run.note, run.finished_at, run.progressed_at = "", None, clock.now()
    run.save(update_fields=["status", "note", "finished_at", "progressed_at"])
    audit.record("suppliers.import_resumed", actor=by, target=run, after={"rows_done": run.rows_done})
    if run.status == Status.QUEUED:
        tasks.run_import.enqueue(run.pk)
    return run


def sweep() -> int:
    """Nudge imports that wait or stand still, for instance since a power cut; how many."""
    still = ImportRun.objects.filter(
        Q(file__isnull=False) | Q(status=Status.UNDOING),
        status__in=UNDER_WAY,
        progressed_at__lt=clock.now() - STALLED_AFTER,
    )
    stalled = list(still.values_list("pk", flat=True))
    for pk in stalled:
        tasks.run_import.enqueue(pk)
    return len(stalled)


def proceed(pk: int) -> None:
    """Do what an import waits for: its check, or its writing. An import that waits for a person is left alone.

    What goes wrong ends the import with a sentence; its issues and the rows written so far stay.
    """
    run = ImportRun.objects.select_related("file").get(pk=pk)
    if run.status == Status.UNDOING:
        undoing.proceed(run)
    if run.file is None or run.status not in UNDER_WAY:
        return
    work = check if run.status == Status.CHECKING else write
    with _ending_on_error(run), reading.opened(files.clean_path(run.file), run.file.kind) as rows:
        work(run, rows)


@contextmanager
def _ending_on_error(run: ImportRun) -> Iterator[None]:
    try:
        yield
    except RuleBroken as refusal:
        _end(run, str(refusal))
    except Exception:
        logger.exception("import %s stopped", run.pk)
        _end(run, "导入中途出错，已写入的行都已保留。请点“继续导入”；若仍不成功，请联系运维人员。")


def _end(run: ImportRun, note: str) -> None:
    run.status, run.note, run.finished_at = Status.FAILED, note, clock.now()
    run.save(update_fields=["status", "note", "finished_at"])


def check(run: ImportRun, rows: Rows) -> None:
    """Check every row, keep what was found and a few rows as they will be stored, then wait for a person's yes.

    The counts of the run tell what the import would do.
    """
    if _go_through(run, rows, _foresee):
        difference.keep_gone(run)
        ImportRun.objects.filter(pk=run.pk, status=Status.CHECKING).update(status=Status.PREVIEW)


def _foresee(run: ImportRun, batch: list[CheckedRow], known: writing.Bodies) -> None:
    difference.keep(run, difference.against_last(run.source, batch, known))
    preview = run.mapping["preview"]
    preview += _preview([row for row in batch if row.facts][: SHOWN_IN_PREVIEW - len(preview)])


def _preview(rows: list[CheckedRow]) -> list[dict[str, str]]:
    """Rows as they will be stored, in words."""
    stated = [(row, row.facts) for row in rows if row.facts]
    names = dict(
        Region.objects.filter(code__in=[facts.organisation["region_id"] for _, facts in stated]).values_list(
            "code", "full_name"
        )
    )
    return [
        {
            "row": str(row.number),
            "credit_code": facts.credit_code,
            "name": facts.organisation["name"],
            "region": names.get(facts.organisation["region_id"], ""),
            "address": facts.organisation.get("address", ""),
            "established_on": str(facts.organisation.get("established_on", "")),
            "credential": facts.credential.number if facts.credential else "",
            "flags": " ".join(row.flags),
        }
        for row, facts in stated
    ]


def _name_left_out_sheets(run: ImportRun) -> None:
    """A sheet without the two columns that every row needs, such as a page of notes, is named once."""
    fields = fields_of(run)
    for sheet in run.mapping["sheets"]:
        if not _is_complete(sheet["headers"], fields):
            run.issues.create(
                sheet=sheet["name"][:60],
                row=0,
                column="",
                reason="这个工作表没有信用代码和单位名称两列，整张没有导入。如需导入，请补上这两列的列名。",
                refuses=True,
            )


def _is_complete(headers: list[str], fields: Mapping[str, str]) -> bool:
    return set(REQUIRED) <= {fields.get(header) for header in headers}


def fields_of(run: ImportRun) -> dict[str, str]:
    """Header → field, as guessed or chosen."""
    return {column["header"]: column["key"] for column in run.mapping["columns"] if column["key"]}


def _complete_sheets(run: ImportRun) -> list[Sheet]:
    fields = fields_of(run)
    return [Sheet(**sheet) for sheet in run.mapping["sheets"] if _is_complete(sheet["headers"], fields)]


def write(run: ImportRun, rows: Rows, progress: Progress = unheard) -> None:
    """Write the rows that are not written yet; one trace in the audit trail when all are."""
    ImportRun.objects.filter(pk=run.pk, status=Status.QUEUED).update(status=Status.RUNNING)
    run.refresh_from_db()
    if _go_through(run, rows, _store, progress):
        difference.keep_gone(run)
        _finish(run)


def _store(run: ImportRun, batch: list[CheckedRow], known: writing.Bodies) -> None:
    found = difference.against_last(run.source, batch, known)
    before = states.of(known, run.source)
    kind = Statement.Kind.OFFICIAL if run.profile_id else Statement.Kind.IMPORTED
    writing.write(batch, known, source=run.source, kind=kind.value, listed_on=run.listed_on, at=clock.now())
    written = [row.code for row in batch if row.facts]
    difference.keep(run, found, states.changes(before, states.of(known, run.source), written))


def _go_through(run: ImportRun, rows: Rows, work: Work, progress: Progress = unheard) -> bool:
    """Work on the rows that are not done yet, batch by batch; False when another worker or a stop came between.

    Every row is checked again from the first, because a code may occur once in a list.
    """
    checked = _checker(run).rows(rows())
    not_done = islice(checked, run.rows_done, None)
    while True:
        with bulk.uncollected():
            batch = list(islice(not_done, BATCH))
            if batch and not _work_on(run, batch, work):
                return False
        if batch:
            progress("写入", run.rows_done, run.rows)
        if len(batch) < BATCH:
            return True
        bulk.make_way()


def _checker(run: ImportRun) -> Checker:
    return Checker(_complete_sheets(run), fields_of(run), run.source, profiles.given(run.profile))


@transaction.atomic
def _work_on(run: ImportRun, batch: list[CheckedRow], work: Work) -> bool:
    """One batch and the count of rows done in one transaction: a crash loses nothing and doubles nothing."""
    expected = (run.status, run.rows_done)
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update())
    if (run.status, run.rows_done) != expected:
        return False
    known = writing.known_bodies(batch)
    writing.check_none_was_merged(known)
    writing.flag_other_names(batch, known, _header_of_name(run))
    _keep_issues(run, batch)
    created, good = writing.count_new(batch, known), sum(row.facts is not None for row in batch)
    work(run, batch, known)
    run.created += created
    run.updated += good - created
    run.refused += len(batch) - good
    run.flagged += sum(row.facts is not None and bool(row.findings) for row in batch)
    run.rows_done += len(batch)
    run.progressed_at = clock.now()
    run.save()
    return True


def _header_of_name(run: ImportRun) -> str:
    return next(header for header, key in fields_of(run).items() if key == "name")


def _keep_issues(run: ImportRun, batch: list[CheckedRow]) -> None:
    ImportIssue.objects.bulk_create(
        ImportIssue(
            run=run,
            sheet=row.sheet[:60],
            row=row.number,
            column=finding.column[:60],
            value=finding.value,
            reason=finding.reason[:200],
            refuses=finding.refuses,
        )
        for row in batch
        for finding in row.findings
    )


@transaction.atomic
def _finish(run: ImportRun) -> None:
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update())
    if run.status != Status.RUNNING:
        return
    run.status, run.finished_at = Status.DONE, clock.now()
    run.save(update_fields=["status", "finished_at"])
    counts = {"rows": run.rows, **{count: getattr(run, count) for count in _COUNTS}}
    counts["gone"] = difference.flag_gone(run)
    audit.record("suppliers.imported", actor=run.started_by, target=run, after=counts)
    transaction.on_commit(statistics.renew, robust=True)


def import_path(
    path: Path,
    *,
    source: str = "",
    profile: ImportProfile | None = None,
    listed_on: dt.date | None = None,
    progress: Progress = unheard,
) -> ImportRun:
    """Import a list that lies on the server, in one go, with the columns as guessed or as its profile knows them.

    Repeating it is safe. ``progress`` hears how far it is. Raises what ``files.check_for_reading`` and ``reading.opened`` raise, NothingInList, and
    ColumnsMissing where the two columns that every row needs are not recognised.
    """
    with _from_disk(path, source, profile, listed_on) as (run, rows):
        _begin(run, Status.QUEUED)
        _name_left_out_sheets(run)
        _or_end(run, lambda: write(run, rows, progress))
    return run


def foresee_path(
    path: Path,
    *,
    profile: ImportProfile,
    listed_on: dt.date | None = None,
    progress: Progress = unheard,
) -> Difference:
    """How a list on the server differs from the one before it. Writes nothing. Raises what ``import_path`` does."""
    with _from_disk(path, "", profile, listed_on) as (run, rows):
        checked = _checker(run).rows(rows())
        found: dict[str, difference.Entry] = {}
        refusals, done = [], 0
        while batch := list(islice(checked, BATCH)):
            progress("比较", done := done + len(batch), run.rows)
            found |= difference.against_last(run.source, batch)
            refusals += [(row, finding) for row in batch for finding in row.findings if finding.refuses]
        standing = Sighting.objects.filter(source=run.source, gone_since=None).values_list(
            "supplier__organisation__credit_code", "supplier__organisation__name"
        )
        gone = {code: difference.Entry(Kind.GONE, name, {}) for code, name in standing if code not in found}
    return Difference(run.rows, found | gone, refusals)


@contextmanager
def _from_disk(
    path: Path, source: str, profile: ImportProfile | None, listed_on: dt.date | None
) -> Iterator[tuple[ImportRun, Rows]]:
    """A run that is not stored yet, and its rows."""
    checked = files.check_for_reading(SimpleUploadedFile(path.name, path.read_bytes()), files.SHEETS)
    with reading.opened(path, checked.kind) as rows:
        found, sample = opening.layout(rows)
        named = opening.named(found, sample, profile)
        run = ImportRun(
            profile=profile,
            source=profile.name if profile else source,
            listed_on=listed_on or profiles.day_of(profile, path.name),
            started_at=clock.now(),
            mapping=_as_mapping(found, named) | {"confirmed": True},
        )
        run.rows = sum(sheet.rows for sheet in _complete_sheets(run))
        if not run.rows:
            raise ColumnsMissing()
        yield run, rows


@transaction.atomic
def settle_gone(sighting: Sighting, *, note: str, by: User) -> None:
    """Write down what was found about a body that a later list does not have. Raises NoteMissing without a word."""
    if not (words := " ".join(note.split())[:200]):
        raise NoteMissing()
    sighting.gone_note = words
    sighting.save(update_fields=["gone_note"])
    audit.record(
        "supplier.gone_settled",
        actor=by,
        target=sighting.supplier,
        note=words,
        after={"source": sighting.source},
    )


def _or_end(run: ImportRun, work: Callable[[], None]) -> None:
    """A command that fails says so itself; the run only stops looking as if it were under way."""
    try:
        work()
    except BaseException:
        _end(run, "命令中途停止，已写入的行都已保留。请重新执行命令。")
        raise


def _locked(run: ImportRun, *expected: str) -> ImportRun:
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status not in expected:
        raise StepGone(status=run.get_status_display())
    return run
