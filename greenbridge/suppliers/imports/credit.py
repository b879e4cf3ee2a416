"""Records of 信用中国 and 政府采购网, exchanged as JSON or CSV, become credit records of the bodies we know.

Nothing is fetched here: both sites keep programs out, and a person or a data exchange hands the file over.
"""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import make_aware

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import bulk, clock, credit_code
from greenbridge.core.money import from_wan
from greenbridge.core.text import masked_name
from greenbridge.search import services as search
from greenbridge.suppliers.imports.errors import ExchangeUnreadable
from greenbridge.suppliers.imports.wording import days_in, stated
from greenbridge.suppliers.models import CreditRecord, Supplier

Kind = CreditRecord.Kind
_KINDS = {kind.label: kind for kind in Kind}
LARGEST = 50 * 1024 * 1024

# Names as 信用中国 writes them, then those of the register of companies and of Shanghai's 双公示.
_WORDS = {
    "kind": "类型 种类 信息类型 记录类型",
    "credit_code": "统一社会信用代码 行政相对人统一社会信用代码 tyshxydm",
    "number": "行政许可决定文书号 行政许可决定书文号 行政处罚决定书文号 决定书文号 文书号 文号 许可编号 penDecNo licNo xkwsh",
    "title": "行政许可决定文书名称 许可证书名称 许可类别 处罚类别 违法行为类型 名称 licName_CN illegActType xmmc",
    "decided_on": "许可决定日期 处罚决定日期 决定日期 列入日期 认定日期 penDecIssDate xkjdrq abntime",
    "authority": "许可机关 处罚机关 决定机关 认定机关 机关 登记机关 licAnth penAuth_CN decOrg_CN xkjg",
    "authority_code": "许可机关统一社会信用代码 处罚机关统一社会信用代码 机关统一社会信用代码",
    "content": "许可内容 处罚内容 内容 违法事实 列入原因 licItem penContent speCause_CN xknr",
    "fine": "罚款金额(万元) 罚款金额（万元）",
    "confiscated": "没收金额(万元) 没收金额（万元） 没收违法所得(万元)",
    "valid_from": "有效期自 valFrom",
    "valid_until": "有效期至 valTo",
    "source": "数据来源 来源",
    "fetched_at": "取得时间 获取时间 采集时间",
}
_FIELD_OF = {word: field for field, words in _WORDS.items() for word in words.split()}
_HOLDS_A_PERSON = re.compile("法定代表人|法人姓名|负责人|联系人|经营者|姓名|xzxdr")
_HOLDS_A_NUMBER_OF_A_PERSON = re.compile("身份证|证件号|电话|手机")
_COLUMNS = (
    "supplier_id", "source", "kind", "number", "title", "decided_on", "authority", "authority_code", "content",
    "fine", "confiscated", "valid_from", "valid_until", "fetched_at", "raw",
)  # fmt: skip


class Fault(NamedTuple):
    """A record that was not taken over: its place in the file, the field, what it says, what to do."""

    record: int
    field: str
    value: str
    reason: str


class Outcome(NamedTuple):
    """How many records are new or were there already, and which were refused."""

    created: int
    updated: int
    faults: list[Fault]


