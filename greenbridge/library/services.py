"""What happens to documents: they come in, are made public, are taken down. Nothing is overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library import consequences, issuers, matching, naming
from greenbridge.library.citations import services as citations
from greenbridge.library.definitions import services as definitions
from greenbridge.library.errors import DaysInDisorder, IsAside, NoDate, SameDay
from greenbridge.library.facts import Facts
from greenbridge.library.intake import warnings
from greenbridge.library.intake.warnings import Warn
from greenbridge.library.ledger import reading
from greenbridge.library.models import Clause, Issuer, Version, Work
from greenbridge.library.models.works import ISSUER
from greenbridge.library.search import find_anew
from greenbridge.library.structure.rules import Unit, split
from greenbridge.library.validity.services import recompute
from greenbridge.reference.models import Domain


@dataclass(frozen=True)
class Put:
    """What came of handing a document in. ``is_completed``: something that was missing is there now."""

    version: Version
    is_new: bool
    is_new_work: bool
    is_completed: bool = False


# What a later document may fill in where it was not known; what is known stays.
COMPLETED = (
    "number",
    "promulgated_on",
    "effective_on",
    "expires_on",
    "history",
    "source",
    "source_url",
    "fetched_at",
)


@transaction.atomic
def put(facts: Facts, *, actor: User | None = None, held: bool = False, doubts: Sequence[Warn] = ()) -> Put:
    """Take a document in as a version of its work, with its clauses, and make it public unless it is held back.

    The work is found by standard number, else by title, kind and region, and made where there is none; the version
    by its day, an edition of a standard by its number. The same words change nothing; what was missing in a version,
    its text or a day, is filled in. What an editor should look at is kept beside the version, with the ``doubts`` of
    whoever brings it. What is in force is drawn anew, and ``consequences.of`` follows.
    Raises NoDate where neither date is known, DaysInDisorder where it ends before it begins, SameDay where another
    text of that day is there.
    """
    if facts.dated_on is None:
        raise NoDate(title=facts.title)
    refuse_disorder(facts)
    work, is_new_work = _work_of(facts)
    if there := matching.version_in(work, facts):
        return Put(there, False, False, _complete(there, facts, actor, doubts))
    version = Version.objects.create(
        work=work,
        dated_on=facts.dated_on,
        title=facts.title,
        number_key=naming.document_key(facts.number),
        **{field: getattr(facts, field) for field in COMPLETED},
    )
    audit.record("library.text_received", actor=actor, target=version)
    _write_text(version, facts, doubts)
    if not held:
        _publish(version)
    return Put(version, True, is_new_work)


def _complete(version: Version, facts: Facts, actor: User | None, doubts: Sequence[Warn]) -> bool:
    """Whether something was filled in. Raises SameDay where both have words, and not the same, and DaysInDisorder."""
    if facts.text and version.text and version.digest != naming.digest(facts.text):
        raise SameDay(title=facts.title, day=f"{facts.dated_on:%Y年%-m月%-d日}")
    missing = [name for name in COMPLETED if not getattr(version, name) and getattr(facts, name)]
    brings_text = bool(facts.text and not version.text)
    if not (brings_text or set(missing) - {"source", "source_url", "fetched_at"}):
        return False
    for name in missing:
        setattr(version, name, getattr(facts, name))
    refuse_disorder(version)
    version.number_key = naming.document_key(version.number)
    version.save(update_fields=[*missing, "number_key"])
    if brings_text:
        _write_text(version, facts, doubts)
    audit.record("library.text_completed", actor=actor, target=version)
    if version.is_public:
        _draw_anew(version.work)
        consequences.of(version)
    return True


def refuse_disorder(told: Facts | Version) -> None:
    """Raises DaysInDisorder where the last day comes before the first: then no status can be drawn."""
    begins, ends = told.effective_on, told.expires_on
    if begins is not None and ends is not None and ends < begins:
        raise DaysInDisorder(title=told.title, begins=clock.written(begins), ends=clock.written(ends))


def _write_text(version: Version, facts: Facts, doubts: Sequence[Warn]) -> None:
    units = split(facts.text)
    version.text, version.digest = facts.text, naming.digest(facts.text) if facts.text else ""
    version.warnings = [warn.as_json() for warn in [*doubts, *warnings.of(facts, units)]]
    version.save(update_fields=["text", "digest", "warnings"])
    write_clauses(version, units)


@transaction.atomic
def publish(version: Version, *, actor: User) -> None:
    """Make a version public that was held back for an editor to look at, who has looked at what was doubtful as well.

    A second time changes nothing. Raises IsAside for one that was set aside.
    """
    version = Version.objects.select_for_update().get(pk=version.pk)
    if version.is_public:
        return
    refuse_aside(version)
    before = _settle_doubts(version)
    _publish(version)
    audit.record("library.text_published", actor=actor, target=version, before=before)


@transaction.atomic
def check(version: Version, *, actor: User) -> None:
    """Somebody has looked at what is doubtful about a public version: it is off the list, and the trail keeps what it was.

    Where nothing is doubtful nothing changes.
    """
    version = Version.objects.select_for_update().get(pk=version.pk)
    if version.is_public and (before := _settle_doubts(version)):
        audit.record("library.doubts_checked", actor=actor, target=version, before=before)


def _settle_doubts(version: Version) -> dict[str, list[str]] | None:
    """The sentences that no longer stand on the version."""
    doubts = [warn.sentence for warn in warnings.from_json(version.warnings)]
    if not doubts:
        return None
    version.warnings = []
    version.save(update_fields=["warnings"])
    return {"doubts": doubts}


def refuse_aside(version: Version) -> None:
    """Raises IsAside."""
    if version.standing == Version.Standing.ASIDE:
        raise IsAside(title=version.title, day=clock.written(version.dated_on), why=version.aside_why)


def write_clauses(version: Version, units: list[Unit]) -> None:
    """Put the clauses of a version in place of those it had, with what they cite and define."""
    if version.clauses.exists():
        find_anew([version.work])  # what goes; what comes is told when it is published
    version.clauses.all().delete()
    made: dict[str, Clause] = {}
    for position, unit in enumerate(units):
        made[unit.address] = Clause(
            version=version,
            position=position,
            parent=made.get(unit.parent),
            level=unit.level,
            address=unit.address,
            label=unit.label,
            heading=unit.heading,
            text=unit.text,
        )
    for depth in _by_depth(list(made.values())):
        Clause.objects.bulk_create(depth, batch_size=500)
    citations.write(version)
    definitions.write(version)


def correct(version: Version, text: str) -> set[str]:
    """Put other words in place of those of a published text; the addresses of the clauses that changed, came or went.

    Its days stay, and nobody is told of a new text. What the words cite, and what they say of the end of others, is read
    anew. Whoever calls this keeps the former words.
    """
    units = split(text)
    wordings = [
        {one.address: (one.label, one.heading, one.text) for one in those}
        for those in (version.clauses.all(), units)
    ]
    stays = [warn for warn in warnings.from_json(version.warnings) if warn.doubt not in warnings.OF_UNITS]
    version.text, version.digest = text, naming.digest(text)
    version.warnings = [warn.as_json() for warn in [*stays, *warnings.of_units(units)]]
    version.save(update_fields=["text", "digest", "warnings"])
    write_clauses(version, units)
    find_anew([version.work])
    reading.read_from(version)
    before, now = wordings
    return {address for address in before.keys() | now.keys() if before.get(address) != now.get(address)}


def _by_depth(clauses: list[Clause]) -> list[list[Clause]]:
    """Parents before their children, level by level, so that each row can name its parent."""
    levels: list[list[Clause]] = []
    depths: dict[int, int] = {}
    for clause in clauses:
        depth = depths[id(clause.parent)] + 1 if clause.parent else 0
        depths[id(clause)] = depth
        levels += [[] for _ in range(depth + 1 - len(levels))]
        levels[depth].append(clause)
    return levels


def _publish(version: Version) -> None:
    version.standing = Version.Standing.PUBLISHED
    version.published_at = clock.now()
    version.save(update_fields=["standing", "published_at"])
    _name_after_the_latest(version.work)
    _draw_anew(version.work)
    consequences.of(version)


def _draw_anew(work: Work) -> None:
    """What is in force; where that stays as it was, the index hears of the new words all the same."""
    if not recompute(work):
        find_anew([work])


def _name_after_the_latest(work: Work) -> None:
    latest = work.versions.published().order_by("-dated_on").first()
    if latest is not None and latest.title != work.title:
        work.title, work.title_key = latest.title, naming.title_key(latest.title)
        work.save(update_fields=["title", "title_key"])


def work_of(facts: Facts) -> Work:
    """The work that a document is a text of; made where there is none."""
    return _work_of(facts)[0]


def name_issuers(work: Work, names: Sequence[str]) -> None:
    """Say anew who makes a work."""
    work.issuers.set([_issuer(name) for name in names])


def _work_of(facts: Facts) -> tuple[Work, bool]:
    there = matching.work_of(facts)
    return (there, False) if there is not None else (_new_work(facts), True)


def _new_work(facts: Facts) -> Work:
    bare = naming.standard_keys(facts.number)[0] if facts.kind == Work.Kind.STANDARD else ""
    base = naming.code(facts.title, bare, ())
    taken = set(Work.objects.filter(code__startswith=base).values_list("code", flat=True))
    work = Work.objects.create(
        code=naming.code(facts.title, bare, taken),
        kind=facts.kind,
        title=facts.title,
        title_key=naming.title_key(facts.title),
        short_titles=list(facts.short_titles),
        region_id=facts.region or None,
        number_key=bare,
        standard_class=facts.standard_class,
        is_demo=facts.is_demo,
    )
    name_issuers(work, facts.issuers)
    work.domains.set(Domain.objects.filter(pk__in=facts.domains or _domains_in(facts.title)))
    return work


def _issuer(name: str) -> Issuer:
    name = issuers.canonical(name)[:ISSUER]
    return Issuer.objects.get_or_create(name=name, defaults={"position": issuers.position(name)})[0]


def _domains_in(title: str) -> list[str]:
    return [domain.code for domain in Domain.objects.all() if any(word in title for word in domain.synonyms)]
