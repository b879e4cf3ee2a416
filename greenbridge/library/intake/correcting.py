"""A published text that was misread is put right by two editors. Followers hear of laws, not of our misprints."""

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library import naming
from greenbridge.library import services as library
from greenbridge.library.errors import DecidedAlready, NotTheSecond
from greenbridge.library.intake.documents import Document
from greenbridge.library.intake.errors import CorrectionWaits, NothingToCorrect, NotPublic, OtherDocument
from greenbridge.library.models import Correction, Version
from greenbridge.library.rechecks import services as rechecks
from greenbridge.messaging import services as messaging


@transaction.atomic
def propose(version: Version, document: Document, *, reason: str, by: User) -> Correction:
    """Hand in the right words for a published text; another editor looks at them on their desk. Readers learn the
    reason once it is approved.

    Raises NotPublic, CorrectionWaits where one is waiting, OtherDocument where the words are headed by another title, and
    NothingToCorrect where they are those that stand.
    """
    version = Version.objects.select_for_update(of=("self",)).select_related("work").get(pk=version.pk)
    if not version.is_public:
        raise NotPublic(title=version.title)
    if version.corrections.waiting().exists():
        raise CorrectionWaits(title=version.title)
    if document.title and naming.title_key(document.title) != naming.title_key(version.title):
        raise OtherDocument(title=version.title, other=document.title[:100])
    if document.text in ("", version.text):
        raise NothingToCorrect(title=version.title)
    row = Correction.objects.create(
        version=version,
        former=version.text,
        text=document.text,
        reason=reason,
        reason_is_public=True,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    audit.record("library.correction_proposed", actor=by, target=row, note=reason)
    return row


@transaction.atomic
def approve(row: Correction, *, by: User) -> None:
    """Put the right words in place: the text keeps its days and addresses, and what cites a changed clause is flagged.

    The proposer is told. Raises DecidedAlready, and NotTheSecond for one's own.
    """
    row = _locked(row)
    if by == row.proposed_by:
        raise NotTheSecond()
    _decide(row, Correction.Outcome.APPROVED, by, "")
    changed = library.correct(row.version, row.text)
    rechecks.flag_correction(row, changed)
    audit.record(
        "library.text_corrected",
        actor=by,
        target=row.version,
        after={"clauses": len(changed)},
        note=row.reason,
    )
    _tell(row)


@transaction.atomic
def refuse(row: Correction, *, by: User, note: str) -> None:
    """Leave the text as it is; the proposer may take back their own. They are told. Raises DecidedAlready."""
    row = _locked(row)
    _decide(row, Correction.Outcome.REFUSED, by, note)
    audit.record("library.correction_refused", actor=by, target=row, note=note)
    _tell(row)


def _locked(row: Correction) -> Correction:
    rows = Correction.objects.select_for_update(of=("self",)).select_related("version__work", "proposed_by")
    row = rows.get(pk=row.pk)
    if not row.is_waiting:
        raise DecidedAlready()
    return row


def _decide(row: Correction, outcome: Correction.Outcome, by: User, note: str) -> None:
    row.outcome, row.note, row.decided_by, row.decided_at = outcome, note, by, clock.now()
    row.save(update_fields=["outcome", "note", "decided_by", "decided_at"])


def _tell(row: Correction) -> None:
    person = row.proposed_by
    if person != row.decided_by and person.is_active:
        words = f"您对{naming.quoted(row.version.title)}提出的更正，审核结果：{row.get_outcome_display()}。{row.note}"
        messaging.send(person, words, link=row.get_absolute_url())
