"""Which records may be of one body: found by whole sets, kept as pairs, asked about once."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Length

from greenbridge.core import clock
from greenbridge.core.text import fold_name
from greenbridge.suppliers.merging import rules
from greenbridge.suppliers.merging.rules import Pair
from greenbridge.suppliers.models import FormerName, Likeness, Supplier

Evidence = Likeness.Evidence
Kind = FormerName.Kind
_COUNTY = 6  # digits of a division's code
_NAME, _CODE = "organisation__name", "organisation__credit_code"


@transaction.atomic
def find() -> int:
    """Keep every pair that is not kept yet, drop those that nothing speaks for any more. How many are new.

    What an officer has dismissed is asked about again where something else speaks for it than did then.
    """
    evidence = found()
    known = known_of(evidence)
    kept = {(row.first_id, row.second_id): row for row in Likeness.objects.select_related("first", "second")}
    fresh = [
        Likeness(
            first_id=pair[0],
            second_id=pair[1],
            evidence=kinds,
            known=known[pair],
            found_at=clock.now(),
        )
        for pair, kinds in evidence.items()
        if pair not in kept
    ]
    Likeness.objects.bulk_create(fresh, ignore_conflicts=True)
    for pair, row in kept.items():
        if pair in evidence and row.known != known[pair]:
            _ask_again(row, evidence[pair], known[pair])
    over = [row.pk for pair, row in kept.items() if pair not in evidence and not _is_of_a_merge(row)]
    Likeness.objects.filter(pk__in=over, dismissed_at=None, proposed_at=None).delete()
    return len(fresh)


def _ask_again(row: Likeness, evidence: list[str], known: str) -> None:
    changed: dict[str, Any] = {"evidence": evidence, "known": known}
    if row.dismissed_at:
        changed |= {"dismissed_at": None, "dismissed_by": None, "found_at": clock.now()}
    Likeness.objects.filter(pk=row.pk).update(**changed)


def _is_of_a_merge(row: Likeness) -> bool:
    """Such a pair waits for the day on which the merge is undone."""
    return row.first.is_merged or row.second.is_merged


def known_of(evidence: Mapping[Pair, list[str]]) -> dict[Pair, str]:
    """For each pair what speaks for it, and of whom."""
    records = {record for pair in evidence for record in pair}
    rows = Supplier.objects.filter(pk__in=records).order_by().values_list("pk", _CODE, _NAME)
    named = {pk: f"{code} {name}" for pk, code, name in rows}
    return {
        pair: "|".join([",".join(kinds), *(named[record] for record in pair)])
        for pair, kinds in evidence.items()
    }


def found() -> dict[Pair, list[str]]:
    """Every pair of records with what speaks for it."""
    evidence: defaultdict[Pair, set[str]] = defaultdict(set)
    for kind, pairs in (
        *_by_name(),
        (Evidence.FORMER_NAME, _by_former_name()),
        (Evidence.CODE, _by_former_code()),
        (Evidence.BODY_CODE, _by_body_code()),
        (Evidence.CONTACT, _by_contact()),
        (Evidence.HAND, _by_hand()),
    ):
        for pair in pairs:
            evidence[pair].add(kind)
    return {
        pair: [kind.value for kind in Evidence if kind in kinds] for pair, kinds in sorted(evidence.items())
    }


def _by_name() -> list[tuple[Evidence, set[Pair]]]:
    """Names that are the same, and names that differ in the form of the company only, within a county."""
    alike = {
        pk: key for key, records in _alike(_records(), rules.without_form(_NAME)).items() for pk in records
    }
    named = _records().filter(pk__in=list(alike)).values_list("pk", _NAME, "organisation__region_id")
    rows = list(named)
    same = rules.pairs(rules.grouped((fold_name(name), pk) for pk, name, _ in rows).values())
    near = rules.grouped((f"{alike[pk]} {region[:_COUNTY]}", pk) for pk, _, region in rows)
    return [(Evidence.NAME, same), (Evidence.FORM, rules.pairs(near.values()) - same)]


def _by_body_code() -> set[Pair]:
    """Old registration numbers have no such part."""
    rows = _records().annotate(length=Length(_CODE)).filter(length=18)
    return rules.pairs(_alike(rows, rules.body_code(_CODE)).values())


def _by_contact() -> set[Pair]:
    rows = _records().exclude(contact_phone="").exclude(organisation__address="")
    door = Concat("organisation__region_id", Value("|"), "organisation__address", Value("|"), "contact_phone")
    groups = _alike(rows, door).values()
    return rules.pairs(records for records in groups if len(records) <= rules.MOST_AT_ONE_DOOR)


def _by_hand() -> set[Pair]:
    """What officers proposed stays, whatever else speaks for it."""
    rows = Likeness.objects.filter(
        proposed_at__isnull=False, first__merged_into=None, second__merged_into=None
    )
    return set(rows.values_list("first_id", "second_id"))


def _alike(rows: "QuerySet[Supplier]", key: Combinable) -> Mapping[str, list[int]]:
    """Records that share a key, in one pass over all of them; only where there are more than two, in a second one."""
    keyed = rows.annotate(key=key)
    counted = keyed.values("key").annotate(several=Count("pk"), first=Min("pk"), last=Max("pk"))
    shared = list(counted.filter(several__gt=1).values_list("key", "several", "first", "last"))
    groups = {str(text): [first, last] for text, several, first, last in shared if several == 2}
    if crowded := [text for text, several, *_ in shared if several > 2]:
        groups |= rules.grouped(keyed.filter(key__in=crowded).values_list("key", "pk"))
    return groups


def _by_former_name() -> set[Pair]:
    return _under_a_former(Kind.NAME, rules.folded("text"), rules.folded(_NAME))


def _by_former_code() -> set[Pair]:
    return _under_a_former(Kind.CODE, F("text"), F(_CODE))


def _under_a_former(kind: str, former: Combinable, present: Combinable) -> set[Pair]:
    """What one record was, another one is."""
    were = FormerName.objects.filter(kind=kind, supplier__merged_into=None).order_by().annotate(key=former)
    are = _records().annotate(key=present)
    known = rules.grouped(are.filter(key__in=were.values("key")).values_list("key", "pk"))
    return rules.crossed(
        rules.grouped(were.filter(key__in=list(known)).values_list("key", "supplier")), known
    )


def _records() -> "QuerySet[Supplier]":
    return Supplier.objects.filter(merged_into=None).order_by()
