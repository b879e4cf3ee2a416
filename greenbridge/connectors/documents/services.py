"""What becomes of a document that an official site has: it comes in, or what differs from ours is noted. Nothing is overwritten."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from greenbridge.connectors import storing
from greenbridge.connectors.documents import rules
from greenbridge.connectors.documents.facts import Document
from greenbridge.connectors.models import Difference, Run, Source, Statement
from greenbridge.core import clock
from greenbridge.library import matching, naming
from greenbridge.library import services as library
from greenbridge.library.facts import Facts
from greenbridge.library.intake import originals, warnings
from greenbridge.library.ledger import reading
from greenbridge.library.models import Version
from greenbridge.library.structure.rules import split

Kind = Difference.Kind
KNOWN_WORK = "本平台已有这份文件的其他文本。"
COMPLETED = "补全了本平台缺少的内容。"
BACK = "来源重新列出。"
MISSING = "列表读到了头，其中没有这一份。"


@transaction.atomic
def receive(document: Document, source: Source, *, run: Run | None = None, is_demo: bool = False) -> str:
    """Take in a document that the library does not have, else note what the source says of it otherwise than ours.

    A new text of a work that the library has, and whatever is in doubt, is held for an editor; what ours lacks is filled in.
    What takes the place of what enters the ledger, for an editor to confirm. Returns new, changed or same. Raises what ``library.services.put`` refuses.
    """
    facts = replace(document.facts, is_demo=is_demo)
    known = _known(document, facts, source)
    version = known.version if known else matching.version_of(facts)
    if version is None:
        return _taken_in(document, facts, source, run)
    now = storing.as_json(document)
    if known and not (document.brings_text or document.text):
        now["text"] = known.said.get("text", now["text"])  # its text was not asked for again
    fields = _otherwise(known.said, now) if known else _unlike(version, facts)
    is_completed = _completed(version, document, facts)
    if is_completed:
        fields.pop("text", None)  # the note says so in words
    _keep_original(version, document)
    _state(document, source, version, known, now)
    _tell_the_ledger(version, document)
    if fields or is_completed:
        note = COMPLETED if is_completed else ""
        _note(Kind.CHANGED, source, run, version, facts.source_url, fields, note)
    return "changed" if fields or is_completed else "same"


@transaction.atomic
def compare(source: Source, run: Run, *, seen: set[str] | None = None) -> str:
    """Note what the source calls in force or not otherwise than we compute it, each once as long as it lasts.

    ``seen`` are the numbers in its list where that was read to its end: what is missing there is noted as gone. Returns an
    alarm where so much is missing that the list is to be doubted; then nothing is.
    """
    for one in source.statements.comparable():
        if one.is_contradicted != one.differs:
            _turn(one, run)
    return "" if seen is None else _look_for_gone(source, run, seen)


def _known(document: Document, facts: Facts, source: Source) -> Statement | None:
    """What the source said of this document before, also under another address, or with another day."""
    stated = Statement.objects.filter(source=source).select_related("version")
    for one in stated.filter(their_id=document.source_id):
        if matching.is_same(one.version, facts):
            return one
    version = matching.version_of(facts)
    return stated.filter(version=version).first() if version else None


def _completed(version: Version, document: Document, facts: Facts) -> bool:
    """Fill in what our version lacks, a text or a day, where nothing is in doubt and no words stand against others."""
    are_words_against = facts.text and version.text and version.digest != naming.digest(facts.text)
    if document.doubts or are_words_against or matching.version_of(facts) != version:
        return False
    return library.put(facts).is_completed


def _taken_in(document: Document, facts: Facts, source: Source, run: Run | None) -> str:
    why = [
        warn.sentence
        for warn in [*document.doubts, *warnings.of(facts, split(facts.text))]
        if rules.holds_back(warn.doubt, brings_text=document.brings_text)
    ]
    if matching.work_of(facts) is not None:
        why.append(KNOWN_WORK)
    version = library.put(facts, held=bool(why), doubts=document.doubts).version
    _keep_original(version, document)
    _state(document, source, version, None, storing.as_json(document))
    _tell_the_ledger(version, document)
    _note(Kind.HELD if why else Kind.NEW, source, run, version, facts.source_url, note="".join(why))
    return "new"


def _keep_original(version: Version, document: Document) -> None:
    """Beside the very text that was read from it."""
    version.refresh_from_db(fields=["digest"])  # it may have been filled in just now
    is_its = version.digest == naming.digest(document.text) and not version.files.exists()
    if document.original is not None and is_its:
        originals.keep(version, document.original, by=None)


def _tell_the_ledger(version: Version, document: Document) -> None:
    """What the source says takes the place of what, for an editor to confirm; known entries stay as they are."""
    note = f"{document.facts.source}载明"
    reading.told_by_source(version, document.replaces, note)
    named = document.facts.number or document.title
    for number in document.replaced_by:
        if later := Version.objects.filter(number_key=naming.document_key(number)).first():
            reading.told_by_source(later, [named], note)


def _state(
    document: Document,
    source: Source,
    version: Version,
    known: Statement | None,
    said: Mapping[str, Any],
) -> None:
    statement = known or Statement(source=source, version=version)
    statement.their_id, statement.address = document.source_id, document.facts.source_url[:500]
    statement.says, statement.said, statement.seen_at = document.says, dict(said), clock.now()
    statement.save()


def _unlike(version: Version, facts: Facts) -> dict[str, list[str]]:
    """What the source says of a version otherwise than the library has it. What either does not say is no difference."""
    pairs = {
        name: (_written(getattr(version, name)), _written(getattr(facts, name)))
        for name in ("title", "number", "promulgated_on", "effective_on", "expires_on")
    }
    fields = {
        name: [ours, theirs]
        for name, (ours, theirs) in pairs.items()
        if ours and theirs and naming.digest(ours) != naming.digest(theirs)
    }
    if facts.text and version.text and naming.digest(facts.text) != version.digest:
        fields["text"] = [_length(version.text), _length(facts.text)]
    return fields


def _otherwise(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the source says now otherwise than before."""
    return {
        name: [_written(before.get(name)), _written(now.get(name))]
        for name in rules.FIELDS
        if before.get(name) != now.get(name)
    }


