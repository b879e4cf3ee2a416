"""How suppliers stand in the index, and the filters of the directory."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.core.kept import Kept
from greenbridge.core.text import pinyin_initials
from greenbridge.reference import distances, lookups
from greenbridge.reference.models import Industry, ServiceType
from greenbridge.reference.options import region_options, type_options
from greenbridge.reference.wastes import Covered
from greenbridge.search.documents import Document, gathered
from greenbridge.search.listing import Filter, List, Option
from greenbridge.suppliers.assessment import shelf
from greenbridge.suppliers.care.rules import lapsed
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    FormerName,
    RecordPart,
    SizeStatement,
    Supplier,
    SupplierQuerySet,
)

TONNES = {str(step): f"{step:,} 吨/年以上" for step in (100, 1_000, 5_000, 10_000, 30_000)}
WHOLE = "whole"
"""HW17@whole: some licence covers the category whole, and not only codes of it."""

INDUSTRY_LEVELS = (1, 3, 4, 5)
"""How many characters a code of GB/T 4754 has on each level, from the section to the class."""

_industry_names: Kept[None, dict[str, str]] = Kept("reference", spares_memory=False)
UNRATED = "none"
FOUND_BY_NAME = (RecordPart.Kind.EQUIPMENT, RecordPart.Kind.PROJECT, RecordPart.Kind.CASE)


class SupplierCollection:
    """Listed suppliers, keyed by credit code."""

    name = "supplier"
    label = "服务机构"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        rows = _with_codes(Supplier.objects.select_related("organisation__region"), keys)
        listed = [supplier for supplier in rows if supplier.is_listed]
        around = _around(listed)
        return (_document(supplier, around) for supplier in listed)

    def all_keys(self) -> Iterable[str]:
        return Supplier.objects.listed().values_list("organisation__credit_code", flat=True).iterator(5000)

    def hits(self, keys: Sequence[str]) -> Mapping[str, Supplier]:
        return Supplier.objects.listed_by_code(keys)


def _with_codes(rows: SupplierQuerySet, codes: Sequence[str]) -> SupplierQuerySet:
    """Whether they are listed is left to the caller: asked for a status too, SQLite reads all rows that have it."""
    return rows.filter(organisation__credit_code__in=codes).order_by()


@dataclass(frozen=True)
class _Around:
    """What hangs on some suppliers, by their ids: valid credentials, types of service that are shown, those of former
    versions with what stands for them, regions by name.

    What an association has suspended is not among the activities either: it stands on no shelf.
    """

    credentials: Mapping[int, list[Credential]]
    wastes: Mapping[int, list[tuple[str, int, dict[str, int | None]]]]
    catalogue: Mapping[str, list[str]]
    types: Mapping[int, list[ServiceType]]
    served: Mapping[int, list[str]]
    activities: Mapping[int, list[shelf.Activity]]
    former: Mapping[int, list[tuple[str, str]]]
    parts: Mapping[int, list[str]]
    industries: Mapping[int, list[str]]
    """As far as the body has said which, with those that it belongs to: M, M74, M746, M7461."""


def _around(listed: Sequence[Supplier]) -> _Around:
    today, known = clock.today(), {supplier.pk: supplier for supplier in listed}
    suppliers = list(known)
    credentials = list(Credential.objects.filter(supplier__in=suppliers).order_by("pk"))
    papers = gathered((credential.supplier_id, credential) for credential in credentials)
    valid = [credential for credential in credentials if credential.is_valid_on(today)]
    licences = {credential.pk: credential for credential in valid}
    licensed = CredentialWaste.objects.filter(credential__in=list(licences))
    types, asked = ServiceType.objects.in_bulk(), lookups.requirements()
    now = {code: lookups.standing_for(code) for code in types}
    activities = Activity.objects.filter(supplier__in=suppliers).order_by("service_type")
    served = Activity.serves.through.objects.filter(activity__supplier__in=suppliers)
    return _Around(
        credentials=gathered((credential.supplier_id, credential) for credential in valid),
        wastes=gathered(
            (licences[credential].supplier_id, (category, covered.tonnes or 0, covered.codes))
            for credential, category, tonnes, codes in licensed.order_by().values_list(
                "credential_id", "category_id", "tonnes_per_year", "codes"
            )
            if (covered := licences[credential].attested(category, Covered(tonnes, codes)))
        ),
        catalogue=lookups.waste_codes(),
        types=gathered(
            (owner, types[code])
            for owner, declared in activities.values_list("supplier_id", "service_type_id")
            if not known[owner].has_suspended(declared)
            if (
                shown := [
                    code for code in now[declared] if not lapsed(asked.get(code, ()), papers[owner], today)
                ]
            )
            for code in dict.fromkeys([declared, *shown])
        ),
        served=gathered(served.order_by().values_list("activity__supplier_id", "region__full_name")),
        activities=_activities(known) if shelf.zones().provinces else gathered([]),
        former=gathered(
            (owner, (kind, text))
            for owner, kind, text in FormerName.objects.filter(supplier__in=suppliers).values_list(
                "supplier_id", "kind", "text"
            )
        ),
        parts=gathered(
            RecordPart.objects.filter(supplier__in=suppliers, kind__in=FOUND_BY_NAME).values_list(
                "supplier_id", "name"
            )
        ),
        industries=gathered(
            (owner, code[:length])
            for owner, code in SizeStatement.objects.filter(supplier__in=suppliers).values_list(
                "supplier_id", "industry_id"
            )
            for length in INDUSTRY_LEVELS
            if length <= len(code)
        ),
    )


def _activities(known: Mapping[int, Supplier]) -> Mapping[int, list[shelf.Activity]]:
    """The types of each body that are not suspended, with the regions that it serves for them."""
    served = Activity.serves.through.objects.filter(activity__supplier__in=list(known))
    regions = gathered(served.order_by().values_list("activity_id", "region_id"))
    rows = Activity.objects.filter(supplier__in=list(known)).order_by()
    return gathered(
        (row.supplier_id, (row.service_type_id, regions[row.pk]))
        for row in rows
        if not known[row.supplier_id].has_suspended(row.service_type_id)
    )


def _document(supplier: Supplier, around: _Around) -> Document:
    organisation = supplier.organisation
    valid, types = around.credentials[supplier.pk], around.types[supplier.pk]
    wastes = sorted({category for category, _, _ in around.wastes[supplier.pk]})
    centre, known = distances.centre_of(organisation.region_id), lookups.waste_categories()
    former = around.former[supplier.pk]
    names = " ".join(text for kind, text in former if kind == FormerName.Kind.NAME)
    places = [organisation.region.full_name, *sorted(set(around.served[supplier.pk]))]
    return Document(
        collection="supplier",
        key=supplier.code,
        title=organisation.name,
        # Places too, because people type them among the words; what the body was called before; what it works with
        # and has worked on; what the wastes are called that it takes, for who does not know their numbers.
        # Certificates are not among it: they are persons'.
        body="\n".join(
            [
                names,
                *around.parts[supplier.pk],
                supplier.intro,
                organisation.scope[:500],
                *_words_of(types),
                " ".join(known[code].name for code in wastes if code in known),
                " ".join(places),
            ]
        ),
        codes=[
            supplier.code,
            *(text for kind, text in former if kind == FormerName.Kind.CODE),
            *wastes,
            *(credential.number for credential in valid),
        ],
        regions=[organisation.region_id],
        types=lookups.with_parents([t.code for t in types if not t.successors]),
        facets={
            "size": [organisation.size],
            "industry": around.industries[supplier.pk],
            "credential": sorted({value for credential in valid for value in _graded(credential)}),
            "waste": [
                *_by_tonnes((row[0], row[1]) for row in around.wastes[supplier.pk]),
                *sorted({f"{row[0]}@{WHOLE}" for row in around.wastes[supplier.pk] if not row[2]}),
            ],
            "wastecode": _by_tonnes(_codes(around.wastes[supplier.pk], around.catalogue)),
            "grade": [supplier.standing or UNRATED],
            "place": [centre] if centre else [],
            "admission": shelf.facet(supplier),
            "shelf": shelf.shelves_of(supplier, around.activities[supplier.pk]),
        },
        serial=supplier.pk,
        published=supplier.listed_at,
        updated=supplier.updated_at,
        initials=pinyin_initials(organisation.name),
    )


def _graded(credential: Credential) -> list[str]:
    """design-water, and design-water@甲级 where the paper has a grade that not only the body states."""
    kind, grade = credential.kind_id, credential.attested_grade
    return [kind, f"{kind}@{grade}"] if grade else [kind]


def _by_tonnes(wastes: Iterable[tuple[str, int]]) -> list[str]:
    """HW17 for each waste, and HW17@1000 where the licences together allow so many tonnes of it a year."""
    yearly: Counter[str] = Counter()
    for code, tonnes in wastes:
        yearly[code] += tonnes
    reached = (f"{code}@{step}" for code, tonnes in yearly.items() for step in TONNES if tonnes >= int(step))
    return sorted([*yearly, *reached])


def _codes(
    wastes: Iterable[tuple[str, int, Mapping[str, int | None]]], catalogue: Mapping[str, list[str]]
) -> Iterator[tuple[str, int]]:
    """The codes that are covered: those named, or all of a category that is covered whole.

    A code without an amount of its own shares that of its category.
    """
    for category, tonnes, named in wastes:
        for code, own in (named or dict.fromkeys(catalogue.get(category, []))).items():
            yield code, tonnes if own is None else own


def _words_of(types: Iterable[ServiceType]) -> list[str]:
    return [" ".join([t.name, *t.synonyms]) for t in types]


def _credentials(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    """Kinds that occur; the grades of a kind stand below it once it is chosen."""
    offered: list[Option] = []
    for code, row in lookups.credential_kinds().items():
        grades = [f"{code}@{grade}" for grade in row.grades]
        if code in counts or {code, *grades} & set(chosen):
            offered.append((code, row.short_name, 0))
        if {code, *grades} & set(chosen):
            offered += [(value, grade, 1) for value, grade in zip(grades, row.grades, strict=True)]
    return offered


def _wastes(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    rows = lookups.waste_categories()
    return [(code, str(row), 0) for code, row in rows.items() if code in counts or code in chosen]


def _sizes(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(value, label, 0) for value, label in Organisation.Size.choices]


def _industries(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    """The sections that occur; below each that is chosen the next level. Nothing where nobody has said any."""
    names = _industry_names.one(None, lambda: dict(Industry.objects.values_list("code", "name")))
    opened = {code[:length] for code in chosen for length in INDUSTRY_LEVELS if length <= len(code)}
    shown = {code for code in counts if len(code) == 1 or code[: INDUSTRY_LEVELS[_level(code) - 1]] in opened}
    return [(code, names[code], _level(code)) for code in sorted({*shown, *opened}) if code in names]


def _level(code: str) -> int:
    return INDUSTRY_LEVELS.index(len(code)) if len(code) in INDUSTRY_LEVELS else 0


def _grades(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    known = sorted({*counts, *chosen} - {UNRATED})
    return [(value, value, 0) for value in known] + [(UNRATED, "未评级", 0)]


DIRECTORY = List(
    collection="supplier",
    filters=[
        Filter("region", "经营地址", region_options, nests=True),
        Filter("type", "服务范围", type_options, nests=True),
        Filter("credential", "资质能力（在有效期内）", _credentials, nests=True),
        Filter("waste", "危险废物类别（须全部能收）", _wastes, together=True, grades=TONNES, by="tonnes"),
        Filter("grade", "信用等级", _grades),
        Filter("admission", "准入考核", shelf.options, nests=True),
        Filter("size", "企业规模", _sizes),
        Filter("industry", "所属行业（机构填写）", _industries, nests=True),
    ],
    orders={"newest": "最近入驻在前", "updated": "最近更新在前", "relevance": "与关键词最相关在前"},
)