class _Wrong(Exception):
    """A field for which a record is refused."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        self.fault = (field, value[:200], reason)


def import_path(
    path: Path, *, source: str = "", fetched_at: dt.datetime | None = None, by: User | None = None
) -> Outcome:
    """Take over the records of a file; ``source`` and ``fetched_at`` hold where a record does not say its own.

    Importing again updates and doubles nothing. Raises ExchangeUnreadable for a file that is neither JSON nor CSV.
    """
    return take_over(read(path.read_bytes()), source=source, fetched_at=fetched_at or clock.now(), by=by)


def read(content: bytes) -> list[dict[str, str]]:
    """The records as they are written: a JSON list, an object with ``records`` or the answer of an interface, or CSV."""
    if len(content) > LARGEST:
        raise ExchangeUnreadable()
    try:
        text = content.decode("utf-8-sig")
        if not text.lstrip().startswith(("{", "[")):
            return [_plain(row) for row in csv.DictReader(io.StringIO(text), strict=True)]
        found = json.loads(text)
    except (UnicodeDecodeError, ValueError, csv.Error, RecursionError) as wrong:
        raise ExchangeUnreadable() from wrong
    shared: dict[str, Any] = {}
    if isinstance(found, dict):
        shared = {key: value for key, value in found.items() if isinstance(value, str)}
        data = found.get("data")
        found = found.get("records") or (data.get("list") if isinstance(data, dict) else data)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ExchangeUnreadable()
    return [_plain(shared | row) for row in found]


def _plain(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        str(name).strip(): line
        for name, value in row.items()
        if name and isinstance(value, str | int | float) and (line := stated(str(value)))
    }


@transaction.atomic
def take_over(
    records: Iterable[dict[str, str]], *, source: str, fetched_at: dt.datetime, by: User | None
) -> Outcome:
    """Store what is said of bodies that we know; every record that cannot be is named. One trace for all."""
    rows = list(records)
    codes = [row[name] for row in rows for name in row if _FIELD_OF.get(name) == "credit_code"]
    bodies = Supplier.objects.filter(organisation__credit_code__in=codes)
    known = dict(bodies.values_list("organisation__credit_code", "pk"))
    facts: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    faults = []
    for place, row in enumerate(rows, start=1):
        try:
            fact = _fact(row, known, source, fetched_at)
        except _Wrong as wrong:
            faults.append(Fault(place, *wrong.fault))
        else:
            facts[fact[:4]] = fact
    held = CreditRecord.objects.filter(supplier__in={key[0] for key in facts})
    there = len(facts.keys() & set(held.values_list(*_COLUMNS[:4])))
    bulk.upsert(CreditRecord, _COLUMNS, facts.values(), unique=_COLUMNS[:4], update=_COLUMNS[4:])
    outcome = Outcome(len(facts) - there, there, faults)
    counts = {
        "created": outcome.created,
        "updated": outcome.updated,
        "refused": len(faults),
        "source": source,
    }
    audit.record("suppliers.credit_imported", actor=by, after=counts)
    touched = {key[0] for key in facts}
    search.changed("supplier", *(code for code, pk in known.items() if pk in touched))
    return outcome


def _fact(
    row: dict[str, str], known: Mapping[str, int], source: str, fetched_at: dt.datetime
) -> tuple[Any, ...]:
    cells: dict[str, tuple[str, str]] = {}
    for name, value in row.items():
        if field := _FIELD_OF.get(name):
            cells.setdefault(field, (name, value))
    kind = _KINDS.get(_text(cells, "kind"))
    if kind is None:
        raise _Wrong("类型", _text(cells, "kind"), f"请写明类型：{'、'.join(_KINDS)}。")
    supplier, code = _body(cells, known)
    number = _text(cells, "number") or (code if kind == Kind.IDENTITY else "")
    if not number or len(number) > 100:
        raise _Wrong("文书号", number, "请填写文书号，不超过100字；没有文书号就认不出是不是同一份文书。")
    origin = _text(cells, "source") or source
    if not origin:
        raise _Wrong("数据来源", "", "请写明数据来源，例如“信用中国”。")
    return (
        supplier, origin[:60], kind.value, number, _text(cells, "title")[:200], _day(cells, "decided_on"),
        _text(cells, "authority")[:100], _text(cells, "authority_code")[:18], _text(cells, "content"),
        _amount(cells, "fine"), _amount(cells, "confiscated"), _day(cells, "valid_from"),
        _day(cells, "valid_until"), _moment(cells, fetched_at), json.dumps(_without_persons(row), ensure_ascii=False),
    )  # fmt: skip


def _text(cells: Mapping[str, tuple[str, str]], field: str) -> str:
    return cells.get(field, ("", ""))[1]


def _body(cells: Mapping[str, tuple[str, str]], known: Mapping[str, int]) -> tuple[int, str]:
    text = _text(cells, "credit_code")
    try:
        code = credit_code.parse(text)
    except credit_code.BadCreditCode as wrong:
        raise _Wrong("统一社会信用代码", text, str(wrong)) from wrong
    if code not in known:
        raise _Wrong("统一社会信用代码", text, "机构名录里没有这家单位。请先导入名单或由单位入驻。")
    return known[code], code


def _day(cells: Mapping[str, tuple[str, str]], field: str) -> dt.date | None:
    name, text = cells.get(field, ("", ""))
    try:
        days = days_in(text)
    except ValueError as wrong:
        raise _Wrong(name, text, "没有认出这个日期。请按 2026-11-23 的样式填写。") from wrong
    return days[0] if days else None


def _amount(cells: Mapping[str, tuple[str, str]], field: str) -> int | None:
    """万元 as written → 分."""
    name, text = cells.get(field, ("", ""))
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and 0 <= amount < 10**9):
        raise _Wrong(name, text, "没有认出这个金额。请填写以万元计的数字。")
    return from_wan(amount)


def _moment(cells: Mapping[str, tuple[str, str]], otherwise: dt.datetime) -> dt.datetime:
    name, text = cells.get("fetched_at", ("", ""))
    if not text:
        return otherwise
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise _Wrong(name, text, "没有认出取得时间。请按 2026-11-23T08:00:00+08:00 的样式填写。")
    return moment if moment.tzinfo else make_aware(moment)


def _without_persons(row: Mapping[str, str]) -> dict[str, str]:
    """The record as it was, with names of persons masked and without their numbers."""
    return {
        name: masked_name(value) if _HOLDS_A_PERSON.search(name) else value
        for name, value in row.items()
        if not _HOLDS_A_NUMBER_OF_A_PERSON.search(name)
    }
