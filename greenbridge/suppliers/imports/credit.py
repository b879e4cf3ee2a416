"""Records of 信用中国 and 政府采购网, exchanged as JSON or CSV, become credit records of the bodies we know.

Nothing is fetched here: both sites keep programs out, and a person or a data exchange hands the file over.
"""

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime
from django.utils.timezone import make_aware

from greenbridge.core import bulk, credit_code
from greenbridge.core.money import from_wan
from greenbridge.core.text import masked_name
from greenbridge.suppliers.imports.errors import ExchangeUnreadable
from greenbridge.suppliers.imports.wording import days_in, stated
from greenbridge.suppliers.models import CreditRecord, Supplier

Kind = CreditRecord.Kind
_KINDS = {kind.label: kind for kind in Kind}
LARGEST = 50 * 1024 * 1024
MOST_OF_A_GRADE = 20
UNKNOWN = "机构名录里没有这家单位。请先导入名单或由单位入驻。"

# Names as 信用中国 writes them, then those of the register of companies and of Shanghai's 双公示.
_WORDS = {
    "kind": "类型 种类 信息类型 记录类型",
    "credit_code": "统一社会信用代码 行政相对人统一社会信用代码 tyshxydm",
    "number": "行政许可决定文书号 行政许可决定书文号 行政处罚决定书文号 决定书文号 文书号 文号 许可编号 评价年度 penDecNo licNo xkwsh",
    "title": "行政许可决定文书名称 许可证书名称 许可类别 处罚类别 违法行为类型 评价等级 信用等级 名称 licName_CN illegActType xmmc",
    "decided_on": "许可决定日期 处罚决定日期 决定日期 列入日期 认定日期 评价日期 公布日期 penDecIssDate xkjdrq abntime",
    "authority": "许可机关 处罚机关 决定机关 认定机关 评价机关 评价单位 机关 登记机关 licAnth penAuth_CN decOrg_CN xkjg",
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
COLUMNS = (
    "supplier_id", "source", "kind", "number", "title", "decided_on", "authority", "authority_code", "content",
    "fine", "confiscated", "valid_from", "valid_until", "fetched_at", "raw",
)  # fmt: skip
_DAYS = ("decided_on", "valid_from", "valid_until")


Key = tuple[Any, ...]
Fact = tuple[Any, ...]


class Fault(NamedTuple):
    """A record that was not taken over: its place in the file, the field, what it says, what to do."""

    record: int
    field: str
    value: str
    reason: str


class Examined(NamedTuple):
    """What a file would bring: the records as they are stored, those of them that are there already, the faults."""

    facts: dict[Key, Fact]
    held: dict[Key, CreditRecord]
    faults: list[Fault]

    @property
    def created(self) -> int:
        return len(self.facts.keys() - self.held.keys())

    @property
    def changed(self) -> int:
        return sum(says_otherwise(self.facts[key], record) for key, record in self.held.items())

    @property
    def same(self) -> int:
        return len(self.held) - self.changed

    @property
    def unknown(self) -> int:
        return sum(fault.reason == UNKNOWN for fault in self.faults)


class _Wrong(Exception):
    """A field for which a record is refused."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        self.fault = (field, value[:200], reason)


def read(content: bytes) -> list[dict[str, str]]:
    """The records as they are written: a JSON list, an object with ``records`` or the answer of an interface, or CSV."""
    if len(content) > LARGEST:
        raise ExchangeUnreadable()
    try:
        text = _decoded(content)
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


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _plain(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        str(name).strip(): line
        for name, value in row.items()
        if name and isinstance(value, str | int | float) and (line := stated(str(value)))
    }


def examine(
    rows: Sequence[dict[str, str]],
    *,
    source: str,
    fetched_at: dt.datetime,
    there: QuerySet[CreditRecord] | None = None,
    looked_at: Callable[[int], object] = lambda place: None,
) -> Examined:
    """Hold what is said against the bodies that we know and the records that are ``there``; writes nothing.

    ``source`` and ``fetched_at`` hold where a record does not say its own. ``looked_at`` hears how far it is.
    """
    known = _known(rows)
    facts: dict[Key, Fact] = {}
    faults = []
    for place, row in enumerate(rows, start=1):
        looked_at(place)
        try:
            fact = _fact(row, known, source, fetched_at)
        except _Wrong as wrong:
            faults.append(Fault(place, *wrong.fault))
        else:
            facts[fact[:4]] = fact
    there = CreditRecord.objects.all() if there is None else there
    of_these = there.filter(supplier__in={key[0] for key in facts}).order_by("pk")
    held = {key: record for record in of_these if (key := key_of(record)) in facts}
    return Examined(facts, held, faults)


def _known(rows: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """The suppliers by credit code; that of a merged record means the one it stands in now."""
    codes = [row[name] for row in rows for name in row if _FIELD_OF.get(name) == "credit_code"]
    bodies = Supplier.objects.filter(organisation__credit_code__in=codes)
    return dict(bodies.values_list("organisation__credit_code", Coalesce("merged_into", "pk")))


def write(facts: Iterable[Fact]) -> None:
    """Store the records; what is there already says from now on what the file says."""
    bulk.upsert(CreditRecord, COLUMNS, facts, unique=COLUMNS[:4], update=COLUMNS[4:])


def key_of(record: CreditRecord) -> Key:
    return tuple(getattr(record, name) for name in COLUMNS[:4])


def says_otherwise(fact: Fact, record: CreditRecord) -> bool:
    """Whether the document itself reads otherwise; when and how it came is no change of it."""
    return any(value != getattr(record, name) for name, value in zip(COLUMNS[4:-2], fact[4:-2], strict=True))


def kept(record: CreditRecord) -> dict[str, Any]:
    """All that a record says, for ``restored``."""
    return {name: _as_text(getattr(record, name)) for name in COLUMNS}


def restored(before: Mapping[str, Any]) -> Fact:
    """A record as it was when ``kept``."""
    return tuple(_from_text(name, before[name]) for name in COLUMNS)


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _from_text(name: str, value: Any) -> Any:
    if name == "raw":
        return json.dumps(value, ensure_ascii=False)
    if name == "fetched_at":
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if name in _DAYS and value else value


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
        raise _Wrong(
            "文书号",
            number,
            "请填写文书号（信用评价填评价年度），不超过100字；没有它就认不出是不是同一份文书。",
        )
    title = _text(cells, "title")
    if kind == Kind.GRADE and not 0 < len(title) <= MOST_OF_A_GRADE:
        raise _Wrong("评价等级", title, f"请填写评价等级，不超过{MOST_OF_A_GRADE}字。")
    origin = _text(cells, "source") or source
    if not origin:
        raise _Wrong("数据来源", "", "请写明数据来源，例如“信用中国”。")
    return (
        supplier, origin[:60], kind.value, number, title[:200], _day(cells, "decided_on"),
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
        raise _Wrong("统一社会信用代码", text, UNKNOWN)
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
