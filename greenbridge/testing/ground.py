"""The ground that stories stand on: a handful of the country instead of the 44,000 divisions of the real register.

Codes and names are the real ones, so that prefix tests, addresses and the words of the pages are as in life. The
small tables (service types, waste categories, credential kinds, opening phases) come from the files that an
installation loads.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
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

_rows: list[tuple[str, list[Any] | None]] = []
"""Each table's rows as one statement with its values, once they have been laid for the first time.

Where the database takes several statements at once they are one, with the values written into it.
"""


def lay() -> None:
    """Put the ground into an empty database: from the files the first time, from memory after that."""
    if _rows:
        with connection.cursor() as cursor:
            for statement, values in _rows:
                cursor.execute(statement, values)
    else:
        _load()
        statements = [statement for model in TABLES for statement in _statements_of(model)]
        if connection.vendor == "postgresql":
            own: Any = connection.ops
            _rows.append((";".join(own.compose_sql(text, values) for text, values in statements), None))
        else:
            _rows.extend(statements)
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


def _statements_of(model: type[Model]) -> Iterator[tuple[str, list[Any]]]:
    """The rows of a table and of those that join it to others."""
    joins: list[Any] = [field.remote_field.through for field in model._meta.many_to_many]
    metas: list[Any] = [model._meta, *(join._meta for join in joins)]
    for meta in metas:
        columns = ", ".join(connection.ops.quote_name(field.column) for field in meta.concrete_fields)
        table = connection.ops.quote_name(meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table}")
            rows = cursor.fetchall()
        if rows:
            marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
            yield f"INSERT INTO {table} ({columns}) VALUES {marks}", [value for row in rows for value in row]


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
