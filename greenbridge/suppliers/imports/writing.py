"""Checked rows become organisations, suppliers, activities, credentials and sightings, a batch at a time.

Whole sets of rows per statement (``core.bulk``), because a list may have 200,000. ``Organisation.take_over``
says what a list may change on a body that exists.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Model

from greenbridge.accounts.models import Organisation
from greenbridge.core import bulk
from greenbridge.core.text import fold_name
from greenbridge.reference import lookups
from greenbridge.search import services as search
from greenbridge.suppliers.imports import papers, rereading
from greenbridge.suppliers.imports.cells import Finding, as_json
from greenbridge.suppliers.imports.errors import MergedMeanwhile
from greenbridge.suppliers.imports.facts import CheckedRow, CredentialFacts, Facts
from greenbridge.suppliers.models import Activity, Credential, CredentialWaste, FormerName, Sighting, Supplier
from greenbridge.suppliers.papers import statements as paper_statements
from greenbridge.suppliers.papers.rules import differing, resting_on_none
from greenbridge.suppliers.provenance import statements
from greenbridge.suppliers.provenance.statements import Field, Said, Source

_CHANGEABLE = ["name", "region", "address", "size", "established_on", "kind", "capital", "scope"]
_STATED = {
    "name": "",
    "region_id": "",
    "address": "",
    "size": Organisation.Size.UNKNOWN.value,
    "established_on": None,
    "kind": "",
    "capital": "",
    "scope": "",
}
"""What a list may state of a body, with what holds where it says nothing."""

_NAME, _ADDRESS, _SIZE = (field.value for field in (Field.NAME, Field.ADDRESS, Field.SIZE))

Ids = dict[str, int]
"""Credit code → id."""


class Known(NamedTuple):
    """A body that the platform has already, as it stood when it was locked."""

    pk: int
    supplier: int | None
    updated_at: str
    stated: dict[str, Any]
    """What a list may state of a body, as it is now."""

    @property
    def name(self) -> str:
        return str(self.stated["name"])


Bodies = Mapping[str, Known]
"""Credit code → body."""


def known_bodies(rows: Iterable[CheckedRow]) -> Bodies:
    """The bodies of these rows that the platform has already, by credit code, locked until the transaction ends."""
    codes = bulk.present(Organisation, "credit_code", [row.facts.credit_code for row in rows if row.facts])
    if not codes:
        return {}
    locked = Organisation.objects.filter(credit_code__among=codes).select_for_update().order_by("pk")
    found = list(locked.values_list("credit_code", "pk", *_STATED))
    bodies = [pk for _, pk, *_ in found]
    columns = ["organisation_id", "id", "updated_at"]
    suppliers = {
        pk: (supplier, moment)
        for pk, supplier, moment in bulk.plain(Supplier, columns, "organisation_id", bodies)
    }
    return {
        code: Known(pk, *suppliers.get(pk, (None, "")), dict(zip(_STATED, stated, strict=True)))
        for code, pk, *stated in found
    }


def check_none_was_merged(known: Bodies) -> None:
    """Whether the bodies, which are locked by now, are still those that their codes meant when the list was checked.

    Raises MergedMeanwhile.
    """
    suppliers = [body.supplier for body in known.values() if body.supplier]
    if (
        suppliers
        and Supplier.objects.filter(merged_into__isnull=False, pk__among=suppliers).order_by().exists()
    ):
        raise MergedMeanwhile()


def count_new(rows: Iterable[CheckedRow], known: Bodies) -> int:
    """How many suppliers writing these rows would add to the directory."""
    good = sum(row.facts is not None for row in rows)
    return good - len(_suppliers_among(known))


def _suppliers_among(known: Bodies) -> Ids:
    return {code: body.supplier for code, body in known.items() if body.supplier}


def flag_other_names(rows: Iterable[CheckedRow], known: Bodies, name_column: str) -> None:
    """A list that calls a body differently may be out of date, or may mean another body."""
    for row in rows if known else ():
        body = known.get(row.facts.credit_code) if row.facts else None
        if row.facts is None or body is None:
            continue
        stated: str = row.facts.organisation["name"]
        if stated != body.name and fold_name(stated) != fold_name(body.name):
            reason = f"与平台登记的名称“{body.name}”不一致。请核对是否更名或代码填错。"
            row.findings.append(Finding(name_column, stated, reason, refuses=False))


def write(
    rows: Sequence[CheckedRow],
    known: Bodies,
    *,
    source: str,
    kind: str,
    listed_on: dt.date | None,
    at: dt.datetime,
) -> None:
    """Store the good rows of a batch inside the caller's transaction.

    New suppliers are listed at once. A supplier that exists keeps its status. ``kind`` is that of the statements.
    """
    good = {row.facts.credit_code: row for row in rows if row.facts}
    facts = {code: row.facts for code, row in good.items() if row.facts}
    kept = _suppliers_among(known)
    renamed = _take_over(facts, known, kept)
    former = [(kept[code], known[code].name) for code in renamed if code in kept]
    suppliers = _suppliers(_bodies(facts, known), kept, facts, at)
    there = set(kept.values())
    _sightings(suppliers, there, good, source, listed_on, at)
    statements.keep_former(former, kind=FormerName.Kind.NAME, source=source, at=at)
    statements.hear(_said(suppliers, facts), Source(kind, source, at), known=kept.values())
    rereading.hold_together(_to_be_reread(facts, known, kept))
    _activities(suppliers, there, facts)
    _credentials(suppliers, there, facts, known, source, at)
    search.changed("supplier", *facts)


def _said(suppliers: Ids, facts: Mapping[str, Facts]) -> list[Said]:
    """The key facts of these rows as their list states them."""
    each = [(suppliers[code], row.place, row.size, row.organisation) for code, row in facts.items()]
    names = ((pk, _NAME, stated["name"], stated["name"], None) for pk, _, _, stated in each)
    places = (
        (pk, _ADDRESS, place, stated.get("address", ""), stated["region_id"])
        for pk, place, _, stated in each
        if place
    )
    sizes = ((pk, _SIZE, size, stated["size"], None) for pk, _, size, stated in each if "size" in stated)
    return [*map(_as_said, chain(names, places, sizes))]


_as_said = bulk.maker(Said)


def _to_be_reread(facts: Mapping[str, Facts], known: Bodies, kept: Ids) -> set[int]:
    """The suppliers of which this list says something else than holds, or of which lists differ already."""
    differing = {
        supplier
        for code, supplier in kept.items()
        if any(
            known[code].stated[field]
            and (stated := facts[code].organisation.get(field))
            and stated != known[code].stated[field]
            for field in rereading.REREAD
        )
    }
    return differing | (rereading.stated_differently(kept.values()) if kept else set())


def _take_over(facts: dict[str, Facts], known: Bodies, kept: Ids) -> list[str]:
    """Set what the list says of bodies that are there; the codes of those that are called otherwise now.

    A list that still has the code of a merged record says nothing of what the body is called and where it sits.
    """
    differing = [
        known[code].pk
        for code, stated in facts.items()
        if code in known and not stated.former_code and not _agree(stated.organisation, known[code].stated)
    ]
    if not differing:
        return []
    settled = statements.settled_columns(kept.values())
    bodies = Organisation.objects.filter(pk__in=differing).order_by("pk")
    changed = [
        body
        for body in bodies
        if body.take_over(
            facts[body.credit_code].organisation, settled.get(kept.get(body.credit_code, 0), frozenset())
        )
    ]
    Organisation.objects.bulk_update(changed, _CHANGEABLE, batch_size=100)
    return [
        body.credit_code
        for body in changed
        if fold_name(body.name) != fold_name(known[body.credit_code].name)
    ]


def _agree(listed: Mapping[str, Any], standing: Mapping[str, Any]) -> bool:
    return all(standing[column] == value for column, value in listed.items())


def _bodies(facts: dict[str, Facts], known: Bodies) -> Ids:
    """The bodies by credit code, made where there was none."""
    new = [code for code in facts if code not in known]
    ids = dict(zip(new, bulk.new_ids(Organisation, len(new)), strict=True))
    rows = ((ids[code], code, *(_STATED | facts[code].organisation).values()) for code in new)
    bulk.insert(Organisation, ["id", "credit_code", *_STATED], rows)
    return {code: body.pk for code, body in known.items()} | ids


def _suppliers(bodies: Ids, kept: Ids, facts: dict[str, Facts], at: dt.datetime) -> Ids:
    """The suppliers of these bodies by credit code, made where there was none."""
    Supplier.objects.filter(pk__among=kept.values()).update(updated_at=at)
    new = [code for code in bodies if code not in kept]
    ids = dict(zip(new, bulk.new_ids(Supplier, len(new)), strict=True))
    contacts = ((code, facts[code].contact) for code in new)
    bulk.insert(
        Supplier,
        ["id", "organisation_id", "contact_name", "contact_phone"],
        (
            (ids[code], bodies[code], contact.get("contact_name", ""), contact.get("contact_phone", ""))
            for code, contact in contacts
        ),
        always={"status": Supplier.Status.LISTED.value, "listed_at": at, "updated_at": at},
    )
    return kept | ids


def _hang_on(
    model: type[Model],
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    there: Collection[int],
    *,
    always: Mapping[str, Any],
    unique: Sequence[str],
    update: Sequence[str] = (),
) -> None:
    """Store rows of suppliers, whose ids come first. Only for those that were ``there`` may such a row be there already."""
    if there:
        given = list(rows)
        again = [row for row in given if row[0] in there]
        bulk.upsert(model, columns, again, unique=unique, update=update, always=always)
        rows = [row for row in given if row[0] not in there]
    bulk.insert(model, columns, rows, always=always)


def _sightings(
    suppliers: Ids,
    there: Collection[int],
    good: dict[str, CheckedRow],
    source: str,
    listed_on: dt.date | None,
    at: dt.datetime,
) -> None:
    _hang_on(
        Sighting,
        ["supplier_id", "raw", "flags"],
        (
            (
                suppliers[code],
                row.facts.raw if row.facts else "{}",
                as_json(row.flags) if row.findings else "[]",
            )
            for code, row in good.items()
        ),
        there,
        always={"source": source, "listed_on": listed_on, "seen_at": at},
        unique=["supplier_id", "source"],
        update=["listed_on", "seen_at", "raw", "flags", "gone_since", "gone_note"],
    )


def _activities(suppliers: Ids, there: Collection[int], facts: dict[str, Facts]) -> None:
    """A list adds activities; those that exist keep their regions and their description."""
    _hang_on(
        Activity,
        ["supplier_id", "service_type_id"],
        (
            (suppliers[code], service_type)
            for code, stated in facts.items()
            for service_type in stated.service_types
        ),
        there,
        unique=["supplier_id", "service_type_id"],
        always={"type_version": lookups.tree_version()},
    )


def _credentials(
    suppliers: Ids,
    there: Collection[int],
    facts: dict[str, Facts],
    known: Bodies,
    source: str,
    at: dt.datetime,
) -> None:
    """What an official list states of a credential counts as checked, and replaces what was entered by hand.

    What it does not state stays as it stands, as the body's own word where nobody else has said it, and so does a
    credential of which an officer chose another source. What the body said itself is kept first.
    """
    stated = {(suppliers[code], c.kind, c.number): c for code, f in facts.items() if (c := f.credential)}
    if not stated:
        return
    standing = papers.standing({key[0] for key in stated if key[0] in there} if there else ())
    chosen = paper_statements.binding({key[0] for key in standing})
    written = {
        key: papers.joined(c, standing[key].facts) if key in standing else c
        for key, c in stated.items()
        if key not in standing or chosen.get(key, source) == source
    }
    _keep_own(written, standing, known)
    facts_of = attrgetter(*papers.COLUMNS)
    _hang_on(
        Credential,
        ["supplier_id", "kind_id", "number", *papers.COLUMNS, "declared"],
        ((*key, *facts_of(c), _declared(c, stated[key], standing.get(key))) for key, c in written.items()),
        there,
        always={"verified_at": at, "source": source},
        unique=["supplier_id", "kind_id", "number"],
        update=[*papers.COLUMNS, "declared", "verified_at", "source"],
    )
    _wastes({key: c for key, c in written.items() if stated[key].wastes})
    otherwise = {
        key[0] for key, one in standing.items() if key in stated and differing([stated[key], one.facts])
    }
    papers.hold_together(otherwise | paper_statements.spoken_of({key[0] for key in standing}))


def _declared(held: CredentialFacts, stated: CredentialFacts, before: papers.Standing | None) -> str:
    """What still rests on the body's word alone, as JSON."""
    return as_json(resting_on_none(held, stated, before.declared)) if before and before.declared else "[]"


