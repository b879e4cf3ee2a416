"""Reads about records of one body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.workload import Load, load
from greenbridge.core import clock, credit_code
from greenbridge.core.privacy import register
from greenbridge.suppliers import facts
from greenbridge.suppliers.merging import moving, rules
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    FormerName,
    Likeness,
    Merge,
    PaperStatement,
    Sighting,
    Statement,
    Supplier,
)
from greenbridge.suppliers.queries import in_charge_of, of_associations
from greenbridge.suppliers.related import pointer_named

MOST_NAMED = 5
_READABLE = (Supplier.Status.LISTED, Supplier.Status.SUSPENDED, Supplier.Status.MERGED)
_DESCRIBED = (Activity, Credential, FormerName, PaperStatement, Sighting, Statement)
"""What stands among the facts of a record already."""


def merged_codes() -> dict[str, str]:
    """The credit code of every record that was merged, with that of the record it stands in now."""
    rows = Supplier.objects.filter(merged_into__isnull=False).order_by()
    return dict(rows.values_list("organisation__credit_code", "merged_into__organisation__credit_code"))


def survivor_of(code: str) -> Supplier | None:
    """The record into which that of a credit code was merged."""
    rows = Supplier.objects.filter(organisation__credit_code=code, merged_into__isnull=False)
    merged = rows.order_by().select_related("merged_into__organisation").first()
    return merged.merged_into if merged else None


def waiting_for(officer: User) -> QuerySet[Likeness]:
    """Pairs that nobody has decided on, with a record in the officer's province, the oldest first."""
    rows = _open(_visible(officer))
    return rows.order_by("found_at", "pk")


def load_of(association: Association) -> Load:
    return load(_open(Likeness.objects.filter(_here([association]))), since="found_at")


def _open(rows: QuerySet[Likeness]) -> QuerySet[Likeness]:
    return rows.filter(dismissed_at=None, first__merged_into=None, second__merged_into=None)


def visible_to(officer: User) -> QuerySet[Likeness]:
    """Also what is decided."""
    return _visible(officer).select_related(
        "proposed_by", "dismissed_by", "first__merged_into__organisation", "second__merged_into__organisation"
    )


def _visible(officer: User) -> QuerySet[Likeness]:
    return Likeness.objects.filter(_here(officer.associations)).select_related(
        "first__organisation__region", "second__organisation__region"
    )


def _here(associations: Sequence[Association]) -> Q:
    """Either record lies with one of them."""
    first, second = (f"{which}__organisation" for which in ("first", "second"))
    return of_associations(associations, first) | of_associations(associations, second)


def in_charge(officer: User) -> QuerySet[Merge]:
    """Merges whose surviving record is in the officer's province, the latest first."""
    rows = Merge.objects.filter(in_charge_of(officer, "survivor__organisation"))
    return rows.select_related(
        "survivor__organisation__region", "absorbed__organisation", "merged_by", "undone_by"
    )


def records_named(text: str, officer: User) -> list[Supplier]:
    """Records with this credit code, or of this name; at most a handful.

    Those that everybody may read, and all of the officer's province. By its code one that was merged is found too.
    """
    seen = Q(status__in=_READABLE) | in_charge_of(officer, "organisation")
    rows = Supplier.objects.filter(seen).select_related("organisation", "merged_into__organisation")
    try:
        rows = rows.filter(organisation__credit_code=credit_code.parse(text))
    except credit_code.BadCreditCode:
        rows = rows.filter(organisation__name__in=rules.spellings(text), merged_into=None)
    return list(rows.order_by("pk")[:MOST_NAMED])


def is_in_charge(officer: User, supplier: Supplier) -> bool:
    return Supplier.objects.filter(in_charge_of(officer, "organisation"), pk=supplier.pk).exists()


def may_survive(likeness: Likeness) -> list[Supplier]:
    """The record that a body speaks for itself, or either where none is claimed; none where both are."""
    records = [likeness.first, likeness.second]
    claimed = [record for record in records if record.is_claimed]
    return [] if claimed == records else claimed or records


def version_of(likeness: Likeness) -> str:
    """Changes whenever one of the two records does."""
    records = Supplier.objects.filter(pk__in=[likeness.first_id, likeness.second_id]).order_by("pk")
    return "|".join(
        f"{status} {at.isoformat()}" for status, at in records.values_list("status", "updated_at")
    )


@dataclass(frozen=True)
class Compared:
    """A fact of the one record beside that of the other; 无 where there is none."""

    name: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        return self.first != self.second


def side_by_side(likeness: Likeness) -> list[Compared]:
    """The two records fact by fact: what they say of themselves, where it comes from, what hangs on them."""
    known = Supplier.objects.with_record().in_bulk([likeness.first_id, likeness.second_id])
    first, second = _described(known[likeness.first_id]), _described(known[likeness.second_id])
    return [Compared(name, first.get(name) or "无", second.get(name) or "无") for name in {**first, **second}]


def _described(supplier: Supplier) -> dict[str, str]:
    return {
        "统一社会信用代码": supplier.code,
        "认领": "已由单位认领" if supplier.is_claimed else "没有认领",
        "曾用名和原代码": "、".join(str(row) for row in supplier.former_names.all()),
        **facts.of(supplier),
        "来源": "、".join(_sources(supplier)),
        "资料更新": clock.written(clock.local(supplier.updated_at).date()),
        **{title: f"{count} 项" for title, count in _hanging_on(supplier).items()},
    }


def _sources(supplier: Supplier) -> list[str]:
    said = {statement.source for statement in supplier.statements.all()}
    return sorted(said | {sighting.source for sighting in supplier.sightings.all()})


def _hanging_on(supplier: Supplier) -> Mapping[str, int]:
    """How much there is of what is not described itself: applications, invitations, deals and so on."""
    counts = {
        pointer.name: pointer.rows.filter(**{pointer.column: supplier.pk}).count()
        for pointer in moving.pointers()
        if pointer.model not in _DESCRIBED
    }
    return titled({name: count for name, count in counts.items() if count})


def titled(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by what people call the rows; what has no such name is left out."""
    tables = register()
    titles = {name: tables[pointer_named(name).model._meta.label].title for name in counts}
    return {titles[name]: count for name, count in counts.items() if titles[name]}


@dataclass(frozen=True)
class Taken:
    """How much of each kind a merge moved, and how much it left with the absorbed record."""

    moved: Mapping[str, int]
    aside: Mapping[str, int]


def taken(row: Merge) -> Taken:
    return Taken(titled(moving.counts(row.moved)), titled(moving.counts(row.aside)))


def merge_of(likeness: Likeness) -> Merge | None:
    """The merge that stands between the two records, whichever survived."""
    pair = [likeness.first_id, likeness.second_id]
    rows = Merge.objects.filter(survivor__in=pair, absorbed__in=pair, undone_at=None)
    return rows.select_related("survivor__organisation", "merged_by").first()
