"""Which column of a foreign list is which: found by its header, corrected by a person."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from operator import attrgetter

from rapidfuzz import fuzz, process

from greenbridge.core.text import fold_name
from greenbridge.suppliers.imports.reading import Rows, SheetRow

LABELS = {
    "credit_code": "统一社会信用代码",
    "name": "单位名称",
    "established_on": "成立日期",
    "kind": "企业类型",
    "capital": "注册资本",
    "scope": "经营范围",
    "size": "企业规模",
    "province": "省份",
    "city": "城市",
    "county": "区县",
    "address": "地址",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "service_types": "业务类型",
    "credential_kind": "资质种类",
    "credential_number": "证书编号",
    "credential_issuer": "发证机关",
    "credential_grade": "资质等级",
    "credential_scope": "许可范围",
    "issued_on": "发证日期",
    "expires_on": "有效期至",
    "wastes": "危险废物类别",
    "tonnes": "年处置能力（吨）",
}
REQUIRED = ("credit_code", "name")
CONTACTS = ("contact_name", "contact_phone")

_OTHER_WORDS = {
    "credit_code": "信用代码 社会信用代码 信用代码证号 统一信用代码 企业信用代码 机构代码 组织机构代码 工商注册号 注册号 "
    "营业执照号 营业执照注册号 营业执照编号 税号 纳税人识别号",
    "name": "企业名称 机构名称 公司名称 名称 单位 企业 机构 持证单位 持证企业 企业全称 服务机构 服务机构名称 检测机构名称 "
    "经营单位名称 法人名称 申请单位",
    "established_on": "注册日期 成立时间 注册时间 登记日期 设立日期",
    "kind": "公司类型 单位类型 机构类型 主体类型 单位性质 企业性质 经济性质 类型",
    "capital": "注册资金 注册资本金 出资额",
    "scope": "业务范围 主营业务 主要业务",
    "size": "规模 单位规模 规模类型 企业规模类型",
    "province": "省 所在省 所在省份 所属省份 省市 省区市 省级",
    "city": "市 地区 所在市 所在城市 所属城市 地市 所在地市 设区市 所在地区 所属地区 区域",
    "county": "县 区 县区 所在区县 所属区县 县市区 区县市 所在县",
    "address": "注册地址 住所 经营地址 单位地址 企业地址 详细地址 机构地址 通讯地址 办公地址 经营场所 设施地址 所在地 地点",
    "contact_name": "联系人姓名 业务联系人 负责人",
    "contact_phone": "电话 手机 联系方式 手机号 手机号码 业务电话 电话号码",
    "service_types": "业务类别 服务类型 服务类别 服务范围 服务内容 服务领域 业务领域 专业类别 从事业务",
    "credential_kind": "资质 资质类型 资质类别 证书类型 证书名称 资质名称 证书种类 许可类型",
    "credential_number": "资质编号 许可证编号 许可证号 证书号 资质证书编号 证书号码 资质认定证书编号 经营许可证编号 备案编号",
    "credential_issuer": "发证单位 颁发机关 颁证机关 发证部门 核发机关 审批机关 许可机关 批准机关",
    "credential_grade": "等级 证书等级 资质级别 证书级别 单位等级 级别",
    "credential_scope": "核准经营范围 许可内容 资质范围 核准经营方式 经营方式",
    "issued_on": "发证时间 颁发日期 颁证日期 有效期起 有效期开始 核发日期 批准日期 起始日期 发放日期",
    "expires_on": "有效期 有效日期 截止日期 到期日期 有效期截止 有效期限 证书有效期 有效期止 许可证有效期",
    "wastes": "危废类别 废物类别 危废代码 危险废物代码 核准经营类别 经营类别 许可类别 经营危险废物类别 核准经营危险废物类别",
    "tonnes": "年能力 经营规模 处置能力 处理能力 核准经营规模 年经营规模 许可规模 核准规模",
}
_FIELD_OF = {
    word: key for key, label in LABELS.items() for word in [fold_name(label), *_OTHER_WORDS[key].split()]
}
NOTHING: Mapping[str, str] = {}
_LEAST_LIKENESS = 80
_ASIDE = re.compile(r"\([^)]*\)|[*:：\s]|^\d+[.、]")
ROWS_SEARCHED_FOR_HEADER = 10
ROWS_SAMPLED = 500  # of a list, for its samples
_SAMPLES = 3


@dataclass
class Sheet:
    """A sheet with its header: names of the columns by position, and how many rows stand below."""

    name: str
    header_row: int
    headers: list[str]
    rows: int = 0


@dataclass
class Column:
    """A column of the list as the mapping page shows it; the same header on several sheets is one column."""

    header: str
    key: str = ""
    samples: list[str] = field(default_factory=list)


def sheets(rows: Rows) -> Iterator[Sheet]:
    """The sheets that have at least a header."""
    for name, first, count in rows.sheets(ROWS_SEARCHED_FOR_HEADER):
        header = _header_among(first)
        yield Sheet(name, header.number, _named(header.cells), count - first.index(header) - 1)


def _header_among(rows: list[SheetRow]) -> SheetRow:
    """The first row that names a code and a name, else the first row: official lists often begin with a title line.

    Of a header in several lines, whose merged cells are the same in each, the last: it names every single column.
    """
    named = dropwhile(lambda row: not _is_header(row), rows)
    return max(takewhile(_is_header, named), key=attrgetter("number"), default=rows[0])


def _is_header(row: SheetRow) -> bool:
    return set(REQUIRED) <= set(guess(row.cells).values())


def _named(cells: list[str]) -> list[str]:
    """One-line headers, every one different: a repeated or empty header gets its position."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:50] or f"第{position}列"
        names.append(f"{name}（第{position}列）" if name in names else name)
    return names


