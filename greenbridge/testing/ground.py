"""The ground that stories stand on: a handful of the country instead of the 44,000 divisions of the real register.

Codes and names are the real ones, so that prefix tests, addresses and the words of the pages are as in life. The
small tables (service types, waste categories, credential kinds, opening phases) come from the files that an
installation loads.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

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
"""Each table's rows, once they have been made for the first time."""
_stands = False  # committed, for all stories that take back what they do
_untouched = False


def stands() -> bool:
    """Whether it lies there for every story and need not be laid for one."""
    return _stands


def lay_for_all() -> None:
    """Put it there for the stories that take back what they do. Those that commit leave empty tables behind them."""
    global _stands
    with transaction.atomic():
        _lay()
    _stands = True


def take_away() -> None:
    """Leave the tables empty, for stories that commit and lay their own."""
    global _stands
    rows.empty(table.db_table for table in _tables())
    _stands = False


def ready() -> None:
    """For one story: laid, unless it lies there, and nothing remembered of what another did to it."""
    if not _stands:
        _lay()
    resolver.forget()
    shelf.forget()


@contextmanager
def watched() -> Iterator[None]:
    """A story on it, as long as which is known whether it has changed anything yet."""
    global _untouched
    _untouched = _stands
    with connection.execute_wrapper(_notice):
        yield
    _untouched = False


def is_untouched() -> bool:
    """Whether the story finds what all find, and has written nothing yet."""
    return _untouched


def _notice(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    global _untouched
    if _untouched and sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
        _untouched = False
    return execute(sql, *rest)


def _lay() -> None:
    """Into an empty database: from the files the first time, from memory after that."""
    if not _kept:
        _kept.extend(_made())
    rows.lay(_kept)


def _made() -> list[rows.Statement]:
    """What the loaders make of the files; whatever else they leave behind is taken back."""
    with transaction.atomic():
        _load()
        kept = [(table, rows.of(table)) for table in _tables()]
        transaction.set_rollback(True)
    return rows.at_once([rows.inserting(table, laid) for table, laid in kept if laid])


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


def _tables() -> list[Any]:
    """Those of the models and those that join them to others."""
    return [table for model in TABLES for table in (model._meta, *map(_joining, model._meta.many_to_many))]


def _joining(field: Any) -> Any:
    return field.remote_field.through._meta


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
