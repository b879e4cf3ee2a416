"""The ground that stories stand on: a handful of the country instead of the 44,000 divisions of the real register.

Codes and names are the real ones, so that prefix tests, addresses and the words of the pages are as in life. The
small tables (service types, waste categories, credential kinds, opening phases) come from the files that an
installation loads.
"""

from typing import Any

from django.db.models import Model

from greenbridge.accounts.models import Association
from greenbridge.accounts.services import load_associations
from greenbridge.portal.setup import ASSOCIATIONS
from greenbridge.reference import resolver, services
from greenbridge.reference.models import (
    CredentialKind,
    Domain,
    Industry,
    OpeningPhase,
    Region,
    ServiceType,
    TypeTree,
    WasteCategory,
    WasteCode,
)
from greenbridge.suppliers.assessment import shelf
from greenbridge.testing import rows

PLACES = {
    "31": "上海市",
    "3101": "上海市",
    "310115": "浦东新区",
    "310118": "青浦区",
    "310118104": "金泽镇",
    "310118107": "华新镇",
    "32": "江苏省",
    "3205": "苏州市",
    "320509": "吴江区",
    "320509105": "盛泽镇",
    "320509110": "黎里镇",
    "320583": "昆山市",
    "33": "浙江省",
    "3304": "嘉兴市",
    "330402": "南湖区",
    "330421": "嘉善县",
    "330421103": "西塘镇",
    "34": "安徽省",
    "3401": "合肥市",
    "340104": "蜀山区",
}
INDUSTRIES = {"C1713": "棉印染精加工", "J6621": "商业银行服务", "M7461": "环境保护监测"}
LENGTHS = (2, 4, 6, 9)


TABLES = (
    Region,
    CredentialKind,
    TypeTree,
    ServiceType,
    WasteCategory,
    WasteCode,
    OpeningPhase,
    Industry,
    Domain,
    Association,
)

_kept: list[rows.Statement] = []
"""Each table's rows, once they have been laid for the first time."""


def lay() -> None:
    """Put the ground into an empty database: from the files the first time, from memory after that."""
    if _kept:
        rows.lay(_kept)
    else:
        _load()
        kept = ((table, rows.of(table)) for model in TABLES for table in _tables_of(model))
        _kept.extend(rows.at_once([rows.inserting(table, laid) for table, laid in kept if laid]))
    resolver.forget()
    shelf.forget()


def _load() -> None:
    Region.objects.bulk_create(_region(code) for code in PLACES)
    services.load_credential_kinds()
    services.load_service_types()
    services.load_waste_categories()
    services.load_waste_codes()
    services.load_domains()
    services.load_opening_phases()
    Industry.objects.bulk_create(Industry(code=code, name=name) for code, name in INDUSTRIES.items())
    load_associations(ASSOCIATIONS)


def _tables_of(model: type[Model]) -> list[Any]:
    """The table of a model and those that join it to others."""
    joins: list[Any] = [field.remote_field.through for field in model._meta.many_to_many]
    return [model._meta, *(join._meta for join in joins)]


def _region(code: str) -> Region:
    above = [code[:n] for n in LENGTHS if n < len(code)]
    spoken = dict.fromkeys(PLACES[part] for part in [*above, code])
    return Region(
        code=code,
        name=PLACES[code],
        level=len(above) + 1,
        parent_id=above[-1] if above else None,
        full_name="".join(spoken),
    )
