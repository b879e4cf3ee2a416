"""What the audit administrator does with the trail; all of it stands in the trail again."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from greenbridge.accounts.models import Role, User
from greenbridge.audit import services as audit
from greenbridge.audit.chain import Report
from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock, ids, sheets
from greenbridge.messaging import services as messaging
from greenbridge.operations.errors import CheckUnderWay, TooManyRows
from greenbridge.operations.models import TrailCheck, TrailExport
from greenbridge.operations.trail import headings, masking, queries
from greenbridge.operations.trail.actions import label

MOST_ROWS = 20_000  # of a workbook, which one web process is busy with for some seconds
LONGEST_CHECK = dt.timedelta(minutes=10)  # one that is silent for longer died with its worker
HEADERS = (
    "编号",
    "时间",
    "操作人",
    "操作",
    "对象",
    "对象类型",
    "对象编号",
    "来源地址",
    "说明",
    "变更前",
    "变更后",
    "导出编号",
)
WIDTHS = (12, 20, 12, 20, 30, 20, 12, 16, 30, 30, 30, 20)


@transaction.atomic
def note_search(asked: Mapping[str, str], *, by: User, page: str = "", start: str = "") -> None:
    """Reading the trail is read in the trail: each page, for where a page begins is the reader's to say.

    ``page`` names another page than the list of the trail, ``start`` the place of a further one.
    """
    where = {name: said for name, said in {"page": page, "start": queries.place(start)}.items() if said}
    audit.record("trail.searched", actor=by, after={**asked, **where}, is_act=False)


@transaction.atomic
def note_opened(trace: AuditRecord, *, by: User) -> None:
    audit.record("trail.opened", actor=by, after={"id": trace.id, "action": trace.action})


@transaction.atomic
def export(asked: Mapping[str, str], *, by: User, kind: str, purpose: str) -> TrailExport:
    """Take a part of the trail out of the house, under a mark that stands in each of its rows.

    Raises TooManyRows above what one workbook holds; a text table holds everything.
    """
    rows = queries.traces(asked).count()
    if kind == TrailExport.Kind.XLSX and (refusal := too_many_for_a_workbook(rows)):
        raise refusal
    made = TrailExport.objects.create(
        mark=ids.random_name()[:20],
        by=by,
        made_at=clock.now(),
        filters=dict(asked),
        purpose=purpose,
        kind=kind,
        rows=rows,
    )
    after = {"filters": dict(asked), "rows": rows, "purpose": purpose, "mark": made.mark, "kind": kind}
    audit.record("trail.exported", actor=by, target=made, after=after)
    return made


def too_many_for_a_workbook(rows: int) -> TooManyRows | None:
    """Why so many traces cannot go into a workbook, and what to narrow; nothing where they can."""
    return TooManyRows(rows=rows, limit=MOST_ROWS) if rows > MOST_ROWS else None


def download(made: TrailExport, *, by: User) -> Iterable[bytes]:
    """The file of an export, piece by piece: what stood in the trail when it was made."""
    with transaction.atomic():
        audit.record("trail.export_downloaded", actor=by, target=made)
    found = queries.traces(made.filters).filter(at__lt=made.made_at)
    rows = (_cells(trace, made.mark) for trace in queries.walk(found))
    sheet = sheets.Sheet("操作记录", HEADERS, rows, WIDTHS)
    is_text = made.kind == TrailExport.Kind.CSV
    return sheets.comma_separated(sheet) if is_text else sheets.workbook_in_pieces([sheet])


def _cells(trace: AuditRecord, mark: str) -> tuple[Any, ...]:
    return (
        trace.id,
        f"{clock.local(trace.at):%Y-%m-%d %H:%M:%S}",
        masking.without_contacts(trace.actor_name),
        label(trace.action),
        masking.without_contacts(trace.target_name),
        trace.target_kind,
        trace.target_id,
        trace.address,
        masking.without_contacts(trace.note),
        _plain(trace.target_kind, trace.before),
        _plain(trace.target_kind, trace.after),
        mark,
    )


def _plain(kind: str, values: Mapping[str, Any] | None) -> str:
    told = (
        (headings.of(kind, name), queries.said(kind, name, value)) for name, value in (values or {}).items()
    )
    return "；".join(f"{name}：{value}" for name, value in told)


def file_name(made: TrailExport) -> str:
    """操作记录-2026-11-24-3f2a….xlsx"""
    return f"操作记录-{clock.local(made.made_at):%Y-%m-%d}-{made.mark}.{made.kind}"


@transaction.atomic
def ask_check(*, by: User) -> TrailCheck:
    """Have the trail verified in the background. Raises CheckUnderWay while another is at it."""
    from greenbridge.operations.tasks import run_trail_check

    latest = queries.latest_check()
    if latest and latest.finished_at is None and latest.asked_at > clock.now() - LONGEST_CHECK:
        raise CheckUnderWay
    asked = TrailCheck.objects.create(asked_by=by, asked_at=clock.now())
    audit.record("trail.check_asked", actor=by, target=asked)
    run_trail_check.enqueue(asked.pk)
    return asked


def check_at_night() -> None:
    run_check(TrailCheck.objects.create(asked_at=clock.now()).pk)


def verify() -> Report:
    """As ``audit.verify``, and whether the file of heads is as long as any verification before has seen it."""
    return audit.verify(lines_before=queries.heads_seen())


def run_check(pk: int) -> None:
    """Verify and keep the result. What is broken is told to the audit administrators at once."""
    report = verify()
    first = report.first_broken.as_json() if report.first_broken else None
    with transaction.atomic():
        TrailCheck.objects.filter(pk=pk).update(
            finished_at=clock.now(),
            records=report.records,
            broken=report.broken,
            first_broken=first,
            heads=report.notes,
            heads_missing=report.notes_missing,
        )
        if report.broken:
            lost = f"，其中库外的链首文件少了 {report.notes_missing} 行" if report.notes_missing else ""
            for person in User.objects.filter(grants__role=Role.AUDIT_ADMIN, is_active=True):
                text = f"操作记录校验发现 {report.broken} 处不符{lost}，请立即查看。"
                messaging.send(person, text, link="/operations/trail/")
