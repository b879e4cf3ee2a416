"""An officer writes a note, and takes it back."""

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.core.privacy import THREE_YEARS
from greenbridge.messaging import services as messaging
from greenbridge.suppliers.models import Note, Supplier
from greenbridge.suppliers.notes import errors, queries


@transaction.atomic
def write(supplier: Supplier, *, text: str, colleague: User | None, officer: User) -> Note:
    """Leave a note for colleagues; one of them may be asked to look, and is told that there is one.

    What it says stands neither in the message, which also goes by mail, nor in the trail.
    """
    note = Note.objects.create(
        supplier=supplier, text=text, written_by=officer, written_at=clock.now(), colleague=colleague
    )
    asked = str(colleague) if colleague else ""
    audit.record("supplier.note_written", actor=officer, target=supplier, after={"asked": asked})
    if colleague:
        words = f"{officer}请您看“{supplier}”的工作备注。"
        messaging.send(colleague, words, link=queries.page_of(supplier))
    return note


@transaction.atomic
def take_back(note: Note, *, officer: User) -> Note:
    """Its words go; that there was one, whose and when stays. Raises NotWriter, AlreadyTakenBack."""
    note = Note.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=note.pk)
    if note.written_by_id != officer.pk:
        raise errors.NotWriter()
    if note.is_taken_back:
        raise errors.AlreadyTakenBack()
    note.text, note.taken_back_at = "", clock.now()
    note.save(update_fields=["text", "taken_back_at"])
    audit.record("supplier.note_taken_back", actor=officer, target=note.supplier)
    return note


@transaction.atomic
def forget_old() -> int:
    """Notes go three years after they were written (``Keep.CASE``); returns how many went."""
    count, _ = Note.objects.filter(written_at__lt=clock.now() - THREE_YEARS).delete()
    return audit.took_away(notes=count)