def columns(
    found: Iterable[Sheet], rows: Iterable[SheetRow], known: Mapping[str, str] = NOTHING
) -> list[Column]:
    """The columns of all sheets, guessed, with a few samples each. ``known``, header → field, beats any guess."""
    by_name = {sheet.name: sheet for sheet in found}
    guesses = {
        header: key
        for sheet in by_name.values()
        for header, key in _with_known(guess(sheet.headers), sheet.headers, known).items()
    }
    headers = dict.fromkeys(header for sheet in by_name.values() for header in sheet.headers)
    named = {header: Column(header, guesses.get(header, "")) for header in headers}
    for row in rows:
        _sample(named, by_name[row.sheet], row)
    return list(named.values())


def _with_known(
    guessed: Mapping[str, str], headers: Iterable[str], known: Mapping[str, str]
) -> dict[str, str]:
    stated = {header: known[header] for header in headers if header in known}
    taken = set(stated.values())
    return {header: key for header, key in guessed.items() if key not in taken} | stated


def _sample(named: Mapping[str, Column], sheet: Sheet, row: SheetRow) -> None:
    if row.number <= sheet.header_row:
        return
    for header, cell in zip(sheet.headers, row.cells, strict=False):
        samples = named[header].samples
        if cell and len(samples) < _SAMPLES and cell[:60] not in samples:
            samples.append(cell[:60])


def guess(headers: Iterable[str]) -> dict[str, str]:
    """Header → field, each field at most once: the header that is most like one of its names gets it."""
    scored = [(*found, header) for header in headers if (found := _most_like(header))]
    scored.sort(key=lambda score: -score[0])
    given: dict[str, str] = {}
    for _, key, header in scored:
        if key not in given.values():
            given.setdefault(header, key)
    return given


def field_named(header: str) -> str:
    """The field that a header means; empty for none."""
    found = _most_like(header)
    return found[1] if found else ""


def _most_like(header: str) -> tuple[float, str] | None:
    plain = _ASIDE.sub("", fold_name(header))
    found = process.extractOne(plain, _FIELD_OF.keys(), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return (found[1], _FIELD_OF[found[0]]) if found else None
