"""Two records of one body are proposed by hand, become one, or turn out to be of two; and a merge that was wrong is undone."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.queries import association_for
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.text import fold_name
from greenbridge.messaging import services as messaging
from greenbridge.search import services as search
from greenbridge.suppliers.credit import grades
from greenbridge.suppliers.imports import papers, rereading
from greenbridge.suppliers.merging import errors, finding, moving, queries
from greenbridge.suppliers.models import FormerName, ImportRun, Likeness, Merge, Supplier
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.suspension.errors import OwnBody

SOURCE = "合并记录"
"""Where a former name or code comes from that another record had."""

Evidence = Likeness.Evidence

_WRITING = (ImportRun.Status.QUEUED, ImportRun.Status.RUNNING, ImportRun.Status.UNDOING)


@transaction.atomic
def propose(first: Supplier, second: Supplier, *, remark: str, officer: User) -> Likeness:
    """Have two records held against each other that nothing found alike: the pair waits beside those that were found.

    A pair that was dismissed is asked about again. Nobody is told.
    Raises SameRecord, MergedBefore, BothClaimed, NeitherHere, OwnBody, AlreadyLike.
    """
    if first == second:
        raise errors.SameRecord()
    pair = _locked([first.pk, second.pk])[:2]
    _check_may_be_proposed(pair, officer)
    earlier, later = sorted(pair, key=lambda record: record.pk)
    row = Likeness.objects.filter(first=earlier, second=later).first() or Likeness(
        first=earlier, second=later
    )
    if row.pk and not row.dismissed_at:
        raise errors.AlreadyLike()
    row.evidence = [*(kind for kind in row.evidence if kind != Evidence.HAND), Evidence.HAND.value]
    row.known = finding.known_of({(earlier.pk, later.pk): row.evidence})[earlier.pk, later.pk]
    row.found_at = row.proposed_at = clock.now()
    row.proposed_by, row.remark = officer, remark
    row.dismissed_at = row.dismissed_by = None
    row.save()
    codes = [earlier.code, later.code]
    audit.record(
        "supplier.likeness_proposed", actor=officer, target=earlier, note=remark, after={"codes": codes}
    )
    return row


@transaction.atomic
def dismiss(likeness: Likeness, *, reason: str, version: str, officer: User) -> Likeness:
    """Say that the two records are of two bodies: the pair comes back only when something else speaks for it.

    Nobody is told. Raises AlreadyDismissed, AlreadyMerged, RecordsChanged, OwnBody.
    """
    row, *records = _locked_pair(likeness)
    _check_open(row, records, version, officer)
    row.dismissed_at, row.dismissed_by, row.reason = clock.now(), officer, reason
    row.save(update_fields=["dismissed_at", "dismissed_by", "reason"])
    codes = [record.code for record in records]
    audit.record(
        "supplier.likeness_dismissed", actor=officer, target=records[0], note=reason, after={"codes": codes}
    )
    return row


@transaction.atomic
def merge(likeness: Likeness, survivor: Supplier, *, reason: str, version: str, officer: User) -> Merge:
    """One of the two records goes into the other: whatever hangs on it hangs on the survivor from now on.

    The absorbed record leaves directory, search and matching; its address leads to the survivor, and its name and code
    stand there as former ones. The survivor's people are told. Raises AlreadyDismissed, AlreadyMerged, RecordsChanged,
    OwnBody, BothClaimed, ClaimedSurvives, NotInDirectory, OtherProvince, UnderSuspension, ImportUnderWay.
    """
    row, *records = _locked_pair(likeness)
    _check_open(row, records, version, officer)
    survivor, absorbed = sorted(records, key=lambda record: record.pk != survivor.pk)
    _check_may_survive(survivor, absorbed, officer)
    _check_no_import()
    moved, aside = moving.move(absorbed, survivor)
    made = Merge(
        survivor=survivor,
        absorbed=absorbed,
        reason=reason,
        merged_by=officer,
        merged_at=clock.now(),
        status_before=absorbed.status,
        moved=moved,
        aside=aside,
        made=_keep_former(survivor, absorbed),
        repointed=_repoint(absorbed, survivor),
    )
    made.save()
    absorbed.status, absorbed.merged_into = Supplier.Status.MERGED, survivor
    absorbed.save(update_fields=["status", "merged_into"])
    statements.compare([survivor.pk])
    rereading.hold_together([survivor.pk])
    papers.hold_together([survivor.pk])
    _changed(survivor, absorbed)
    audit.record(
        "supplier.merged",
        actor=officer,
        target=survivor,
        note=reason,
        after={
            "absorbed": absorbed.code,
            "moved": sum(map(len, moved.values())),
            "aside": sum(map(len, aside.values())),
        },
    )
    _tell(survivor, f"协会已把“{absorbed}”（{absorbed.code}）的记录并入“{survivor}”。理由：{reason}")
    return made


@transaction.atomic
def undo(merged: Merge, *, reason: str, officer: User) -> Merge:
    """Make two records of one again: what the merge moved goes back, what came since stays with the survivor.

    The survivor's people are told. Raises AlreadyUndone, MergedOn where the survivor was merged itself since,
    LaterMergeFirst, ImportUnderWay, OwnBody, PlaceTaken.
    """
    survivor, absorbed = _locked([merged.survivor_id, merged.absorbed_id])[:2]
    if survivor.pk != merged.survivor_id:
        survivor, absorbed = absorbed, survivor
    row = Merge.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=merged.pk)
    _check_undoable(row, survivor, officer)
    _check_no_import()
    moving.delete(row.made)
    try:
        with transaction.atomic():
            gone = moving.put_back(row.moved, absorbed, survivor)
    except IntegrityError as twice:
        raise errors.PlaceTaken() from twice
    Supplier.objects.filter(pk__in=row.repointed, merged_into=survivor).update(merged_into=absorbed)
    absorbed.status, absorbed.merged_into = row.status_before, None
    absorbed.save(update_fields=["status", "merged_into"])
    row.undone_at, row.undone_by, row.undo_reason = clock.now(), officer, reason
    row.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    statements.compare([survivor.pk, absorbed.pk])
    rereading.hold_together([survivor.pk, absorbed.pk])
    papers.hold_together([survivor.pk, absorbed.pk])
    _changed(survivor, absorbed)
    audit.record(
        "supplier.merge_undone",
        actor=officer,
        target=survivor,
        note=reason,
        after={"absorbed": absorbed.code, "gone": gone},
    )
    _tell(survivor, f"协会已撤销合并：“{absorbed}”（{absorbed.code}）重新成为单独的记录。理由：{reason}")
    return row


# --- Locks ------------------------------------------------------------------------------------------------------


def _locked_pair(likeness: Likeness) -> tuple[Likeness, Supplier, Supplier]:
    """The pair with its two records, all of them locked."""
    first, second = _locked([likeness.first_id, likeness.second_id])[:2]
    rows = Likeness.objects.select_for_update(of=("self",)).select_related("dismissed_by")
    return rows.get(pk=likeness.pk), first, second


def _locked(keys: list[int]) -> list[Supplier]:
    """Two records in the order of their keys, then those that were merged into them before.

    The bodies are locked first: an import locks them too, and looks only afterwards whether one was merged.
    """
    list(Organisation.objects.select_for_update().filter(supplier__in=keys).order_by("pk"))
    rows = Supplier.objects.select_for_update(of=("self",)).select_related("organisation__region")
    locked = list(rows.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).order_by("pk"))
    return sorted(locked, key=lambda record: record.pk not in keys)


# --- Rules ------------------------------------------------------------------------------------------------------


def _check_may_be_proposed(pair: list[Supplier], officer: User) -> None:
    for record in pair:
        if into := record.merged_into:
            raise errors.MergedBefore(code=record.code, survivor=into, into=into.code)
    if all(record.is_claimed for record in pair):
        raise errors.BothClaimed()
    if not any(queries.is_in_charge(officer, record) for record in pair):
        raise errors.NeitherHere()
    _check_not_own(pair, officer)


def _check_open(row: Likeness, records: list[Supplier], version: str, officer: User) -> None:
    for record in records:
        if record.merged_into:
            raise errors.AlreadyMerged(absorbed=record, survivor=record.merged_into)
    if row.dismissed_at:
        raise errors.AlreadyDismissed(by=row.dismissed_by)
    if queries.version_of(row) != version:
        raise errors.RecordsChanged()
    _check_not_own(records, officer)


def _check_not_own(records: list[Supplier], officer: User) -> None:
    if officer.memberships.filter(organisation__supplier__in=records).exists():
        raise OwnBody()


def _check_may_survive(survivor: Supplier, absorbed: Supplier, officer: User) -> None:
    """A body speaks for its record itself; nothing that is shown, or that an association decided, is lost."""
    if survivor.is_claimed and absorbed.is_claimed:
        raise errors.BothClaimed()
    if absorbed.is_claimed:
        raise errors.ClaimedSurvives(claimed=absorbed)
    if not survivor.is_admitted:
        raise errors.NotInDirectory(survivor=survivor)
    if not queries.is_in_charge(officer, survivor):
        association = association_for(survivor.organisation.region)
        raise errors.OtherProvince(survivor=survivor, association=association)
    if absorbed.suspensions.filter(ended_at=None).exists():
        raise errors.UnderSuspension(absorbed=absorbed)


def _check_undoable(row: Merge, survivor: Supplier, officer: User) -> None:
    if row.is_undone:
        raise errors.AlreadyUndone(by=row.undone_by)
    if survivor.merged_into:
        raise errors.MergedOn(survivor=survivor, into=survivor.merged_into)
    later = Merge.objects.filter(survivor=survivor, undone_at=None, pk__gt=row.pk)
    if last := later.select_related("absorbed__organisation").first():
        raise errors.LaterMergeFirst(absorbed=last.absorbed)
    _check_not_own([survivor, row.absorbed], officer)


def _check_no_import() -> None:
    """A list that is being written has looked up its codes already."""
    if run := ImportRun.objects.filter(status__in=_WRITING).first():
        raise errors.ImportUnderWay(run=run)


# --- What follows -----------------------------------------------------------------------------------------------


def _keep_former(survivor: Supplier, absorbed: Supplier) -> moving.Rows:
    """The absorbed record's name and code become former ones, where they are not that already. The new rows."""
    wanted = [(FormerName.Kind.CODE, absorbed.code)]
    if fold_name(str(absorbed)) != fold_name(str(survivor)):
        wanted.append((FormerName.Kind.NAME, str(absorbed)))
    made = []
    for kind, text in wanted:
        row, is_new = FormerName.objects.get_or_create(
            supplier=survivor, kind=kind, text=text, defaults={"source": SOURCE, "noted_at": clock.now()}
        )
        made += [row.pk] if is_new else []
    return {"suppliers.FormerName.supplier_id": made} if made else {}


def _repoint(absorbed: Supplier, survivor: Supplier) -> list[int]:
    """Records that were merged into the absorbed one stand in the survivor now: there is never a chain."""
    rows = Supplier.objects.filter(merged_into=absorbed)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(merged_into=survivor)
    return keys


def _changed(survivor: Supplier, absorbed: Supplier) -> None:
    """The index and whoever watches the survivor take notice."""
    survivor.updated_at = clock.now()
    survivor.save(update_fields=["updated_at"])
    grades.follow([survivor.pk, absorbed.pk])
    search.changed("supplier", survivor.code, absorbed.code)


def _tell(survivor: Supplier, text: str) -> None:
    for person in survivor.people:
        messaging.send(person, text, link=survivor.get_absolute_url())
