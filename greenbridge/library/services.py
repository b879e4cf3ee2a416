"""What happens to documents: they come in, are made public, are taken down. Nothing is overwritten."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.library import naming
from greenbridge.library.errors import NoDate, SameDay
from greenbridge.library.facts import Facts
from greenbridge.library.models import Clause, Issuer, Version, Work
from greenbridge.library.structure.rules import Unit, split
from greenbridge.library.validity.services import recompute
from greenbridge.reference.models import Domain


@dataclass(frozen=True)
class Put:
    """What came of handing a document in."""

    version: Version
    is_new: bool
    is_new_work: bool


@transaction.atomic
def put(facts: Facts, *, actor: User | None = None, held: bool = False) -> Put:
    """Take a document in as a version of its work, with its clauses, and make it public unless it is held back.

    The work is found by standard number, else by title, kind and region, and made where there is none. The same
    text of the same day changes nothing. What is in force is drawn anew.
    Raises NoDate where neither date is known, SameDay where another text of that day is there.
    """
    if facts.dated_on is None:
        raise NoDate(title=facts.title)
    work, is_new_work = _work_of(facts)
    digest = hashlib.sha256(facts.text.encode()).hexdigest()
    if there := work.versions.filter(dated_on=facts.dated_on).first():
        if there.digest != digest:
            raise SameDay(title=facts.title, day=f"{facts.dated_on:%Y年%-m月%-d日}")
        return Put(there, False, False)
    version = Version.objects.create(
        work=work,
        dated_on=facts.dated_on,
        title=facts.title,
        number=facts.number,
        number_key=naming.document_key(facts.number),
        promulgated_on=facts.promulgated_on,
        effective_on=facts.effective_on,
        expires_on=facts.expires_on,
        history=facts.history,
        text=facts.text,
        digest=digest,
        source=facts.source,
        source_url=facts.source_url,
        fetched_at=facts.fetched_at,
    )
    write_clauses(version, split(facts.text))
    audit.record("library.text_received", actor=actor, target=version)
    if not held:
        _publish(version)
    return Put(version, True, is_new_work)


@transaction.atomic
def publish(version: Version, *, actor: User) -> None:
    """Make a version public that was held back for an editor to look at. A second time changes nothing."""
    version = Version.objects.select_for_update().get(pk=version.pk)
    if version.is_public:
        return
    _publish(version)
    audit.record("library.text_published", actor=actor, target=version)


def write_clauses(version: Version, units: list[Unit]) -> None:
    """Put the clauses of a version in place of those it had."""
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
    recompute(version.work)
    _name_after_the_latest(version.work)


def _name_after_the_latest(work: Work) -> None:
    latest = work.versions.published().order_by("-dated_on").first()
    if latest is not None and latest.title != work.title:
        work.title, work.title_key = latest.title, naming.title_key(latest.title)
        work.save(update_fields=["title", "title_key"])


def _work_of(facts: Facts) -> tuple[Work, bool]:
    bare, _ = naming.standard_keys(facts.number) if facts.kind == Work.Kind.STANDARD else ("", "")
    key, region = naming.title_key(facts.title), facts.region or None
    there = (
        Work.objects.filter(number_key=bare)
        if bare
        else Work.objects.filter(title_key=key, kind=facts.kind, region=region)
    ).first()
    if there is not None:
        return there, False
    return _new_work(facts, bare, key), True


def _new_work(facts: Facts, bare: str, key: str) -> Work:
    base = naming.code(facts.title, bare, ())
    taken = set(Work.objects.filter(code__startswith=base).values_list("code", flat=True))
    work = Work.objects.create(
        code=naming.code(facts.title, bare, taken),
        kind=facts.kind,
        title=facts.title,
        title_key=key,
        short_titles=list(facts.short_titles),
        region_id=facts.region or None,
        number_key=bare,
        standard_class=facts.standard_class,
        is_demo=facts.is_demo,
    )
    work.issuers.set([_issuer(name) for name in facts.issuers])
    work.domains.set(Domain.objects.filter(pk__in=facts.domains or _domains_in(facts.title)))
    return work


def _issuer(name: str) -> Issuer:
    known = Issuer.objects.filter(name=name).first()
    return known or Issuer.objects.create(name=name)


def _domains_in(title: str) -> list[str]:
    return [domain.code for domain in Domain.objects.all() if any(word in title for word in domain.synonyms)]
