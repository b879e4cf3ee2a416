"""How suppliers stand in the index, and the filters of the directory."""

from collections.abc import Iterable, Mapping, Sequence

from greenbridge.accounts.models import Organisation
from greenbridge.core.text import pinyin_initials
from greenbridge.reference.models import CredentialKind, ServiceType, WasteCategory
from greenbridge.reference.options import region_options, type_options
from greenbridge.search.documents import Document
from greenbridge.search.listing import Filter, List, Option
from greenbridge.suppliers.models import Credential, Supplier, SupplierQuerySet


class SupplierCollection:
    """Listed suppliers, keyed by credit code."""

    name = "supplier"
    label = "服务机构"

    def documents(self, keys: Sequence[str]) -> Iterable[Document]:
        rows = _with_codes(Supplier.objects.select_related("organisation__region"), keys)
        needed = rows.prefetch_related(
            "activities__service_type", "activities__serves", "credentials__wastes"
        )
        return (_document(supplier) for supplier in needed if supplier.is_listed)

    def all_keys(self) -> Iterable[str]:
        return Supplier.objects.listed().values_list("organisation__credit_code", flat=True).iterator(5000)

    def hits(self, keys: Sequence[str]) -> Mapping[str, Supplier]:
        return Supplier.objects.with_card().listed_by_code(keys)


def _with_codes(rows: SupplierQuerySet, codes: Sequence[str]) -> SupplierQuerySet:
    """Whether they are listed is left to the caller: asked for a status too, SQLite reads all rows that have it."""
    return rows.filter(organisation__credit_code__in=codes).order_by()


def _document(supplier: Supplier) -> Document:
    organisation = supplier.organisation
    valid = [
        c
        for c in supplier.credentials.all()
        if c.state in {Credential.State.VALID, Credential.State.EXPIRING}
    ]
    types = [activity.service_type for activity in supplier.activities.all()]
    wastes = sorted({code for credential in valid for code in credential.waste_codes})
    return Document(
        collection="supplier",
        key=supplier.code,
        title=organisation.name,
        body="\n".join([supplier.intro, organisation.scope[:500], *_words_of(types), _places_of(supplier)]),
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


def _places_of(supplier: Supplier) -> str:
    """Where it is and where it goes, because people type places among the words."""
    served = {region.full_name for activity in supplier.activities.all() for region in activity.serves.all()}
    return " ".join([supplier.organisation.region.full_name, *sorted(served)])


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
