"""Taking files in and letting them out: the one upload path of the house."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from greenbridge.audit import services as audit
from greenbridge.core import clock, ids
from greenbridge.files import checking, scanning, storage
from greenbridge.files.checking import DOCUMENTS, RECORDS, SHEETS, Checked, Upload, check
from greenbridge.files.errors import NotYetScanned, TooManyToday
from greenbridge.files.models import File
from greenbridge.files.scanning import Verdict

__all__ = ["DOCUMENTS", "RECORDS", "SHEETS", "Checked", "Upload", "check"]

ReadRule = Callable[[Any, File], bool]
Teller = Callable[[Any, str], object]
_read_rules: list[ReadRule] = []
_tellers: list[Teller] = []
DAY = dt.timedelta(hours=24)
SCANNED_AT_ONCE, SCANNED_IN_A_NIGHT = 500, 20_000
MOST_SILENCES = 3


@transaction.atomic
def store(
    upload: Upload,
    *,
    owner: Any,
    secrecy: str = File.Secrecy.INTERNAL,
    kinds: Collection[str] = DOCUMENTS,
) -> File:
    """Keep an upload under a random name outside the web root, and leave a trace.

    Nobody owns what the platform itself took in, by command or from an official site: then no daily limit holds. Where the virus scanner did not answer, the file waits: nobody gets it before ``scan_waiting`` has asked again.
    Raises what ``check`` raises, and TooManyToday.
    """
    checked = check(upload, kinds)
    if owner is not None:
        _refuse_too_many(owner, len(checked.content))
    file = File(
        name=checked.name,
        stored_as=ids.random_name(),
        kind=checked.kind,
        size=len(checked.content),
        digest=storage.digest(checked.content),
        secrecy=secrecy,
        owner=owner,
        uploaded_at=clock.now(),
        state=File.State.WAITING if checked.verdict == Verdict.NO_ANSWER else File.State.CLEAN,
        scanned_at=clock.now() if checked.verdict == Verdict.CLEAN else None,
    )
    storage.write(file, checked.content)
    file.save()
    audit.record("file.stored", actor=owner, target=file, after={"digest": file.digest})
    return file


def _refuse_too_many(owner: Any, size: int) -> None:
    # The owner's row is the lock: two uploads at once must see each other.
    get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
    today = File.objects.filter(owner=owner, uploaded_at__gt=clock.now() - DAY)
    so_far = today.aggregate(files=Count("pk"), size=Sum("size", default=0))
    most = settings.FILES_MEGABYTES_PER_DAY
    if so_far["files"] >= settings.FILES_PER_DAY or so_far["size"] + size > most * 1_000_000:
        raise TooManyToday(count=settings.FILES_PER_DAY, megabytes=most)


def scan_waiting() -> int:
    """Ask the virus scanner again about the files that wait; how many were decided.

    In any order, so that files it cannot answer for never keep the others waiting.
    """
    return _scan(File.objects.filter(state=File.State.WAITING), SCANNED_AT_ONCE)


def scan_unscanned() -> int:
    """What was taken in while there was no virus scanner is scanned once there is one; how many were decided."""
    if isinstance(scanning.scanner(), scanning.NoScanner):
        return 0
    return _scan(File.objects.unscanned(), SCANNED_IN_A_NIGHT)


def _scan(files: QuerySet[File], most: int) -> int:
    decided = silences = 0
    for file in files.order_by("?")[:most]:
        verdict = _ask_about(file)
        if verdict == Verdict.NO_ANSWER:
            silences += 1
        else:
            decided += _decide(file, verdict)
        if silences >= MOST_SILENCES:
            break  # it does not answer at all: the next time is soon enough
    return decided


def _ask_about(file: File) -> Verdict:
    try:
        return scanning.ask(storage.path(file).read_bytes())
    except FileNotFoundError:  # named by the nightly comparison
        return Verdict.NO_ANSWER


@transaction.atomic
def _decide(file: File, verdict: Verdict) -> bool:
    """Let a file out of quarantine or note that it was scanned; or refuse it, destroy its bytes and tell its owner, if it has one."""
    file = File.objects.select_for_update(of=("self",)).select_related("owner").get(pk=file.pk)
    if not (file.state == File.State.WAITING or (file.is_clean and file.scanned_at is None)):
        return False
    if verdict == Verdict.INFECTED:
        _refuse(file)
        return True
    file.state = File.State.CLEAN
    file.scanned_at = clock.now() if verdict == Verdict.CLEAN else None
    file.save(update_fields=["state", "scanned_at"])
    audit.record("file.cleared", actor=None, target=file, after={"scan": verdict.value})
    return True


def _refuse(file: File) -> None:
    file.state, file.reason, file.scanned_at = File.State.REFUSED, "查毒时发现病毒", clock.now()
    file.save(update_fields=["state", "reason", "scanned_at"])
    audit.record("file.refused", actor=None, target=file, note=file.reason)
    for tell in _tellers if file.owner else ():
        tell(file.owner, f"您上传的“{file.name}”在查毒时发现病毒，已经删除，请用杀毒软件检查电脑后重新上传。")
    transaction.on_commit(lambda: storage.path(file).unlink(missing_ok=True))


@transaction.atomic
def destroy(files: Iterable[File]) -> int:
    """Destroy those that no row refers to any more: bytes and name go, the row says 已销毁. Returns how many.

    The bytes go after the commit; where a crash comes between, ``storage.compare`` takes them the next night.
    """
    keys = [file.pk for file in files]
    list(File.objects.select_for_update(of=("self",)).filter(pk__in=keys))  # before asking who refers to them
    unused = list(File.objects.unused().filter(pk__in=keys))
    for file in unused:
        file.name, file.reason, file.state = "", "", File.State.DESTROYED
        file.save(update_fields=["name", "reason", "state"])
        transaction.on_commit(partial(storage.path(file).unlink, missing_ok=True), robust=True)
    return len(unused)


def behind(rows: QuerySet[Any, Any], *columns: str) -> list[File]:
    """The files that rows refer to, read before the rows let go of them: for ``destroy``."""
    held = rows.exclude(**dict.fromkeys(columns))
    keys = {key for row in held.values_list(*columns) for key in row if key}
    return list(File.objects.filter(pk__in=keys))


@transaction.atomic
def destroy_unused() -> int:
    """What no row refers to any more is destroyed (``Keep.FILE``); an upload of today may not have its row yet."""
    return audit.took_away(files=destroy(File.objects.unused().filter(uploaded_at__lt=clock.now() - DAY)))


def check_for_reading(upload: Upload, kinds: Collection[str]) -> Checked:
    """As ``check``, for a room that reads the bytes at once. Raises NotYetScanned where the scanner did not answer."""
    return _scanned(check(upload, kinds))


def check_words(upload: Upload, kinds: Collection[str]) -> Checked:
    """As ``check_for_reading``, for a room that is content with the words: a PDF that carries other files may be read, and
    ``store`` refuses it."""
    return _scanned(checking.check_words(upload, kinds))


def _scanned(checked: Checked) -> Checked:
    if checked.verdict == Verdict.NO_ANSWER:
        raise NotYetScanned()
    return checked


def clean_path(file: File) -> Path:
    """Where the bytes lie, for a room that reads them itself. Raises NotYetScanned for what is not clean."""
    if not file.is_clean:
        raise NotYetScanned()
    return storage.path(file)


def let_read(rule: ReadRule) -> ReadRule:
    """Register who besides the owner may read which files: ``rule(user, file)``. Rooms call it when they start."""
    _read_rules.append(rule)
    return rule


def tell_owners_by(teller: Teller) -> Teller:
    """Register how an owner hears of a file that was refused later: ``teller(user, sentence)``."""
    _tellers.append(teller)
    return teller


def may_read(user: Any, file: File) -> bool:
    """Default deny: the owner, everybody for public files, and whom some room's rule lets in."""
    if file.secrecy == File.Secrecy.PUBLIC or (user.is_authenticated and file.owner_id == user.pk):
        return True
    return any(rule(user, file) for rule in _read_rules)