def _turn(statement: Statement, run: Run) -> None:
    statement.differs = not statement.differs
    statement.save(update_fields=["differs"])
    if statement.differs:
        fields = {"says": [statement.ours.label, statement.get_says_display()]}
        _note(Kind.STATUS, run.source, run, statement.version, statement.address, fields)


def _look_for_gone(source: Source, run: Run, seen: set[str]) -> str:
    stated = list(source.statements.select_related("version"))
    gone = [one for one in stated if one.their_id not in seen and one.gone_at is None]
    if rules.too_many_gone(gone, len(stated)):
        return f"清单少了{len(gone)}条，多半没有读全，没有按不再列出处理"
    for one in gone:
        one.gone_at = clock.now()
        one.save(update_fields=["gone_at"])
        _note(Kind.GONE, source, run, one.version, one.address, note=MISSING)
    for one in stated:
        if one.gone_at is not None and one.their_id in seen:
            one.gone_at = None
            one.save(update_fields=["gone_at"])
            _note(Kind.CHANGED, source, run, one.version, one.address, note=BACK)
    return ""


def _note(
    kind: str,
    source: Source,
    run: Run | None,
    version: Version,
    address: str,
    fields: Mapping[str, list[str]] | None = None,
    note: str = "",
) -> None:
    Difference.objects.create(
        source=source,
        run=run,
        at=clock.now(),
        kind=kind,
        version=version,
        address=address[:500],
        fields=dict(fields or {}),
        note=note[:300],
    )


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _length(text: str) -> str:
    return f"{len(text)}字" if text else ""