def _keep_own(
    written: Mapping[paper_statements.Key, CredentialFacts],
    standing: Mapping[paper_statements.Key, papers.Standing],
    known: Bodies,
) -> None:
    """The body's own word on what is written over, with the day on which it was checked or last changed."""
    moments = {body.supplier: body.updated_at for body in known.values()}
    own = [
        paper_statements.own(key, one.checked_at or moments[key[0]], one.facts)
        for key, one in standing.items()
        if key in written and not one.source
    ]
    paper_statements.keep(own, again=False)


def _wastes(held: Mapping[paper_statements.Key, CredentialFacts]) -> None:
    """The categories of the credentials as they are now."""
    if not held:
        return
    columns = ["id", "supplier_id", "kind_id", "number"]
    rows = bulk.plain(Credential, columns, "supplier_id", {supplier for supplier, _, _ in held})
    wastes = {
        pk: held[supplier, kind, number].wastes
        for pk, supplier, kind, number in rows
        if (supplier, kind, number) in held
    }
    bulk.delete(CredentialWaste, "credential_id", [*wastes])
    bulk.insert(
        CredentialWaste,
        ["credential_id", "category_id", "tonnes_per_year", "codes"],
        (
            (pk, category, covered.tonnes, as_json(covered.codes))
            for pk, categories in wastes.items()
            for category, covered in categories.items()
        ),
    )
