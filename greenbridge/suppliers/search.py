"""How suppliers stand in the index, and the filters of the directory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.core.text import pinyin_initials
from greenbridge.reference.models import CredentialKind, ServiceType, WasteCategory
from greenbridge.reference.options import region_options, type_options
from greenbridge.search.documents import Document, gathered
from greenbridge.search.listing import Filter, List, Option
from greenbridge.suppliers.models import (
    Activity,
    Credential,
    CredentialWaste,
    Supplier,
    SupplierQuerySet,
)


class SupplierCollection:
    """Listed suppliers, keyed by credit code."""

    name = "supplier"
    label = "服务机构"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        rows = _with_codes(Supplier.objects.select_related("organisation__region"), keys)
        listed = [supplier for supplier in rows if supplier.is_listed]
        around = _around([supplier.pk for supplier in listed])
        return (_document(supplier, around) for supplier in listed)

    def all_keys(self) -> Iterable[str]:
        return Supplier.objects.listed().values_list("organisation__credit_code", flat=True).iterator(5000)

    def hits(self, keys: Sequence[str]) -> Mapping[str, Supplier]:
        return Supplier.objects.with_card().listed_by_code(keys)


def _with_codes(rows: SupplierQuerySet, codes: Sequence[str]) -> SupplierQuerySet:
    """Whether they are listed is left to the caller: asked for a status too, SQLite reads all rows that have it."""
    return rows.filter(organisation__credit_code__in=codes).order_by()


@dataclass(frozen=True)
class _Around:
    """What hangs on some suppliers, by their ids: valid credentials, types of service, regions served by name."""

    credentials: Mapping[int, list[Credential]]
    wastes: Mapping[int, list[str]]
    types: Mapping[int, list[ServiceType]]
    served: Mapping[int, list[str]]


def _around(suppliers: Sequence[int]) -> _Around:
    today = clock.today()
    credentials = Credential.objects.filter(supplier__in=suppliers).order_by("pk")
    valid = [credential for credential in credentials if credential.is_valid_on(today)]
    licensed = CredentialWaste.objects.filter(credential__in=[credential.pk for credential in valid])
    owner_of = {credential.pk: credential.supplier_id for credential in valid}
    types = ServiceType.objects.in_bulk()
    activities = Activity.objects.filter(supplier__in=suppliers).order_by("service_type")
    served = Activity.serves.through.objects.filter(activity__supplier__in=suppliers)
    return _Around(
        credentials=gathered((credential.supplier_id, credential) for credential in valid),
        wastes=gathered(
            (owner_of[credential], code)
            for credential, code in licensed.order_by().values_list("credential_id", "category_id")
        ),
        types=gathered(
            (owner, types[code]) for owner, code in activities.values_list("supplier_id", "service_type_id")
        ),
        served=gathered(served.order_by().values_list("activity__supplier_id", "region__full_name")),
    )


def _document(supplier: Supplier, around: _Around) -> Document:
    organisation = supplier.organisation
    valid, types = around.credentials[supplier.pk], around.types[supplier.pk]
    wastes = sorted(set(around.wastes[supplier.pk]))
    places = [organisation.region.full_name, *sorted(set(around.served[supplier.pk]))]
    return Document(
        collection="supplier",
        key=supplier.code,
        title=organisation.name,
        # Places too, because people type them among the words.
        body="\n".join([supplier.intro, organisation.scope[:500], *_words_of(types), " ".join(places)]),
        codes=[supplier.code, *wastes, *(credential.number for credential in valid)],
        regions=[organisation.region_id],
        types=sorted({code for t in types for code in (t.code, t.parent_id) if code}),
        facets={
            "size": [organisation.size],
            "credential": sorted({credential.kind_id for credential in valid}),
            "waste": wastes,
        },
        published=supplier.listed_at,
        initials=pinyin_initials(organisation.name),
    )


def _words_of(types: Iterable[ServiceType]) -> list[str]:
    return [" ".join([t.name, *t.synonyms]) for t in types]


def _credentials(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    rows = CredentialKind.objects.filter(code__in={*counts, *chosen})
    return [(row.code, row.short_name, 0) for row in rows]


def _wastes(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(row.code, str(row), 0) for row in WasteCategory.objects.filter(code__in={*counts, *chosen})]


def _sizes(counts: Mapping[str, int], chosen: Sequence[str]) -> list[Option]:
    return [(value, label, 0) for value, label in Organisation.Size.choices]


DIRECTORY = List(
    collection="supplier",
    filters=[
        Filter("region", "经营地址", region_options, nests=True),
        Filter("type", "服务范围", type_options, nests=True),
        Filter("credential", "资质能力（在有效期内）", _credentials),
        Filter("waste", "危险废物类别", _wastes),
        Filter("size", "企业规模", _sizes),
    ],
    orders={"newest": "最近入驻在前", "relevance": "与关键词最相关在前"},
)
